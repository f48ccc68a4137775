//! From pixels to levels: all blocks of a picture in the order of a scan of all components, section A.2.3.

use super::blocks::Mcu;
use super::layout::PixelSource;
use super::order;
use super::quantize::Quantizer;
use super::transform;
use super::words::Words;
use crate::contract::Error;

/// The levels of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Row by row.
    pub(super) levels: [i16; 64],
    /// The ranks of those that are not 0, as a set.
    pub(super) ranks: u64,
}

/// Where a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BlockPosition {
    pub(super) component: usize,
    /// Counted in blocks of the component.
    pub(super) column: usize,
    pub(super) row: usize,
}

/// What a block is made of: a component's number and samples.
type Samples<'a> = (usize, &'a [Words; 8]);

/// Shows all blocks to `each`, quantised to the nearest.
///
/// # Errors
/// Those of `each`.
pub(super) fn for_each_block(
    pixels: &PixelSource,
    quantizers: &[Quantizer; 2],
    each: impl FnMut(BlockPosition, &Block) -> Result<(), Error>,
) -> Result<(), Error> {
    let quantize = |block: &mut Block, (component, samples): Samples| {
        block.fill(samples, &quantizers[component.min(1)]);
    };
    for_each(pixels, quantize, each)
}

/// Shows all blocks to `each`, with coefficients in place of levels: 8 times as large as they are. Ranks are not set.
///
/// # Errors
/// Those of `each`.
pub(super) fn for_each_untouched(
    pixels: &PixelSource,
    each: impl FnMut(BlockPosition, &Block) -> Result<(), Error>,
) -> Result<(), Error> {
    let transform = |block: &mut Block, (_, samples): Samples| {
        for (row, words) in block
            .levels
            .chunks_exact_mut(8)
            .zip(transform::forward(*samples))
        {
            row.copy_from_slice(&words.to_array());
        }
    };
    for_each(pixels, transform, each)
}

/// Shows all blocks to `each`, MCU by MCU, as `make` fills them from their samples.
///
/// Blocks of an MCU that lie beyond the blocks of the picture have the first level of the block before them and
/// nothing else, which costs least.
///
/// # Errors
/// Those of `each`.
#[inline(always)]
fn for_each(
    pixels: &PixelSource,
    make: impl Fn(&mut Block, Samples),
    mut each: impl FnMut(BlockPosition, &Block) -> Result<(), Error>,
) -> Result<(), Error> {
    let factor = pixels.factor(0);
    let across = pixels.blocks_across(0);
    let down = pixels.blocks_down(0);
    let mut block = Block::FLAT;
    for mcu_row in 0..pixels.mcus_down() {
        for mcu_column in 0..pixels.mcus_across() {
            let mcu = Mcu::new(pixels, mcu_column, mcu_row);
            for (index, samples) in mcu.luma[..factor * factor].iter().enumerate() {
                let place = BlockPosition {
                    component: 0,
                    column: mcu_column * factor + index % 2,
                    row: mcu_row * factor + index / 2,
                };
                if place.column < across && place.row < down {
                    make(&mut block, (0, samples));
                } else {
                    block = Block::only(block.levels[0]);
                }
                each(place, &block)?;
            }
            for component in 1..pixels.components() {
                let place = BlockPosition {
                    component,
                    column: mcu_column,
                    row: mcu_row,
                };
                make(&mut block, (component, &mcu.chromas[component - 1]));
                each(place, &block)?;
            }
        }
    }
    Ok(())
}

impl Block {
    /// All levels are 0.
    pub(super) const FLAT: Self = Self {
        levels: [0; 64],
        ranks: 0,
    };

    /// Makes it the block of these samples.
    fn fill(&mut self, samples: &[Words; 8], quantizer: &Quantizer) {
        self.quantize(transform::forward(*samples), quantizer);
    }

    /// The block with the nearest levels, of one that has coefficients in place of levels.
    pub(super) fn nearest(&self, quantizer: &Quantizer) -> Self {
        let (rows, _) = self.levels.as_chunks();
        let mut nearest = Self::FLAT;
        nearest.quantize(
            std::array::from_fn(|row| Words::load(&rows[row])),
            quantizer,
        );
        nearest
    }

    /// Makes it the block of these coefficients, rounded to the nearest levels.
    fn quantize(&mut self, coefficients: [Words; 8], quantizer: &Quantizer) {
        // Two rows at a time; written out, as a loop costs as much as what is in it.
        let mut pair = |number: usize| {
            let above = quantizer.row(2 * number, coefficients[2 * number]);
            let below = quantizer.row(2 * number + 1, coefficients[2 * number + 1]);
            let levels = &mut self.levels[16 * number..][..16];
            levels[..8].copy_from_slice(&above.to_array());
            levels[8..].copy_from_slice(&below.to_array());
            u64::from(above.nonzero(below)) << (16 * number)
        };
        self.ranks = order::ranks_of(pair(0) | pair(1) | pair(2) | pair(3));
    }

    /// Nothing but this first level.
    pub(super) fn only(first: i16) -> Self {
        let mut block = Self::FLAT;
        block.levels[0] = first;
        block.ranks = u64::from(first != 0);
        block
    }

    /// Replaces a level that is 0 by one that is not. The rank is less than 64.
    pub(super) fn set(&mut self, rank: u32, level: i16) {
        let place = order::PLACES[rank as usize % 64];
        self.levels[usize::from(place) % 64] = level;
        self.ranks |= 1 << rank;
    }

    /// The level of this rank, which is less than 64.
    #[inline(always)]
    pub(super) fn level(&self, rank: u32) -> i32 {
        let place = order::PLACES[rank as usize % 64];
        self.levels[usize::from(place) % 64].into()
    }
}
