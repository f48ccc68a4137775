//! Damaged data, decoded on as libjpeg does it: Huffman codes find back into step by themselves after a few symbols, so
//! that a wrong bit costs little but the prediction of what follows it.

use crate::bits::Bits;
use crate::block::clear;
use crate::coefficients::Block;
use crate::huffman::{Bad, Codes};
use crate::zigzag::NATURAL;

/// Bits that an undefined code is taken to have: libjpeg gives up when a code is longer than any can be.
const UNDEFINED: u32 = 17;

/// What is done about damage in a scan.
#[derive(Debug)]
pub(crate) struct Faults {
    pub(crate) tolerant: bool,
    /// The last one that was excused.
    pub(crate) found: Option<Bad>,
}

impl Faults {
    /// Lets decoding go on, where damage is tolerated.
    pub(crate) fn excuse(&mut self, bad: Bad) -> Result<(), Bad> {
        if !self.tolerant {
            return Err(bad);
        }
        self.found = Some(bad);
        Ok(())
    }

    /// The next symbol, and 0 for an undefined code, where damage is tolerated. There must be 17 bits.
    #[inline(always)]
    pub(crate) fn symbol(&mut self, bits: &mut Bits<'_>, codes: &Codes) -> Result<u32, Bad> {
        match codes.symbol(bits) {
            Ok(symbol) => Ok(symbol),
            Err(bad) => {
                self.excuse(bad)?;
                bits.skip(UNDEFINED);
                Ok(0)
            }
        }
    }
}

/// The next symbol, and 0 for an undefined code. There are bits enough for its value behind it.
fn salvage_symbol(bits: &mut Bits<'_>, codes: &Codes) -> u32 {
    bits.fill();
    codes.symbol(bits).unwrap_or_else(|_| {
        bits.skip(UNDEFINED);
        0
    })
}

/// The difference of a DC coefficient in damaged data, 0 where it makes no sense.
pub(crate) fn salvage_difference(bits: &mut Bits<'_>, dc: &Codes) -> i32 {
    match salvage_symbol(bits, dc) {
        size @ 1..=16 => bits.take_signed(size),
        _ => 0,
    }
}

/// Decodes a damaged block of a sequential scan. What lies beyond the end of the block goes into its last place.
pub(crate) fn salvage_block(
    bits: &mut Bits<'_>,
    (dc, ac): (&Codes, &Codes),
    prediction: &mut i32,
    block: &mut Block,
) {
    clear(block);
    *prediction = prediction.wrapping_add(salvage_difference(bits, dc));
    block[0] = *prediction as i16;
    let mut k = 1;
    while k < 64 {
        let symbol = salvage_symbol(bits, ac);
        let (run, size) = ((symbol >> 4) as usize, symbol & 15);
        match (run, size) {
            (15, 0) => k += 16,
            (_, 0) => break,
            _ => {
                k += run;
                let place = NATURAL[k.min(63)];
                block[usize::from(place)] = bits.take_signed(size) as i16;
                k += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    #[test]
    fn an_undefined_code_ends_a_block_and_what_is_beyond_goes_last() {
        let tables = Tables::new();
        let codes =
            |table: &Option<_>| Codes::new(table.as_ref().expect("annex K")).expect("valid");
        let (dc, ac) = (codes(&tables.dc[0]), codes(&tables.ac[0]));
        let mut block = [7; 64];
        let mut prediction = 5;
        // T.81, tables K.3 and K.5: size 2 is 011, then 11; 17 ones are no code.
        let data = [0b0111_1111, 0xFF, 0, 0xFF, 0, 0xC0, 0];
        let mut bits = Bits::new(&data, 0);
        salvage_block(&mut bits, (&dc, &ac), &mut prediction, &mut block);
        assert_eq!((prediction, block[0], block[1]), (8, 8, 0));
        assert_eq!(bits.peek::<8>(), 0b1111_0000);
        // Size 0 is 00; 15/1 is 1111111111110101 and a bit, four times.
        let mut data = Vec::new();
        let mut written = "00".to_owned() + &"11111111111101011".repeat(4);
        written += &"0".repeat(8 - written.len() % 8);
        for byte in written.as_bytes().chunks(8) {
            let byte = byte.iter().fold(0, |value, bit| value << 1 | (bit - b'0'));
            data.push(byte);
            if byte == 0xFF {
                data.push(0);
            }
        }
        let mut bits = Bits::new(&data, 0);
        salvage_block(&mut bits, (&dc, &ac), &mut prediction, &mut block);
        assert_eq!(block.iter().filter(|&&value| value == 1).count(), 4);
        assert_eq!((block[0], block[63]), (8, 1));
    }
}
