//! Where the symbols and bits of a scan go: first they are counted, then written.

use super::super::bits::BitWriter;
use super::super::huffman::Codes;
use crate::contract::Error;

/// Something that symbols and bits go to.
pub(super) trait Output {
    /// A symbol of table 0 or 1, and the lowest `count` bits of `value`, which has no others; at most 14.
    fn symbol(&mut self, table: usize, symbol: u8, value: u32, count: u32);

    /// The lowest `count` bits of `value`, which has no others; at most 30.
    fn bits(&mut self, value: u32, count: u32);
}

/// How often symbols came up, and how many bits.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) symbols: Box<[[u32; 256]; 2]>,
    bits: u64,
}

impl Counts {
    pub(super) fn new() -> Self {
        Self {
            symbols: Box::new([[0; 256]; 2]),
            bits: 0,
        }
    }

    /// Adds what another has.
    pub(super) fn add(&mut self, other: &Self) {
        let both = self.symbols.as_flattened_mut().iter_mut();
        both.zip(other.symbols.as_flattened())
            .for_each(|(count, more)| *count += more);
        self.bits += other.bits;
    }

    /// Removes what another has, which this one has as well.
    pub(super) fn remove(&mut self, other: &Self) {
        let both = self.symbols.as_flattened_mut().iter_mut();
        both.zip(other.symbols.as_flattened())
            .for_each(|(count, less)| *count -= less);
        self.bits -= other.bits;
    }

    /// How many bits all has with these codes.
    pub(super) fn bits(&self, codes: &[Codes; 2]) -> u64 {
        let mut bits = self.bits;
        for (counts, codes) in self.symbols.iter().zip(codes) {
            codes.for_each(|symbol, _, length| {
                bits += u64::from(counts[usize::from(symbol)]) * u64::from(length);
            });
        }
        bits
    }
}

impl Output for Counts {
    #[inline(always)]
    fn symbol(&mut self, table: usize, symbol: u8, _: u32, count: u32) {
        self.symbols[table][usize::from(symbol)] += 1;
        self.bits += u64::from(count);
    }

    #[inline(always)]
    fn bits(&mut self, _: u32, count: u32) {
        self.bits += u64::from(count);
    }
}

/// Writes with given codes.
pub(super) struct Writing {
    /// Code and length.
    codes: Box<[[(u32, u32); 256]; 2]>,
    writer: BitWriter,
}

impl Writing {
    pub(super) fn new(tables: &[Codes; 2], writer: BitWriter) -> Self {
        let mut codes = Box::new([[(0, 0); 256]; 2]);
        for (codes, table) in codes.iter_mut().zip(tables) {
            table.for_each(|symbol, code, length| codes[usize::from(symbol)] = (code, length));
        }
        Self { codes, writer }
    }

    /// The file with the scan.
    ///
    /// # Errors
    /// `limit-exceeded` where memory did not suffice.
    pub(super) fn finish(self) -> Result<Vec<u8>, Error> {
        self.writer.finish()
    }
}

impl Output for Writing {
    #[inline(always)]
    fn symbol(&mut self, table: usize, symbol: u8, value: u32, count: u32) {
        let (code, length) = self.codes[table][usize::from(symbol)];
        self.bits(code << count | value, length + count);
    }

    #[inline(always)]
    fn bits(&mut self, value: u32, count: u32) {
        self.writer.put_and_flush(value, count);
    }
}
