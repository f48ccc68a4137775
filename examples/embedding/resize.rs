//! Makes a WebP of 300 pixels: resize RESIZER.WASM IMAGE OUTPUT
#![allow(missing_docs, reason = "generated")]
use std::{env, fs, thread, time::Duration};

use wasmtime::component::{Component, Linker, bindgen};
use wasmtime::{Config, Engine, Result, Store, StoreLimitsBuilder, bail, ensure};

bindgen!({ path: "../../wit", world: "thumbox" });
const REQUEST: &str = r#"{"outputs": [{"width": 300, "format": "webp", "quality": 75}]}"#;

fn main() -> Result<()> {
    let argument = |index| env::args().nth(index).expect("three arguments");
    let (wasm, source, output) = (argument(1), argument(2), argument(3));
    let length = fs::metadata(&source)?.len();
    ensure!(length <= 50_000_000, "{source}: too-large");
    let engine = Engine::new(Config::new().epoch_interruption(true))?;
    // Once for all images: compiling takes seconds. `Engine::precompile_component` does it before.
    let component = Component::from_file(&engine, wasm)?;
    let clock = engine.clone();
    // The deadline: a call that is not done by then is a trap.
    thread::spawn(move || {
        thread::sleep(Duration::from_secs(10));
        clock.increment_epoch();
    });
    // One for each image.
    let limits = StoreLimitsBuilder::new().memory_size(512 << 20).build();
    let mut store = Store::new(&engine, limits);
    store.limiter(|limits| limits);
    store.set_epoch_deadline(1);
    let world = Thumbox::instantiate(&mut store, &component, &Linker::new(&engine))?;
    let resizer = world.thumbox_resize_resizer();
    let made = match resizer.call_resize(&mut store, &fs::read(&source)?, REQUEST)? {
        Ok(made) => made,
        Err(error) => bail!("{source}: {}: {}", error.kind, error.message),
    };
    println!("{}", resizer.resized().call_facts(&mut store, made)?);
    let file = resizer.resized().call_take(&mut store, made, 0)?;
    Ok(fs::write(output, file.unwrap_or_default())?)
}
