//! Writing results.

pub(crate) mod animation;
mod apng;
mod budget;
mod encoded;
mod frame_pixels;
mod gif;
mod jpeg;
mod options;
mod palette;
mod png;
mod raster;
mod riff;
mod sort;
#[cfg(test)]
mod tests;
mod vp8;
mod vp8l;
mod webp;
mod webp_alpha;
mod webp_animation;
mod webp_near;

pub(crate) use budget::animation_too_large;
pub(crate) use encoded::Encoded;
use encoded::refused;
pub(crate) use frame_pixels::{FrameColors, FramePixels};
pub(crate) use options::Choice;
use png::PngChoice;

use crate::contract::{ColorModel, Encoding, Error, ImageFormat, OutputFormat, Target};
use crate::head::Head;
use crate::metadata::{Kept, Part};
use crate::picture::{Components, Pixels};

/// What `auto` writes for a picture in `source` format that can, or cannot, have transparent pixels.
pub(crate) fn auto_format(source: ImageFormat, alpha: bool) -> OutputFormat {
    match source {
        ImageFormat::Jpeg => OutputFormat::Jpeg,
        ImageFormat::Png => OutputFormat::Png,
        ImageFormat::Webp => OutputFormat::Webp,
        ImageFormat::Gif => OutputFormat::Gif,
        _ if alpha => OutputFormat::Png,
        _ => OutputFormat::Jpeg,
    }
}

impl Choice {
    /// Settles the format for a source with this head.
    pub(crate) fn new(target: &Target, head: &Head) -> Self {
        let asked_for = target.format.and_then(Encoding::fixed);
        match asked_for.unwrap_or_else(|| auto_format(head.format, head.alpha)) {
            OutputFormat::Jpeg => Self::Jpeg(target.jpeg_options()),
            OutputFormat::Png => Self::Png(PngChoice {
                options: target.png_options(),
                is_indexed: head.color_model == ColorModel::Indexed,
            }),
            OutputFormat::Webp => Self::Webp(target.webp_options()),
            OutputFormat::Gif => Self::Gif(target.gif_options()),
            OutputFormat::Raster => Self::Raster(target.raster_options()),
        }
    }

    /// What of the metadata the format cannot hold, and leaves out.
    pub(crate) fn left_out(self, kept: &Kept) -> Vec<Part> {
        match self {
            Self::Jpeg(_) => jpeg::left_out(kept),
            Self::Png(_) => png::left_out(kept),
            Self::Webp(_) | Self::Raster(_) => Vec::new(),
            Self::Gif(_) => gif::left_out(kept),
        }
    }

    pub(crate) fn format(self) -> OutputFormat {
        match self {
            Self::Jpeg(_) => OutputFormat::Jpeg,
            Self::Png(_) => OutputFormat::Png,
            Self::Webp(_) => OutputFormat::Webp,
            Self::Gif(_) => OutputFormat::Gif,
            Self::Raster(_) => OutputFormat::Raster,
        }
    }

    /// Whether the format has transparent pixels.
    pub(crate) fn has_alpha(self) -> bool {
        !matches!(self, Self::Jpeg(_))
    }

    /// Whether nothing is gained by giving it more than 8 bits per sample.
    pub(crate) fn takes_bytes(self) -> bool {
        match self {
            Self::Jpeg(_) | Self::Webp(_) => true,
            Self::Raster(options) => options.depth != Some(16),
            Self::Png(_) | Self::Gif(_) => false,
        }
    }

    /// Whether it stores one sample of each chroma for four pixels, at whatever quality it may come to.
    pub(crate) fn halves_chroma(self) -> bool {
        matches!(self, Self::Jpeg(options) if jpeg::halves_chroma(options))
    }

    /// The encoded file of a picture in components, for a choice that halves chroma.
    ///
    /// # Errors
    /// As [`Choice::encode`], and `invalid-options` for other choices.
    pub(crate) fn encode_components(
        self,
        picture: &Components,
        kept: &Kept,
        max_bytes: Option<u32>,
    ) -> Result<Encoded, Error> {
        match self {
            Self::Jpeg(options) => jpeg::encode_components(picture, options, kept, max_bytes),
            Self::Png(_) => Err(refused("PNG", COMPONENTS)),
            Self::Webp(_) => Err(refused("WebP", COMPONENTS)),
            Self::Gif(_) => Err(refused("GIF", COMPONENTS)),
            Self::Raster(_) => Err(refused("raster", COMPONENTS)),
        }
    }

    /// The encoded file. `picture` has no alpha where the format has none, and never inks. Where `max_bytes` is
    /// given, the best quality that fits.
    ///
    /// # Errors
    /// `invalid-options` where the format cannot hold a picture of this size; `too-large` where it cannot be made as
    /// small as `max_bytes`.
    pub(crate) fn encode(
        self,
        picture: &Pixels,
        kept: &Kept,
        max_bytes: Option<u32>,
    ) -> Result<Encoded, Error> {
        match self {
            Self::Jpeg(options) => jpeg::encode(picture, options, kept, max_bytes),
            Self::Png(choice) => png::encode(&*picture.sixteen()?, choice, kept, max_bytes),
            Self::Webp(options) => webp::encode(picture, options, kept, max_bytes),
            Self::Gif(options) => gif::encode(&*picture.sixteen()?, options, max_bytes),
            Self::Raster(options) => raster::encode(picture, options, kept, max_bytes),
        }
    }
}

const COMPONENTS: &str = "its components are apart";
