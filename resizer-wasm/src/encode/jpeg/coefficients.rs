//! From pixels to levels: all blocks of a picture in the order of a scan of all components, section A.2.3.

use super::blocks::Mcu;
use super::lanes::Words;
use super::layout::Pixels;
use super::quantize::Quantizer;
use super::transform;
use crate::contract::Error;

/// The levels of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Row by row.
    pub(super) levels: [i16; 64],
    /// Bit `n` tells whether level `n` is not 0.
    pub(super) nonzero: u64,
}

/// Where a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) component: usize,
    /// Counted in blocks of the component.
    pub(super) column: usize,
    pub(super) row: usize,
}

/// The quantisers of luma and chroma.
pub(super) fn quantizers(quality: u8) -> [Quantizer; 2] {
    [false, true].map(|chroma| Quantizer::new(chroma, quality))
}

/// Shows all blocks to `each`.
///
/// Blocks of an MCU that lie beyond the blocks of the picture have the first level of the block before them and
/// nothing else, which costs least.
///
/// # Errors
/// Those of `each`.
pub(super) fn for_each_block(
    pixels: &Pixels,
    quantizers: &[Quantizer; 2],
    mut each: impl FnMut(Place, &Block) -> Result<(), Error>,
) -> Result<(), Error> {
    let factor = pixels.factor(0);
    let across = pixels.blocks_across(0);
    let down = pixels.blocks_down(0);
    for mcu_row in 0..pixels.mcus_down() {
        for mcu_column in 0..pixels.mcus_across() {
            let mcu = Mcu::new(pixels, mcu_column, mcu_row);
            let mut block = Block::FLAT;
            for (index, samples) in mcu.luma[..factor * factor].iter().enumerate() {
                let place = Place {
                    component: 0,
                    column: mcu_column * factor + index % 2,
                    row: mcu_row * factor + index / 2,
                };
                block = if place.column < across && place.row < down {
                    Block::new(samples, &quantizers[0])
                } else {
                    block.followed()
                };
                each(place, &block)?;
            }
            for component in 1..pixels.components {
                let place = Place {
                    component,
                    column: mcu_column,
                    row: mcu_row,
                };
                each(
                    place,
                    &Block::new(&mcu.chromas[component - 1], &quantizers[1]),
                )?;
            }
        }
    }
    Ok(())
}

impl Block {
    const FLAT: Self = Self {
        levels: [0; 64],
        nonzero: 0,
    };

    #[inline(never)]
    fn new(samples: &[Words; 8], quantizer: &Quantizer) -> Self {
        let mut block = Self::FLAT;
        let coefficients = transform::forward(*samples);
        for pair in 0..4 {
            let above = quantizer.row(2 * pair, coefficients[2 * pair]);
            let below = quantizer.row(2 * pair + 1, coefficients[2 * pair + 1]);
            block.levels[16 * pair..][..8].copy_from_slice(&above.to_array());
            block.levels[16 * pair + 8..][..8].copy_from_slice(&below.to_array());
            block.nonzero |= u64::from(above.nonzero(below)) << (16 * pair);
        }
        block
    }

    /// A block with the same first level and nothing else.
    fn followed(&self) -> Self {
        let mut block = Self::FLAT;
        block.levels[0] = self.levels[0];
        block.nonzero = self.nonzero & 1;
        block
    }
}
