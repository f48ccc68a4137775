//! Unpacking zlib streams (RFC 1950 and 1951), made for rows of pictures: it stops when enough is there and goes on
//! later, and what is unpacked stays where it is until the rows are made from it.

mod bits;
mod fast;
mod huffman;
mod problem;
mod repeat;
mod symbols;
mod tables;

#[cfg(test)]
mod tests;

use bits::{Bits, Kept};
use huffman::END;
pub(super) use problem::Problem;
pub(super) use repeat::MARGIN_BYTES;
use repeat::repeat;
use tables::Tables;

use super::input::Input;

/// How far back a repetition may reach.
pub(super) const WINDOW_BYTES: usize = 32 << 10;
/// Why unpacking stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Enough is there.
    Enough,
    /// The stream ends here.
    End,
    /// The stream goes on, and the input ends.
    Starved,
}

#[derive(Clone, Copy)]
enum State {
    Header,
    Block,
    Stored { left: usize },
    Codes,
    End,
}

/// The state between two calls.
pub(super) struct Inflater {
    state: State,
    is_last: bool,
    kept: Kept,
    tables: Tables,
}

impl Inflater {
    pub(super) fn new() -> Self {
        Self {
            state: State::Header,
            is_last: false,
            kept: Kept::default(),
            tables: Tables::new(),
        }
    }

    /// Unpacks to `out` from `position` on until `enough` bytes are there, or a few more. What lies before `position` is what
    /// repetitions refer to: the last [`WINDOW_BYTES`] at least, or all that there was. Returns the new position, from
    /// where the input is to be read the next time, and why it stopped.
    pub(super) fn run<'a>(
        &mut self,
        input: Input<'a>,
        out: &mut [u8],
        position: usize,
        enough: usize,
    ) -> (Input<'a>, usize, Result<Stop, Problem>) {
        let mut at = Progress {
            bits: Bits::new(self.kept, input),
            position,
        };
        let enough = enough.min(out.len().saturating_sub(MARGIN_BYTES));
        let result = self.unpack(&mut at, out, enough);
        // What was made of bits that are not there does not count.
        let result = if at.bits.is_beyond_end() {
            Ok(Stop::Starved)
        } else {
            result
        };
        let (kept, input) = at.bits.keep();
        self.kept = kept;
        (input, at.position, result)
    }

    fn unpack(
        &mut self,
        at: &mut Progress,
        out: &mut [u8],
        enough: usize,
    ) -> Result<Stop, Problem> {
        while at.position < enough {
            match self.state {
                State::Header => {
                    at.bits.refill();
                    let method_and_flags = at.bits.take(16).swap_bytes() >> 16;
                    // Deflate with a window that there is, and no dictionary (RFC 1950, clause 2.2).
                    if method_and_flags & 0x8f20 != 0x0800 || !method_and_flags.is_multiple_of(31) {
                        return Err(Problem::Header);
                    }
                    self.state = State::Block;
                }
                State::Block => self.state = self.block(&mut at.bits)?,
                State::Stored { left: 0 } => self.state = self.after_block(),
                State::Stored { left } => {
                    let room = left.min(enough - at.position);
                    let Some(copied) = at.bits.copy(&mut out[at.position..at.position + room])
                    else {
                        return Ok(Stop::Starved);
                    };
                    at.position += copied;
                    self.state = State::Stored {
                        left: left - copied,
                    };
                }
                State::Codes => match self.codes(at, out, enough)? {
                    Step::EndOfBlock => self.state = self.after_block(),
                    Step::Symbols => {}
                },
                State::End => return Ok(Stop::End),
            }
            if at.bits.is_beyond_end() {
                return Ok(Stop::Starved);
            }
        }
        Ok(Stop::Enough)
    }

    fn after_block(&self) -> State {
        if self.is_last {
            State::End
        } else {
            State::Block
        }
    }

    /// The head of a block (RFC 1951, clause 3.2.3).
    fn block(&mut self, bits: &mut Bits) -> Result<State, Problem> {
        bits.refill();
        self.is_last = bits.take(1) == 1;
        match bits.take(2) {
            0 => {
                bits.align();
                bits.refill();
                let length = bits.take(16);
                if bits.take(16) != !length & 0xffff {
                    return Err(Problem::StoredLength);
                }
                Ok(State::Stored {
                    left: length as usize,
                })
            }
            1 => {
                self.build(&symbols::FIXED_LITERALS, &symbols::FIXED_DISTANCES)?;
                Ok(State::Codes)
            }
            2 => {
                let lengths = symbols::read_lengths(bits)?;
                let (literals, distances) = lengths.split();
                // Without an end the block has none.
                if literals[symbols::END_OF_BLOCK] == 0 {
                    return Err(Problem::Codes);
                }
                self.build(literals, distances)?;
                Ok(State::Codes)
            }
            _ => Err(Problem::BlockKind),
        }
    }

    fn build(&mut self, literals: &[u8], distances: &[u8]) -> Result<(), Problem> {
        self.tables
            .literals
            .build(literals, symbols::literal_or_length)?;
        self.tables.distances.build(distances, symbols::distance)
    }

    /// Decodes symbols until `enough` bytes are there, or the block ends, or the input does.
    fn codes(&self, at: &mut Progress, out: &mut [u8], enough: usize) -> Result<Step, Problem> {
        let room = &mut out[..enough + MARGIN_BYTES];
        loop {
            at.position = fast::decode(&self.tables, &mut at.bits, room, at.position);
            if at.position >= enough {
                return Ok(Step::Symbols);
            }
            let before = at.position;
            let step = self.symbol(at, room)?;
            if at.bits.is_beyond_end() {
                at.position = before;
                return Ok(Step::Symbols);
            }
            if step == Step::EndOfBlock {
                return Ok(step);
            }
        }
    }

    /// One entry, wherever the input is.
    fn symbol(&self, at: &mut Progress, out: &mut [u8]) -> Result<Step, Problem> {
        at.bits.refill();
        let mut entry = self.tables.literals.look_up(at.bits.peek());
        if entry.literals() > 0 {
            at.bits.skip(entry.bits());
            let bytes = entry.literal_bytes().to_le_bytes();
            for byte in &bytes[..entry.literals()] {
                *out.get_mut(at.position).ok_or(Problem::Symbol)? = *byte;
                at.position += 1;
            }
            return Ok(Step::Symbols);
        }
        if entry.is_special() {
            at.bits.skip(entry.bits());
            return if entry.has(END) {
                Ok(Step::EndOfBlock)
            } else {
                Err(Problem::Symbol)
            };
        }
        let length = entry.value(at.bits.peek());
        at.bits.skip(entry.bits());
        entry = self.tables.distances.look_up(at.bits.peek());
        if entry.is_special() {
            return Err(Problem::Symbol);
        }
        let distance = entry.value(at.bits.peek());
        at.bits.skip(entry.bits());
        repeat(out, at.position, distance, length)?;
        at.position += length;
        Ok(Step::Symbols)
    }
}

/// How far the input and the output are.
#[derive(Clone, Copy)]
struct Progress<'a> {
    bits: Bits<'a>,
    position: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Symbols,
    EndOfBlock,
}
