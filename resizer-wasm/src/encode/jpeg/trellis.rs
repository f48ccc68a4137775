//! Levels that are worth their bits: of all ways to round a block's coefficients, the one with the least sum of distortion
//! and rate, found by dynamic programming over the levels in their order (Crouse and Ramchandran, Joint thresholding and
//! quantizer selection for transform image coding, 1997; known as trellis quantisation).
//!
//! Distortion is counted in squares of quantiser steps, so tables weigh frequencies here as they do elsewhere. All is
//! computed in an order that is written down, so that every build gets the same.

use super::coefficients::Block;
use super::huffman::Codes;
use super::order;
use super::quantize::Quantizer;
use super::values::size;

/// Coefficients are 8 times as large as they are.
const SCALE: f32 = 8.0;

/// The symbols for the end of a block and for sixteen zeros.
const END: usize = 0x00;
const ZEROS: usize = 0xf0;

/// What symbols cost, in squares of steps.
pub(super) struct Prices {
    /// Of a level: by the zeros before it, of which there are less than 16, and by its size.
    levels: [[f32; 16]; 16],
    /// Of a block's end.
    end: f32,
    /// Of sixteen zeros, so many times.
    zeros: [f32; 4],
}

impl Prices {
    /// With the codes of a first pass, in which each symbol has one. `price` is that of a bit.
    pub(super) fn new(codes: &Codes, price: f32) -> Self {
        let mut bits = [16.0; 256];
        codes.for_each(|symbol, _, length| {
            bits[usize::from(symbol)] = length as f32 + f32::from(symbol & 15);
        });
        Self::of_bits(&bits, price)
    }

    /// Of the bits of each symbol's code, and of what follows it.
    fn of_bits(bits: &[f32; 256], price: f32) -> Self {
        Self {
            levels: std::array::from_fn(|run| {
                std::array::from_fn(|size| bits[run << 4 | size] * price)
            }),
            end: bits[END] * price,
            zeros: std::array::from_fn(|times| times as f32 * bits[ZEROS] * price),
        }
    }
}

/// Chooses the levels of blocks, one after another.
pub(super) struct Trellis<'a> {
    quantizer: &'a Quantizer,
    prices: Prices,
    /// The start, and behind it those of the block that is at hand.
    candidates: [Candidate; 64],
}

/// A coefficient that can become other than 0, or the start, and the best way that ends with it.
#[derive(Clone, Copy, Default)]
struct Candidate {
    rank: u32,
    negative: bool,
    /// The coefficient's size in steps.
    exact: f32,
    /// The nearest level's size.
    nearest: i32,
    /// Distortion where it becomes 0, summed over this one and those before it.
    zeroed: f32,
    way: Way,
    /// The least that ways with this one or one before it cost beyond what is zeroed, which is below 0 where a way is worth it.
    least: f32,
}

/// A way to a candidate.
#[derive(Clone, Copy, Default)]
struct Way {
    cost: f32,
    /// The size of the candidate's level.
    level: i32,
    /// The candidate before; 0 for none.
    before: usize,
}

impl<'a> Trellis<'a> {
    pub(super) fn new(quantizer: &'a Quantizer, prices: Prices) -> Self {
        Self {
            quantizer,
            prices,
            candidates: [Candidate::default(); 64],
        }
    }

    /// Rounds a block's coefficients, all but the first one, which is rounded to the nearest.
    pub(super) fn choose(&mut self, block: &mut Block) {
        let nearest = block.nearest(self.quantizer);
        let count = self.list(&block.levels, &nearest);
        for at in 1..=count {
            let way = self.best_way(at);
            let least = (way.cost - self.candidates[at].zeroed).min(self.candidates[at - 1].least);
            self.candidates[at].way = way;
            self.candidates[at].least = least;
        }
        *block = Block::only(nearest.levels[0]);
        let mut at = self.best_end(count);
        while at > 0 {
            let candidate = self.candidates[at];
            let level = candidate.way.level as i16;
            let signed = if candidate.negative { -level } else { level };
            block.set(candidate.rank, signed);
            at = candidate.way.before;
        }
    }

    /// Lists the candidates from index 1 on, and returns how many there are.
    fn list(&mut self, coefficients: &[i16; 64], nearest: &Block) -> usize {
        let mut count = 0;
        let mut zeroed = 0.0;
        let mut ranks = nearest.ranks & !1;
        while ranks != 0 {
            let rank = ranks.trailing_zeros();
            ranks &= ranks - 1;
            let place = usize::from(order::PLACES[rank as usize % 64]) % 64;
            let (coefficient, step) = (coefficients[place], self.quantizer.steps[place]);
            let exact = f32::from(coefficient.unsigned_abs()) / (SCALE * f32::from(step));
            zeroed += exact * exact;
            count += 1;
            self.candidates[count % 64] = Candidate {
                rank,
                negative: coefficient < 0,
                exact,
                nearest: i32::from(nearest.levels[place]).abs(),
                zeroed,
                ..Candidate::default()
            };
        }
        count
    }

    /// The best way to a candidate from those before it.
    #[inline(always)]
    fn best_way(&self, at: usize) -> Way {
        let candidate = &self.candidates[at % 64];
        let before_it = &self.candidates[..at % 64];
        let zeroed = before_it.last().map_or(0.0, |last| last.zeroed);
        // More than what sums of such numbers are rounded by, so that no way is passed over that would be better.
        let rounding = (zeroed + 64.0) / (1 << 20) as f32;
        let mut best = Way {
            cost: f32::INFINITY,
            ..Way::default()
        };
        for (number, before) in before_it.iter().enumerate().rev() {
            if zeroed + before.least - rounding >= best.cost {
                break;
            }
            let run = candidate.rank - before.rank - 1;
            let reached = before.way.cost
                + (zeroed - before.zeroed)
                + self.prices.zeros[run as usize / 16 % 4];
            let prices = &self.prices.levels[run as usize % 16];
            let mut level = candidate.nearest;
            while level > 0 {
                let off = candidate.exact - level as f32;
                let distorted = reached + off * off;
                // Less levels are off by more.
                if distorted >= best.cost {
                    break;
                }
                let size = size(level);
                let cost = distorted + prices[size as usize % 16];
                if cost < best.cost {
                    best = Way {
                        cost,
                        level,
                        before: number,
                    };
                }
                // The largest level with a bit less.
                level = (1 << size) / 2 - 1;
            }
        }
        best
    }

    /// The candidate with which the best way through a block ends.
    fn best_end(&self, count: usize) -> usize {
        let all = self.candidates[count].zeroed;
        let cost = |candidate: &Candidate| {
            let end = match candidate.rank {
                63 => 0.0,
                _ => self.prices.end,
            };
            candidate.way.cost + (all - candidate.zeroed) + end
        };
        let mut best = 0;
        let mut least = cost(&self.candidates[0]);
        for (at, candidate) in self.candidates[..=count].iter().enumerate() {
            let cost = cost(candidate);
            if cost < least {
                (best, least) = (at, cost);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Distortion and rate of levels in the order of their ranks, all but the first.
    fn cost(levels: &[i32; 64], exact: &[f32; 64], bits: &[f32; 256], price: f32) -> f32 {
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
            cost += (bits[symbol as usize] + (run / 16) as f32 * bits[ZEROS]) * price;
            run = 0;
        }
        if run > 0 {
            cost += bits[END] * price;
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
            let bits: [f32; 256] = std::array::from_fn(|symbol| bits[symbol].into());
            let quantizer = Quantizer::new(&[2; 64], 50);
            let mut exact = [0.0; 64];
            let mut block = Block::FLAT;
            for (rank, coefficient) in &few {
                block.levels[usize::from(order::PLACES[*rank])] = *coefficient;
                exact[*rank] = f32::from(*coefficient) / 16.0;
            }
            Trellis::new(&quantizer, Prices::of_bits(&bits, price)).choose(&mut block);
            let levels = |block: &Block| std::array::from_fn(|rank| block.level(rank as u32));
            let found = cost(&levels(&block), &exact, &bits, price);
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
                prop_assert!(found <= cost(&way, &exact, &bits, price) + 1e-3, "{way:?}");
            }
            let ranks: u64 = (0..64).filter(|rank| block.level(*rank) != 0).map(|rank| 1u64 << rank).sum();
            prop_assert_eq!(block.ranks, ranks);
        }
    }
}
