//! How decoders hand out pictures: row by row, and frame by frame.

use crate::contract::{Error, Warning};
use crate::geometry::Size;
use crate::picture::{Channels, Row};

/// A picture that comes row by row, from top to bottom.
pub(crate) trait RowSource {
    /// The size of the picture, in stored orientation.
    fn size(&self) -> Size;

    /// What a pixel is made of. The same for all rows.
    fn channels(&self) -> Channels;

    /// The next row: `size().width * channels().count()` samples, all rows of the same depth. Called at most
    /// `size().height` times.
    ///
    /// # Errors
    /// `malformed` or `truncated` where the file is damaged and damage is not tolerated. No row can be had after
    /// that.
    fn next_row(&mut self) -> Result<Row<'_>, Error>;

    /// What was wrong with the file and did not matter. Asked once, after the last row.
    fn warnings(&mut self) -> Vec<Warning> {
        Vec::new()
    }
}

/// One frame of an animation, laid on its canvas.
pub(crate) struct Frame<'a> {
    /// The whole canvas: RGBA with 8 bits per sample, of the size that the head says.
    pub(crate) canvas: &'a [u8],
    /// How long it is shown.
    pub(crate) milliseconds: u32,
}

/// An animation, frame by frame. Memory holds a few canvases, whatever the number of frames.
pub(crate) trait FrameSource {
    /// How often it is played; 0 is for ever.
    fn repetitions(&self) -> u32;

    /// The next frame, composited. `None` after the last.
    ///
    /// # Errors
    /// As [`RowSource::next_row`].
    fn next_frame(&mut self) -> Result<Option<Frame<'_>>, Error>;

    /// What was wrong with the file and did not matter. Asked once, after the last frame that is wanted.
    fn warnings(&mut self) -> Vec<Warning> {
        Vec::new()
    }
}
