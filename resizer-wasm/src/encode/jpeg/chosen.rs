//! All levels of a picture, chosen with regard to what they cost.

use super::coefficients::{Block, BlockPosition, for_each_untouched};
use super::huffman::Codes;
use super::layout::PixelSource;
use super::levels::Levels;
use super::quantize::Quantizer;
use super::trellis::{Prices, Trellis};
use super::values::size;
use crate::contract::Error;

/// What a bit is worth, in squares of quantiser steps. The slope of a uniform quantiser with fine steps is ln 2 / 6 = 0.116; by
/// SSIMULACRA2, 0.02 and 0.05 were about as good as this, and 0.1 worse than no choice at all.
const PRICE: f32 = 0.03;

/// The symbols for sixteen zeros, and for the end of a block.
const OTHERS: [usize; 2] = [0xf0, 0x00];

/// The levels of all components, chosen by what they cost with the codes that suit the nearest ones. Codes that suit the chosen ones
/// gained nothing when the levels were chosen once more, and neither did a choice of first levels.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn levels(pixels: &PixelSource, quantizers: &[Quantizer; 2]) -> Result<Levels, Error> {
    let mut levels = Levels::new(pixels)?;
    let mut counts = [Counts::new(), Counts::new()];
    let is_inside = |place: BlockPosition| {
        place.column < pixels.blocks_across(place.component)
            && place.row < pixels.blocks_down(place.component)
    };
    for_each_untouched(pixels, |place, block| {
        levels.block_mut(place).clone_from(block);
        if is_inside(place) {
            let table = place.component.min(1);
            counts[table].add(&block.nearest(&quantizers[table]));
        }
        Ok(())
    })?;
    let tables = quantizers.iter().zip(&counts);
    for ((quantizer, counts), components) in tables.zip([0..1, 1..pixels.components()]) {
        let prices = Prices::new(&Codes::new(&counts.symbols), PRICE);
        let mut trellis = Trellis::new(quantizer, prices);
        for component in components {
            for row in levels.rows_mut(component) {
                for block in row {
                    trellis.choose(block);
                }
            }
        }
    }
    levels.empty_outside();
    Ok(levels)
}

/// How often symbols of levels come up that are not the first of a block. Each comes up once at least, so that each has a code.
struct Counts {
    symbols: Box<[u32; 256]>,
}

impl Counts {
    fn new() -> Self {
        let is_symbol = |symbol: usize| matches!(symbol & 15, 1..=10) || OTHERS.contains(&symbol);
        Self {
            symbols: Box::new(std::array::from_fn(|symbol| is_symbol(symbol).into())),
        }
    }

    fn add(&mut self, block: &Block) {
        let mut ranks = block.ranks & !1;
        let mut last = 0;
        while ranks != 0 {
            let rank = ranks.trailing_zeros();
            ranks &= ranks - 1;
            let run = rank - last - 1;
            last = rank;
            self.symbols[OTHERS[0]] += run / 16;
            self.symbols[((run % 16) << 4 | size(block.level(rank))) as usize % 256] += 1;
        }
        if last < 63 {
            self.symbols[OTHERS[1]] += 1;
        }
    }
}
