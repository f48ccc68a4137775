//! Rasters: raw pixels with what is to be known of them. A codec hands one to the resize component, and whoever has pixels
//! may do the same. The format is described in `docs/raster.md`.
//!
//! This crate reads and writes the header, and says where the planes are. The samples are the caller's.

#![forbid(unsafe_code)]

mod blocks;
mod error;
mod model;
mod plane;
mod reader;
mod rendition;
#[cfg(test)]
mod tests;
mod writer;

use std::borrow::Cow;

pub use error::Error;
pub use model::{Matrix, Model, Siting, Subsampling, YCbCr};
pub use plane::Plane;
pub use rendition::Reduction;

/// What a raster begins with.
pub const MAGIC: [u8; 8] = *b"\x89RASTER\n";

/// The version that is read and written.
pub const VERSION: u16 = 1;

/// The most renditions that a raster has.
pub const MAX_RENDITIONS: usize = 8;

/// What stands before the planes of a raster.
#[derive(Debug, Clone, PartialEq)]
pub struct Header<'a> {
    /// Width of the stored picture in pixels, at least 1.
    pub width: u32,
    /// Height of the stored picture in pixels, at least 1.
    pub height: u32,
    /// What the samples are.
    pub model: Model,
    /// Whether there is alpha, which is straight: colours are not multiplied by it.
    pub alpha: bool,
    /// Bits of a sample, 8 to 16. Of more than 8, a sample is a little-endian number of two bytes.
    pub depth: u8,
    /// As EXIF counts them, 1 to 8; 1 is upright.
    pub orientation: u8,
    /// The part of the stored picture that is to be seen.
    pub window: Window,
    /// In what sizes the picture comes: at least one.
    pub renditions: Vec<Reduction>,
    /// For each output of the request that the raster was made for, the index of the rendition to make it of. Empty where the
    /// raster is for any request, and has one rendition.
    pub outputs: Vec<u8>,
    /// What comes along.
    pub metadata: Metadata<'a>,
}

/// A part of a picture, in pixels of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Columns before it.
    pub left: u32,
    /// Rows above it.
    pub top: u32,
    /// Its columns, at least 1.
    pub width: u32,
    /// Its rows, at least 1.
    pub height: u32,
}

/// What comes along with a picture, unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata<'a> {
    /// An ICC profile.
    pub icc: Option<Cow<'a, [u8]>>,
    /// Code points of ITU-T H.273: colour primaries, transfer characteristics, matrix coefficients, full range.
    pub cicp: Option<[u8; 4]>,
    /// EXIF data: a TIFF structure, without a prefix. Its orientation does not count, as the header has one.
    pub exif: Option<Cow<'a, [u8]>>,
    /// An XMP packet.
    pub xmp: Option<Cow<'a, [u8]>>,
    /// What was wrong with the file and did not matter, in sentences for people.
    pub warnings: Vec<Cow<'a, str>>,
}

impl<'a> Header<'a> {
    /// Of a picture as it is, with 8 bits per sample.
    #[must_use]
    pub fn new(width: u32, height: u32, model: Model, alpha: bool) -> Self {
        Self {
            width,
            height,
            model,
            alpha,
            depth: 8,
            orientation: 1,
            window: Window {
                left: 0,
                top: 0,
                width,
                height,
            },
            renditions: vec![Reduction::None],
            outputs: Vec::new(),
            metadata: Metadata::default(),
        }
    }

    /// Reads the header of a raster from its first bytes, and says how many bytes it has: where the planes begin.
    ///
    /// # Errors
    /// [`Error::Truncated`] where the bytes end inside of the header, and the others as their names say.
    pub fn read(bytes: &'a [u8]) -> Result<(Self, usize), Error> {
        reader::read(bytes)
    }

    /// The header's bytes. The planes follow, from the first rendition to the last, without gaps.
    ///
    /// # Errors
    /// [`Error::Malformed`] for what could not be read again.
    pub fn write(&self) -> Result<Vec<u8>, Error> {
        self.check()?;
        Ok(writer::write(self))
    }
}
