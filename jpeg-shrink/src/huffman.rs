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
            Self::Code => "an undefined Huffman code",
            Self::Place => "a coefficient beyond the end of its block",
        }
    }
}

/// Bits of a code that are looked up at once; longer codes are searched for by length.
const SHORT: u32 = 9;

/// The codes of one table.
#[derive(Debug, Clone, PartialEq)]
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
    pub(crate) fn find(&self, next: u32) -> Option<(u32, u32)> {
        let entry = u32::from(self.short[(next >> (16 - SHORT)) as usize & ((1 << SHORT) - 1)]);
        if entry != 0 {
            return Some((entry & 0xFF, entry >> 8));
        }
        let length = (SHORT + 1..=16).find(|&length| next < self.above[length as usize])?;
        let code = (next >> (16 - length)) as i32;
        let index = usize::try_from(code + self.shift[length as usize]).ok()?;
        Some((u32::from(*self.symbols.get(index)?), length))
    }
}

/// Bits looked up at once when values are wanted.
pub(crate) const FAST: u32 = 10;
/// Bits looked up at once when they are not.
pub(crate) const SKIP: u32 = 13;
/// Bits that a look-up passes over at most, where values are not wanted: three times as many are there when bits have been
/// loaded.
pub(crate) const LONGEST: u32 = 18;

/// Values, or symbols where code and value together are longer, by the next [`FAST`] bits.
pub(crate) type Fast = [u32; 1 << FAST];

/// Entries of [`Fast`].
pub(crate) mod fast {
    /// Bits to pass over; 0 is for codes that are too long. Six bits, as many as count in the shift of a 64-bit number,
    /// so that taking them out of the entry costs nothing.
    pub(crate) const LENGTH: u32 = 63;
    /// The entry holds a value in its upper 16 bits, else a symbol.
    pub(crate) const VALUE: u32 = 1 << 6;
    /// The entry holds the symbol that ends a block.
    pub(crate) const LAST: u32 = 1 << 7;
    /// Where the number of places from the coefficient before to this one, or the symbol, begins.
    pub(crate) const STEP: u32 = 8;
}

/// Entries of [`AcCodes::skip`], and of those tables that skip blocks.
pub(crate) mod skip {
    /// Bits to pass over.
    pub(crate) const LENGTH: u32 = 63;
    /// Where the number of places begins.
    pub(crate) const PLACES: u32 = 6;
    /// Places that stand for the end of the block. More than all symbols of an entry can pass.
    pub(crate) const END: u32 = 256;
    /// Places of an entry that knows nothing.
    pub(crate) const UNKNOWN: u32 = 512;
}

/// Codes of DC differences.
#[derive(Debug, Clone)]
pub(crate) struct DcCodes {
    pub(crate) codes: Codes,
    pub(crate) fast: Box<Fast>,
}

impl DcCodes {
    pub(crate) fn new(table: &Huffman) -> Result<Self, Error> {
        let codes = Codes::new(table)?;
        let mut fast = Box::new([0; 1 << FAST]);
        for (index, entry) in fast.iter_mut().enumerate() {
            *entry = dc_entry(&codes, index as u32);
        }
        Ok(Self { codes, fast })
    }
}

/// Codes of AC coefficients.
#[derive(Debug, Clone)]
pub(crate) struct AcCodes {
    pub(crate) codes: Codes,
    pub(crate) fast: Box<Fast>,
    /// Bits and places of as many symbols as [`SKIP`] bits hold the codes of, by these bits.
    pub(crate) skip: Option<Box<[u16; 1 << SKIP]>>,
}

impl AcCodes {
    /// `skipping`: make the table for skipping too, which repays itself in large pictures only.
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

fn dc_entry(codes: &Codes, index: u32) -> u32 {
    match codes.find(index << (16 - FAST)) {
        Some((size, length)) if length + size <= FAST => {
            (length + size) | fast::VALUE | value(index, FAST - length - size, size) << 16
        }
        _ => 0,
    }
}

fn fast_entry(codes: &Codes, index: u32) -> u32 {
    let Some((symbol, length)) = codes.find(index << (16 - FAST)) else {
        return 0;
    };
    let (run, size) = (symbol >> 4, symbol & 15);
    if length > FAST {
        0
    } else if size == 0 && run < 15 {
        length | fast::LAST | symbol << fast::STEP
    } else if size == 0 || length + size > FAST {
        length | symbol << fast::STEP
    } else {
        let value = value(index, FAST - length - size, size);
        (length + size) | fast::VALUE | (run + 1) << fast::STEP | value << 16
    }
}

/// What `size` bits, with `below` others after them, stand for, as [`Bits::take_signed`] has it.
pub(crate) fn value(index: u32, below: u32, size: u32) -> u32 {
    let raw = index >> below & ((1 << size) - 1);
    match size.checked_sub(1) {
        Some(top) if raw >> top == 0 => (raw + 1).wrapping_sub(1 << size),
        _ => raw,
    }
}

fn skip_entry(codes: &Codes, index: u32) -> u16 {
    let (used, places) = whole_symbols::<SKIP>(codes, index, 0);
    let places = if used == 0 { skip::UNKNOWN } else { places };
    (used | places << skip::PLACES) as u16
}

/// Passes over the AC symbols of a block whose codes are all there in the `BITS` bits after the first `used` ones: what
/// their values are does not matter, so these may lie beyond. Returns how many bits are used then, [`LONGEST`] at most, and
/// how many places the symbols take.
pub(crate) fn whole_symbols<const BITS: u32>(
    codes: &Codes,
    index: u32,
    mut used: u32,
) -> (u32, u32) {
    let mut places = 0;
    while used < BITS {
        let next = index << used & ((1 << BITS) - 1);
        let Some((symbol, length)) = codes.find(next << (16 - BITS)) else {
            break;
        };
        let (run, size) = (symbol >> 4, symbol & 15);
        if used + length > BITS || used + length + size > LONGEST {
            break;
        }
        used += length + size;
        match (run, size) {
            (15, 0) => places += 16,
            (_, 0) => {
                places += skip::END;
                break;
            }
            _ => places += run + 1,
        }
    }
    (used, places)
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
        assert_eq!(u32::from(entry) & skip::LENGTH, 10);
        assert_eq!(u32::from(entry) >> skip::PLACES, 2 + skip::END);
        // 0/1 is 00 and its bit.
        let entry = fast_entry(&codes, 0b00_0111_1111);
        assert_eq!(
            (entry & fast::LENGTH, entry & fast::VALUE),
            (3, fast::VALUE)
        );
        assert_eq!((entry >> 16) as u16 as i16, -1);
    }
}
