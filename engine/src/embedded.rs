//! The component that is part of this program.
//!
//! The only unsafe code of the crate: loading compiled code means trusting it.
#![allow(unsafe_code, reason = "compiled code is loaded, see load()")]

use wasmtime::Engine;
use wasmtime::component::Component;

use crate::{Limits, LoadError, Resizer, config};

/// SHA-256 of the component, `target/component/resizer.wasm`, in lower-case hexadecimal. The compiled forms in this
/// program were made from exactly that file.
pub const COMPONENT_SHA256: &str = env!("THUMBOX_COMPONENT_SHA256");

/// Best first: processors with AVX2 (2013 and later), then those with SSE4.2.
const PRECOMPILED: [&[u8]; 2] = [
    include_bytes!(env!("THUMBOX_CWASM_V3")),
    include_bytes!(env!("THUMBOX_CWASM_V2")),
];

impl Resizer {
    /// The component that was built with this program, in the form that suits this processor.
    ///
    /// # Errors
    /// [`LoadError::Incompatible`] on a processor that runs neither form.
    pub fn embedded(limits: Limits) -> Result<Self, LoadError> {
        let engine = Engine::new(&config::base())?;
        let component = load(&engine)?;
        Self::new(engine, &component, limits)
    }
}

fn load(engine: &Engine) -> Result<Component, LoadError> {
    let mut reason = String::new();
    for compiled in PRECOMPILED {
        // SAFETY: `deserialize` needs bytes that wasmtime's own precompilation wrote and that nobody has changed.
        // These are constants of this program. build.rs compared them with the digests that the precompiler's
        // caller recorded, and they are as hard to change as the program's own code. A wrong version, setting or
        // processor is an error, not undefined behaviour.
        match unsafe { Component::deserialize(engine, compiled) } {
            Ok(component) => return Ok(component),
            Err(error) => reason = format!("{error:#}"),
        }
    }
    Err(LoadError::Incompatible { reason })
}
