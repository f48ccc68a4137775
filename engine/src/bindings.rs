//! The generated bindings, and nothing but conversions between them and our types.

wasmtime::component::bindgen!({ path: "../wit", world: "thumbox" });

mod answers;
mod questions;
