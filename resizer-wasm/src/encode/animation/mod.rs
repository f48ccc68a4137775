//! Writing animations, frame by frame: GIF, WebP and APNG.

use super::apng::ApngFile;
use super::encoded::{Encoded, refused};
use super::gif::GifFile;
use super::options::Choice;
use super::riff::AnimationFile;
use super::{budget, png, vp8, webp};
use crate::contract::{Error, PngOptions, WebpOptions};
use crate::geometry::Size;
use crate::metadata::Kept;
use crate::picture::Pixels;

/// Takes frames and holds what is written of them, and the pixels of at most two.
pub(crate) struct AnimationEncoder(File);

/// An encoded animation.
pub(crate) struct EncodedAnimation {
    pub(crate) encoded: Encoded,
    /// How many frames it has: fewer than were given, where some were merged.
    pub(crate) frames: u32,
}

enum File {
    Gif(GifFile),
    Png {
        file: ApngFile,
        options: PngOptions,
        /// Written with the first frame.
        kept: Kept,
    },
    Webp {
        file: AnimationFile,
        options: WebpOptions,
    },
}

impl AnimationEncoder {
    /// `repetitions` is how often it is played, 0 for ever.
    ///
    /// # Errors
    /// As [`Choice::encode`].
    pub(crate) fn new(
        choice: Choice,
        size: Size,
        repetitions: u32,
        kept: &Kept,
    ) -> Result<Self, Error> {
        let plays = u16::try_from(repetitions).unwrap_or(u16::MAX);
        let file = match choice {
            Choice::Gif(options) => File::Gif(GifFile::new(size, plays, options)?),
            Choice::Png(options) => {
                if options.palette.unwrap_or(false) {
                    return Err(refused(
                        "PNG",
                        "frames of an animation cannot have palettes of their own; leave the palette out or ask for the first frame only",
                    ));
                }
                File::Png {
                    file: ApngFile::new(size, repetitions),
                    options,
                    kept: kept.clone(),
                }
            }
            Choice::Webp(options) => {
                if size.width > vp8::MAX_SIDE || size.height > vp8::MAX_SIDE {
                    return Err(webp::too_long());
                }
                File::Webp {
                    file: AnimationFile::new(size, plays, kept.clone()),
                    options,
                }
            }
            Choice::Jpeg(_) => return Err(refused("JPEG", "it is a single image")),
        };
        Ok(Self(file))
    }

    /// Appends a frame of the size promised.
    ///
    /// # Errors
    /// As [`Choice::encode`].
    pub(crate) fn push(&mut self, picture: &Pixels, milliseconds: u32) -> Result<(), Error> {
        match &mut self.0 {
            File::Gif(file) => file.push(picture.sixteen()?.into_owned(), milliseconds),
            File::Png {
                file,
                options,
                kept,
            } => {
                let kept = std::mem::take(kept);
                file.push(
                    &png::frame(&*picture.sixteen()?, *options, &kept)?,
                    milliseconds,
                )
            }
            File::Webp { file, options } => {
                file.push(&webp::frame(picture, *options)?, milliseconds);
                Ok(())
            }
        }
    }

    /// The file.
    ///
    /// # Errors
    /// `too-large` where it has more than `max_bytes`: no other quality is tried.
    pub(crate) fn finish(self, max_bytes: Option<u32>) -> Result<EncodedAnimation, Error> {
        let (data, frames, quality) = match self.0 {
            File::Gif(file) => {
                let (data, frames) = file.finish()?;
                (data, frames, None)
            }
            File::Png { file, .. } => {
                let (data, frames) = file.finish();
                (data, frames, None)
            }
            File::Webp { file, options } => {
                let lossy = !options.lossless.unwrap_or(false);
                let (data, frames) = file.finish()?;
                (data, frames, lossy.then(|| webp::quality(options)))
            }
        };
        budget::check(&data, max_bytes)?;
        Ok(EncodedAnimation {
            encoded: Encoded { data, quality },
            frames,
        })
    }
}
