//! A format and its options.

use super::palette::DEFAULT_COLORS;
use super::{budget, png, webp};
use crate::contract::{GifOptions, JpegOptions, PngOptions, RasterOptions, WebpOptions};

/// A format and its options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Choice {
    Jpeg(JpegOptions),
    Png(PngOptions),
    Webp(WebpOptions),
    Gif(GifOptions),
    Raster(RasterOptions),
}

impl Choice {
    /// Whether all frames of an animation have the same kind of pixels of 8 bits, which is the better the more is known of
    /// them.
    pub(crate) fn has_one_kind_of_pixels(self) -> bool {
        matches!(self, Self::Png(options) if options.depth != Some(16) && !options.palette.unwrap_or(false))
    }

    /// What makes an animation smaller, step by step: less quality, fewer colours, more effort; each format has some of it.
    pub(crate) fn smaller(self) -> Vec<Self> {
        match self {
            Self::Webp(options) if !webp::is_lossless(options) => {
                let last = WebpOptions {
                    quality: Some(budget::LOWEST),
                    effort: Some(webp::MOST_EFFORT),
                    ..options
                };
                let qualities = (budget::LOWEST..webp::quality(options)).rev();
                let lower = qualities.map(|quality| {
                    Self::Webp(WebpOptions {
                        quality: Some(quality),
                        ..options
                    })
                });
                lower.chain([Self::Webp(last)]).collect()
            }
            Self::Gif(options) => {
                let asked = options.colors.unwrap_or(DEFAULT_COLORS);
                let fewer = (1..8).rev().map(|bits| 1 << bits);
                let fewer = fewer.filter(|colors| *colors < asked);
                let fewer = fewer.map(|colors| {
                    Self::Gif(GifOptions {
                        colors: Some(colors),
                        ..options
                    })
                });
                fewer.collect()
            }
            Self::Png(options) => vec![Self::Png(PngOptions {
                effort: Some(png::MOST_EFFORT),
                ..options
            })],
            Self::Webp(_) | Self::Jpeg(_) | Self::Raster(_) => Vec::new(),
        }
    }
}
