//! A program that was written for 0.2.0 of the contract: caller RESIZER.WASM IMAGE OUTPUT
//!
//! Its bindings are made of the contract as it was then. It says everything that it is told, a line for each.
#![allow(missing_docs, reason = "generated")]

use std::{env, fs};

use wasmtime::component::{Component, Linker, bindgen};
use wasmtime::{Engine, Result, Store, format_err};

bindgen!({ path: "../../wit/released/0.2.0.wit", world: "thumbox" });

const REQUEST: &str = r#"{"outputs": [{"width": 30, "format": "webp", "quality": 75}]}"#;
const WRONG: &str = r#"{"outputs": [{"width": 30}, {"width": 1.7}]}"#;

fn main() -> Result<()> {
    let [_, wasm, source, output] = env::args()
        .collect::<Vec<_>>()
        .try_into()
        .expect("three arguments");
    let engine = Engine::default();
    let component = Component::from_file(&engine, wasm)?;
    let image = fs::read(source)?;
    let mut store = Store::new(&engine, ());
    let world = Thumbox::instantiate(&mut store, &component, &Linker::new(&engine))?;
    let resizer = world.thumbox_resize_resizer();

    println!("{}", resizer.call_formats(&mut store)?);
    println!("{}", resizer.call_probe(&mut store, &image)?.map_err(told)?);
    let made = resizer
        .call_resize(&mut store, &image, REQUEST)?
        .map_err(told)?;
    println!("{}", resizer.resized().call_facts(&mut store, made)?);
    let file = resizer.resized().call_take(&mut store, made, 0)?;
    fs::write(output, file.expect("what was made can be taken"))?;
    let again = resizer.resized().call_take(&mut store, made, 0)?;
    println!("{}", again.is_some());
    made.resource_drop(&mut store)?;
    for (image, request) in [(&image[..], WRONG), (&image[..100], REQUEST)] {
        let error = resizer
            .call_resize(&mut store, image, request)?
            .unwrap_err();
        println!("{}", told(error));
    }
    Ok(())
}

fn told(error: exports::thumbox::resize::resizer::Error) -> wasmtime::Error {
    let details = error.details.iter();
    let details: Vec<String> = details
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format_err!("{}: {} ({})", error.kind, error.message, details.join(", "))
}
