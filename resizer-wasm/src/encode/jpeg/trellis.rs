//! Levels that are worth their bits: of all ways to round a block's coefficients, the one with the least sum of distortion
//! and rate, found by dynamic programming over the levels in their order (Crouse and Ramchandran, Joint thresholding and
//! quantizer selection for transform image coding, 1997; known as trellis quantisation).
//!
//! Distortion is counted in squares of quantiser steps, so tables weigh frequencies here as they do elsewhere. All is
//! computed in an order that is written down, so that every build gets the same.

use super::coefficients::Block;
use super::huffman::Codes;
use super::order;
use super::values::size;

/// Coefficients are 8 times as large as they are.
const SCALE: f32 = 8.0;

/// The most levels tried for a coefficient: the nearest, and the largest of each size below it.
const MOST_TRIED: usize = 11;

/// The symbols for the end of a block and for sixteen zeros.
const END: usize = 0x00;
const ZEROS: usize = 0xf0;

/// What symbols cost.
pub(super) struct Rates {
    /// Bits of a symbol's code, and of what follows it.
    bits: [f32; 256],
}

impl Rates {
    /// With the codes of a first pass, in which each symbol has one.
    pub(super) fn new(codes: &Codes) -> Self {
        let mut bits = [16.0; 256];
        codes.for_each(|symbol, _, length| {
            bits[usize::from(symbol)] = length as f32 + f32::from(symbol & 15);
        });
        Self { bits }
    }
}

/// Rounds a block's coefficients to the nearest levels.
pub(super) fn round(block: &mut Block, steps: &[u8; 64]) {
    let mut ranks = 0;
    for (rank, place) in order::PLACES.iter().enumerate() {
        let place = usize::from(*place);
        block.levels[place] = nearest(block.levels[place], steps[place]);
        ranks |= u64::from(block.levels[place] != 0) << rank;
    }
    block.ranks = ranks;
}

/// The level of a coefficient that is 8 times as large as it is, to the nearest, halves away from 0.
fn nearest(coefficient: i16, step: u8) -> i16 {
    let (size, step) = (i32::from(coefficient).abs(), i32::from(step));
    let level = (size + 4 * step) / (8 * step) * i32::from(coefficient.signum());
    level as i16
}

/// A coefficient that can become other than 0.
#[derive(Clone, Copy, Default)]
struct Candidate {
    rank: u32,
    negative: bool,
    /// Distortion where it becomes 0, summed over this one and those before it.
    zeroed: f32,
    /// How many levels are tried.
    tried: usize,
    levels: [i16; MOST_TRIED],
    distortions: [f32; MOST_TRIED],
}

/// The best way that ends with a candidate.
#[derive(Clone, Copy, Default)]
struct Way {
    cost: f32,
    level: i16,
    /// The candidate before, counted from 1; 0 for none.
    before: usize,
}

/// Rounds a block's coefficients, all but the first one, which is rounded to the nearest. `price` is that of a bit, in squares
/// of steps.
pub(super) fn choose(block: &mut Block, steps: &[u8; 64], rates: &Rates, price: f32) {
    let coefficients = block.levels;
    block.levels = [0; 64];
    block.levels[0] = nearest(coefficients[0], steps[0]);
    let mut candidates = [Candidate::default(); 64];
    let count = list(&mut candidates, &coefficients, steps);
    let candidates = &candidates[..=count];
    let mut ways = [Way::default(); 64];
    for at in 1..=count {
        ways[at] = best_way(candidates, &ways, at, rates, price);
    }
    let all = candidates[count].zeroed;
    let end = |at: usize| {
        let end = match candidates[at].rank {
            63 => 0.0,
            _ => rates.bits[END] * price,
        };
        ways[at].cost + (all - candidates[at].zeroed) + end
    };
    let mut best = 0;
    for at in 1..=count {
        if end(at) < end(best) {
            best = at;
        }
    }
    let mut ranks = 0;
    while best > 0 {
        let Candidate { rank, negative, .. } = candidates[best];
        let Way { level, before, .. } = ways[best];
        block.levels[usize::from(order::PLACES[rank as usize])] =
            if negative { -level } else { level };
        ranks |= 1 << rank;
        best = before;
    }
    block.ranks = ranks | u64::from(block.levels[0] != 0);
}

/// Lists the candidates from index 1 on, and returns how many there are.
fn list(candidates: &mut [Candidate; 64], coefficients: &[i16; 64], steps: &[u8; 64]) -> usize {
    let mut count = 0;
    for (rank, place) in (1..64).zip(&order::PLACES[1..]) {
        let place = usize::from(*place);
        let (coefficient, step) = (coefficients[place], steps[place]);
        let most = nearest(coefficient, step).abs();
        if most == 0 {
            continue;
        }
        let exact = f32::from(coefficient.unsigned_abs()) / (SCALE * f32::from(step));
        let zeroed = candidates[count].zeroed + exact * exact;
        count += 1;
        let candidate = &mut candidates[count];
        *candidate = Candidate {
            rank,
            negative: coefficient < 0,
            zeroed,
            ..Candidate::default()
        };
        let mut level = most;
        while level > 0 {
            let off = exact - f32::from(level);
            candidate.levels[candidate.tried] = level;
            candidate.distortions[candidate.tried] = off * off;
            candidate.tried += 1;
            // The largest level with a bit less.
            level = ((1 << size(level.into())) / 2 - 1) as i16;
        }
    }
    count
}

/// The best way to a candidate from those before it.
#[inline(always)]
fn best_way(
    candidates: &[Candidate],
    ways: &[Way; 64],
    at: usize,
    rates: &Rates,
    price: f32,
) -> Way {
    let candidate = &candidates[at];
    let mut best = Way {
        cost: f32::INFINITY,
        ..Way::default()
    };
    for before in (0..at).rev() {
        let run = candidate.rank - candidates[before].rank - 1;
        let reached = ways[before].cost
            + (candidates[at - 1].zeroed - candidates[before].zeroed)
            + (run / 16) as f32 * rates.bits[ZEROS] * price;
        if reached >= best.cost {
            continue;
        }
        for tried in 0..candidate.tried {
            let level = candidate.levels[tried];
            let symbol = (run % 16) << 4 | size(level.into());
            let cost =
                reached + candidate.distortions[tried] + rates.bits[symbol as usize % 256] * price;
            if cost < best.cost {
                best = Way {
                    cost,
                    level,
                    before,
                };
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Distortion and rate of levels in the order of their ranks, all but the first.
    fn cost(levels: &[i32; 64], exact: &[f32; 64], rates: &Rates, price: f32) -> f32 {
        let mut cost = 0.0;
        let mut run = 0;
        for rank in 1..64 {
            let off = exact[rank] - levels[rank] as f32;
            cost += off * off;
            if levels[rank] == 0 {
                run += 1;
                continue;
            }
            let symbol = (run % 16) << 4 | size(levels[rank]);
            cost += (rates.bits[symbol as usize] + (run / 16) as f32 * rates.bits[ZEROS]) * price;
            run = 0;
        }
        if run > 0 {
            cost += rates.bits[END] * price;
        }
        cost
    }

    proptest! {
        /// All ways to round a few coefficients are tried.
        #[test]
        fn no_way_costs_less(
            few in prop::collection::btree_map(1usize..64, -60i16..=60, 0..6),
            bits in prop::collection::vec(1u8..20, 256),
            price in 0.01f32..0.5,
        ) {
            let steps = [2; 64];
            let rates = Rates { bits: std::array::from_fn(|symbol| bits[symbol].into()) };
            let mut exact = [0.0; 64];
            let mut block = Block::FLAT;
            for (rank, coefficient) in &few {
                block.levels[usize::from(order::PLACES[*rank])] = *coefficient;
                exact[*rank] = f32::from(*coefficient) / 16.0;
            }
            choose(&mut block, &steps, &rates, price);
            let levels = |block: &Block| std::array::from_fn(|rank| block.level(rank as u32));
            let found = cost(&levels(&block), &exact, &rates, price);
            let mut ways = vec![[0; 64]];
            for rank in few.keys() {
                let most = exact[*rank].abs().round() as i32;
                ways = ways
                    .into_iter()
                    .flat_map(|way| {
                        (0..=most).map(move |level| {
                            let mut way = way;
                            way[*rank] = level * exact[*rank].signum() as i32;
                            way
                        })
                    })
                    .collect();
            }
            for way in ways {
                prop_assert!(found <= cost(&way, &exact, &rates, price) + 1e-3, "{way:?}");
            }
            let ranks: u64 = (0..64).filter(|rank| block.level(*rank) != 0).map(|rank| 1u64 << rank).sum();
            prop_assert_eq!(block.ranks, ranks);
        }
    }
}
