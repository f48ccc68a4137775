//! Rasters: raw pixels with what is to be known of them. A codec hands one to the resize component, and whoever has pixels
//! may do the same. The format is described in `docs/raster.md`.
//!
//! This crate reads and writes the header, and says where the planes are. The samples are the caller's.

#![forbid(unsafe_code)]

mod blocks;
mod error;
mod header;
mod model;
mod plane;
mod reader;
mod rendition;
mod signature;
#[cfg(test)]
mod tests;
mod writer;

pub use error::Error;
pub use header::{Header, Metadata, Window};
pub use model::{Matrix, Model, Siting, Subsampling, YCbCr};
pub use plane::Plane;
pub use rendition::Reduction;
pub use signature::{MAGIC, MAX_RENDITIONS, VERSION};
