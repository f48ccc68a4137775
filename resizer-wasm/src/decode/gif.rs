//! The first frame of a GIF, laid on its canvas.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::{ImageDecoder, Limits};

use super::RowSource;
use super::webp::explain;
use super::whole_frame::{Samples, WholeFrame};
use crate::contract::{Error, ImageFormat};
use crate::head::Head;
use crate::picture::{self, Channels};
use crate::plan::Size;

pub(super) fn open<'a>(bytes: &'a [u8], head: &Head) -> Result<Box<dyn RowSource + 'a>, Error> {
    let failed = |error| explain(error, ImageFormat::Gif, bytes.len());
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(failed)?;
    // The frame's buffer; the canvas below is counted by us.
    decoder.set_limits(Limits::default()).map_err(failed)?;
    let (width, height) = decoder.dimensions();
    let mut data = picture::zeroed(decoder.total_bytes())?;
    decoder.read_image(&mut data).map_err(failed)?;
    let size = Size { width, height };
    if head.alpha {
        return Ok(Box::new(WholeFrame::new(
            size,
            Channels::Rgba,
            Samples::Eight(data),
        )));
    }
    drop_alpha(&mut data);
    Ok(Box::new(WholeFrame::new(
        size,
        Channels::Rgb,
        Samples::Eight(data),
    )))
}

/// RGBA to RGB in place: the palette has no transparent colour, so alpha says nothing.
fn drop_alpha(data: &mut Vec<u8>) {
    let pixels = data.len() / 4;
    for pixel in 1..pixels {
        data.copy_within(pixel * 4..pixel * 4 + 3, pixel * 3);
    }
    data.truncate(pixels * 3);
}
