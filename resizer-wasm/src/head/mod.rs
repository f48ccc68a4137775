//! What the head of a file says: format, size, orientation, frames, alpha.
//!
//! Only headers are read, nothing is decoded, and nothing is allocated by a size that the file names. A file of any
//! length is walked at most once.

mod gif;
mod jpeg;
mod png;
mod reader;
mod sniff;
mod webp;

use image::metadata::Orientation;

pub(crate) use sniff::SNIFFED_BYTES;

use crate::contract::{Error, ImageFormat, ImageInfo};
use crate::error;

/// A header, with sizes as they are stored, before orientation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) format: ImageFormat,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) orientation: Orientation,
    pub(crate) frames: Option<u32>,
    pub(crate) alpha: bool,
    pub(crate) progressive: bool,
}

/// Says what the head of a file tells about the picture, without decoding it.
///
/// # Errors
/// `truncated`, with the length to ask with next, where `bytes` end inside the header; `unsupported-format` and
/// `malformed` as their names say.
pub fn probe(bytes: &[u8]) -> Result<ImageInfo, Error> {
    let head = read(bytes)?;
    let swaps = crate::orientation::swaps_sides(head.orientation);
    let (width, height) = if swaps {
        (head.height, head.width)
    } else {
        (head.width, head.height)
    };
    Ok(ImageInfo {
        format: head.format,
        width,
        height,
        orientation: head.orientation.to_exif(),
        frames: head.frames,
        alpha: head.alpha,
        progressive: head.progressive,
        auto_format: crate::encode::auto_format(head.format, head.alpha),
    })
}

/// Reads the header of any known format.
pub(crate) fn read(bytes: &[u8]) -> Result<Head, Error> {
    let format = sniff::format(bytes)?;
    let head = match format {
        ImageFormat::Jpeg => jpeg::read(bytes),
        ImageFormat::Png => png::read(bytes),
        ImageFormat::Webp => webp::read(bytes),
        ImageFormat::Gif => gif::read(bytes),
    }?;
    if head.width == 0 || head.height == 0 {
        return Err(error::malformed(
            format,
            &format!("its header says {} x {} pixels", head.width, head.height),
        ));
    }
    Ok(head)
}

/// The orientation that EXIF data names; data that cannot be read names none.
fn exif_orientation(exif: &[u8]) -> Orientation {
    // Some writers keep the JPEG segment's prefix in other containers.
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(tiff).unwrap_or(Orientation::NoTransforms)
}

#[cfg(test)]
mod tests;
