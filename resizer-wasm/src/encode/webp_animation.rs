//! Animated WebP of what changes from frame to frame.

use super::animation::{Area, Difference, Part, Precision, together};
use super::riff::{AnimationFile, Frame};
use super::{vp8l, webp};
use crate::contract::{Error, WebpOptions};
use crate::geometry::Size;
use crate::metadata::Kept;
use crate::picture::{Picture, Pixels};

/// Durations have 24 bits, RFC 9649, section 2.7.1.1.
const MOST_MILLISECONDS: u32 = 0x00ff_ffff;

pub(super) struct WebpAnimation {
    file: AnimationFile,
    options: WebpOptions,
    difference: Difference,
    pending: Option<Pending>,
}

/// A frame that is written when the next one comes that is different.
struct Pending {
    frame: Frame,
    area: Area,
    lies_over: bool,
    milliseconds: u32,
}

impl WebpAnimation {
    /// `plays` is how often it is played, 0 for ever.
    ///
    /// # Errors
    /// `invalid-options` where a side is too long; `limit-exceeded` where memory does not suffice.
    pub(super) fn new(
        size: Size,
        plays: u16,
        options: WebpOptions,
        kept: Kept,
    ) -> Result<Self, Error> {
        vp8l::check_sides(size)?;
        let precision = if webp::is_lossless(options) {
            Precision::Eight
        } else {
            // Quantizing hides changes of about this many steps.
            Precision::Lossy((100 - webp::quality(options)) / 6)
        };
        Ok(Self {
            file: AnimationFile::new(size, plays, kept),
            options,
            difference: Difference::new(size, precision)?,
            pending: None,
        })
    }

    /// # Errors
    /// Those of the encoder.
    pub(super) fn push(&mut self, picture: &Picture, milliseconds: u32) -> Result<(), Error> {
        let milliseconds = milliseconds.min(MOST_MILLISECONDS);
        let part = self.difference.part(picture)?;
        if part.is_none()
            && let Some(before) = &mut self.pending
            && let Some(sum) = together(before.milliseconds, milliseconds, MOST_MILLISECONDS)
        {
            before.milliseconds = sum;
            return Ok(());
        }
        let Part {
            area,
            picture,
            lies_over,
        } = part.map_or_else(|| self.difference.nothing(), Ok)?;
        let frame = webp::frame(&Pixels::Sixteen(picture), self.options)?;
        self.write_pending();
        self.pending = Some(Pending {
            frame,
            area,
            lies_over,
            milliseconds,
        });
        Ok(())
    }

    fn write_pending(&mut self) {
        if let Some(pending) = self.pending.take() {
            let Pending {
                frame,
                area,
                lies_over,
                milliseconds,
            } = &pending;
            self.file.push(frame, *area, *lies_over, *milliseconds);
        }
    }

    pub(super) fn bytes_written(&self) -> usize {
        self.file.bytes_written()
    }

    /// The file, and how many frames it has.
    ///
    /// # Errors
    /// `invalid-options` where it would have more than 4 GiB.
    pub(super) fn finish(mut self) -> Result<(Vec<u8>, u32), Error> {
        self.write_pending();
        self.file.finish()
    }
}
