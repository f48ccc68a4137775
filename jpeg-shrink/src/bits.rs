//! Entropy-coded data as a stream of bits (T.81, clauses F.2.2.4 and F.2.2.5).

use crate::marker::{self, Marker, has_ff};

/// Reads bits up to the next marker, and zeros from there on; [`Bits::missing`] tells how many of those were taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bits<'a> {
    data: &'a [u8],
    /// The bytes that have not been loaded. Never behind a marker that has not been passed on purpose.
    rest: &'a [u8],
    /// The next bits, the first one on top. Below `count` bits there may be the first bits of the next byte, or zeros.
    window: u64,
    /// How many bits of `window` have been loaded.
    count: u32,
    /// How many zeros have been loaded for want of data.
    zeros: u64,
}

impl<'a> Bits<'a> {
    pub(crate) fn new(data: &'a [u8], pos: usize) -> Self {
        Self {
            data,
            rest: data.get(pos..).unwrap_or(&[]),
            window: 0,
            count: 0,
            zeros: 0,
        }
    }

    /// Sees to it that 32 bits can be read.
    #[inline(always)]
    pub(crate) fn need(&mut self) {
        if self.count < 32 {
            self.fill();
        }
    }

    /// Sees to it that 56 bits can be read. There is no branch in it that is hard to foretell, so that this is better
    /// than [`Bits::need`] where several things are read at once.
    #[inline(always)]
    pub(crate) fn fill(&mut self) {
        if self.fill_quickly() {
            return;
        }
        if self.count < 56 {
            self.apart(Self::load_bytes);
        }
    }

    /// The usual case of [`Bits::fill`]. False, and nothing done, where one of the next 8 bytes is 0xFF or missing.
    #[inline(always)]
    pub(crate) fn fill_quickly(&mut self) -> bool {
        let Some(bytes) = self.rest.first_chunk::<8>() else {
            return false;
        };
        let word = u64::from_be_bytes(*bytes);
        if has_ff(word) {
            return false;
        }
        self.window |= word >> (self.count & 63);
        self.rest = &self.rest[(63 - (self.count & 63)) as usize / 8..];
        self.count |= 56;
        true
    }

    /// Does something rare with a copy. What is often done can then keep the fields in registers, as their address is
    /// never given away.
    #[inline(always)]
    pub(crate) fn apart<T>(&mut self, rare: impl FnOnce(&mut Self) -> T) -> T {
        let mut copy = *self;
        let result = rare(&mut copy);
        *self = copy;
        result
    }

    #[cold]
    #[inline(never)]
    fn load_bytes(&mut self) {
        while self.count < 56 {
            let (byte, rest) = match *self.rest {
                [0xFF, ref rest @ ..] => {
                    let fill = rest.iter().take_while(|&&byte| byte == 0xFF).count();
                    match rest[fill..] {
                        [0, ref rest @ ..] => (0xFF, rest),
                        _ => return self.load_zeros(),
                    }
                }
                [byte, ref rest @ ..] => (byte, rest),
                [] => return self.load_zeros(),
            };
            self.rest = rest;
            self.window |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    fn load_zeros(&mut self) {
        self.zeros += u64::from(63 - self.count);
        self.count = 63;
    }

    /// The next `N` bits, which stay where they are.
    #[inline(always)]
    pub(crate) fn peek<const N: u32>(&self) -> usize {
        (self.window >> (64 - N)) as usize
    }

    /// Passes over `bits` bits, fewer than there are.
    #[inline(always)]
    pub(crate) fn skip(&mut self, bits: u32) {
        debug_assert!(bits <= self.count);
        self.window <<= bits;
        self.count = self.count.wrapping_sub(bits);
    }

    /// The first half of [`Bits::skip`], for where several steps are counted together.
    #[inline(always)]
    pub(crate) fn shift(&mut self, bits: u32) {
        self.window <<= bits;
    }

    /// The other half of [`Bits::skip`].
    #[inline(always)]
    pub(crate) fn discount(&mut self, bits: u32) {
        debug_assert!(bits <= self.count);
        self.count = self.count.wrapping_sub(bits);
    }

    /// The next `bits` bits, 0 to 16, as a number.
    #[inline(always)]
    pub(crate) fn take(&mut self, bits: u32) -> i32 {
        let value = (self.window >> 1 >> (63 - bits)) as i32;
        self.skip(bits);
        value
    }

    /// The next `bits` bits, 1 to 16, as the difference or coefficient that they stand for: a first bit of 0 means a
    /// negative one (T.81, figure F.12).
    #[inline(always)]
    pub(crate) fn take_signed(&mut self, bits: u32) -> i32 {
        let negative = ((self.window >> 63) as i32) - 1;
        let value = (self.window >> (64 - bits)) as i32;
        self.skip(bits);
        value + (negative & (1 - (1 << bits)))
    }

    /// Whether the data is used up: zeros have been loaded.
    pub(crate) fn at_marker(&self) -> bool {
        self.zeros != 0
    }

    /// How many bits were taken that the data does not have.
    #[inline(always)]
    pub(crate) fn missing(&self) -> u64 {
        self.zeros.saturating_sub(u64::from(self.count))
    }

    /// Offset of the next byte that has not been looked at.
    pub(crate) fn position(&self) -> usize {
        self.data.len() - self.rest.len()
    }

    /// The next marker, and how many whole bytes of data were left over before it.
    pub(crate) fn marker(&self) -> (Option<Marker>, usize) {
        let loaded = u64::from(self.count).saturating_sub(self.zeros) / 8;
        let found = marker::find(self.data, self.position());
        let skipped = match found {
            Some(marker) => marker.junk,
            None => self.rest.len(),
        };
        (found, loaded as usize + skipped)
    }

    /// Goes on after a marker.
    pub(crate) fn restart_at(&mut self, pos: usize) {
        *self = Self::new(self.data, pos);
    }

    /// The file.
    pub(crate) fn data(&self) -> &'a [u8] {
        self.data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_in_order_through_stuffing_and_end_at_a_marker() {
        let data = [
            0x12, 0x34, 0xFF, 0x00, 0x56, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0xFF, 0xFF, 0, 0x80,
            0xFF, 0xD9, 0x77,
        ];
        let plain: [u8; 17] = [
            0x12, 0x34, 0xFF, 0x56, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0xFF, 0x80,
        ];
        for width in 1..=16u32 {
            let mut bits = Bits::new(&data, 0);
            let mut at = 0;
            while at + width <= plain.len() as u32 * 8 {
                bits.need();
                let expected = (at..at + width).fold(0, |value, bit| {
                    value << 1 | i32::from(plain[bit as usize / 8] >> (7 - bit % 8) & 1)
                });
                assert_eq!(bits.take(width), expected, "{width} bits at {at}");
                assert_eq!(bits.missing(), 0);
                at += width;
            }
            let rest = plain.len() as u32 * 8 - at;
            bits.need();
            bits.take(16);
            assert_eq!(bits.missing(), u64::from(16 - rest));
            assert_eq!(bits.marker().0.map(|marker| marker.code), Some(0xD9));
        }
    }

    #[test]
    fn signs_follow_the_standard() {
        let mut bits = Bits::new(&[0b0101_1000, 0, 0, 0], 0);
        bits.need();
        assert_eq!(bits.take_signed(1), -1);
        assert_eq!(bits.take_signed(2), 2);
        assert_eq!(bits.take_signed(3), 4 + 2);
        assert_eq!(bits.take_signed(2), -3);
        assert_eq!(bits.take(0), 0);
    }
}
