//! Tables for decoding the prefix codes of Deflate (RFC 1951, clause 3.2).
//!
//! A table has an entry for each value of the next `ROOT` bits of the stream. Longer codes go on in a second part of the
//! table, which is looked up with the bits behind. Where the next bits are two or three short codes of literals, one entry has
//! all of them: photographs are mostly literals, and looking up is what takes the time.

use super::problem::Problem;

pub(super) const MAX_CODE_BITS: u32 = 15;
const MAX_SYMBOLS: usize = 288;

/// An entry: what the next bits stand for. From the lowest bit on:
///
/// | bits | of literals | of a length or distance | of a second part | of the end of the block |
/// |---|---|---|---|---|
/// | 0 to 5 | bits of the codes | bits of the code and behind it | | bits of the code |
/// | 6, 7 | how many: 1 to 3 | 0 | 0 | 0 |
/// | 8 to 15 | the first | 8 to 11: bits of the code | [`SECOND`] | [`END`] |
/// | 16 to 31 | the others | the least value | where it begins | |
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Entry(pub(super) u32);

pub(super) const SECOND: u32 = 1 << 13;
pub(super) const END: u32 = 1 << 14;
const NOTHING: u32 = 1 << 15;
/// What is neither a literal nor a length or distance.
const SPECIAL: u32 = SECOND | END | NOTHING;
const ONE_LITERAL: u32 = 1 << 6;

impl Entry {
    /// No code begins with these bits.
    pub(super) const NOTHING: Self = Self(NOTHING);

    pub(super) fn literal(value: u8) -> Self {
        Self(ONE_LITERAL | u32::from(value) << 8)
    }

    /// A value of at least `least`, to which a number of `extra` bits behind the code is added.
    pub(super) fn base(least: u16, extra: u32) -> Self {
        Self(u32::from(least) << 16 | extra)
    }

    /// How many bits it is made of, in the lower six bits.
    #[inline(always)]
    pub(super) fn bits(self) -> u32 {
        self.0
    }

    #[inline(always)]
    pub(super) fn literals(self) -> usize {
        (self.0 >> 6 & 3) as usize
    }

    /// The literals, the first in the lowest byte.
    #[inline(always)]
    pub(super) fn literal_bytes(self) -> u32 {
        self.0 >> 8
    }

    #[inline(always)]
    pub(super) fn is_special(self) -> bool {
        self.0 & SPECIAL != 0
    }

    #[inline(always)]
    pub(super) fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }

    /// Of a length or distance, or what a symbol is in the code of code lengths. `bits` begin with its code.
    #[inline(always)]
    pub(super) fn value(self, bits: u64) -> usize {
        let extra = (bits & ((1 << (self.0 & 63)) - 1)) >> (self.0 >> 8 & 15);
        (self.0 >> 16) as usize + extra as usize
    }

    fn start(self) -> usize {
        (self.0 >> 16) as usize
    }

    /// This literal, and that one behind it.
    fn and(self, second: Self) -> Self {
        Self((self.0 + (second.0 & 0xff)) | (second.0 & 0xff00) << 8)
    }

    /// This symbol, whose code has `length` bits.
    fn with_code(self, length: u32) -> Self {
        // Literals have other things where the length of the code stands.
        let place = if self.literals() == 0 { length << 8 } else { 0 };
        Self((self.0 + length) | place)
    }
}

/// A table of `SIZE` entries, the first `1 << ROOT` of which are looked up first.
pub(super) struct Table<const ROOT: u32, const SIZE: usize> {
    entries: [Entry; SIZE],
}

impl<const ROOT: u32, const SIZE: usize> Table<ROOT, SIZE> {
    const SECOND_SIZE: usize = 1 << (MAX_CODE_BITS - ROOT);

    pub(super) fn new() -> Self {
        Self {
            entries: [Entry::NOTHING; SIZE],
        }
    }

    /// What the next bits are.
    #[inline(always)]
    pub(super) fn look_up(&self, bits: u64) -> Entry {
        let entry = self.look_up_first(bits);
        if entry.literals() == 0 && entry.has(SECOND) {
            self.look_up_second(entry, bits)
        } else {
            entry
        }
    }

    /// What the next bits are, or that it is in a second part.
    #[inline(always)]
    pub(super) fn look_up_first(&self, bits: u64) -> Entry {
        self.entries[bits as usize & ((1 << ROOT) - 1)]
    }

    /// As [`look_up`](Self::look_up), for bits whose first `entry` says that they are a longer code.
    #[inline(always)]
    pub(super) fn look_up_second(&self, entry: Entry, bits: u64) -> Entry {
        let index = (bits >> ROOT) as usize & (Self::SECOND_SIZE - 1);
        *self
            .entries
            .get(entry.start() + index)
            .unwrap_or(&Entry::NOTHING)
    }

    /// Makes the table for symbols 0, 1 and so on, whose codes have `lengths` of 0 to 15 bits; those with 0 do not occur.
    ///
    /// # Errors
    /// Where `lengths` are not those of a prefix code that uses all there is. As in zlib, a single code of one bit is
    /// allowed, and no code at all.
    pub(super) fn build(
        &mut self,
        lengths: &[u8],
        symbol: impl Fn(usize) -> Entry,
    ) -> Result<(), Problem> {
        let codes = Codes::new(lengths, symbol)?;
        self.entries[0] = Entry::NOTHING;
        for length in 1..=ROOT {
            // So far the table was for one bit less, whatever the new bit is.
            let half = 1 << (length - 1);
            self.entries.copy_within(..half, half);
            for code in codes.of_length(length) {
                self.entries[usize::from(code.bits) & ((1 << ROOT) - 1)] = code.entry;
            }
            self.join(&codes, length);
        }
        let mut end = 1 << ROOT;
        for length in ROOT + 1..=MAX_CODE_BITS {
            for code in codes.of_length(length) {
                self.insert_second(usize::from(code.bits), length, code.entry, &mut end)?;
            }
        }
        Ok(())
    }

    /// Puts in all pairs of literals whose codes have `length` bits together.
    fn join(&mut self, codes: &Codes, length: u32) {
        for first_length in 1..length {
            let second_length = length - first_length;
            for first in codes.literals(first_length) {
                for second in codes.literals(second_length) {
                    let bits = first.bits | second.bits << first_length;
                    self.entries[usize::from(bits) & ((1 << ROOT) - 1)] =
                        first.entry.and(second.entry);
                }
            }
        }
    }

    /// Puts in a code of more than `ROOT` bits. `end` is where the next second part may begin.
    fn insert_second(
        &mut self,
        reversed: usize,
        length: u32,
        entry: Entry,
        end: &mut usize,
    ) -> Result<(), Problem> {
        let root = &mut self.entries[reversed & ((1 << ROOT) - 1)];
        if !root.has(SECOND) {
            *root = Entry((*end as u32) << 16 | SECOND);
            *end += Self::SECOND_SIZE;
        }
        let start = root.start();
        let part = self
            .entries
            .get_mut(start..start + Self::SECOND_SIZE)
            .ok_or(Problem::Codes)?;
        for slot in part
            .iter_mut()
            .skip(reversed >> ROOT)
            .step_by(1 << (length - ROOT))
        {
            *slot = entry;
        }
        Ok(())
    }
}

/// A code and what it stands for.
#[derive(Clone, Copy, Default)]
struct Code {
    /// As they come in the stream, the first in the lowest place.
    bits: u16,
    entry: Entry,
}

/// All codes, in the order of their lengths; among those of a length, literals come first.
struct Codes {
    codes: [Code; MAX_SYMBOLS],
    /// Where the codes of each length begin.
    starts: [usize; MAX_CODE_BITS as usize + 2],
    /// Where those of its literals end.
    literal_ends: [usize; MAX_CODE_BITS as usize + 1],
}

impl Codes {
    fn new(lengths: &[u8], symbol: impl Fn(usize) -> Entry) -> Result<Self, Problem> {
        let mut counts = [0u16; MAX_CODE_BITS as usize + 1];
        for length in lengths {
            counts[usize::from(length & 15)] += 1;
        }
        counts[0] = 0;
        check(&counts)?;
        let mut codes = Self {
            codes: [Code::default(); MAX_SYMBOLS],
            starts: [0; MAX_CODE_BITS as usize + 2],
            literal_ends: [0; MAX_CODE_BITS as usize + 1],
        };
        // The first code of each length (RFC 1951, clause 3.2.2).
        let mut next_codes = [0u16; MAX_CODE_BITS as usize + 1];
        for length in 1..=MAX_CODE_BITS as usize {
            next_codes[length] = (next_codes[length - 1] + counts[length - 1]) << 1;
            codes.starts[length + 1] = codes.starts[length] + usize::from(counts[length]);
        }
        let mut places = codes.starts;
        for (index, length) in lengths.iter().enumerate() {
            let length = usize::from(length & 15);
            if length == 0 {
                continue;
            }
            let code = next_codes[length];
            next_codes[length] += 1;
            let entry = symbol(index).with_code(length as u32);
            // Codes come with their upper bit first, numbers with their lower.
            codes.codes[places[length]] = Code {
                bits: code.reverse_bits() >> (16 - length),
                entry,
            };
            places[length] += 1;
            // Symbols of literals are those below all others.
            if entry.literals() > 0 {
                codes.literal_ends[length] = places[length];
            }
        }
        Ok(codes)
    }

    fn of_length(&self, length: u32) -> &[Code] {
        &self.codes[self.starts[length as usize]..self.starts[length as usize + 1]]
    }

    fn literals(&self, length: u32) -> &[Code] {
        let start = self.starts[length as usize];
        // 0 where there are none.
        &self.codes[start..self.literal_ends[length as usize].max(start)]
    }
}

/// Whether codes of these lengths use all there is, and no more.
fn check(counts: &[u16; MAX_CODE_BITS as usize + 1]) -> Result<(), Problem> {
    let mut free = 1i32;
    for count in &counts[1..] {
        free = 2 * free - i32::from(*count);
        if free < 0 {
            return Err(Problem::Codes);
        }
    }
    let longer_than_one = counts[2..].iter().any(|count| *count > 0);
    if free > 0 && longer_than_one {
        return Err(Problem::Codes);
    }
    Ok(())
}
