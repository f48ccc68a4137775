//! Writing animations, frame by frame: GIF, WebP and APNG.

use super::{Choice, Encoded};
use crate::contract::Error;
use crate::metadata::Kept;
use crate::picture::Picture;
use crate::plan::Size;

/// Takes frames and holds what is written of them, never their pixels.
pub(crate) struct AnimationEncoder {}

impl AnimationEncoder {
    /// `repetitions` is how often it is played, 0 for ever. `frames` is how many will come.
    ///
    /// # Errors
    /// As [`Choice::encode`].
    pub(crate) fn new(
        choice: Choice,
        size: Size,
        frames: u32,
        repetitions: u32,
        kept: &Kept,
    ) -> Result<Self, Error> {
        todo!()
    }

    /// Appends a frame of the size promised.
    pub(crate) fn push(&mut self, picture: &Picture, milliseconds: u32) -> Result<(), Error> {
        todo!()
    }

    /// The file.
    ///
    /// # Errors
    /// `too-large` where it has more than `max_bytes`.
    pub(crate) fn finish(self, _max_bytes: Option<u32>) -> Result<Encoded, Error> {
        todo!()
    }
}
