//! One block of a sequential scan (T.81, clause F.2.2).

use crate::bits::Bits;
use crate::huffman::{AcCodes, Bad, DcCodes, FAST, SKIP, fast, skip};
use crate::zigzag::NATURAL;

/// Coefficients of a block in natural order, not yet multiplied by their quantisers.
pub(crate) type Block = [i16; 64];

/// Decodes blocks of which nothing but the DC coefficients are wanted.
///
/// This and [`whole_block`] are functions of their own with a copy of the bits, and nothing else goes on in them: so
/// what is used for each symbol has room in registers.
#[inline(never)]
pub(crate) fn dc_blocks(
    bits: &mut Bits<'_>,
    dc: &DcCodes,
    ac: &AcCodes,
    prediction: &mut i32,
    out: &mut [i16],
) -> Result<(), Bad> {
    bits.apart(|bits| {
        for out in out {
            *prediction = prediction.wrapping_add(dc_difference(bits, dc)?);
            skip_ac(bits, ac, 1)?;
            *out = *prediction as i16;
        }
        Ok(())
    })
}

/// Decodes a block up to index `last` of the zigzag order, and adds the DC coefficient's difference to the prediction.
/// `block` must be all zeros. Returns the last index that was set, or 0.
#[inline(never)]
pub(crate) fn whole_block(
    bits: &mut Bits<'_>,
    dc: &DcCodes,
    ac: &AcCodes,
    last: usize,
    prediction: &mut i32,
    block: &mut Block,
) -> Result<usize, Bad> {
    bits.apart(|bits| {
        *prediction = prediction.wrapping_add(dc_difference(bits, dc)?);
        block[0] = *prediction as i16;
        ac_coefficients(bits, ac, last, block)
    })
}

/// Decodes the difference of a block's DC coefficient.
#[inline(always)]
pub(crate) fn dc_difference(bits: &mut Bits<'_>, dc: &DcCodes) -> Result<i32, Bad> {
    bits.fill();
    let entry = dc.fast[bits.peek::<FAST>()];
    if entry != 0 {
        bits.skip(entry & fast::LENGTH);
        return Ok(entry as i32 >> 16);
    }
    match dc.codes.symbol(bits)? {
        0 => Ok(0),
        size @ 1..=16 => Ok(bits.take_signed(size)),
        _ => Err(Bad::Code),
    }
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
        skip_ac(bits, ac, k)?;
    }
    Ok(set)
}

/// Look-ups of the skipping table before bits are loaded again.
const SKIPS: usize = 56 / SKIP as usize;

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
        bits.fill();
        // The index, and below it the bits used: entries are made so that one addition counts both.
        let mut sum = (k as u32) << skip::PLACES;
        for _ in 0..SKIPS {
            let entry = u32::from(table[bits.peek::<SKIP>()]);
            let next = sum + entry;
            if next < 64 << skip::PLACES {
                bits.shift(entry & skip::LENGTH);
                sum = next;
                continue;
            }
            bits.discount(sum & skip::LENGTH);
            // The symbols of an entry are this block's only if all places before the last symbol are in it.
            let next = (next >> skip::PLACES) as usize;
            if next == 64 || (skip::END..skip::END + 64).contains(&next) {
                bits.skip(entry & skip::LENGTH);
                return Ok(());
            }
            sum &= !skip::LENGTH;
            k = (sum >> skip::PLACES) as usize;
            k = bits.apart(|bits| skip_symbol(bits, ac, k))?;
            if k >= 64 {
                return Ok(());
            }
            sum = (k as u32) << skip::PLACES;
            break;
        }
        bits.discount(sum & skip::LENGTH);
        k = (sum >> skip::PLACES) as usize;
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
