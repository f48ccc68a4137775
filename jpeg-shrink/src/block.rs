//! One block of a sequential scan (T.81, clause F.2.2).

use crate::bits::Bits;
use crate::huffman::{AcCodes, Bad, DcCodes, FAST, SKIP, fast, skip};
use crate::zigzag::NATURAL;

/// Coefficients of a block in natural order, not yet multiplied by their quantisers.
pub(crate) type Block = [i16; 64];

/// Decodes the difference of a block's DC coefficient. Afterwards there are 46 bits or more.
#[inline(always)]
pub(crate) fn dc_difference(bits: &mut Bits<'_>, dc: &DcCodes) -> Result<i32, Bad> {
    bits.fill();
    let entry = dc.fast[bits.peek::<FAST>()];
    if entry != 0 {
        bits.skip(entry & fast::LENGTH);
        return Ok(entry as i32 >> 16);
    }
    let difference = match dc.codes.symbol(bits)? {
        0 => 0,
        size @ 1..=16 => bits.take_signed(size),
        _ => return Err(Bad::Code),
    };
    bits.fill();
    Ok(difference)
}

/// Symbols that are decoded before bits are loaded again: all but the last take `FAST` bits at most.
const UNROLLED: usize = 3;

/// Decodes AC coefficients up to index `last` of the zigzag order into a block of zeros, skips the rest, and returns
/// the last index that was set, or 0.
#[inline(always)]
pub(crate) fn ac_coefficients(
    bits: &mut Bits<'_>,
    ac: &AcCodes,
    last: usize,
    block: &mut Block,
) -> Result<usize, Bad> {
    let mut k = 1;
    let mut set = 0;
    'load: while k <= last {
        bits.fill();
        for _ in 0..UNROLLED {
            let entry = ac.fast[bits.peek::<FAST>()];
            if entry & fast::VALUE == 0 {
                let symbol = if entry != 0 {
                    bits.skip(entry & fast::LENGTH);
                    entry >> fast::RUN
                } else {
                    ac.codes.symbol(bits)?
                };
                let (run, size) = ((symbol >> 4) as usize, symbol & 15);
                if size == 0 {
                    if run != 15 {
                        return Ok(set);
                    }
                    k += 16;
                    continue 'load;
                }
                k += run;
                let value = bits.take_signed(size) as i16;
                let place = *NATURAL.get(k).ok_or(Bad::Place)?;
                block[usize::from(place & 63)] = value;
                set = k;
                k += 1;
                continue 'load;
            }
            bits.skip(entry & fast::LENGTH);
            k += (entry >> fast::RUN & 15) as usize;
            let place = *NATURAL.get(k).ok_or(Bad::Place)?;
            block[usize::from(place & 63)] = (entry >> 16) as i16;
            set = k;
            k += 1;
            if k > last {
                break 'load;
            }
        }
    }
    if k < 64 {
        bits.fill();
        skip_ac(bits, ac, k)?;
    }
    Ok(set)
}

/// Passes over the AC coefficients of a block from index `k`, below 64, to its end. There must be 46 bits.
#[inline(always)]
pub(crate) fn skip_ac(bits: &mut Bits<'_>, ac: &AcCodes, mut k: usize) -> Result<(), Bad> {
    let Some(table) = &ac.skip else {
        while k < 64 {
            k = bits.apart(|bits| skip_symbol(bits, ac, k))?;
        }
        return Ok(());
    };
    loop {
        for _ in 0..UNROLLED {
            let entry = table[bits.peek::<SKIP>()];
            let next = k + usize::from(entry >> skip::PLACES);
            if next < 64 {
                bits.skip(u32::from(entry) & skip::LENGTH);
                k = next;
                continue;
            }
            // The symbols of an entry are this block's only if all places before the last symbol are in it.
            if next == 64 || (skip::END..skip::END + 64).contains(&next) {
                bits.skip(u32::from(entry) & skip::LENGTH);
                return Ok(());
            }
            k = bits.apart(|bits| skip_symbol(bits, ac, k))?;
            if k >= 64 {
                return Ok(());
            }
            break;
        }
        bits.fill();
    }
}

/// Passes over one symbol and returns the index after it, 64 or more at the end of the block.
#[inline(never)]
fn skip_symbol(bits: &mut Bits<'_>, ac: &AcCodes, k: usize) -> Result<usize, Bad> {
    bits.need();
    let symbol = ac.codes.symbol(bits)?;
    let (run, size) = ((symbol >> 4) as usize, symbol & 15);
    match (run, size) {
        // Zeros alone may run over the end: no coefficient is lost by it.
        (15, 0) => Ok(k + 16),
        (_, 0) => Ok(64),
        _ if k + run > 63 => Err(Bad::Place),
        _ => {
            bits.skip(size);
            Ok(k + run + 1)
        }
    }
}
