//! The simple formats PNM, QOI and TGA as whole pictures, through the `image` crate.

use image::codecs::pnm::PnmDecoder;
use image::codecs::qoi::QoiDecoder;
use image::codecs::tga::TgaDecoder;
use image::{ColorType, ImageDecoder, ImageError, ImageResult};

use super::rows::RowSource;
use super::salvage::{Layout, Padded, salvage};
use super::terms::Terms;
use super::whole_frame::{Samples, WholeFrame};
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::geometry::Size;
use crate::head::Head;
use crate::picture::{self, Channels};

pub(super) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let size = Size {
        width: head.width,
        height: head.height,
    };
    match head.format {
        ImageFormat::Pnm => read(bytes, head.format, size, terms, PnmDecoder::new),
        ImageFormat::Qoi => read(bytes, head.format, size, terms, QoiDecoder::new),
        _ => read(bytes, head.format, size, terms, TgaDecoder::new),
    }
}

/// Reads a picture of `size` with the decoder that `new` makes.
fn read<'a, D: ImageDecoder>(
    bytes: &'a [u8],
    format: ImageFormat,
    size: Size,
    terms: Terms,
    new: impl Fn(Padded<'a>) -> ImageResult<D>,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let failed = |error| explain(error, format, bytes.len());
    let layout = layout(&new(Padded::not(bytes)).map_err(failed)?, format)?;
    if layout.size != size {
        return Err(error::malformed(format, "its headers disagree on its size"));
    }
    let decode = |file| {
        let decoder = new(file).map_err(failed)?;
        let mut data = picture::zeroed(layout.bytes())?;
        // Not so where the decoder is given another file than before, which it is not.
        if decoder.total_bytes() != layout.bytes() {
            return Err(error::malformed(format, "its size changes"));
        }
        decoder.read_image(&mut data).map_err(failed)?;
        Ok(data)
    };
    let mut warnings = Vec::new();
    let data = match decode(Padded::not(bytes)) {
        Err(error @ (Error::Truncated(_) | Error::Malformed(_))) if terms.tolerant => {
            let (data, warning) = salvage(bytes, format, layout, error, decode)?;
            warnings.push(warning);
            data
        }
        result => result?,
    };
    let samples = if layout.sample_bytes == 2 {
        let mut samples = picture::reserve(data.len() as u64 / 2)?;
        samples.extend(
            data.chunks_exact(2)
                .map(|pair| u16::from_ne_bytes([pair[0], pair[1]])),
        );
        Samples::Sixteen(samples)
    } else {
        Samples::Eight(data)
    };
    Ok(Box::new(
        WholeFrame::new(size, layout.channels, samples).with_warnings(warnings),
    ))
}

/// What a decoder of the `image` crate gives.
fn layout(decoder: &impl ImageDecoder, format: ImageFormat) -> Result<Layout, Error> {
    let (width, height) = decoder.dimensions();
    let (channels, sample_bytes) = match decoder.color_type() {
        ColorType::L8 => (Channels::Gray, 1),
        ColorType::La8 => (Channels::GrayAlpha, 1),
        ColorType::Rgb8 => (Channels::Rgb, 1),
        ColorType::Rgba8 => (Channels::Rgba, 1),
        ColorType::L16 => (Channels::Gray, 2),
        ColorType::La16 => (Channels::GrayAlpha, 2),
        ColorType::Rgb16 => (Channels::Rgb, 2),
        ColorType::Rgba16 => (Channels::Rgba, 2),
        other => {
            return Err(error::unsupported_feature(
                format,
                &format!("{other:?} samples"),
            ));
        }
    };
    Ok(Layout {
        size: Size { width, height },
        channels,
        sample_bytes,
    })
}

/// What the decoders of the `image` crate report. `length` is the file's.
fn explain(error: ImageError, format: ImageFormat, length: usize) -> Error {
    match error {
        ImageError::IoError(_) => error::truncated(format, length),
        ImageError::Limits(limit) => Error::LimitExceeded(format!(
            "this {} image needs more memory than its decoder is allowed: {limit}",
            error::format_name(format)
        )),
        ImageError::Unsupported(feature) => {
            error::unsupported_feature(format, &format!("an unusual feature ({feature})"))
        }
        other => error::malformed(format, &other.to_string()),
    }
}
