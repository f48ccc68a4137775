//! The resize component.
//!
//! Bytes of an image go in, bytes of smaller images come out; there is no I/O, no clock and no state. The crate is
//! compiled to a WebAssembly component for the hosts, and is a plain library for its tests.
//!
//! Start reading at [`resize`]: it names the stages in their order.

#![deny(unsafe_code)]

mod animate;
mod attention;
mod backdrop;
mod color;
mod contract;
mod decode;
mod encode;
mod error;
mod exif;
#[cfg(target_arch = "wasm32")]
mod export;
mod extend;
#[cfg(any(target_arch = "wasm32", test))]
mod facts;
mod finish;
mod formats;
mod geometry;
mod grayscale;
mod head;
mod iptc;
mod metadata;
mod orientation;
mod picture;
mod pieces;
mod pipeline;
mod probe;
mod quality;
mod resample;
mod sharpen;
mod shrink_to_fit;
mod srgb;
mod target;
mod thumbhash;
mod xmp;

pub use contract::{
    ColorModel, Error, FormatSupport, FrameCount, ImageInfo, Output, Resized, Truncation, Warning,
    WarningKind,
};
pub use formats::formats;
pub use pipeline::resize;
pub use probe::probe;
