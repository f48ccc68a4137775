//! The sheet's file: strip by strip, so that memory does not grow with the number of inputs, and whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError};

use super::strip::Strip;
use crate::output_file::Draft;

/// Why there is no sheet.
#[derive(Debug)]
pub(super) enum SheetError {
    /// The file could not be written.
    Write(io::Error),
    /// A row could not be allocated.
    Row(anyhow::Error),
}

impl From<io::Error> for SheetError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

impl From<EncodingError> for SheetError {
    fn from(error: EncodingError) -> Self {
        Self::Write(error.into())
    }
}

/// Writes strips, which are as wide as the sheet and together as high, beside `path` under a temporary name, and renames
/// that. Returns the number of bytes.
///
/// # Errors
/// Where it cannot be written, and the first error of a strip. There is no new file then.
pub(super) fn write(
    path: &Path,
    width: u32,
    height: u32,
    strips: impl Iterator<Item = anyhow::Result<Strip>>,
) -> Result<u64, SheetError> {
    let mut file = Draft::new(path)?;
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    // Of photographs, trying harder gains a hundredth.
    encoder.set_compression(Compression::Fast);
    let mut writer = encoder.write_header()?;
    let mut pixels = writer.stream_writer()?;
    for strip in strips {
        pixels.write_all(strip.map_err(SheetError::Row)?.rgb())?;
    }
    pixels.finish()?;
    writer.finish()?;
    Ok(file.finish()?)
}
