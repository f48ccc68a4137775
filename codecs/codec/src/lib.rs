//! What every codec needs: the bindings of world `codec` in `wit/resize.wit`, errors in the words of the resize component,
//! and rasters in the making.
//!
//! A codec implements [`Decoder`], and exports it where it is compiled to WebAssembly:
//!
//! ```ignore
//! #[cfg(target_arch = "wasm32")]
//! codec::bindings::export!(Avif with_types_in codec::bindings);
//! ```
//!
//! In [`Decoder::decode`] it reads the head of the file, and then
//!
//! 1. checks the size with [`plan::Budget`], before its decoder sees a byte;
//! 2. asks [`plan::Renditions`] which sizes the outputs of the request need;
//! 3. makes a [`Raster`] of them, with [`Means`] where its decoder gives every pixel.

#![deny(unsafe_code)]

#[cfg(target_arch = "wasm32")]
pub mod bindings;
mod decoder;
mod error;
mod means;
mod raster;

pub use decoder::Decoder;
pub use error::{Error, Kind};
pub use means::{Means, Row};
pub use raster::{Raster, reserve, zeroed};
