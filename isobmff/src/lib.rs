//! Heads of AVIF and HEIC files: which image is the primary one, how large it is, how it is turned and cropped, what its
//! colours mean, and where in the file its coded data is. Nothing is decoded.
//!
//! Written from ISO/IEC 14496-12 (the ISO base media file format), ISO/IEC 23008-12 (HEIF), ISO/IEC 14496-15 (clause 8.3.2:
//! HEVC's configuration), and the AOM's *AV1 Image File Format* and *AV1 Codec ISO Media File Format Binding*.
//!
//! A beginning of the file that holds the `meta` box is enough. Time and memory are bounded by the limits of `limits.rs` and by
//! the length of that box, whatever the numbers in it.
//!
//! Start reading at [`Image`].

#![forbid(unsafe_code)]

mod boxes;
mod brands;
mod c2pa;
mod configuration;
mod cursor;
mod error;
mod extents;
mod file;
mod grid;
mod image;
mod items;
mod limits;
mod locations;
mod meta;
mod placement;
mod primary;
mod properties;
mod references;
#[cfg(test)]
mod tests;
mod thumbnail;

pub use brands::brands;
pub use configuration::{Chroma, Coding, Configuration};
pub use error::Error;
pub use extents::Extents;
pub use image::{Alpha, Color, Image, Item, Light, MasteringDisplay, Nclx, Picture};
pub use limits::{MAX_EXTENTS, MAX_ITEMS, MAX_PROPERTIES, MAX_REFERENCES, MAX_TILES};
pub use placement::Window;
