//! Finding a good way to write the luma of a macroblock: as a whole, or each square of 4 x 4 by itself.

use super::borders::{AVERAGES, Filled, LumaEdges, Macroblock};
use super::chroma::ChromaWay;
use super::modes::Luma;
use super::planes::Source;
use super::predict::{Edges, MODES, Mode, SUB_MODES, SubMode, predict_sub_block};
use super::quantize::Levels;
use super::search::{Search, keep_better, meet, offset};
use super::tokens::Kind;
use super::transform::{self, Block};

/// A way to write luma.
pub(super) struct LumaWay {
    pub(super) luma: Luma,
    /// Unused where the squares go their own ways.
    pub(super) averages: Levels,
    pub(super) levels: [Levels; 16],
    pub(super) pixels: [u8; 256],
    cost: u64,
}

/// The modes of the squares around a macroblock: of the row above and the column to the left.
pub(super) type SubModesAround = [[SubMode; 4]; 2];

impl Search<'_> {
    pub(super) fn luma(
        &self,
        source: &Source,
        edges: &LumaEdges,
        around: &SubModesAround,
        filled: (Filled, Filled),
    ) -> LumaWay {
        let whole = self.whole(&source.luma, &edges.whole, filled);
        if self.effort.squares == 0 {
            return whole;
        }
        match self.squares(&source.luma, edges, around, filled, whole.cost) {
            Some(squares) => squares,
            None => whole,
        }
    }

    /// The best of the modes for all of luma.
    fn whole(&self, source: &[u8; 256], edges: &Edges<16>, filled: (Filled, Filled)) -> LumaWay {
        let mut guesses = MODES.map(|mode| {
            let mut prediction = [0; 256];
            edges.predict(mode, &mut prediction);
            let difference = (0..16)
                .map(|square| {
                    let at = offset(square, 16);
                    transform::hadamard_difference(&source[at..], &prediction[at..], 16)
                })
                .sum();
            (self.guess(difference, self.mode_costs.whole(mode)), mode)
        });
        guesses.sort_by_key(|(guess, _)| *guess);
        let mut best = None;
        for (guess, mode) in guesses.into_iter().take(self.effort.whole) {
            let mut way = self.whole_way(source, edges, mode);
            way.cost = guess;
            if self.effort.compares_outcomes() {
                way.cost = self.outcome_of_whole(source, &way, mode, filled);
            }
            keep_better(&mut best, way, |way| way.cost);
        }
        best.unwrap_or_else(|| self.whole_way(source, edges, Mode::Dc))
    }

    fn whole_way(&self, source: &[u8; 256], edges: &Edges<16>, mode: Mode) -> LumaWay {
        let mut prediction = [0; 256];
        edges.predict(mode, &mut prediction);
        let mut firsts: Block = [0; 16];
        let mut levels = [Levels::default(); 16];
        for square in 0..16 {
            let at = offset(square, 16);
            let block = transform::forward(&source[at..], &prediction[at..], 16);
            firsts[square] = block[0];
            levels[square] = self.quantizer.luma.quantize(&block, 1);
        }
        let averages = self
            .quantizer
            .averages
            .quantize(&transform::forward_hadamard(&firsts), 0);
        let firsts = transform::inverse_hadamard(&self.quantizer.averages.restore(&averages));
        let mut pixels = [0; 256];
        for square in 0..16 {
            let at = offset(square, 16);
            let mut block = self.quantizer.luma.restore(&levels[square]);
            block[0] = firsts[square];
            transform::inverse(&block, &prediction[at..], &mut pixels[at..], 16);
        }
        LumaWay {
            luma: Luma::Whole(mode),
            averages,
            levels,
            pixels,
            cost: 0,
        }
    }

    fn outcome_of_whole(
        &self,
        source: &[u8; 256],
        way: &LumaWay,
        mode: Mode,
        (mut above, mut left): (Filled, Filled),
    ) -> u64 {
        let neighbours = usize::from(above[AVERAGES]) + usize::from(left[AVERAGES]);
        let mut bits = self.mode_costs.whole(mode)
            + self
                .costs
                .of_levels(&way.averages, Kind::Averages, neighbours);
        for (square, levels) in way.levels.iter().enumerate() {
            let neighbours = meet(&mut above, &mut left, square % 4, square / 4, levels);
            bits += self
                .costs
                .of_levels(levels, Kind::LumaAfterAverages, neighbours);
        }
        self.cost(transform::squared_difference(source, &way.pixels), bits)
    }

    /// The best mode for each square of luma, unless that costs more than `limit`.
    fn squares(
        &self,
        source: &[u8; 256],
        edges: &LumaEdges,
        around: &SubModesAround,
        (mut above, mut left): (Filled, Filled),
        limit: u64,
    ) -> Option<LumaWay> {
        let mut pixels = [0; 256];
        let mut modes = [SubMode::Dc; 16];
        let mut levels = [Levels::default(); 16];
        let mut cost = if self.effort.compares_outcomes() {
            self.cost(0, self.mode_costs.squares)
        } else {
            // Each square has a first coefficient of its own, which takes more than its error tells.
            self.guess(0, self.mode_costs.squares + 16 * 512)
        };
        for square in 0..16 {
            let (column, row) = (square % 4, square / 4);
            let mode_above = if row == 0 {
                around[0][column]
            } else {
                modes[square - 4]
            };
            let mode_left = if column == 0 {
                around[1][row]
            } else {
                modes[square - 1]
            };
            let mode_costs = self.mode_costs.sub_modes(mode_above, mode_left);
            let at = offset(square, 16);
            let target = cut(&source[at..]);
            let around = edges.around(square, &pixels);
            let neighbours = usize::from(above[column]) + usize::from(left[row]);
            let best = self.square(&target, &around, mode_costs, neighbours)?;
            cost += best.cost;
            if cost >= limit {
                return None;
            }
            for (row, out) in best.pixels.chunks_exact(4).enumerate() {
                pixels[at + row * 16..at + row * 16 + 4].copy_from_slice(out);
            }
            modes[square] = best.mode;
            levels[square] = best.levels;
            meet(&mut above, &mut left, column, row, &best.levels);
        }
        Some(LumaWay {
            luma: Luma::Squares(modes),
            averages: Levels::default(),
            levels,
            pixels,
            cost,
        })
    }

    fn square(
        &self,
        source: &[u8; 16],
        around: &super::predict::SubEdges,
        mode_costs: &[u16; 10],
        neighbours: usize,
    ) -> Option<SquareWay> {
        let mut guesses = SUB_MODES.map(|mode| {
            let prediction = predict_sub_block(mode, around);
            let difference = transform::hadamard_difference(source, &prediction, 4);
            let bits = u32::from(mode_costs[mode as usize]);
            (self.guess(difference, bits), mode, prediction)
        });
        let tried = self.effort.squares;
        if tried > 1 {
            guesses.sort_by_key(|(guess, ..)| *guess);
        } else if let Some(best) = (0..10).min_by_key(|index| guesses[*index].0) {
            guesses.swap(0, best);
        }
        let mut best = None;
        for (guess, mode, prediction) in guesses.into_iter().take(tried) {
            let block = transform::forward(source, &prediction, 4);
            let levels = self.quantizer.luma.quantize(&block, 0);
            let mut pixels = [0; 16];
            let restored = self.quantizer.luma.restore(&levels);
            transform::inverse(&restored, &prediction, &mut pixels, 4);
            let cost = if self.effort.compares_outcomes() {
                let bits = u32::from(mode_costs[mode as usize])
                    + self.costs.of_levels(&levels, Kind::Luma, neighbours);
                self.cost(transform::squared_difference(source, &pixels), bits)
            } else {
                guess
            };
            let way = SquareWay {
                mode,
                levels,
                pixels,
                cost,
            };
            keep_better(&mut best, way, |way| way.cost);
        }
        best
    }
}

struct SquareWay {
    mode: SubMode,
    levels: Levels,
    pixels: [u8; 16],
    cost: u64,
}

/// A square of 4 x 4 out of rows of 16.
fn cut(rows: &[u8]) -> [u8; 16] {
    std::array::from_fn(|place| rows[place / 4 * 16 + place % 4])
}

impl LumaWay {
    /// Of a macroblock that nobody sees: what takes the fewest bits.
    pub(super) fn unseen(edges: &LumaEdges) -> Self {
        let mut pixels = [0; 256];
        edges.whole.predict(Mode::Dc, &mut pixels);
        Self {
            luma: Luma::Whole(Mode::Dc),
            averages: Levels::default(),
            levels: [Levels::default(); 16],
            pixels,
            cost: 0,
        }
    }

    pub(super) fn with(self, chroma: &ChromaWay) -> Macroblock {
        Macroblock {
            luma: self.pixels,
            chroma: chroma.pixels,
        }
    }
}
