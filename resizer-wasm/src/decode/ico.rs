//! The largest picture of an icon: a PNG file, or a BMP without its file header and with a mask.

use std::io::Cursor;

use image::ImageDecoder;
use image::codecs::ico::IcoDecoder;

use super::png;
use super::raster::{explain, layout};
use super::rows::RowSource;
use super::terms::Terms;
use super::whole_frame::{Samples, WholeFrame};
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::geometry::Size;
use crate::head::{Head, icon_entry};
use crate::picture::{self, Channels};

/// Of a directory with one entry.
const DIRECTORY_BYTES: u32 = 22;

pub(super) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let entry = icon_entry(bytes)?;
    if entry.is_png {
        return png::open(entry.bytes, terms);
    }
    // The decoder takes the picture with the most colours, so it is given one to choose from, whose listed size is
    // right.
    let mut icon = picture::reserve(u64::from(DIRECTORY_BYTES) + entry.bytes.len() as u64)?;
    icon.extend_from_slice(&[0, 0, 1, 0, 1, 0]);
    let side = |side: u32| u8::try_from(side).unwrap_or(0);
    icon.extend_from_slice(&[side(head.width), side(head.height), 0, 0, 0, 0, 0, 0]);
    icon.extend_from_slice(&entry.length.to_le_bytes());
    icon.extend_from_slice(&DIRECTORY_BYTES.to_le_bytes());
    icon.extend_from_slice(entry.bytes);

    let failed = |error| explain(error, ImageFormat::Ico, bytes.len());
    let decoder = IcoDecoder::new(Cursor::new(icon)).map_err(failed)?;
    let layout = layout(&decoder, ImageFormat::Ico)?;
    let size = Size {
        width: head.width,
        height: head.height,
    };
    if layout.size != size || layout.channels != Channels::Rgba {
        return Err(error::malformed(
            ImageFormat::Ico,
            "its headers disagree on its size",
        ));
    }
    let mut data = picture::zeroed(layout.bytes())?;
    decoder.read_image(&mut data).map_err(failed)?;
    Ok(Box::new(WholeFrame::new(
        size,
        Channels::Rgba,
        Samples::Eight(data),
    )))
}
