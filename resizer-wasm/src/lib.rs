//! The resize component.
//!
//! Bytes of an image go in, bytes of smaller images come out; there is no I/O, no clock and no state. The crate is
//! compiled to a WebAssembly component for the hosts, and is a plain library for its tests.
//!
//! Start reading at [`resize`]: it names the stages in their order.

#![deny(unsafe_code)]

mod contract;
mod decode;
mod encode;
mod error;
mod head;
mod orientation;
mod pipeline;
mod plan;
mod resample;

pub use contract::{
    Encoding, Error, Fit, ImageFormat, ImageInfo, JpegOptions, Options, Output, OutputFormat,
    Target, Truncation,
};
pub use head::probe;
pub use pipeline::resize;
