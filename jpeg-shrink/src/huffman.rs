//! Huffman codes made ready for decoding (T.81, annex C), and tables that decode or skip several things per look-up.

use crate::bits::Bits;
use crate::error::Error;
use crate::tables::Huffman;

/// What makes a block undecodable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bad {
    /// Bits that are no code of the table.
    Code,
    /// A coefficient after the last place of the block or band.
    Place,
}

impl Bad {
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Code => "bits that are no Huffman code",
            Self::Place => "a coefficient beyond the end of its block",
        }
    }
}

/// Bits of a code that are looked up at once; longer codes are searched for by length.
const SHORT: u32 = 9;

/// The codes of one table.
#[derive(Debug, Clone)]
pub(crate) struct Codes {
    /// Length << 8 | symbol by the next `SHORT` bits; 0 where the code is longer or there is none.
    short: [u16; 1 << SHORT],
    /// By length: the first 16-bit number above all codes of that length, filled up with zeros below.
    above: [u32; 17],
    /// By length: what to add to a code to get the index of its symbol.
    shift: [i32; 17],
    symbols: Vec<u8>,
}

impl Codes {
    pub(crate) fn new(table: &Huffman) -> Result<Self, Error> {
        let mut codes = Self {
            short: [0; 1 << SHORT],
            above: [0; 17],
            shift: [0; 17],
            symbols: table.symbols.clone(),
        };
        let mut code = 0u32;
        let mut index = 0usize;
        for length in 1..=16u32 {
            let count = u32::from(table.counts[length as usize - 1]);
            codes.shift[length as usize] = index as i32 - code as i32;
            if code + count > 1 << length {
                return Err(Error::Malformed(format!(
                    "a Huffman table with {count} codes of {length} bits, where {} are free",
                    (1 << length) - code
                )));
            }
            for _ in 0..count {
                if length <= SHORT {
                    let entry = (length << 8) as u16 | u16::from(codes.symbols[index]);
                    let first = (code << (SHORT - length)) as usize;
                    codes.short[first..first + (1 << (SHORT - length))].fill(entry);
                }
                code += 1;
                index += 1;
            }
            codes.above[length as usize] = code << (16 - length);
            code <<= 1;
        }
        Ok(codes)
    }

    /// The next symbol. There must be 16 bits.
    #[inline(always)]
    pub(crate) fn symbol(&self, bits: &mut Bits<'_>) -> Result<u32, Bad> {
        let entry = u32::from(self.short[bits.peek::<SHORT>()]);
        if entry != 0 {
            bits.skip(entry >> 8);
            return Ok(entry & 0xFF);
        }
        bits.apart(|bits| self.long_symbol(bits))
    }

    #[cold]
    #[inline(never)]
    fn long_symbol(&self, bits: &mut Bits<'_>) -> Result<u32, Bad> {
        let (symbol, length) = self.find(bits.peek::<16>() as u32).ok_or(Bad::Code)?;
        bits.skip(length);
        Ok(symbol)
    }

    /// The symbol whose code the 16 bits begin with, and the length of the code.
    fn find(&self, next: u32) -> Option<(u32, u32)> {
        let length = (1..=16u32).find(|&length| next < self.above[length as usize])?;
        let code = (next >> (16 - length)) as i32;
        let index = usize::try_from(code + self.shift[length as usize]).ok()?;
        Some((u32::from(*self.symbols.get(index)?), length))
    }
}

/// Bits looked up at once when coefficients are wanted.
pub(crate) const FAST: u32 = 10;
/// Bits looked up at once when they are not.
pub(crate) const SKIP: u32 = 13;

/// Codes of AC coefficients with the tables that make them quick.
#[derive(Debug, Clone)]
pub(crate) struct AcCodes {
    pub(crate) codes: Codes,
    pub(crate) fast: Box<[u32; 1 << FAST]>,
    pub(crate) skip: Option<Box<[u16; 1 << SKIP]>>,
}

/// Entries of [`AcCodes::fast`]. Bits 0 to 4 are what to pass over; 0 is for codes that are too long.
pub(crate) mod fast {
    /// The entry holds a coefficient in its upper 16 bits and the places before it, else a symbol.
    pub(crate) const VALUE: u32 = 1 << 5;
    /// Where the run of zeros, or the symbol, begins.
    pub(crate) const RUN: u32 = 8;
}

/// Entries of [`AcCodes::skip`]. Bits 0 to 4 are what to pass over; 0 means that the table does not know.
pub(crate) mod skip {
    /// Where the number of places begins.
    pub(crate) const PLACES: u32 = 5;
    /// Places that stand for the end of the block. More than all symbols of an entry can pass.
    pub(crate) const END: usize = 256;
}

impl AcCodes {
    /// `skipping`: build the table for skipping too, which takes as long as decoding a thousand blocks or so.
    pub(crate) fn new(table: &Huffman, skipping: bool) -> Result<Self, Error> {
        let codes = Codes::new(table)?;
        let mut fast = Box::new([0; 1 << FAST]);
        for (index, entry) in fast.iter_mut().enumerate() {
            *entry = fast_entry(&codes, index as u32);
        }
        let skip = skipping.then(|| {
            let mut skip = Box::new([0; 1 << SKIP]);
            for (index, entry) in skip.iter_mut().enumerate() {
                *entry = skip_entry(&codes, index as u32);
            }
            skip
        });
        Ok(Self { codes, fast, skip })
    }
}

fn fast_entry(codes: &Codes, index: u32) -> u32 {
    let next = index << (16 - FAST);
    let Some((symbol, length)) = codes.find(next).filter(|&(_, length)| length <= FAST) else {
        return 0;
    };
    let (run, size) = (symbol >> 4, symbol & 15);
    if size == 0 || length + size > FAST {
        return length | symbol << fast::RUN;
    }
    let raw = (index >> (FAST - length - size) & ((1 << size) - 1)) as i32;
    let value = if raw >> (size - 1) == 0 {
        raw + 1 - (1 << size)
    } else {
        raw
    };
    (length + size) | fast::VALUE | run << fast::RUN | (value as u32) << 16
}

/// As many whole symbols as `SKIP` bits hold.
fn skip_entry(codes: &Codes, index: u32) -> u16 {
    let mut used = 0;
    let mut places = 0;
    while used < SKIP {
        let next = index << used & ((1 << SKIP) - 1);
        let Some((symbol, length)) = codes.find(next << (16 - SKIP)) else {
            break;
        };
        let (run, size) = (symbol >> 4, symbol & 15);
        if used + length + size > SKIP {
            break;
        }
        used += length + size;
        match (run, size) {
            (15, 0) => places += 16,
            (_, 0) => {
                places += skip::END as u32;
                break;
            }
            _ => places += run + 1,
        }
    }
    (used | places << skip::PLACES) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    #[test]
    fn too_many_codes_are_refused() {
        let mut table = Huffman {
            counts: [0; 16],
            symbols: vec![0; 3],
        };
        table.counts[0] = 3;
        assert!(Codes::new(&table).is_err());
    }

    #[test]
    fn an_entry_skips_whole_symbols() {
        let table = Tables::new().ac[0].clone().expect("annex K");
        let codes = Codes::new(&table).expect("valid");
        // T.81, table K.5: 0/1 is 00, 0/0 (the end) is 1010. Two coefficients, the end, and three bits more.
        let entry = skip_entry(&codes, 0b0_0100_0101_0110);
        assert_eq!(u32::from(entry) & 31, 10);
        assert_eq!(usize::from(entry) >> skip::PLACES, 2 + skip::END);
        // 0/1 is 00 and its bit.
        let entry = fast_entry(&codes, 0b00_0111_1111);
        assert_eq!((entry & 31, entry & fast::VALUE), (3, fast::VALUE));
        assert_eq!((entry >> 16) as u16 as i16, -1);
    }
}
