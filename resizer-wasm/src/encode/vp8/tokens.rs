//! Levels as tokens, RFC 6386, section 13: what they cost, and writing them with probabilities that suit the picture.
//!
//! The probabilities stand in front of the tokens, so the decisions that make up the tokens are collected first.

use vp8_shrink::tables::{BANDS, CATEGORIES, TOKENS, TOKENS_STAY};

use super::bool_writer::BoolWriter;
use super::quantize::Levels;
use crate::contract::Error;
use crate::error;

/// Probabilities of tokens: 11 for each of 3 contexts of 8 bands of 4 kinds of block.
pub(super) type Probabilities = [u8; 1056];

/// The kinds of blocks, in the standard's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Luma whose first coefficient is among the averages.
    LumaAfterAverages,
    /// The first coefficients of 16 luma blocks.
    Averages,
    Chroma,
    Luma,
}

impl Kind {
    /// The rank of the first coefficient.
    pub(super) fn first(self) -> usize {
        usize::from(self == Self::LumaAfterAverages)
    }
}

/// Something that tokens go to, decision by decision.
trait Sink {
    /// A decision with the probability at `index` of the [`Probabilities`].
    fn decide(&mut self, index: usize, bit: bool);

    /// A decision with a probability that never changes.
    fn decide_fixed(&mut self, probability: u8, bit: bool);
}

/// `neighbours` is how many of the blocks above and to the left have any level.
fn walk(levels: &Levels, kind: Kind, neighbours: usize, sink: &mut impl Sink) {
    let base = |rank: usize, context: usize| {
        ((kind as usize * 8 + usize::from(BANDS[rank])) * 3 + context) * 11
    };
    let mut rank = kind.first();
    let mut at = base(rank, neighbours);
    sink.decide(at, levels.count > rank);
    while rank < levels.count {
        let level = levels.values[rank];
        rank += 1;
        let size = u32::from(level.unsigned_abs());
        sink.decide(at + 1, size > 0);
        if size == 0 {
            // After a 0 there is something left, so this is not asked.
            at = base(rank, 0);
            continue;
        }
        sink.decide(at + 2, size > 1);
        if size > 1 {
            walk_size(size, at, sink);
        }
        sink.decide_fixed(128, level < 0);
        if rank == 16 {
            return;
        }
        at = base(rank, if size > 1 { 2 } else { 1 });
        sink.decide(at, rank < levels.count);
    }
}

/// The rest of the token of a level of 2 or more.
fn walk_size(size: u32, at: usize, sink: &mut impl Sink) {
    sink.decide(at + 3, size > 4);
    if size <= 4 {
        sink.decide(at + 4, size > 2);
        if size > 2 {
            sink.decide(at + 5, size == 4);
        }
        return;
    }
    sink.decide(at + 6, size > 10);
    if size <= 10 {
        sink.decide(at + 7, size > 6);
        if size <= 6 {
            sink.decide_fixed(159, size == 6);
        } else {
            sink.decide_fixed(165, size >= 9);
            sink.decide_fixed(145, size.is_multiple_of(2));
        }
        return;
    }
    let category = match size {
        0..19 => 0,
        19..35 => 1,
        35..67 => 2,
        _ => 3,
    };
    sink.decide(at + 8, category > 1);
    sink.decide(at + 9 + category / 2, category % 2 == 1);
    let (smallest, probabilities) = CATEGORIES[category];
    for (position, probability) in probabilities.iter().rev().enumerate().rev() {
        sink.decide_fixed(*probability, (size - smallest) >> position & 1 == 1);
    }
}

/// What decisions cost, in 256ths of a bit.
pub(super) struct Costs {
    /// By probability, of a 0.
    by_probability: [u16; 256],
    probabilities: Probabilities,
}

impl Costs {
    pub(super) fn new() -> Self {
        let mut by_probability = [0; 256];
        for (probability, cost) in by_probability.iter_mut().enumerate() {
            let share = probability.max(1) as f32 / 256.0;
            *cost = (-256.0 * libm::log2f(share) + 0.5) as u16;
        }
        Self {
            by_probability,
            probabilities: TOKENS,
        }
    }

    pub(super) fn of(&self, bit: bool, probability: u8) -> u32 {
        let index = if bit {
            256 - usize::from(probability)
        } else {
            usize::from(probability)
        };
        u32::from(self.by_probability[index.min(255)])
    }

    pub(super) fn of_levels(&self, levels: &Levels, kind: Kind, neighbours: usize) -> u32 {
        let mut sum = Sum {
            costs: self,
            sum: 0,
        };
        walk(levels, kind, neighbours, &mut sum);
        sum.sum
    }

    /// Goes on with what the picture was like so far.
    pub(super) fn learn(&mut self, tokens: &Tokens) {
        self.probabilities = tokens.probabilities(self);
    }
}

struct Sum<'a> {
    costs: &'a Costs,
    sum: u32,
}

impl Sink for Sum<'_> {
    fn decide(&mut self, index: usize, bit: bool) {
        self.sum += self.costs.of(bit, self.costs.probabilities[index]);
    }

    fn decide_fixed(&mut self, probability: u8, bit: bool) {
        self.sum += self.costs.of(bit, probability);
    }
}

/// The decisions of a picture, and how often each was taken.
pub(super) struct Tokens {
    /// The decision, and from the second bit on what it goes by: the index of a probability or, with [`FIXED`], the
    /// probability.
    decisions: Vec<u16>,
    /// Of each index, how often 0 and how often 1.
    counts: Box<[[u32; 2]; 1056]>,
}

const FIXED: u16 = 1 << 15;

/// No macroblock takes more decisions than this: 25 blocks of 16 levels, and at most 20 for each.
const MOST_DECISIONS: usize = 25 * 16 * 20;

impl Tokens {
    pub(super) fn new() -> Self {
        Self {
            decisions: Vec::new(),
            counts: Box::new([[0; 2]; 1056]),
        }
    }

    /// Makes room for a row of macroblocks.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn reserve_macroblock(&mut self) -> Result<(), Error> {
        self.decisions
            .try_reserve(MOST_DECISIONS)
            .map_err(|_| error::out_of_memory(2 * self.decisions.len() as u64))
    }

    pub(super) fn push(&mut self, levels: &Levels, kind: Kind, neighbours: usize) {
        walk(levels, kind, neighbours, self);
    }

    /// The best for these tokens, where they are worth their place in the header.
    pub(super) fn probabilities(&self, costs: &Costs) -> Probabilities {
        let mut probabilities = TOKENS;
        for (index, probability) in probabilities.iter_mut().enumerate() {
            let [zeros, ones] = self.counts[index].map(u64::from);
            if zeros + ones == 0 {
                continue;
            }
            let best = (255 * zeros / (zeros + ones)).max(1) as u8;
            let cost = |probability| {
                zeros * u64::from(costs.of(false, probability))
                    + ones * u64::from(costs.of(true, probability))
            };
            let stay = TOKENS_STAY[index];
            // 8 bits say what it is.
            let change = u64::from(costs.of(true, stay)) + 8 * 256;
            if cost(best) + change < cost(*probability) + u64::from(costs.of(false, stay)) {
                *probability = best;
            }
        }
        probabilities
    }

    /// The partition of tokens.
    pub(super) fn write(&self, probabilities: &Probabilities) -> Vec<u8> {
        let mut writer = BoolWriter::new();
        for decision in &self.decisions {
            let by = decision >> 1;
            let probability = if decision & FIXED == 0 {
                probabilities[usize::from(by)]
            } else {
                (by & 255) as u8
            };
            writer.put(decision & 1 == 1, probability);
        }
        writer.finish()
    }
}

impl Sink for Tokens {
    fn decide(&mut self, index: usize, bit: bool) {
        self.counts[index][usize::from(bit)] += 1;
        self.decisions.push((index as u16) << 1 | u16::from(bit));
    }

    fn decide_fixed(&mut self, probability: u8, bit: bool) {
        self.decisions
            .push(FIXED | u16::from(probability) << 1 | u16::from(bit));
    }
}

/// Section 13.4: says which probabilities are not the usual ones.
pub(super) fn write_probabilities(probabilities: &Probabilities, writer: &mut BoolWriter) {
    for ((probability, usual), stay) in probabilities.iter().zip(TOKENS).zip(TOKENS_STAY) {
        let changes = *probability != usual;
        writer.put(changes, stay);
        if changes {
            writer.put_number(u32::from(*probability), 8);
        }
    }
}
