//! The generated bindings, and what the component's texts mean in our types.

wasmtime::component::bindgen!({ path: "../wit", world: "thumbox" });

mod errors;
mod facts;

pub(crate) use self::facts::{bytes_of_results, formats, info, resized};
