//! Writing results.

mod jpeg;
mod png;
mod webp;

use crate::contract::{Encoding, Error, ImageFormat, JpegOptions, OutputFormat};
use crate::decode::Pixels;

/// The quality of a JPEG for which none is given.
const DEFAULT_QUALITY: u8 = 80;

/// A format and its options, settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    Jpeg { quality: u8 },
    Png,
    Webp,
}

/// What `auto` writes for a picture in `source` format that can, or cannot, have transparent pixels.
pub(crate) fn auto_format(source: ImageFormat, alpha: bool) -> OutputFormat {
    match source {
        ImageFormat::Jpeg => OutputFormat::Jpeg,
        ImageFormat::Png => OutputFormat::Png,
        ImageFormat::Webp => OutputFormat::Webp,
        ImageFormat::Gif if alpha => OutputFormat::Png,
        ImageFormat::Gif => OutputFormat::Jpeg,
    }
}

impl Choice {
    /// Settles the format and its options, with the defaults filled in.
    pub(crate) fn new(encoding: Option<Encoding>, source: ImageFormat, alpha: bool) -> Self {
        let jpeg = |options: JpegOptions| Self::Jpeg {
            quality: options.quality.unwrap_or(DEFAULT_QUALITY),
        };
        match encoding.unwrap_or(Encoding::Auto(JpegOptions { quality: None })) {
            Encoding::Jpeg(options) => jpeg(options),
            Encoding::Png => Self::Png,
            Encoding::Webp => Self::Webp,
            Encoding::Auto(options) => match auto_format(source, alpha) {
                OutputFormat::Jpeg => jpeg(options),
                OutputFormat::Png => Self::Png,
                OutputFormat::Webp => Self::Webp,
            },
        }
    }

    pub(crate) fn format(self) -> OutputFormat {
        match self {
            Self::Jpeg { .. } => OutputFormat::Jpeg,
            Self::Png => OutputFormat::Png,
            Self::Webp => OutputFormat::Webp,
        }
    }

    /// The encoded file.
    ///
    /// # Errors
    /// `invalid-options` where the format cannot hold a picture of this size.
    pub(crate) fn encode(self, pixels: Pixels) -> Result<Vec<u8>, Error> {
        match self {
            Self::Jpeg { quality } => jpeg::encode(pixels, quality),
            Self::Png => png::encode(&pixels),
            Self::Webp => webp::encode(&pixels),
        }
    }
}

/// An encoder writes into memory and was given a picture of the promised shape, so this does not happen for a
/// picture that the format can hold.
fn refused(format: &str, reason: impl std::fmt::Display) -> Error {
    crate::error::invalid_options(format!(
        "the result cannot be written as {format}: {reason}"
    ))
}
