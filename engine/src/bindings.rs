//! The generated bindings, and what the component's texts mean in our types.

wasmtime::component::bindgen!({ path: "../wit", world: "thumbox" });

/// Those of codecs.
mod codec {
    wasmtime::component::bindgen!({ path: "../wit", world: "codec" });
}

mod errors;
mod facts;

pub(crate) use self::codec::CodecPre;
pub(crate) use self::facts::{bytes_of_results, formats, info, resized};
