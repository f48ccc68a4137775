//! One block of a sequential scan (T.81, clause F.2.2).

use crate::bits::Bits;
use crate::coefficients::Block;
use crate::huffman::{AcCodes, Bad, Codes, DcCodes, FAST, LONGEST, SKIP, fast, skip};
use crate::zigzag::NATURAL;

/// [`NATURAL`] with places to spare, for indices that are too large.
const PADDED: [u8; 128] = {
    let mut padded = [0; 128];
    let (head, _) = padded.split_at_mut(64);
    head.copy_from_slice(&NATURAL);
    padded
};

/// What decoding the blocks of one component takes.
#[derive(Debug)]
pub(crate) struct BlockCoder {
    pub(crate) dc: DcCodes,
    pub(crate) ac: AcCodes,
    pub(crate) prediction: i32,
}

/// Decodes blocks of which nothing but the DC coefficients are wanted, where they are too few for a
/// [`Skimmer`](crate::skim::Skimmer). Gives their differences.
#[inline(never)]
pub(crate) fn dc_blocks(
    bits: &mut Bits<'_>,
    coder: &BlockCoder,
    out: &mut [i16],
) -> Result<(), Bad> {
    for out in out {
        *out = dc_difference(bits, &coder.dc)? as i16;
        skip_ac(bits, &coder.ac, 1)?;
    }
    Ok(())
}

/// Decodes a block up to index `last` of the zigzag order, and skips the rest. Returns the last index that was set, or
/// a larger one; 0 if none was.
#[inline(never)]
pub(crate) fn whole_block(
    bits: &mut Bits<'_>,
    coder: &mut BlockCoder,
    last: usize,
    block: &mut Block,
) -> Result<usize, Bad> {
    let mut copy = *bits;
    clear(block);
    if !copy.fill_quickly() {
        copy.apart(Bits::fill);
    }
    let entry = coder.dc.fast[copy.peek::<FAST>()];
    let mut state = 0;
    if entry != 0 {
        copy.skip(entry & fast::LENGTH);
        coder.prediction = coder.prediction.wrapping_add(entry as i32 >> 16);
        state = values::<4>(&mut copy, &coder.ac, 0, last, block);
    } else {
        let difference = copy.apart(|bits| long_difference(bits, &coder.dc.codes))?;
        coder.prediction = coder.prediction.wrapping_add(difference);
    }
    block[0] = coder.prediction as i16;
    loop {
        let k = (state & 0xFF) as usize;
        if state & BLOCK_ENDED != 0 {
            *bits = copy;
            return Ok(k);
        }
        if state & SYMBOL_NEXT != 0 {
            state = copy.apart(|bits| slow_value(bits, &coder.ac, k, block))?;
            continue;
        }
        if k >= last {
            let rest = match (k, &coder.ac.skip) {
                (0..63, Some(table)) => {
                    let sum = (k as u32 + 1) << skip::PLACES;
                    skip_entries(&mut copy, &coder.ac, table, sum)
                }
                (0..63, None) => copy.apart(|bits| skip_ac(bits, &coder.ac, k + 1)),
                (63, _) => Ok(()),
                _ => Err(Bad::Place),
            };
            *bits = copy;
            return rest.map(|()| k);
        }
        if !copy.fill_quickly() {
            copy.apart(Bits::fill);
        }
        state = values::<5>(&mut copy, &coder.ac, k, last, block);
    }
}

/// Added to the index that was set last: the block has ended.
const BLOCK_ENDED: u32 = 1 << 8;
/// Added to the index that was set last: the next symbol is not in the table with its value.
const SYMBOL_NEXT: u32 = 1 << 9;

/// Some values, each of which takes `FAST` bits at most. Returns the index that was set last, perhaps with a flag.
#[inline(always)]
fn values<const VALUES: usize>(
    bits: &mut Bits<'_>,
    ac: &AcCodes,
    mut k: usize,
    last: usize,
    block: &mut Block,
) -> u32 {
    for _ in 0..VALUES {
        let entry = ac.fast[bits.peek::<FAST>()];
        if entry & fast::VALUE == 0 {
            if entry & fast::LAST != 0 {
                bits.skip(entry & fast::LENGTH);
                return k as u32 | BLOCK_ENDED;
            }
            return k as u32 | SYMBOL_NEXT;
        }
        bits.skip(entry & fast::LENGTH);
        k += (entry >> fast::STEP & 31) as usize;
        block[usize::from(PADDED[k & 127] & 63)] = (entry >> 16) as i16;
        if k >= last {
            break;
        }
    }
    k as u32
}

/// One symbol that is not in the table with its value.
#[inline(never)]
fn slow_value(
    bits: &mut Bits<'_>,
    ac: &AcCodes,
    mut k: usize,
    block: &mut Block,
) -> Result<u32, Bad> {
    bits.fill();
    let symbol = ac.codes.symbol(bits)?;
    let (run, size) = ((symbol >> 4) as usize, symbol & 15);
    if size == 0 {
        // Zeros alone may run over the end: no coefficient is lost by it.
        let passed = (k + 16) as u32;
        return Ok(match run {
            15 if passed < 63 => passed,
            15 => passed.min(63) | BLOCK_ENDED,
            _ => k as u32 | BLOCK_ENDED,
        });
    }
    k += run + 1;
    let value = bits.take_signed(size) as i16;
    let place = *NATURAL.get(k).ok_or(Bad::Place)?;
    block[usize::from(place & 63)] = value;
    Ok(k as u32)
}

#[inline(always)]
pub(crate) fn clear(block: &mut Block) {
    crate::vectors::clear(block);
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
    long_difference(bits, &dc.codes)
}

/// The same of any length. There must be 32 bits.
#[inline(always)]
pub(crate) fn long_difference(bits: &mut Bits<'_>, dc: &Codes) -> Result<i32, Bad> {
    match dc.symbol(bits)? {
        0 => Ok(0),
        size @ 1..=16 => Ok(bits.take_signed(size)),
        _ => Err(Bad::Code),
    }
}

/// Passes over the AC coefficients of a block from index `k`, below 64, to its end.
#[inline(never)]
fn skip_ac(bits: &mut Bits<'_>, ac: &AcCodes, mut k: usize) -> Result<(), Bad> {
    if let Some(table) = &ac.skip {
        let sum = (k as u32) << skip::PLACES;
        return bits.apart(|bits| skip_entries(bits, ac, table, sum));
    }
    while k < 64 {
        k = skip_symbol(bits, &ac.codes, k)?;
    }
    Ok(())
}

/// Look-ups of the skipping table before bits are loaded again.
const SKIPS: usize = 56 / LONGEST as usize;

/// Passes over the rest of a block. `sum` is the index that comes next, shifted by [`skip::PLACES`], and below it how many
/// bits have been shifted out, but not counted yet: entries are made so that one addition counts both.
#[inline(always)]
fn skip_entries(
    bits: &mut Bits<'_>,
    ac: &AcCodes,
    table: &[u16; 1 << SKIP],
    mut sum: u32,
) -> Result<(), Bad> {
    loop {
        bits.discount(sum & skip::LENGTH);
        sum &= !skip::LENGTH;
        bits.fill();
        for _ in 0..SKIPS {
            let entry = u32::from(table[bits.peek::<SKIP>()]);
            let next = sum + entry;
            if next < 64 << skip::PLACES {
                bits.shift(entry & skip::LENGTH);
                sum = next;
                continue;
            }
            bits.discount(sum & skip::LENGTH);
            if ends_block(next) {
                bits.skip(entry & skip::LENGTH);
                return Ok(());
            }
            let k = (sum >> skip::PLACES) as usize;
            let k = bits.apart(|bits| skip_symbol(bits, &ac.codes, k))?;
            if k >= 64 {
                return Ok(());
            }
            sum = (k as u32) << skip::PLACES;
            break;
        }
    }
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
pub(crate) fn skip_symbol(bits: &mut Bits<'_>, ac: &Codes, k: usize) -> Result<usize, Bad> {
    bits.need();
    let symbol = ac.symbol(bits)?;
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
