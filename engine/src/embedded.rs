//! The component that is part of this program.
//!
//! The only unsafe code of the crate: loading compiled code means trusting it.
#![allow(unsafe_code, reason = "compiled code is loaded, see component()")]

use wasmtime::Engine;
use wasmtime::component::Component;

use crate::codecs::LoadedCodec;
use crate::loading::pause_loading;
use crate::slots::Slots;
use crate::{CallLimits, Codec, LoadError, Resizer, config};

/// SHA-256 of the component, `target/component/resizer.wasm`, in lower-case hexadecimal. The compiled forms in this
/// program were made from exactly that file.
pub const COMPONENT_SHA256: &str = env!("THUMBOX_COMPONENT_SHA256");

/// Compiled code, where its reader can take numbers out of it. `include_bytes!` alone may put it at any address, and
/// wasmtime then takes the code for damaged.
#[repr(C, align(16))]
pub(crate) struct Aligned<T: ?Sized>(pub(crate) T);

/// The file's bytes, as part of the program.
macro_rules! compiled_code {
    ($path:expr) => {{
        const CODE: &$crate::embedded::Aligned<[u8]> =
            &$crate::embedded::Aligned(*include_bytes!($path));
        &CODE.0
    }};
}
#[cfg(feature = "malicious-component")]
pub(crate) use compiled_code;

/// Best first. On x86-64 for processors with AVX2 (2013 and later), then for those with SSE4.2; on Arm there is one.
pub(crate) const PRECOMPILED: [&[u8]; 2] = [
    compiled_code!(env!("THUMBOX_CWASM_1")),
    compiled_code!(env!("THUMBOX_CWASM_2")),
];

/// A codec that is part of this program.
struct Embedded {
    name: &'static str,
    sha256: &'static str,
    /// The form for any processor of this kind: that for newer ones takes 3 % less time at most, and as much space once more.
    precompiled: &'static [u8],
}

/// Those whose features are on; none where the component is the malicious one. Written by build.rs. A constant would be copied
/// to wherever it is used, with all megabytes.
static CODECS: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/codecs.rs"));

/// The codecs that are part of this program.
pub fn codecs() -> impl Iterator<Item = Codec> {
    CODECS.iter().map(|codec| Codec {
        name: codec.name,
        sha256: codec.sha256.to_owned(),
    })
}

/// Whether one of them has this digest.
pub fn has_codec(sha256: &str) -> bool {
    CODECS.iter().any(|codec| codec.sha256 == sha256)
}

/// The codecs that are part of this program, to be loaded when they are first used.
fn loadable() -> Vec<LoadedCodec> {
    (CODECS.iter().zip(codecs()))
        .map(|(embedded, codec)| {
            LoadedCodec::new(codec, |engine| component(engine, embedded.precompiled))
        })
        .collect()
}

/// `compiled` is one of [`PRECOMPILED`], of [`CODECS`], or of those in malicious.rs.
fn component(engine: &Engine, compiled: &'static [u8]) -> Result<Component, LoadError> {
    let _others_wait = pause_loading();
    // SAFETY: `deserialize` needs bytes that wasmtime's own precompilation wrote and that nobody has changed.
    // These are constants of this program. build.rs compared them with the digests that the precompiler's
    // caller recorded, and they are as hard to change as the program's own code. A wrong version, setting or
    // processor is an error, not undefined behaviour.
    Ok(unsafe { Component::deserialize(engine, compiled) }?)
}

impl Resizer {
    /// The component that was built with this program, in the form that suits this processor.
    ///
    /// # Errors
    /// [`LoadError::Incompatible`] on a processor that runs neither form.
    pub fn embedded(limits: CallLimits) -> Result<Self, LoadError> {
        let mut reason = String::new();
        for compiled in PRECOMPILED {
            match Self::load(compiled, limits) {
                Ok(resizer) => return Ok(resizer),
                Err(error) => reason = error.to_string(),
            }
        }
        Err(LoadError::Incompatible { reason })
    }

    /// `compiled` is as for [`component`].
    pub(crate) fn load(compiled: &'static [u8], limits: CallLimits) -> Result<Self, LoadError> {
        // Without address space for all places, each instance asks for its own.
        let engine = Engine::new(&config::pooled(Slots::instances()))
            .or_else(|_| Engine::new(&config::base()))?;
        Self::load_into(engine, compiled, limits)
    }

    /// The same for an engine of one of [`config`]'s configurations.
    pub(crate) fn load_into(
        engine: Engine,
        compiled: &'static [u8],
        limits: CallLimits,
    ) -> Result<Self, LoadError> {
        let component = component(&engine, compiled)?;
        Self::new(engine, &component, loadable(), limits)
    }
}

#[cfg(test)]
mod tests {
    use recipe::Target;

    use super::*;
    use crate::Limits;

    /// A gray ramp, 64 x 48, as a PNG: a gradient has no two equal rows or columns to hide a mistake in.
    fn ramp() -> Vec<u8> {
        let picture = image::GrayImage::from_fn(64, 48, |x, y| image::Luma([(x * 3 + y) as u8]));
        let mut file = std::io::Cursor::new(Vec::new());
        picture
            .write_to(&mut file, image::ImageFormat::Png)
            .expect("a picture in memory can be written");
        file.into_inner()
    }

    #[test]
    fn compiled_forms_can_be_read_where_they_are() {
        for compiled in PRECOMPILED {
            assert_eq!(compiled.as_ptr().align_offset(align_of::<Aligned<u8>>()), 0);
        }
    }

    #[test]
    fn all_compiled_forms_give_the_same_bytes() {
        let target = Target {
            width: Some(23),
            ..Target::default()
        };
        let outputs: Vec<_> = PRECOMPILED
            .iter()
            .filter_map(|compiled| Resizer::load(compiled, CallLimits::default()).ok())
            .map(|resizer| {
                resizer
                    .resize(&ramp(), std::slice::from_ref(&target), Limits::default())
                    .expect("a good image")
                    .outputs
            })
            .collect();
        assert!(
            !outputs.is_empty(),
            "at least one form runs on this processor"
        );
        assert!(outputs.iter().all(|output| *output == outputs[0]));
    }
}
