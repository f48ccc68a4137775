//! Codecs: components that decode what the resizer knows by name only.

use std::sync::OnceLock;

use wasmtime::Engine;
use wasmtime::component::{Component, Linker};

use crate::bindings::CodecPre;
use crate::error::Error;
use crate::instances::{Results, Turn};
use crate::limits::MemoryMeter;
use crate::{ImageErrorKind, LoadError};

/// A component that decodes a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codec {
    /// Its name, which is that of the format: `avif`.
    pub name: &'static str,
    /// SHA-256 of the component in lower-case hexadecimal.
    pub sha256: String,
}

/// Gives the component.
type Load = dyn Fn(&Engine) -> Result<Component, LoadError> + Send + Sync;

/// A codec that can be called. It is loaded when it is first used: most programs see few such files or none.
pub(crate) struct LoadedCodec {
    pub(crate) codec: Codec,
    load: Box<Load>,
    component: OnceLock<Result<CodecPre<MemoryMeter>, String>>,
}

impl LoadedCodec {
    pub(crate) fn new(
        codec: Codec,
        load: impl Fn(&Engine) -> Result<Component, LoadError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            codec,
            load: Box::new(load),
            component: OnceLock::new(),
        }
    }

    /// Decodes the image for the outputs of the request. Also returns the memory that it took.
    ///
    /// # Errors
    /// Those of the codec, and of [`Turn::run`]; [`ImageErrorKind::NeedsCodec`] where the codec does not run here.
    pub(crate) fn decode(
        &self,
        turn: &Turn,
        engine: &Engine,
        image: &[u8],
        request: &str,
    ) -> Result<(Vec<u8>, usize), Error> {
        let component = self.component.get_or_init(|| {
            let load = || -> Result<_, LoadError> {
                let component = (self.load)(engine)?;
                // It has no imports either.
                let linker = Linker::<MemoryMeter>::new(engine);
                let component = linker.instantiate_pre(&component);
                Ok(component.and_then(CodecPre::new)?)
            };
            load().map_err(|error| error.to_string())
        });
        let component = component.as_ref().map_err(|reason| Error::Image {
            kind: ImageErrorKind::NeedsCodec,
            message: format!(
                "the codec {} cannot run here ({reason}); save the image as JPEG or PNG",
                self.codec.name
            ),
            needed: None,
        })?;
        // The raster is no result of the call, but a part of its memory: it goes back into the sandbox.
        turn.run(
            turn.limits,
            Results::WithMemory,
            |store| component.instantiate(store),
            |codec, store| {
                let decoder = codec.thumbox_resize_decoder();
                decoder.call_decode(store, image, request)
            },
        )
    }
}
