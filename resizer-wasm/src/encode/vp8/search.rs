//! Finding a good way to write a macroblock: how hard to look, and what ways cost.
//!
//! Ways are compared by what they cost: the error they leave and the bits they take. With little effort the error is
//! guessed from the prediction alone; with more, the candidates that look best are worked out to the end.

use super::borders::Filled;
use super::modes::ModeCosts;
use super::quantize::{Levels, Quantizer};
use super::tokens::Costs;

/// How hard to look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    /// How many of the best looking predictions of a square of 4 x 4 are worked out; 0: squares are not tried.
    pub(super) squares: usize,
    /// How many of the best looking predictions of a macroblock are worked out.
    pub(super) whole: usize,
    /// Whether all is decided once more with the costs of the picture's own probabilities.
    pub(super) twice: bool,
}

impl Effort {
    /// From 0 to 6.
    pub(super) fn new(effort: u8) -> Self {
        let (squares, whole, twice) = match effort {
            0 => (0, 1, false),
            1 | 2 => (1, 1, false),
            3 => (2, 1, false),
            4 => (3, 2, false),
            5 => (4, 2, true),
            _ => (10, 4, true),
        };
        Self {
            squares,
            whole,
            twice,
        }
    }

    pub(super) fn without_squares(self) -> Self {
        Self { squares: 0, ..self }
    }

    /// Whether ways are compared by their outcome instead of their prediction.
    pub(super) fn compares_outcomes(self) -> bool {
        self.squares > 1
    }
}

/// What all macroblocks of a picture share.
pub(super) struct Search<'a> {
    pub(super) effort: Effort,
    pub(super) quantizer: &'a Quantizer,
    pub(super) costs: &'a Costs,
    pub(super) mode_costs: &'a ModeCosts,
}

impl Search<'_> {
    /// An error and the bits it takes, in 256ths, added up. A bit is worth a squared error of
    /// 0.0134 squares of the step: found by trying.
    pub(super) fn cost(&self, squared_error: u32, bits: u32) -> u64 {
        let step = u64::from(self.quantizer.step());
        256 * u64::from(squared_error) + ((step * step * u64::from(bits) * 55) >> 12)
    }

    /// The same where the error is guessed as a [`transform::hadamard_difference`].
    pub(super) fn guess(&self, difference: u32, bits: u32) -> u64 {
        256 * u64::from(difference)
            + ((u64::from(self.quantizer.step()) * u64::from(bits) * 40) >> 8)
    }
}

/// How many neighbours have levels; from now on, whether this block has.
pub(super) fn meet(
    above: &mut Filled,
    left: &mut Filled,
    column: usize,
    row: usize,
    levels: &Levels,
) -> usize {
    let neighbours = usize::from(above[column]) + usize::from(left[row]);
    above[column] = levels.count > 0;
    left[row] = levels.count > 0;
    neighbours
}

/// Of the first sample of a square of 4 x 4, in rows of `stride` samples.
pub(super) fn offset(square: usize, stride: usize) -> usize {
    let across = stride / 4;
    square / across * 4 * stride + square % across * 4
}

/// Replaces `best` where `other` costs less.
pub(super) fn keep_better<T>(best: &mut Option<T>, other: T, cost: impl Fn(&T) -> u64) {
    if best.as_ref().is_none_or(|best| cost(&other) < cost(best)) {
        *best = Some(other);
    }
}
