//! All levels of a picture.

use super::coefficients::{Block, BlockPosition};
use super::layout::PixelSource;
use crate::contract::Error;
use crate::picture;

/// The levels of all components, block by block.
pub(super) struct Levels {
    planes: Vec<Plane>,
    mcus_across: usize,
    mcus_down: usize,
}

struct Plane {
    /// Row by row.
    blocks: Vec<Block>,
    /// Blocks in a row, with those that fill the last MCU.
    stride: usize,
    /// Blocks that have samples of the picture.
    across: usize,
    down: usize,
    /// How many lie side by side in an MCU, and one below the other.
    factor: usize,
}

impl Levels {
    /// All are 0.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn new(pixels: &PixelSource) -> Result<Self, Error> {
        let (mcus_across, mcus_down) = (pixels.mcus_across(), pixels.mcus_down());
        let mut planes = Vec::new();
        for component in 0..pixels.components() {
            let factor = pixels.factor(component);
            let stride = mcus_across * factor;
            let count = stride as u64 * (mcus_down * factor) as u64;
            let mut blocks = picture::reserve(count)?;
            blocks.resize(count as usize, Block::FLAT);
            planes.push(Plane {
                blocks,
                stride,
                across: pixels.blocks_across(component),
                down: pixels.blocks_down(component),
                factor,
            });
        }
        Ok(Self {
            planes,
            mcus_across,
            mcus_down,
        })
    }

    pub(super) fn block_mut(&mut self, place: BlockPosition) -> &mut Block {
        let plane = &mut self.planes[place.component];
        &mut plane.blocks[place.row * plane.stride + place.column]
    }

    /// The component's blocks in the order of a scan of its own: without those that only fill MCUs, section A.2.2.
    pub(super) fn of_component(&self, component: usize) -> impl Iterator<Item = &Block> {
        let plane = &self.planes[component];
        let rows = plane.blocks.chunks_exact(plane.stride).take(plane.down);
        rows.flat_map(|row| &row[..plane.across])
    }

    /// All blocks of a component, with those that only fill MCUs, row by row.
    pub(super) fn rows_mut(&mut self, component: usize) -> impl Iterator<Item = &mut [Block]> {
        let plane = &mut self.planes[component];
        plane.blocks.chunks_exact_mut(plane.stride)
    }

    /// Leaves blocks that only fill MCUs nothing but the first level of the block before them, which costs least.
    pub(super) fn empty_outside(&mut self) {
        for component in 0..self.planes.len() {
            let places = self.places(self.planes[component].factor);
            let plane = &mut self.planes[component];
            let mut last = 0;
            for (column, row) in places {
                let block = &mut plane.blocks[row * plane.stride + column];
                if column >= plane.across || row >= plane.down {
                    *block = Block::only(last);
                }
                last = block.levels[0];
            }
        }
    }

    /// Columns and rows of blocks, MCU by MCU. `factor` is how many lie side by side in one.
    fn places(&self, factor: usize) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (across, down) = (self.mcus_across, self.mcus_down);
        (0..across * down).flat_map(move |mcu| {
            let (left, above) = (mcu % across * factor, mcu / across * factor);
            (0..factor * factor).map(move |index| (left + index % factor, above + index / factor))
        })
    }

    /// The blocks of these components in the order of a scan of them, section A.2, and which component each is of.
    pub(super) fn for_each(&self, components: &[usize], mut each: impl FnMut(usize, &Block)) {
        if let [component] = components {
            for block in self.of_component(*component) {
                each(*component, block);
            }
            return;
        }
        for row in 0..self.mcus_down {
            for column in 0..self.mcus_across {
                for component in components {
                    let plane = &self.planes[*component];
                    for below in 0..plane.factor {
                        let row = (row * plane.factor + below) * plane.stride;
                        let start = row + column * plane.factor;
                        for block in &plane.blocks[start..start + plane.factor] {
                            each(*component, block);
                        }
                    }
                }
            }
        }
    }
}
