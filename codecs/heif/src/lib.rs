//! HEIF images (ISO/IEC 23008-12) to rasters, whatever they are coded with: what the codecs for AVIF and HEIC have in common.
//!
//! The file says what its image is made of: one coded item or a grid of tiles, alpha, colours, transforms. Each item is decoded,
//! made as small as the outputs allow, and put into the raster before the next one is decoded.

#![forbid(unsafe_code)]

mod assembly;
mod canvas;
mod color;
mod decoder;
mod error;
mod frame;
mod image;
mod mapping;
mod means;
mod metadata;
mod requested;
mod unpremultiply;

pub use decoder::{Coded, Decoder};
pub use error::Error;
pub use frame::{Chroma, CodedColor, ColorPoints, Frame, Plane, Purpose, Samples};
pub use image::{Source, Wish};
pub use requested::decode;
