//! One block of a sequential scan (T.81, clause F.2.2).

use crate::bits::Bits;
use crate::huffman::{AcCodes, Bad, DcCodes, FAST, SKIP, fast, skip};
use crate::zigzag::NATURAL;

/// [`NATURAL`] with places to spare, for indices that are too large.
const PADDED: [u8; 128] = {
    let mut padded = [0; 128];
    let (head, _) = padded.split_at_mut(64);
    head.copy_from_slice(&NATURAL);
    padded
};

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
    for out in out {
        *prediction = prediction.wrapping_add(dc_alone(bits, dc, ac)?);
        *out = *prediction as i16;
    }
    Ok(())
}

/// Decodes the difference of a block's DC coefficient, and passes over the rest of the block.
#[inline(always)]
fn dc_alone(bits: &mut Bits<'_>, dc: &DcCodes, ac: &AcCodes) -> Result<i32, Bad> {
    let (Some(begin), Some(table)) = (&dc.begin, &ac.skip) else {
        return dc_alone_slowly(bits, dc, ac);
    };
    let result = dc_quickly(bits, begin, table);
    let (difference, sum) = (i32::from((result >> 32) as i16), result as u32);
    match sum {
        ENDED => {}
        NOT_BEGUN => return dc_alone_slowly(bits, dc, ac),
        _ => skip_from(bits, ac, table, sum)?,
    }
    Ok(difference)
}

/// Does with a block what needs nothing but the tables, and returns the difference in the upper half, and what
/// [`skip_quickly`] returns, or `NOT_BEGUN`, in the lower one. For the same reason there is neither a loop nor a call here.
#[inline(never)]
fn dc_quickly(bits: &mut Bits<'_>, begin: &[u32; 1 << SKIP], table: &[u16; 1 << SKIP]) -> u64 {
    let mut copy = *bits;
    if !copy.fill_quickly() {
        return u64::from(NOT_BEGUN);
    }
    let entry = begin[copy.peek::<SKIP>()];
    let mut sum = (1 << skip::PLACES) + (entry & 0xFFFF);
    let result = if sum < 64 << skip::PLACES {
        if entry == 0 {
            return u64::from(NOT_BEGUN);
        }
        copy.shift(entry & skip::LENGTH);
        skip_groups(&mut copy, table, &mut sum)
    } else if ends_block(sum) {
        copy.skip(entry & skip::LENGTH);
        ENDED
    } else {
        return u64::from(NOT_BEGUN);
    };
    *bits = copy;
    u64::from(entry >> 16) << 32 | u64::from(result)
}

#[inline(never)]
fn dc_alone_slowly(bits: &mut Bits<'_>, dc: &DcCodes, ac: &AcCodes) -> Result<i32, Bad> {
    bits.fill();
    let difference = dc_difference(bits, dc)?;
    bits.fill();
    skip_ac(bits, ac, 1)?;
    Ok(difference)
}

/// Decodes a block up to index `last` of the zigzag order, and adds the DC coefficient's difference to the prediction.
/// Returns the last index that was set, or a larger one; 0 if none was.
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
        // A zero that the compiler does not know: it would call a function to fill memory, which takes longer.
        block.fill(core::hint::black_box(0));
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

/// Values that are decoded before bits are loaded again: each takes `FAST` bits at most.
const UNROLLED: usize = 56 / FAST as usize;

/// Decodes AC coefficients up to index `last` of the zigzag order into a block of zeros, skips the rest, and returns
/// the last index that was set, or a larger one; 0 if none was.
#[inline(always)]
fn ac_coefficients(
    bits: &mut Bits<'_>,
    ac: &AcCodes,
    last: usize,
    block: &mut Block,
) -> Result<usize, Bad> {
    // The index that was set last.
    let mut k = 0;
    'load: while k < last {
        bits.fill();
        // All entries so far: below `VALUE` the sum of their lengths, as it stays below 64.
        let mut used = 0;
        for _ in 0..UNROLLED {
            let entry = ac.fast[bits.peek::<FAST>()];
            if entry & fast::VALUE == 0 {
                bits.discount(used & fast::LENGTH);
                let symbol = if entry != 0 {
                    bits.skip(entry & fast::LENGTH);
                    entry >> fast::STEP
                } else {
                    bits.fill();
                    ac.codes.symbol(bits)?
                };
                let (run, size) = ((symbol >> 4) as usize, symbol & 15);
                if size == 0 {
                    if run != 15 {
                        return Ok(k);
                    }
                    k += 16;
                    continue 'load;
                }
                k += run + 1;
                bits.fill();
                let value = bits.take_signed(size) as i16;
                if k > 63 {
                    return Err(Bad::Place);
                }
                block[usize::from(PADDED[k & 127] & 63)] = value;
                continue 'load;
            }
            bits.shift(entry & fast::LENGTH);
            used = used.wrapping_add(entry);
            k += (entry >> fast::STEP & 31) as usize;
            block[usize::from(PADDED[k & 127] & 63)] = (entry >> 16) as i16;
            if k >= last {
                break;
            }
        }
        bits.discount(used & fast::LENGTH);
        if k > 63 {
            return Err(Bad::Place);
        }
    }
    if k < 63 {
        bits.fill();
        skip_ac(bits, ac, k + 1)?;
    }
    Ok(k)
}

/// Passes over the AC coefficients of a block from index `k`, below 64, to its end. There must be 46 bits.
#[inline(always)]
fn skip_ac(bits: &mut Bits<'_>, ac: &AcCodes, mut k: usize) -> Result<(), Bad> {
    if let Some(table) = &ac.skip {
        return skip_entries(bits, ac, table, (k as u32) << skip::PLACES);
    }
    while k < 64 {
        k = bits.apart(|bits| skip_symbol(bits, ac, k))?;
    }
    Ok(())
}

/// Passes over the rest of a block. `sum` is the index that comes next, shifted by [`skip::PLACES`], and below it how many
/// bits have been shifted out, but not counted yet: entries are made so that one addition counts both. After these there
/// must be 39 bits.
#[inline(always)]
fn skip_entries(
    bits: &mut Bits<'_>,
    ac: &AcCodes,
    table: &[u16; 1 << SKIP],
    mut sum: u32,
) -> Result<(), Bad> {
    sum = skip_quickly(bits, table, sum);
    if sum == ENDED {
        return Ok(());
    }
    skip_from(bits, ac, table, sum)
}

/// Goes on where a table was not enough.
#[inline(never)]
fn skip_from(
    bits: &mut Bits<'_>,
    ac: &AcCodes,
    table: &[u16; 1 << SKIP],
    mut sum: u32,
) -> Result<(), Bad> {
    while sum != ENDED {
        if sum & STUCK != 0 {
            let k = skip_symbol(bits, ac, (sum >> skip::PLACES) as usize)?;
            if k >= 64 {
                return Ok(());
            }
            sum = (k as u32) << skip::PLACES;
        }
        bits.fill();
        sum = skip_quickly(bits, table, sum);
    }
    Ok(())
}

/// The block was passed over.
const ENDED: u32 = u32::MAX;
/// The next symbol is none of an entry's.
const STUCK: u32 = 1;
/// The block begins with something that is not in the tables.
const NOT_BEGUN: u32 = u32::MAX - 1;

/// Passes over as much of a block as needs nothing but the table, and returns the sum, with all bits counted, or `ENDED`,
/// or the sum and `STUCK`.
///
/// In WebAssembly that can be interrupted, each loop has a call in it, and what lives across calls does not live in
/// registers. So there is neither a loop nor a call here.
#[inline(never)]
fn skip_quickly(bits: &mut Bits<'_>, table: &[u16; 1 << SKIP], mut sum: u32) -> u32 {
    let mut copy = *bits;
    let result = skip_groups(&mut copy, table, &mut sum);
    *bits = copy;
    result
}

#[inline(always)]
fn skip_groups(bits: &mut Bits<'_>, table: &[u16; 1 << SKIP], sum: &mut u32) -> u32 {
    let result = skip_group::<3>(bits, table, sum)
        .or_else(|| skip_group::<4>(bits, table, sum))
        .or_else(|| skip_group::<4>(bits, table, sum))
        .or_else(|| skip_group::<4>(bits, table, sum));
    result.unwrap_or(*sum)
}

/// Some look-ups. Loads bits after them, or gives up if that is not simple.
#[inline(always)]
fn skip_group<const LOOKUPS: usize>(
    bits: &mut Bits<'_>,
    table: &[u16; 1 << SKIP],
    sum: &mut u32,
) -> Option<u32> {
    for _ in 0..LOOKUPS {
        let entry = u32::from(table[bits.peek::<SKIP>()]);
        let next = *sum + entry;
        if next < 64 << skip::PLACES {
            bits.shift(entry & skip::LENGTH);
            *sum = next;
            continue;
        }
        bits.discount(*sum & skip::LENGTH);
        if ends_block(next) {
            bits.skip(entry & skip::LENGTH);
            return Some(ENDED);
        }
        return Some(*sum & !skip::LENGTH | STUCK);
    }
    bits.discount(*sum & skip::LENGTH);
    *sum &= !skip::LENGTH;
    (!bits.fill_quickly()).then_some(*sum)
}

/// Whether the symbols up to this sum are those of a block. An entry's are only if all places before its last symbol are
/// in the block.
#[inline(always)]
fn ends_block(sum: u32) -> bool {
    let next = sum >> skip::PLACES;
    (skip::END..skip::END + 64).contains(&next) || next == 64
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
