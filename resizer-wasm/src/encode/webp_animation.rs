//! Animated WebP of what changes from frame to frame.

use super::animation::{Differences, FrameFile, Placed, Precision};
use super::riff::{AnimationFile, Frame};
use super::{vp8l, webp};
use crate::contract::{Error, WebpOptions};
use crate::geometry::Size;
use crate::metadata::Kept;
use crate::picture::{Picture, Pixels};

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
        // Quantizing hides changes of about this many steps.
        Precision::Lossy((100 - webp::quality(options)) / 6)
    };
    let file = WebpFile {
        file: AnimationFile::new(size, plays, kept),
        options,
    };
    Differences::new(file, size, precision)
}

pub(super) struct WebpFile {
    file: AnimationFile,
    options: WebpOptions,
}

impl FrameFile for WebpFile {
    type Frame = Frame;

    /// Durations have 24 bits, RFC 9649, section 2.7.1.1.
    const MOST_MILLISECONDS: u32 = 0x00ff_ffff;

    fn encode(&mut self, picture: Picture) -> Result<Frame, Error> {
        webp::frame(&Pixels::Sixteen(picture), self.options)
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
