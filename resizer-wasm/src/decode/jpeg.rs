//! JPEG, decoded at 1/1, 1/2, 1/4 or 1/8 of its size, whichever is the smallest that is large enough.

use jpeg_decoder::{Decoder, PixelFormat};

use super::whole_frame::{Samples, WholeFrame};
use super::{Request, RowSource};
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::Head;
use crate::picture::{self, Channels};
use crate::plan::Size;

pub(super) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    Request { wanted, .. }: Request,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    if head.progressive {
        require_memory_for_coefficients(head)?;
    }
    let failed = |error| explain(error, bytes.len());
    let mut decoder = Decoder::new(bytes);
    // A JPEG's sides are 16-bit numbers, so nothing larger can be wanted of it.
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
    let (width, height) = decoder
        .scale(side(wanted.width), side(wanted.height))
        .map_err(failed)?;
    let data = decoder.decode().map_err(failed)?;
    let Some(info) = decoder.info() else {
        return Err(error::malformed(ImageFormat::Jpeg, "it has no picture"));
    };
    let (channels, data) = match info.pixel_format {
        PixelFormat::L8 => (Channels::Gray, data),
        PixelFormat::RGB24 => (Channels::Rgb, data),
        PixelFormat::CMYK32 => (Channels::Cmyk, data),
        PixelFormat::L16 => {
            return Err(error::unsupported_feature(
                ImageFormat::Jpeg,
                "16 bits per sample",
            ));
        }
    };
    let size = Size {
        width: u32::from(width),
        height: u32::from(height),
    };
    Ok(Box::new(WholeFrame::new(size, channels, Samples::Eight(data))))
}

/// A progressive picture keeps all its coefficients, two bytes each, until its last scan, at any scale. The decoder
/// would abort where that much memory cannot be had, so it is asked for here first.
fn require_memory_for_coefficients(head: &Head) -> Result<(), Error> {
    const COMPONENTS: u64 = 3;
    const COEFFICIENT_BYTES: u64 = 2;
    let pixels = u64::from(head.width) * u64::from(head.height);
    picture::reserve::<u8>(pixels * COMPONENTS * COEFFICIENT_BYTES).map(drop)
}

fn explain(error: jpeg_decoder::Error, length: usize) -> Error {
    match error {
        jpeg_decoder::Error::Io(_) => error::truncated(ImageFormat::Jpeg, length),
        jpeg_decoder::Error::Unsupported(feature) => {
            error::unsupported_feature(ImageFormat::Jpeg, &format!("{feature:?}"))
        }
        jpeg_decoder::Error::Format(problem) => error::malformed(ImageFormat::Jpeg, &problem),
        other => error::malformed(ImageFormat::Jpeg, &other.to_string()),
    }
}
