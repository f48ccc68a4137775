//! The boolean entropy decoder (RFC 6386, section 7).
//!
//! The standard shifts a number of two bytes by a bit at a time. Here a window of 64 bits holds what was loaded, its first
//! bit at the top, so that bytes are loaded several at a time; and the range is kept at the top of 32 bits, so that
//! bringing it back there is one shift by its leading zeros. What a decision waits for is then a multiplication, an
//! addition, a shift, the count of zeros and a shift.

/// Reads decisions from a partition. What follows its end counts as bytes that are all the same.
///
/// A copy of it stays in registers; that is why the functions that decode much take one and give it back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bits<'a> {
    data: &'a [u8],
    /// The next byte to load. Goes on behind the end.
    pos: usize,
    /// What was loaded and is not used up.
    window: u64,
    /// How many bits of the window were loaded.
    count: u32,
    /// 128 to 255, in the upper 8 bits.
    range: u32,
    /// What follows the data.
    padding: u8,
}

/// The part of the range, 1 to 255, in which a decision is false.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Split(u64);

/// Reads for which [`Bits::fill`] suffices.
///
/// Each takes 7 bits at most, and looks at 8.
pub(crate) const READS: u32 = 4;
const NEEDED: u32 = 7 * (READS - 1) + 8;

impl<'a> Bits<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            pos: 0,
            window: 0,
            count: 0,
            range: 255 << 24,
            padding: 0,
        }
    }

    /// The same, where the bytes after the end are all ones, also those that were loaded already.
    pub(crate) fn padded_with_ones(mut self) -> Self {
        self.padding = 0xFF;
        let behind = 8 * self.pos.saturating_sub(self.data.len()) as u32;
        for bit in 0..behind.min(self.count) {
            self.window |= 1 << (64 - self.count + bit);
        }
        self
    }

    /// Loads bits where fewer are left than [`READS`] decisions may take.
    #[inline(always)]
    pub(crate) fn fill(&mut self) {
        if self.count < NEEDED {
            // What is loaded of a byte that does not fit is loaded again the next time, to the same place.
            self.window |= next_bytes(self.data, self.pos, self.padding) >> self.count;
            let bytes = (63 - self.count) >> 3;
            self.pos += bytes as usize;
            self.count += 8 * bytes;
        }
    }

    /// A decision; `probability` of 256 is how often it is expected to be false. There must be bits for it.
    #[inline(always)]
    pub(crate) fn get(&mut self, probability: u8) -> bool {
        let split = self.split(probability);
        let bit = self.is_true(split);
        if bit {
            self.took_true(split);
        } else {
            self.took_false(split);
        }
        bit
    }

    /// Where the range is divided for the next decision. With the three that follow it is [`Bits::get`] in pieces, for
    /// [`decide`].
    #[inline(always)]
    pub(crate) fn split(&self, probability: u8) -> Split {
        debug_assert!(self.count >= 8);
        let probability = u64::from(probability);
        // 1 + (range - 1) * probability / 256.
        Split((u64::from(self.range) * probability + ((256 - probability) << 24)) >> 32)
    }

    /// What was decided.
    #[inline(always)]
    pub(crate) fn is_true(&self, split: Split) -> bool {
        self.window >= split.0 << 56
    }

    /// Takes a decision that is true.
    #[inline(always)]
    pub(crate) fn took_true(&mut self, split: Split) {
        self.window -= split.0 << 56;
        self.normalise((self.range >> 24) - split.0 as u32);
    }

    /// Takes a decision that is false.
    #[inline(always)]
    pub(crate) fn took_false(&mut self, split: Split) {
        self.normalise(split.0 as u32);
    }

    /// Negates `value` where the next decision, which is expected to go either way, is true.
    #[inline(always)]
    pub(crate) fn signed(&mut self, value: i32) -> i32 {
        let range = self.range >> 24;
        let split = (range + 1) >> 1;
        let bound = u64::from(split) << 56;
        // No branch: it would be guessed wrong every other time.
        let bit = self.window >= bound;
        let all = (u32::from(bit)).wrapping_neg();
        self.window -= bound & u64::from(bit).wrapping_neg();
        self.normalise(split.wrapping_add(all & range.wrapping_sub(split << 1)));
        let all = all as i32;
        (value ^ all) - all
    }

    /// `range` is from 1 to 255.
    #[inline(always)]
    fn normalise(&mut self, range: u32) {
        let zeros = range.leading_zeros();
        self.range = range.wrapping_shl(zeros);
        // 24 to 31 zeros are 0 to 7 bits.
        let bits = zeros & 7;
        self.window <<= bits;
        self.count = self.count.wrapping_sub(bits);
    }

    /// A decision that is expected to go either way, in a header.
    #[inline(never)]
    pub(crate) fn flag(&mut self) -> bool {
        self.fill();
        self.get(128)
    }

    /// A number of `bits` bits, 8 at most.
    #[inline(never)]
    pub(crate) fn number(&mut self, bits: u32) -> u8 {
        (0..bits).fold(0, |value, _| value << 1 | u8::from(self.flag()))
    }

    /// Nothing, or a number of `bits` bits, 7 at most, and its sign.
    pub(crate) fn optional(&mut self, bits: u32) -> Option<i8> {
        self.flag().then(|| {
            let value = self.number(bits) as i8;
            if self.flag() { -value } else { value }
        })
    }

    /// Bits that were used up.
    fn used(&self) -> u64 {
        8 * self.pos as u64 - u64::from(self.count)
    }

    /// Whether decisions were taken for which there was no data at all. Encoders leave away zeros that a
    /// decision only has to be compared with.
    pub(crate) fn is_beyond_end(&self) -> bool {
        self.used() > 8 * self.data.len() as u64
    }

    /// Whether a byte behind the end may have played a part.
    pub(crate) fn saw_padding(&self) -> bool {
        self.used() + 8 > 8 * self.data.len() as u64
    }
}

/// `decide!(bits, probability, yes, no)`: one or the other, by the next decision.
///
/// An `if` with [`Bits::get`] is the same, but LLVM would first select what was taken, and branch then; so the next
/// decision would have to wait for this one, even where the processor has guessed it right.
macro_rules! decide {
    ($bits:expr, $probability:expr, $yes:expr, $no:expr) => {{
        let split = $bits.split($probability);
        if $bits.is_true(split) {
            $bits.took_true(split);
            $yes
        } else {
            $bits.took_false(split);
            $no
        }
    }};
}
pub(crate) use decide;

/// Eight bytes, the first in the highest bits. Not a method, so that the reader's address is not taken.
#[inline(never)]
fn next_bytes(data: &[u8], pos: usize, padding: u8) -> u64 {
    let rest = data.get(pos..).unwrap_or_default();
    match rest.first_chunk() {
        Some(bytes) => u64::from_be_bytes(*bytes),
        None => {
            let mut bytes = [padding; 8];
            bytes[..rest.len()].copy_from_slice(rest);
            u64::from_be_bytes(bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 7.3, word by word: two bytes of the value, shifted a bit at a time.
    struct Plain<'a> {
        data: std::iter::Copied<std::slice::Iter<'a, u8>>,
        value: u32,
        range: u32,
        count: u32,
    }

    impl<'a> Plain<'a> {
        fn new(data: &'a [u8]) -> Self {
            let mut data = data.iter().copied();
            let mut next = || u32::from(data.next().unwrap_or(0));
            let value = next() << 8 | next();
            Self {
                data,
                value,
                range: 255,
                count: 0,
            }
        }

        fn get(&mut self, probability: u8) -> bool {
            let split = 1 + (((self.range - 1) * u32::from(probability)) >> 8);
            let bit = self.value >= split << 8;
            if bit {
                self.value -= split << 8;
                self.range -= split;
            } else {
                self.range = split;
            }
            while self.range < 128 {
                self.value <<= 1;
                self.range <<= 1;
                self.count += 1;
                if self.count == 8 {
                    self.count = 0;
                    self.value |= u32::from(self.data.next().unwrap_or(0));
                }
            }
            bit
        }
    }

    #[test]
    fn decisions_are_those_of_the_standard() {
        let mut state = 1u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        for length in [0, 1, 7, 8, 9, 30, 400] {
            let data: Vec<u8> = (0..length).map(|_| random()).collect();
            let mut plain = Plain::new(&data);
            let mut bits = Bits::new(&data);
            for place in 0..8 * length + 40 {
                bits.fill();
                for read in 0..READS {
                    let probability = random();
                    if read == 3 {
                        let sign = plain.get(128);
                        assert_eq!(bits.signed(5), if sign { -5 } else { 5 });
                    } else {
                        assert_eq!(
                            bits.get(probability),
                            plain.get(probability),
                            "{place} of {length}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_end_is_noticed() {
        let mut bits = Bits::new(&[0x5A; 3]);
        let mut reads = 0;
        while !bits.saw_padding() {
            bits.flag();
            reads += 1;
        }
        assert!((16..=18).contains(&reads), "{reads}");
        assert!(!bits.is_beyond_end());
        for _ in 0..20 {
            bits.flag();
        }
        assert!(bits.is_beyond_end());
    }
}
