//! Levels as tokens, annex F.1.2: what is to be written, in little memory, before its codes are known.
//!
//! A token has 16 bits: a table (2), a symbol (8) and the bits that follow the symbol's code if they are 6 at most. More
//! than 6 are in a number of their own behind it, which is rare: most levels are small.

use super::bits::BitWriter;
use super::coefficients::Block;
use super::huffman::Codes;
use super::values::{low_bits, size};
use crate::contract::Error;
use crate::picture;

/// How many numbers there are in a piece of memory. Pieces of 64 KiB are never copied, as one long buffer would be
/// when it grows.
const PIECE: usize = 1 << 15;

/// The most numbers that a block can take: two for the first level; two for each other, or less than two where levels
/// are 0, and then the end.
const MOST_OF_BLOCK: usize = 130;

/// Bits of a value in its token.
const SHORT: u32 = 6;

/// The largest value with that many bits.
const MAX_SHORT: i32 = (1 << SHORT) - 1;

/// The ends of the tokens of values from `-MAX_SHORT` to `MAX_SHORT`: size and bits.
static SHORT_VALUES: [u16; 2 * MAX_SHORT as usize + 1] = short_values();

/// Tables and symbols, as one number.
const KINDS: usize = 4 << 8;

/// The end of a block, and sixteen zeros.
const END: u32 = 0x00;
const ZEROS: u32 = 0xf0;

/// The table of the first levels of luma (chroma: of the next number), and that of all others.
const FIRST_LEVELS: u32 = 0;
const OTHER_LEVELS: u32 = 2;

/// The tokens of a picture.
///
/// A block takes 260 bytes at most, and on the average of photographs 2 bytes for each level that is not 0.
pub(super) struct Tokens {
    /// All are full but the last one.
    pieces: Vec<Piece>,
    /// How often each table and symbol came up.
    counts: Box<[u32; KINDS]>,
    /// The first levels of the components' last blocks.
    last: [i16; 3],
}

struct Piece {
    numbers: Vec<u16>,
    used: usize,
}

impl Tokens {
    pub(super) fn new() -> Self {
        Self {
            pieces: Vec::new(),
            counts: Box::new([0; KINDS]),
            last: [0; 3],
        }
    }

    /// Adds the component's next block.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    #[inline(always)]
    pub(super) fn push(&mut self, component: usize, block: &Block) -> Result<(), Error> {
        let full = |piece: &Piece| piece.used + MOST_OF_BLOCK > PIECE;
        if self.pieces.last().is_none_or(full) {
            self.start_piece()?;
        }
        let Some(piece) = self.pieces.last_mut() else {
            unreachable!("a piece was started");
        };
        let Some(numbers) = piece.numbers[piece.used..].first_chunk_mut() else {
            unreachable!("a block has room in a piece");
        };
        let first = block.levels[0];
        let difference = i32::from(first) - i32::from(self.last[component]);
        self.last[component] = first;
        let chroma = u32::from(component > 0);
        piece.used += write_block(numbers, &mut self.counts, chroma, difference, block);
        Ok(())
    }

    #[cold]
    fn start_piece(&mut self) -> Result<(), Error> {
        let numbers = picture::zeroed(PIECE as u64)?;
        self.pieces.push(Piece { numbers, used: 0 });
        Ok(())
    }

    /// The codes that suit the tokens: for first levels of luma and of chroma, and for others of both.
    pub(super) fn codes(&self) -> [Codes; 4] {
        let (tables, _) = self.counts.as_chunks();
        std::array::from_fn(|table| Codes::new(&tables[table]))
    }

    /// How many bits the tokens have with these codes.
    pub(super) fn bits(&self, codes: &[Codes; 4]) -> u64 {
        let mut bits = 0;
        for (table, codes) in codes.iter().enumerate() {
            codes.for_each(|symbol, _, length| {
                let count = self.counts[table << 8 | usize::from(symbol)];
                bits += u64::from(count) * u64::from(length + u32::from(symbol & 15));
            });
        }
        bits
    }

    pub(super) fn write(&self, codes: &[Codes; 4], writer: &mut BitWriter) {
        let kinds = Kinds::new(codes);
        for piece in &self.pieces {
            kinds.write(&piece.numbers[..piece.used], writer);
        }
    }
}

/// Writes a block's tokens and tells how many numbers they are. `chroma` is 0 or 1; `difference` is that to the first
/// level before.
#[inline(always)]
fn write_block(
    numbers: &mut [u16; MOST_OF_BLOCK],
    counts: &mut [u32; KINDS],
    chroma: u32,
    difference: i32,
    block: &Block,
) -> usize {
    let mut used = write_value(numbers, counts, 0, (FIRST_LEVELS + chroma) << 8, difference);
    let table = (OTHER_LEVELS + chroma) << 8;
    let mut ranks = block.ranks & !1;
    let mut last = 0;
    while ranks != 0 {
        let rank = ranks.trailing_zeros();
        ranks &= ranks - 1;
        let mut run = rank - last - 1;
        last = rank;
        while run > 15 {
            used = write_value(numbers, counts, used, table | ZEROS, 0);
            run -= 16;
        }
        used = write_value(numbers, counts, used, table | run << 4, block.level(rank));
    }
    if last < 63 {
        used = write_value(numbers, counts, used, table | END, 0);
    }
    used
}

/// Writes the token of a value, whose size is not yet in `kind`, behind what is used of `numbers`. Tells how many are
/// used then.
#[inline(always)]
fn write_value(
    numbers: &mut [u16; MOST_OF_BLOCK],
    counts: &mut [u32; KINDS],
    used: usize,
    kind: u32,
    value: i32,
) -> usize {
    let Some(short) = SHORT_VALUES.get((value + MAX_SHORT) as usize) else {
        return write_long(numbers, counts, used, kind, value);
    };
    let token = (kind << SHORT) as u16 | short;
    counts[usize::from(token >> SHORT)] += 1;
    numbers[used] = token;
    used + 1
}

#[cold]
#[inline(never)]
fn write_long(
    numbers: &mut [u16; MOST_OF_BLOCK],
    counts: &mut [u32; KINDS],
    used: usize,
    kind: u32,
    value: i32,
) -> usize {
    let kind = kind | size(value);
    counts[kind as usize % KINDS] += 1;
    numbers[used] = (kind << SHORT) as u16;
    numbers[used + 1] = low_bits(value) as u16;
    used + 2
}

const fn short_values() -> [u16; 2 * MAX_SHORT as usize + 1] {
    let mut values = [0; 2 * MAX_SHORT as usize + 1];
    let mut at = 0;
    while at < values.len() {
        let value = at as i32 - MAX_SHORT;
        values[at] = (size(value) << SHORT | low_bits(value)) as u16;
        at += 1;
    }
    values
}

/// What is to be written for each table and symbol.
struct Kinds {
    /// The code, shifted left by the bits that follow it in the token, above 5 bits for how many these are together.
    entries: Box<[u32; KINDS]>,
}

impl Kinds {
    fn new(codes: &[Codes; 4]) -> Self {
        let mut entries = Box::new([0; KINDS]);
        for (table, codes) in codes.iter().enumerate() {
            codes.for_each(|symbol, code, length| {
                let size = u32::from(symbol & 15);
                let short = if size <= SHORT { size } else { 0 };
                entries[table << 8 | usize::from(symbol)] = code << short << 5 | (length + short);
            });
        }
        Self { entries }
    }

    fn write(&self, numbers: &[u16], writer: &mut BitWriter) {
        let mut numbers = numbers.iter();
        while let Some(token) = numbers.next() {
            self.put(*token, &mut numbers, writer);
            // Two have room between flushes.
            if let Some(token) = numbers.next() {
                self.put(*token, &mut numbers, writer);
            }
            writer.flush();
        }
    }

    #[inline(always)]
    fn put(&self, token: u16, numbers: &mut std::slice::Iter<u16>, writer: &mut BitWriter) {
        let kind = token >> SHORT;
        let entry = self.entries[usize::from(kind)];
        let low = u32::from(token & ((1 << SHORT) - 1));
        writer.put(entry >> 5 | low, entry & 31);
        let size = u32::from(kind & 15);
        if size > SHORT {
            let bits = numbers.next().copied().unwrap_or(0);
            writer.flush();
            writer.put(bits.into(), size);
        }
    }
}
