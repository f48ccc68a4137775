//! Animated WebP of what changes from frame to frame.

use super::animation::{Area, Differences, FrameFile, Part, Placed, Precision};
use super::riff::{AnimationFile, Frame};
use super::vp8l::{self, Hidden};
use super::{webp, webp_near};
use crate::contract::{Error, WebpOptions};
use crate::decode::webp_frame_pixels;
use crate::geometry::Size;
use crate::metadata::Kept;
use crate::picture::{self, from_byte};

/// `plays` is how often it is played, 0 for ever.
///
/// # Errors
/// `invalid-options` where a side is too long; `limit-exceeded` where memory does not suffice.
pub(super) fn animation(
    size: Size,
    plays: u16,
    options: WebpOptions,
    kept: Kept,
) -> Result<Differences<WebpFile>, Error> {
    vp8l::check_sides(size)?;
    let precision = if webp::is_lossless(options) {
        Precision::Eight
    } else {
        Precision::Lossy(noise(options))
    };
    let file = WebpFile {
        file: AnimationFile::new(size, plays, kept),
        size,
        options,
        repeats_what_is_still: true,
        shown: None,
    };
    Differences::new(file, size, precision, true)
}

/// Quantizing hides changes of about this many steps.
fn noise(options: WebpOptions) -> u8 {
    (100 - webp::quality(options)) / 6
}

pub(super) struct WebpFile {
    file: AnimationFile,
    size: Size,
    options: WebpOptions,
    /// Whether a frame that replaces what is there is without losses, so that what does not change stays as it is.
    pub(super) repeats_what_is_still: bool,
    /// What its frames show, from the first time on that a frame depends on that.
    shown: Option<Shown>,
}

impl FrameFile for WebpFile {
    type Frame = Frame;

    /// Durations have 24 bits, RFC 9649, section 2.7.1.1.
    const MOST_MILLISECONDS: u32 = 0x00ff_ffff;

    /// A frame that replaces what is there has the pixels that have not changed as they are shown, without further losses. The others
    /// lose what hardly shows.
    fn encode(&mut self, part: Part, before: Option<&Placed<Frame>>) -> Result<Frame, Error> {
        let Part {
            area,
            mut picture,
            still,
            ..
        } = part;
        if still.is_empty() || !self.repeats_what_is_still {
            return webp::frame(picture, self.options);
        }
        let width = self.size.width as usize;
        webp_near::quantize(&mut picture, noise(self.options));
        let shown = self.shown(before)?;
        let places = area.rows(width).flatten();
        let pixels = picture.samples.chunks_exact_mut(4);
        for ((at, pixel), _) in places.zip(pixels).zip(still).filter(|(_, still)| *still) {
            pixel.copy_from_slice(&shown[at].map(from_byte));
        }
        webp::lossless_frame(&picture.into(), self.options, Hidden::Any)
    }

    fn push(&mut self, placed: &Placed<Frame>) -> Result<(), Error> {
        let Placed {
            frame,
            area,
            lies_over,
            milliseconds,
        } = placed;
        self.file.push(frame, *area, *lies_over, *milliseconds);
        Ok(())
    }

    fn bytes_written(&self) -> usize {
        self.file.bytes_written()
    }

    fn finish(self) -> Result<(Vec<u8>, u32), Error> {
        self.file.finish()
    }
}

impl WebpFile {
    /// RGBA of the canvas after the frame `before`, which comes behind those that are written.
    fn shown(&mut self, before: Option<&Placed<Frame>>) -> Result<&[[u8; 4]], Error> {
        let mut shown = match self.shown.take() {
            Some(shown) => shown,
            None => Shown {
                width: self.size.width as usize,
                pixels: picture::zeroed(self.size.area())?,
                frames: 0,
            },
        };
        for (area, lies_over, chunks) in self.file.frames().skip(shown.frames) {
            shown.draw(area, lies_over, chunks)?;
        }
        if let Some(before) = before {
            shown.draw(before.area, before.lies_over, &before.frame.chunks())?;
        }
        Ok(&self.shown.insert(shown).pixels)
    }
}

/// The canvas.
struct Shown {
    width: usize,
    pixels: Vec<[u8; 4]>,
    /// How many frames are drawn.
    frames: usize,
}

impl Shown {
    fn draw(&mut self, area: Area, lies_over: bool, chunks: &[u8]) -> Result<(), Error> {
        let size = Size {
            width: area.width as u32,
            height: area.height as u32,
        };
        let pixels = webp_frame_pixels(chunks, size)?;
        let places = area.rows(self.width).flatten();
        for (at, pixel) in places.zip(pixels.as_chunks().0) {
            if !lies_over || pixel[3] > 0 {
                self.pixels[at] = *pixel;
            }
        }
        self.frames += 1;
        Ok(())
    }
}
