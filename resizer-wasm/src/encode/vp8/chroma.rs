//! Finding a good way to write both planes of chroma of a macroblock.

use super::borders::Filled;
use super::planes::Source;
use super::predict::{Edges, MODES, Mode};
use super::quantize::Levels;
use super::search::{Search, keep_better, meet, offset};
use super::tokens::Kind;
use super::transform;

/// A way to write both planes of chroma.
pub(super) struct ChromaWay {
    pub(super) mode: Mode,
    pub(super) levels: [[Levels; 4]; 2],
    pub(super) pixels: [[u8; 64]; 2],
    cost: u64,
}

impl ChromaWay {
    /// Of a macroblock that nobody sees: what takes the fewest bits.
    pub(super) fn unseen(edges: &[Edges<8>; 2]) -> Self {
        let mut pixels = [[0; 64]; 2];
        for (edges, pixels) in edges.iter().zip(&mut pixels) {
            edges.predict(Mode::Dc, pixels);
        }
        Self {
            mode: Mode::Dc,
            levels: [[Levels::default(); 4]; 2],
            pixels,
            cost: 0,
        }
    }
}

impl Search<'_> {
    pub(super) fn chroma(
        &self,
        source: &Source,
        edges: &[Edges<8>; 2],
        filled: (Filled, Filled),
    ) -> ChromaWay {
        let mut guesses = MODES.map(|mode| {
            let mut difference = 0;
            for (source, edges) in source.chroma.iter().zip(edges) {
                let mut prediction = [0; 64];
                edges.predict(mode, &mut prediction);
                for square in 0..4 {
                    let at = offset(square, 8);
                    difference +=
                        transform::hadamard_difference(&source[at..], &prediction[at..], 8);
                }
            }
            (self.guess(difference, self.mode_costs.chroma(mode)), mode)
        });
        guesses.sort_by_key(|(guess, _)| *guess);
        let mut best = None;
        for (guess, mode) in guesses.into_iter().take(self.effort.whole) {
            let mut way = self.chroma_way(source, edges, mode);
            way.cost = guess;
            if self.effort.whole > 1 {
                way.cost = self.outcome_of_chroma(source, &way, filled);
            }
            keep_better(&mut best, way, |way| way.cost);
        }
        best.unwrap_or_else(|| self.chroma_way(source, edges, Mode::Dc))
    }

    fn chroma_way(&self, source: &Source, edges: &[Edges<8>; 2], mode: Mode) -> ChromaWay {
        let mut levels = [[Levels::default(); 4]; 2];
        let mut pixels = [[0; 64]; 2];
        for plane in 0..2 {
            let mut prediction = [0; 64];
            edges[plane].predict(mode, &mut prediction);
            for (square, levels) in levels[plane].iter_mut().enumerate() {
                let at = offset(square, 8);
                let block = transform::forward(&source.chroma[plane][at..], &prediction[at..], 8);
                *levels = self.quantizer.chroma.quantize(&block, 0);
                let restored = self.quantizer.chroma.restore(levels);
                transform::inverse(&restored, &prediction[at..], &mut pixels[plane][at..], 8);
            }
        }
        ChromaWay {
            mode,
            levels,
            pixels,
            cost: 0,
        }
    }

    fn outcome_of_chroma(
        &self,
        source: &Source,
        way: &ChromaWay,
        (mut above, mut left): (Filled, Filled),
    ) -> u64 {
        let mut bits = self.mode_costs.chroma(way.mode);
        let mut error = 0;
        for plane in 0..2 {
            error += transform::squared_difference(&source.chroma[plane], &way.pixels[plane]);
            for (square, levels) in way.levels[plane].iter().enumerate() {
                let (column, row) = chroma_places(plane, square);
                let neighbours = meet(&mut above, &mut left, column, row, levels);
                bits += self.costs.of_levels(levels, Kind::Chroma, neighbours);
            }
        }
        self.cost(error, bits)
    }
}

/// The places of a chroma block among [`Filled`].
pub(super) fn chroma_places(plane: usize, square: usize) -> (usize, usize) {
    (4 + 2 * plane + square % 2, 4 + 2 * plane + square / 2)
}
