//! The rows of a picture as they are packed, unpacked as far as they are needed.

use super::inflate::{Inflater, MARGIN_BYTES, Problem, Stop, WINDOW_BYTES};
use super::input::{Input, StreamPosition};
use super::unfilter::PAD_BYTES;
use crate::contract::Error;
use crate::picture;

/// Room in the window beyond what must be there, so that what is behind seldom has to be moved to the front.
const ROOM_BYTES: usize = 128 << 10;
/// How much is unpacked at once, where less is asked for.
const STEP_BYTES: usize = 16 << 10;

/// A stream of which a part is unpacked: what is wanted next, and before it what repetitions may refer to.
pub(super) struct Stream {
    place: StreamPosition,
    inflater: Box<Inflater>,
    window: Vec<u8>,
    /// Where the next bytes are in the window.
    next: usize,
    /// How far it is filled.
    filled: usize,
    end: Option<End>,
}

/// Why there is no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The stream ends.
    Complete,
    /// The chunks end, or else the file.
    Starved {
        file_ends: bool,
    },
    Damaged(Problem),
}

impl Stream {
    /// For a stream that begins at `place`, of which at most `wanted` bytes are asked for at once.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn new(place: StreamPosition, wanted: usize) -> Result<Self, Error> {
        let bytes = WINDOW_BYTES + wanted + ROOM_BYTES + MARGIN_BYTES;
        Ok(Self {
            place,
            inflater: Box::new(Inflater::new()),
            window: picture::zeroed(bytes as u64)?,
            next: 0,
            filled: 0,
            end: None,
        })
    }

    /// Unpacks until there are `wanted` bytes, or all there are. Returns how many there are.
    pub(super) fn prepare(&mut self, file: &[u8], wanted: usize) -> usize {
        let limit = self.window.len() - MARGIN_BYTES;
        while self.filled - self.next < wanted && self.end.is_none() {
            if self.next + wanted > limit {
                self.move_to_front();
            }
            let enough = (self.next + wanted)
                .max(self.filled + STEP_BYTES)
                .min(limit);
            let input = Input::new(file, self.place);
            let (input, filled, result) =
                self.inflater
                    .run(input, &mut self.window, self.filled, enough);
            self.place = input.place();
            self.filled = filled;
            self.end = match result {
                Ok(Stop::Enough) => None,
                Ok(Stop::End) => Some(End::Complete),
                Ok(Stop::Starved) => Some(End::Starved {
                    file_ends: input.file_ends(),
                }),
                Err(problem) => Some(End::Damaged(problem)),
            };
        }
        self.filled - self.next
    }

    /// What has been prepared, and at least [`PAD_BYTES`] behind it.
    pub(super) fn bytes(&self) -> &[u8] {
        const { assert!(PAD_BYTES <= MARGIN_BYTES) };
        &self.window[self.next..]
    }

    /// Goes on behind so many bytes that have been prepared.
    pub(super) fn advance(&mut self, bytes: usize) {
        self.next += bytes;
    }

    /// Why there was less than was wanted.
    pub(super) fn end(&self) -> Option<End> {
        self.end
    }

    fn move_to_front(&mut self) {
        let from = self.next.min(self.filled.saturating_sub(WINDOW_BYTES));
        self.window.copy_within(from..self.filled, 0);
        self.next -= from;
        self.filled -= from;
    }
}
