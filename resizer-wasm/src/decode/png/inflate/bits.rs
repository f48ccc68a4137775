//! The bits of a zlib stream that is spread over the IDAT chunks of a file.

use crate::decode::png::input::Input;

/// A bit buffer before what is left of one piece of the stream. It is moved by value, so that it stays in registers.
#[derive(Clone, Copy)]
pub(super) struct Bits<'a> {
    /// The next bits, from the lowest on. Above `count` there may be more that are right; they are read again.
    buffer: u64,
    /// 63 at most.
    count: u32,
    /// Zero bytes in the buffer that stand for what is missing behind the end.
    missing: u32,
    /// What is left of this piece.
    rest: &'a [u8],
    input: Input<'a>,
}

/// What a reader has to remember between two calls.
#[derive(Clone, Copy, Default)]
pub(super) struct Kept {
    buffer: u64,
    count: u32,
    missing: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(kept: Kept, input: Input<'a>) -> Self {
        Self {
            buffer: kept.buffer,
            count: kept.count,
            missing: kept.missing,
            rest: input.rest(),
            input,
        }
    }

    /// What to go on with later.
    pub(super) fn keep(self) -> (Kept, Input<'a>) {
        let kept = Kept {
            // Only what is counted: the rest may begin in another piece by then.
            buffer: self.buffer & low_bits(self.count),
            count: self.count,
            missing: self.missing,
        };
        (kept, self.input.with_rest(self.rest.len()))
    }

    /// Buffer, count and rest, for the loop that does without function calls.
    pub(super) fn parts(&self) -> (u64, u32, &'a [u8]) {
        (self.buffer, self.count, self.rest)
    }

    /// Of `count` only the lower six bits count.
    pub(super) fn set_parts(&mut self, buffer: u64, count: u32, rest: &'a [u8]) {
        self.count = count & 63;
        self.buffer = buffer;
        self.rest = rest;
    }

    /// Fills the buffer to at least 56 bits.
    pub(super) fn refill(&mut self) {
        self.buffer &= low_bits(self.count);
        while self.count < 56 {
            let byte = match self.rest.split_first() {
                Some((byte, rest)) => {
                    self.rest = rest;
                    *byte
                }
                None => match self.input.next_piece() {
                    Some(input) => {
                        self.input = input;
                        self.rest = input.rest();
                        continue;
                    }
                    None => {
                        self.missing += 1;
                        0
                    }
                },
            };
            self.buffer |= u64::from(byte) << self.count;
            self.count += 8;
        }
    }

    /// The next bits, of which the lower 56 can be relied on after [`refill`](Self::refill).
    pub(super) fn peek(&self) -> u64 {
        self.buffer
    }

    /// Drops at most 63 bits: as many as the lower six bits of `number` say.
    pub(super) fn skip(&mut self, number: u32) {
        self.buffer >>= number & 63;
        self.count = self.count.wrapping_sub(number & 63);
    }

    /// Drops `number` bits, at most 32, and returns them. They have to be there.
    pub(super) fn take(&mut self, number: u32) -> u32 {
        let bits = self.buffer & low_bits(number);
        self.skip(number);
        bits as u32
    }

    /// Goes on to the next whole byte.
    pub(super) fn align(&mut self) {
        self.skip(self.count % 8);
    }

    /// Whether bits were used that the file does not have.
    pub(super) fn is_beyond_end(&self) -> bool {
        self.missing > 0 && self.missing * 8 > self.count
    }

    /// Copies whole bytes, as many as there are at once and at least one. `None` where there are none left.
    pub(super) fn copy(&mut self, to: &mut [u8]) -> Option<usize> {
        if self.count >= 8 {
            if self.missing * 8 >= self.count {
                return None;
            }
            *to.first_mut()? = self.take(8) as u8;
            return Some(1);
        }
        while self.rest.is_empty() {
            self.input = self.input.next_piece()?;
            self.rest = self.input.rest();
        }
        // What lies above the counted bits is the byte that is copied now.
        self.buffer = 0;
        let length = to.len().min(self.rest.len());
        let (copied, rest) = self.rest.split_at(length);
        to[..length].copy_from_slice(copied);
        self.rest = rest;
        Some(length)
    }
}

fn low_bits(count: u32) -> u64 {
    (1 << count) - 1
}
