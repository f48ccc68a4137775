//! Writing animations, frame by frame: GIF, WebP and APNG.

mod area;
mod difference;
mod differences;

pub(super) use area::Area;
pub(super) use difference::{Part, Precision};
pub(super) use differences::{Differences, FrameFile, Placed};

use super::apng::{self, ApngFile};
use super::encoded::{Encoded, refused};
use super::frame_pixels::FramePixels;
use super::gif::GifAnimation;
use super::options::Choice;
use super::png::PngChoice;
use super::webp;
use super::webp_animation::{self, WebpFile};
use crate::contract::Error;
use crate::geometry::Size;
use crate::metadata::Kept;
use crate::picture::Pixels;

/// Takes frames and holds what is written of them, and the pixels of a few.
pub(crate) struct AnimationEncoder {
    file: File,
    /// Of lossy pictures.
    quality: Option<u8>,
}

enum File {
    Gif(Box<GifAnimation>),
    Png(Differences<ApngFile>),
    Webp(Differences<WebpFile>),
}

/// An encoded animation.
pub(crate) struct EncodedAnimation {
    pub(crate) encoded: Encoded,
    /// How many frames it has: fewer than were given, where some were merged.
    pub(crate) frames: u32,
}

const SINGLE: &str = "it is a single image";

impl AnimationEncoder {
    /// `repetitions` is how often it is played, 0 for ever. `is_resampled` says whether the frames have other pixels than their
    /// source; `pixels` is the kind that a PNG has, where it was looked for.
    ///
    /// # Errors
    /// As [`Choice::encode`].
    pub(crate) fn new(
        choice: Choice,
        size: Size,
        repetitions: u32,
        kept: &Kept,
        is_resampled: bool,
        pixels: Option<FramePixels>,
    ) -> Result<Self, Error> {
        let plays = u16::try_from(repetitions).unwrap_or(u16::MAX);
        let mut quality = None;
        let file = match choice {
            Choice::Gif(options) => File::Gif(Box::new(GifAnimation::new(
                size,
                plays,
                options,
                is_resampled,
            )?)),
            Choice::Png(PngChoice { options, .. }) if options.palette.unwrap_or(false) => {
                return Err(refused(
                    "PNG",
                    "frames of an animation cannot have palettes of their own; leave the palette out or ask for the first frame only",
                ));
            }
            Choice::Png(PngChoice { options, .. }) => {
                let pixels = pixels.unwrap_or(FramePixels::Rgba);
                let pixels = match options.colors {
                    Some(colors) => pixels.with_fewer_colors(colors)?,
                    None => pixels,
                };
                let kept = kept.clone();
                File::Png(apng::animation(size, repetitions, options, pixels, kept)?)
            }
            Choice::Webp(options) => {
                quality = (!webp::is_lossless(options)).then(|| webp::quality(options));
                File::Webp(webp_animation::animation(
                    size,
                    plays,
                    options,
                    kept.clone(),
                )?)
            }
            Choice::Jpeg(_) => return Err(refused("JPEG", SINGLE)),
            Choice::Raster(_) => return Err(refused("raster", SINGLE)),
        };
        Ok(Self { file, quality })
    }

    /// Where every byte counts: pixels that do not change may change a little where others around them become transparent.
    pub(crate) fn spend_nothing_on_stillness(&mut self) {
        if let File::Webp(file) = &mut self.file {
            file.file.repeats_what_is_still = false;
        }
    }

    /// Appends a frame of the size promised.
    ///
    /// # Errors
    /// As [`Choice::encode`].
    pub(crate) fn push(&mut self, picture: &Pixels, milliseconds: u32) -> Result<(), Error> {
        let picture = picture.sixteen()?;
        match &mut self.file {
            File::Gif(file) => file.push(&picture, milliseconds),
            File::Png(file) => file.push(&picture, milliseconds),
            File::Webp(file) => file.push(&picture, milliseconds),
        }
    }

    /// How many bytes are written so far: no more than the file will have.
    pub(crate) fn bytes_written(&self) -> usize {
        match &self.file {
            File::Gif(file) => file.bytes_written(),
            File::Png(file) => file.bytes_written(),
            File::Webp(file) => file.bytes_written(),
        }
    }

    /// The file.
    ///
    /// # Errors
    /// As [`Choice::encode`].
    pub(crate) fn finish(self) -> Result<EncodedAnimation, Error> {
        let (data, frames) = match self.file {
            File::Gif(file) => file.finish()?,
            File::Png(file) => file.finish()?,
            File::Webp(file) => file.finish()?,
        };
        Ok(EncodedAnimation {
            encoded: Encoded {
                data,
                quality: self.quality,
            },
            frames,
        })
    }
}
