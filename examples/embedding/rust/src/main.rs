//! Makes a WebP of 300 pixels: resize RESIZER.WASM IMAGE OUTPUT

use std::{env, fs, thread, time::Duration};

use anyhow::{Result, bail, ensure};
use wasmtime::component::{Component, Linker, bindgen};
use wasmtime::{Config, Engine, Store, StoreLimits, StoreLimitsBuilder};

bindgen!({ path: "../../../wit", world: "thumbox" });

const MOST_FILE_BYTES: u64 = 50_000_000;
const MOST_MEMORY: usize = 512 << 20;
const MOST_TIME: Duration = Duration::from_secs(10);
const REQUEST: &str = r#"{"outputs": [{"width": 300, "format": "webp", "quality": 75}]}"#;

fn main() -> Result<()> {
    let [_, wasm, source, output] = env::args().collect::<Vec<_>>().try_into().expect("three arguments");
    ensure!(fs::metadata(&source)?.len() <= MOST_FILE_BYTES, "{source}: too-large");
    let engine = Engine::new(Config::new().epoch_interruption(true))?;
    // Once for all images: compiling takes seconds. `Engine::precompile_component` does it before.
    let component = Component::from_file(&engine, wasm)?;
    // What ends a call that takes too long.
    let clock = engine.clone();
    thread::spawn(move || {
        thread::sleep(MOST_TIME);
        clock.increment_epoch();
    });

    // One for each image.
    let limits = StoreLimitsBuilder::new().memory_size(MOST_MEMORY).build();
    let mut store = Store::<StoreLimits>::new(&engine, limits);
    store.limiter(|limits| limits);
    store.set_epoch_deadline(1);
    let resizer = Thumbox::instantiate(&mut store, &component, &Linker::new(&engine))?;
    let resizer = resizer.thumbox_resize_resizer();
    match resizer.call_resize(&mut store, &fs::read(&source)?, REQUEST)? {
        Ok(made) => {
            println!("{}", resizer.resized().call_facts(&mut store, made)?);
            let file = resizer.resized().call_take(&mut store, made, 0)?;
            fs::write(output, file.unwrap_or_default())?;
            Ok(())
        }
        Err(error) => bail!("{source}: {}: {}", error.kind, error.message),
    }
}
