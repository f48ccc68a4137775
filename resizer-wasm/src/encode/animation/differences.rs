//! Animations of what changes from frame to frame: what the files of APNG and WebP have in common.

use super::area::Area;
use super::difference::{Difference, Part, Precision};
use crate::contract::Error;
use crate::geometry::Size;
use crate::picture::Picture;

/// A file whose frames may be anywhere on the canvas.
pub(in crate::encode) trait FrameFile {
    /// An encoded picture.
    type Frame;

    /// The longest time that a frame can be shown for.
    const MOST_MILLISECONDS: u32;

    /// The part as it is written behind the frame `before`, which is still to be appended.
    ///
    /// # Errors
    /// Those of the encoder.
    fn encode(
        &mut self,
        part: Part,
        before: Option<&Placed<Self::Frame>>,
    ) -> Result<Self::Frame, Error>;

    /// Appends a frame.
    ///
    /// # Errors
    /// Those of the encoder.
    fn push(&mut self, frame: &Placed<Self::Frame>) -> Result<(), Error>;

    fn bytes_written(&self) -> usize;

    /// The file, and how many frames it has.
    ///
    /// # Errors
    /// `invalid-options` where it would be longer than its format allows.
    fn finish(self) -> Result<(Vec<u8>, u32), Error>;
}

/// An encoded picture, and where and how long it is shown.
pub(in crate::encode) struct Placed<F> {
    pub(in crate::encode) frame: F,
    pub(in crate::encode) area: Area,
    /// Whether it lies over what is there; else it replaces that.
    pub(in crate::encode) lies_over: bool,
    pub(in crate::encode) milliseconds: u32,
}

/// An animation that is being written.
pub(in crate::encode) struct Differences<F: FrameFile> {
    pub(super) file: F,
    difference: Difference,
    /// A frame that is written when the next one comes that is different.
    pending: Option<Placed<F::Frame>>,
}

impl<F: FrameFile> Differences<F> {
    /// `has_hole` says whether the file can leave out pixels of a frame.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(in crate::encode) fn new(
        file: F,
        size: Size,
        precision: Precision,
        has_hole: bool,
    ) -> Result<Self, Error> {
        Ok(Self {
            file,
            difference: Difference::new(size, precision, has_hole)?,
            pending: None,
        })
    }

    /// Appends a frame. One that is like the frame before lengthens that.
    ///
    /// # Errors
    /// Those of the encoder.
    pub(in crate::encode) fn push(
        &mut self,
        picture: &Picture,
        milliseconds: u32,
    ) -> Result<(), Error> {
        let most = F::MOST_MILLISECONDS;
        let milliseconds = milliseconds.min(most);
        let before = self.pending.as_mut().map(|before| &mut before.milliseconds);
        let Some(part) = self.difference.next(picture, milliseconds, before, most)? else {
            return Ok(());
        };
        let (area, lies_over) = (part.area, part.lies_over);
        let frame = self.file.encode(part, self.pending.as_ref())?;
        self.write_pending()?;
        self.pending = Some(Placed {
            frame,
            area,
            lies_over,
            milliseconds,
        });
        Ok(())
    }

    fn write_pending(&mut self) -> Result<(), Error> {
        match self.pending.take() {
            Some(pending) => self.file.push(&pending),
            None => Ok(()),
        }
    }

    pub(in crate::encode) fn bytes_written(&self) -> usize {
        self.file.bytes_written()
    }

    /// The file, and how many frames it has.
    ///
    /// # Errors
    /// Those of the encoder.
    pub(in crate::encode) fn finish(mut self) -> Result<(Vec<u8>, u32), Error> {
        self.write_pending()?;
        self.file.finish()
    }
}
