//! WebP; of an animation, the first frame.

use std::io::Cursor;

use image::codecs::webp::WebPDecoder;
use image::{ColorType, ImageDecoder, ImageError};

use super::RowSource;
use super::whole_frame::{Samples, WholeFrame};
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::picture::{self, Channels};
use crate::plan::Size;

pub(super) fn open(bytes: &[u8]) -> Result<Box<dyn RowSource + '_>, Error> {
    let failed = |error| explain(error, ImageFormat::Webp, bytes.len());
    let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(failed)?;
    let (width, height) = decoder.dimensions();
    let channels = match decoder.color_type() {
        ColorType::Rgb8 => Channels::Rgb,
        ColorType::Rgba8 => Channels::Rgba,
        other => {
            return Err(error::unsupported_feature(
                ImageFormat::Webp,
                &format!("{other:?} samples"),
            ));
        }
    };
    let mut data = picture::zeroed(decoder.total_bytes())?;
    decoder.read_image(&mut data).map_err(failed)?;
    Ok(Box::new(WholeFrame::new(
        Size { width, height },
        channels,
        Samples::Eight(data),
    )))
}

/// What the decoders of the `image` crate report. `length` is the file's.
pub(super) fn explain(error: ImageError, format: ImageFormat, length: usize) -> Error {
    match error {
        ImageError::IoError(_) => error::truncated(format, length),
        ImageError::Limits(limit) => Error::LimitExceeded(format!(
            "this {} image needs more memory than its decoder may have: {limit}",
            error::format_name(format)
        )),
        ImageError::Unsupported(feature) => {
            error::unsupported_feature(format, &feature.to_string())
        }
        other => error::malformed(format, &other.to_string()),
    }
}
