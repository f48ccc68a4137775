//! A format and its options.

use super::frame_pixels::FramePixels;
use super::palette::DEFAULT_COLORS;
use super::png::{self, PngChoice};
use super::{budget, webp};
use crate::contract::{GifOptions, JpegOptions, Output, PngOptions, RasterOptions, WebpOptions};

/// A format and its options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Choice {
    Jpeg(JpegOptions),
    Png(PngChoice),
    Webp(WebpOptions),
    Gif(GifOptions),
    Raster(RasterOptions),
}

impl Choice {
    /// Whether all frames of an animation have the same kind of pixels of 8 bits, which is the better the more is known of
    /// them.
    pub(crate) fn has_one_kind_of_pixels(self) -> bool {
        matches!(self, Self::Png(PngChoice { options, .. }) if options.depth != Some(16) && !options.palette.unwrap_or(false))
    }

    /// What makes an animation smaller, step by step: less quality, fewer colours, more effort; each format has some of it.
    /// `pixels` is the kind of its frames, where it is a PNG.
    pub(crate) fn smaller(self, pixels: Option<&FramePixels>) -> Vec<Self> {
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
                let fewer = fewer_colors(asked).map(|colors| {
                    Self::Gif(GifOptions {
                        colors: Some(colors),
                        ..options
                    })
                });
                fewer.collect()
            }
            Self::Png(PngChoice { options, .. }) => {
                let colors = pixels.map_or(0, FramePixels::colors);
                let fewer: Vec<PngOptions> = fewer_colors(colors)
                    .map(|colors| PngOptions {
                        colors: Some(colors),
                        ..options
                    })
                    .collect();
                let last = PngOptions {
                    effort: Some(png::MOST_EFFORT),
                    ..fewer.last().copied().unwrap_or(options)
                };
                let all = fewer.into_iter().chain([last]);
                all.map(|options| Self::Png(options.into())).collect()
            }
            Self::Webp(options) if options.effort != Some(webp::MOST_EFFORT) => {
                vec![Self::Webp(WebpOptions {
                    effort: Some(webp::MOST_EFFORT),
                    ..options
                })]
            }
            Self::Webp(_) | Self::Jpeg(_) | Self::Raster(_) => Vec::new(),
        }
    }

    /// The same in this quality, or `None` where its files have none.
    pub(crate) fn in_quality(self, quality: u8) -> Option<Self> {
        let quality = Some(quality);
        match self {
            Self::Jpeg(options) => Some(Self::Jpeg(JpegOptions { quality, ..options })),
            Self::Webp(options) if !webp::is_lossless(options) => {
                Some(Self::Webp(WebpOptions { quality, ..options }))
            }
            Self::Webp(_) | Self::Png(_) | Self::Gif(_) | Self::Raster(_) => None,
        }
    }

    /// The output, with what was used in place of what was `asked` for.
    pub(crate) fn noted(self, asked: Self, output: Output) -> Output {
        Output {
            colors: self.colors().filter(|_| self.colors() != asked.colors()),
            effort: self.effort().filter(|_| self.effort() != asked.effort()),
            ..output
        }
    }

    fn colors(self) -> Option<u16> {
        match self {
            Self::Png(png) => png.options.colors,
            Self::Gif(options) => options.colors,
            Self::Webp(_) | Self::Jpeg(_) | Self::Raster(_) => None,
        }
    }

    fn effort(self) -> Option<u8> {
        match self {
            Self::Png(png) => png.options.effort,
            Self::Webp(options) => options.effort,
            Self::Gif(_) | Self::Jpeg(_) | Self::Raster(_) => None,
        }
    }
}

/// Numbers of colours below so many, for indices of fewer bits.
fn fewer_colors(colors: u16) -> impl Iterator<Item = u16> {
    let numbers = (1..8).rev().map(|bits| 1 << bits);
    numbers.filter(move |number| *number < colors)
}
