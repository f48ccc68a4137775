//! The rows of a picture as they are packed, unpacked as far as they are needed.

use fdeflate::DecompressionError;

use super::inflate::{Inflater, Stop, WINDOW_BYTES};
use super::input::{Input, StreamPosition};
use super::unfilter::PAD_BYTES;
use crate::contract::Error;
use crate::picture;

/// Room in the window beyond what must be there, so that what is behind seldom has to be moved to the front.
const ROOM_BYTES: usize = 128 << 10;

/// A stream of which a part is unpacked: what is wanted next, and before it what back-references may refer to.
pub(super) struct Stream {
    place: StreamPosition,
    inflater: Inflater,
    /// How much is decompressed at once: a row, so that damage costs that row, and the one before if a block ends with it.
    step: usize,
    window: Vec<u8>,
    /// Where the next bytes are in the window.
    next: usize,
    /// How far it is filled.
    filled: usize,
    end: Option<End>,
}

/// Why there is no more.
#[derive(Debug)]
pub(super) enum End {
    /// The stream ends.
    Complete,
    /// The chunks end, or else the file.
    Starved {
        file_ends: bool,
    },
    Damaged(DecompressionError),
}

impl Stream {
    /// For a stream that begins at `place`, with rows of `step` bytes, of which at most `wanted` bytes are asked for at once.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn new(place: StreamPosition, step: usize, wanted: usize) -> Result<Self, Error> {
        let bytes = WINDOW_BYTES + wanted + ROOM_BYTES + PAD_BYTES;
        Ok(Self {
            place,
            inflater: Inflater::new(),
            step,
            window: picture::zeroed(bytes as u64)?,
            next: 0,
            filled: 0,
            end: None,
        })
    }

    /// Decompresses until there are `wanted` bytes, which are whole rows, or all there are. Returns how many there are.
    pub(super) fn prepare(&mut self, file: &[u8], wanted: usize) -> usize {
        let limit = self.window.len() - PAD_BYTES;
        while self.filled - self.next < wanted && self.end.is_none() {
            if self.filled + self.step > limit {
                self.move_to_front();
            }
            let out = &mut self.window[..self.filled + self.step];
            let (input, filled, stop) =
                self.inflater
                    .run(Input::new(file, self.place), out, self.filled);
            self.place = input.place();
            self.filled = filled;
            self.end = match stop {
                Stop::Enough => None,
                Stop::End => Some(End::Complete),
                Stop::Starved => Some(End::Starved {
                    file_ends: input.file_ends(),
                }),
                Stop::Damaged(error) => Some(End::Damaged(error)),
            };
        }
        self.filled - self.next
    }

    /// What has been prepared, and at least [`PAD_BYTES`] behind it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.window[self.next..]
    }

    /// Goes on behind so many bytes that have been prepared.
    pub(super) fn advance(&mut self, bytes: usize) {
        self.next += bytes;
    }

    /// Why there was less than was wanted.
    pub(super) fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    fn move_to_front(&mut self) {
        let from = self.next.min(self.filled.saturating_sub(WINDOW_BYTES));
        self.window.copy_within(from..self.filled, 0);
        self.next -= from;
        self.filled -= from;
    }
}
