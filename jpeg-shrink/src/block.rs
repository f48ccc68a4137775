//! One block of a sequential scan (T.81, clause F.2.2).

use crate::bits::Bits;
use crate::huffman::{AcCodes, Bad, Codes, FAST, SKIP, fast, skip};
use crate::zigzag::NATURAL;

/// Coefficients of a block in natural order, not yet multiplied by their quantisers.
pub(crate) type Block = [i16; 64];

/// Decodes the difference of a block's DC coefficient. Afterwards fewer than 32 bits may be left.
#[inline(always)]
pub(crate) fn dc_difference(bits: &mut Bits<'_>, codes: &Codes) -> Result<i32, Bad> {
    bits.need();
    match codes.symbol(bits)? {
        0 => Ok(0),
        size @ 1..=16 => Ok(bits.take_signed(size)),
        _ => Err(Bad::Code),
    }
}

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
    while k <= last {
        bits.need();
        let entry = ac.fast[bits.peek::<FAST>()];
        let value = if entry & fast::VALUE != 0 {
            bits.skip(entry & 31);
            k += (entry >> fast::RUN & 15) as usize;
            (entry >> 16) as i16
        } else {
            let symbol = if entry != 0 {
                bits.skip(entry & 31);
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
                continue;
            }
            k += run;
            bits.take_signed(size) as i16
        };
        let place = *NATURAL.get(k).ok_or(Bad::Place)?;
        block[usize::from(place & 63)] = value;
        set = k;
        k += 1;
    }
    if k < 64 {
        skip_ac(bits, ac, k)?;
    }
    Ok(set)
}

/// Passes over the AC coefficients of a block from index `k`, below 64, to its end.
#[inline(always)]
pub(crate) fn skip_ac(bits: &mut Bits<'_>, ac: &AcCodes, mut k: usize) -> Result<(), Bad> {
    let Some(table) = &ac.skip else {
        while k < 64 {
            k = bits.apart(|bits| skip_symbol(bits, ac, k))?;
        }
        return Ok(());
    };
    loop {
        bits.need();
        let entry = usize::from(table[bits.peek::<SKIP>()]);
        let next = k + (entry >> skip::PLACES);
        if next < 64 && entry != 0 {
            bits.skip(entry as u32 & 31);
            k = next;
            continue;
        }
        // The symbols of an entry are this block's only if all places before the last symbol are in it.
        if next == 64 || (skip::END..skip::END + 64).contains(&next) {
            bits.skip(entry as u32 & 31);
            return Ok(());
        }
        k = bits.apart(|bits| skip_symbol(bits, ac, k))?;
        if k >= 64 {
            return Ok(());
        }
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
