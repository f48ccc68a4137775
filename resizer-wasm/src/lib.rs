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
mod finish;
mod formats;
mod geometry;
mod head;
mod limits;
mod metadata;
mod orientation;
mod picture;
mod pipeline;
mod plan;
mod probe;
mod resample;
mod sharpen;
mod target;
mod thumbhash;

pub use contract::{
    Animation, ChromaSubsampling, Color, ColorModel, EncoderOptions, Encoding, Error, Filter, Fit,
    FormatSupport, FrameCount, GifOptions, Gravity, ImageFormat, ImageInfo, JpegOptions, Metadata,
    Options, Output, OutputFormat, PngOptions, Point, Position, Region, Resized, Target,
    Truncation, Warning, WarningKind, WebpOptions,
};
pub use formats::formats;
pub use pipeline::resize;
pub use probe::probe;
