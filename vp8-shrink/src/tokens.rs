//! The coefficients of a macroblock (RFC 6386, section 13).

use crate::bits::{Bits, decide};
use crate::coefficients::{Coefficients, Content, Group};
use crate::header::{Quantizer, Steps, TokenProbabilities};
use crate::tables::{CATEGORIES, ZIGZAG};
use crate::transform::averages_to_blocks;

/// The kinds of blocks, in the standard's order.
const LUMA_AFTER_AVERAGES: usize = 0;
const AVERAGES: usize = 1;
const CHROMA: usize = 2;
const LUMA: usize = 3;

/// Whether neighbours have coefficients, as 0 or 1: 4 blocks of luma, 2 of blue, 2 of red, and the averages.
pub(crate) type Filled = [u8; 9];

/// Places among [`Filled`].
const BLUE_FILLED: usize = 4;
const AVERAGES_FILLED: usize = 8;

/// What the blocks next to a macroblock without tokens see: nothing. One predicted in squares has no averages, and leaves
/// those of its neighbours in place.
pub(crate) fn pass(has_averages: bool, above: &mut Filled, left: &mut Filled) {
    for filled in [above, left] {
        filled[..AVERAGES_FILLED].fill(0);
        if has_averages {
            filled[AVERAGES_FILLED] = 0;
        }
    }
}

/// Reads the tokens of a macroblock into coefficients that are all 0.
#[inline(never)]
pub(crate) fn read(
    bits: &mut Bits<'_>,
    probabilities: &[TokenProbabilities; 4],
    quantizer: &Quantizer,
    has_averages: bool,
    (above, left): (&mut Filled, &mut Filled),
    out: &mut Coefficients,
) {
    // A copy that stays in registers.
    let mut reader = *bits;
    let mut kind = LUMA;
    if has_averages {
        let neighbours = above[AVERAGES_FILLED] + left[AVERAGES_FILLED];
        let mut averages = [0; 16];
        let probabilities = &probabilities[AVERAGES];
        let count = read_block(&mut reader, probabilities, neighbours, 0, |rank, level| {
            let step = quantizer.averages[usize::from(rank > 0)];
            averages[usize::from(ZIGZAG[rank & 15])] = (level * step) as i16;
        });
        above[AVERAGES_FILLED] = u8::from(count > 0);
        left[AVERAGES_FILLED] = u8::from(count > 0);
        if count > 0 {
            averages_to_blocks(&averages, count == 1, out);
        }
        kind = LUMA_AFTER_AVERAGES;
    }
    let first = usize::from(has_averages);
    for y in 0..4 {
        for x in 0..4 {
            let neighbours = above[x] + left[y];
            let group = &mut out.groups[y];
            let count = read_block(
                &mut reader,
                &probabilities[kind],
                neighbours,
                first,
                |rank, level| {
                    put(group, x, rank, level, &quantizer.luma);
                },
            );
            let filled = u8::from(count > first);
            above[x] = filled;
            left[y] = filled;
            out.contents[y] = out.contents[y].max(content(count, first));
        }
    }
    for (plane, start) in [(0, BLUE_FILLED), (2, BLUE_FILLED + 2)] {
        for y in 0..2 {
            for x in 0..2 {
                let neighbours = above[start + x] + left[start + y];
                let group = &mut out.groups[4 + y];
                let count = read_block(
                    &mut reader,
                    &probabilities[CHROMA],
                    neighbours,
                    0,
                    |rank, level| {
                        put(group, plane + x, rank, level, &quantizer.chroma);
                    },
                );
                let filled = u8::from(count > 0);
                above[start + x] = filled;
                left[start + y] = filled;
                out.contents[4 + y] = out.contents[4 + y].max(content(count, 0));
            }
        }
    }
    *bits = reader;
}

#[inline(always)]
fn put(group: &mut Group, block: usize, rank: usize, level: i32, steps: &Steps) {
    let place = usize::from(ZIGZAG[rank & 15]);
    // What no encoder writes is cut to 16 bits.
    group[place][block] = (level * steps[usize::from(rank > 0)]) as i16;
}

fn content(count: usize, first: usize) -> Content {
    match count {
        0 => Content::Nothing,
        1 if first == 1 => Content::Nothing,
        1 => Content::Flat,
        _ => Content::Any,
    }
}

/// Reads the levels of a block from the rank `first` on, hands over those that are not 0, and returns the rank after
/// the last, or `first`. `neighbours` is how many of the blocks above and to the left have any.
#[inline(always)]
fn read_block(
    bits: &mut Bits<'_>,
    probabilities: &TokenProbabilities,
    neighbours: u8,
    first: usize,
    mut put: impl FnMut(usize, i32),
) -> usize {
    let mut rank = first;
    let mut p = &probabilities[first][usize::from(neighbours.min(2))];
    while rank < 16 {
        bits.fill();
        decide!(bits, p[0], {}, return rank);
        // After a 0 there is something left, so that is not asked again.
        loop {
            decide!(bits, p[1], break, {});
            rank += 1;
            if rank == 16 {
                return 16;
            }
            p = &probabilities[rank][0];
            bits.fill();
        }
        let next = &probabilities[rank + 1];
        decide!(
            bits,
            p[2],
            {
                let size = read_size(bits, p);
                put(rank, bits.signed(size));
                p = &next[2];
            },
            {
                put(rank, bits.signed(1));
                p = &next[1];
            }
        );
        rank += 1;
    }
    16
}

/// The rest of the token of a level of 2 or more (section 13.2). Leaves bits for the sign.
#[inline(always)]
fn read_size(bits: &mut Bits<'_>, p: &[u8; 11]) -> i32 {
    bits.fill();
    decide!(
        bits,
        p[3],
        {},
        return decide!(bits, p[4], 3 + i32::from(bits.get(p[5])), 2)
    );
    decide!(
        bits,
        p[6],
        {},
        return decide!(
            bits,
            p[7],
            {
                bits.fill();
                7 + 2 * i32::from(bits.get(165)) + i32::from(bits.get(145))
            },
            {
                bits.fill();
                5 + i32::from(bits.get(159))
            }
        )
    );
    bits.fill();
    let upper = usize::from(bits.get(p[8]));
    let lower = usize::from(bits.get(p[9 + upper]));
    let (smallest, probabilities) = CATEGORIES[2 * upper + lower];
    let mut extra = 0;
    for probability in probabilities {
        bits.fill();
        extra = extra << 1 | i32::from(bits.get(*probability));
    }
    bits.fill();
    smallest as i32 + extra
}
