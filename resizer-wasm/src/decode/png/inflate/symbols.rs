//! The symbols of Deflate, and how the lengths of their codes are stored (RFC 1951, clauses 3.2.5 to 3.2.7).

use super::bits::Bits;
use super::huffman::{END, Entry, Table};
use super::problem::Problem;

pub(super) const END_OF_BLOCK: usize = 256;
const MAX_LITERALS: usize = 286;
const MAX_DISTANCES: usize = 30;

/// The lengths of the fixed codes (clause 3.2.6).
pub(super) const FIXED_LITERALS: [u8; 288] = {
    let mut lengths = [8; 288];
    let mut symbol = 144;
    while symbol < 280 {
        lengths[symbol] = if symbol < 256 { 9 } else { 7 };
        symbol += 1;
    }
    lengths
};
pub(super) const FIXED_DISTANCES: [u8; 32] = [5; 32];

/// A literal byte, the end of the block, or a length from 3 to 258.
pub(super) fn literal_or_length(symbol: usize) -> Entry {
    match symbol {
        0..=255 => Entry::literal(symbol as u8),
        END_OF_BLOCK => Entry(END),
        257..=264 => Entry::base(symbol as u16 - 254, 0),
        265..=284 => {
            // Four symbols for each number of extra bits.
            let extra = (symbol as u32 - 261) / 4;
            let within = (symbol as u16 - 261) % 4;
            Entry::base(((4 + within) << extra) + 3, extra)
        }
        285 => Entry::base(258, 0),
        _ => Entry::NOTHING,
    }
}

/// A distance from 1 to 32768.
pub(super) fn distance(symbol: usize) -> Entry {
    match symbol {
        0..=3 => Entry::base(symbol as u16 + 1, 0),
        4..MAX_DISTANCES => {
            // Two symbols for each number of extra bits.
            let extra = symbol as u32 / 2 - 1;
            let within = symbol as u16 % 2;
            Entry::base(((2 + within) << extra) + 1, extra)
        }
        _ => Entry::NOTHING,
    }
}

/// The lengths of the codes of a block.
pub(super) struct Lengths {
    lengths: [u8; MAX_LITERALS + MAX_DISTANCES],
    literals: usize,
    distances: usize,
}

impl Lengths {
    /// Those of literals and lengths, and those of distances.
    pub(super) fn split(&self) -> (&[u8], &[u8]) {
        let (literals, rest) = self.lengths.split_at(self.literals);
        (literals, &rest[..self.distances])
    }
}

/// The order in which the lengths of the code of code lengths are stored.
const ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// Reads the lengths of a block's own codes.
///
/// # Errors
/// Where there are more than symbols, or they are not stored as the specification says.
pub(super) fn read_lengths(bits: &mut Bits) -> Result<Lengths, Problem> {
    bits.refill();
    let literals = bits.take(5) as usize + 257;
    let distances = bits.take(5) as usize + 1;
    let count = bits.take(4) as usize + 4;
    if literals > MAX_LITERALS || distances > MAX_DISTANCES {
        return Err(Problem::Codes);
    }
    let mut own = [0; 19];
    for place in &ORDER[..count] {
        bits.refill();
        own[*place] = bits.take(3) as u8;
    }
    // These codes have 7 bits at most, so there are no second parts.
    let mut table = Table::<7, 128>::new();
    table.build(&own, |symbol| match symbol {
        16 => with_repetitions(symbol, 3, 2),
        17 => with_repetitions(symbol, 3, 3),
        18 => with_repetitions(symbol, 11, 7),
        _ => with_repetitions(symbol, 1, 0),
    })?;
    let mut lengths = [0; MAX_LITERALS + MAX_DISTANCES];
    let total = literals + distances;
    let mut done = 0;
    while done < total {
        bits.refill();
        let entry = table.look_up(bits.peek());
        if entry.is_special() {
            return Err(Problem::Codes);
        }
        let value = entry.value(bits.peek());
        bits.skip(entry.bits());
        let (symbol, repetitions) = (value >> 8, value & 0xff);
        let length = match symbol {
            // Whatever came before.
            16 => *lengths[..done].last().ok_or(Problem::Codes)?,
            17 | 18 => 0,
            _ => symbol as u8,
        };
        let room = lengths[..total]
            .get_mut(done..done + repetitions)
            .ok_or(Problem::Codes)?;
        room.fill(length);
        done += repetitions;
    }
    Ok(Lengths {
        lengths,
        literals,
        distances,
    })
}

/// A symbol, and how often what it says is repeated: `least` times and as many as `extra` bits say.
fn with_repetitions(symbol: usize, least: u16, extra: u32) -> Entry {
    Entry::base((symbol as u16) << 8 | least, extra)
}
