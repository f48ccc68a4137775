//! Coefficients of one component, where they come in several scans: only those that the scale keeps.

use crate::coefficients::Block;
use crate::edges::{Counts, SAMPLED_BLOCKS, Sampling};
use crate::error::{Error, filled};
use crate::layout::ComponentLayout;
use crate::plane::Plane;
use crate::smoothing::{MissingBits, Neighbours, estimate};
use crate::tables::Quantisers;
use crate::zigzag::{NATURAL, kept_mask};

/// No place for a coefficient.
pub(crate) const NOWHERE: u8 = 255;

/// The blocks of a component.
#[derive(Debug)]
pub(crate) struct Store {
    /// `kept` values for each block, row by row.
    values: Vec<i16>,
    /// For each block, which coefficients are not zero, kept or not: a bit for each index of the zigzag order. That of the DC
    /// coefficient says whether the block is one of `samples`. Empty if nothing but the DC coefficient is kept.
    set: Vec<u64>,
    kept: usize,
    /// Kept columns and rows of a block.
    side: (usize, usize),
    across: usize,
    /// Blocks that hold picture, across and down.
    blocks: (usize, usize),
    /// What no scan has sent.
    unsent: MissingBits,
    /// Place among the kept values of each index of the zigzag order, or `NOWHERE`.
    places: [u8; 64],
    kept_mask: u64,
    samples: Option<Samples>,
    /// Those of the component's first scan, as a table can be redefined between scans.
    pub(crate) quantisers: Option<Quantisers>,
}

/// The blocks that are looked at for their edges, of which all coefficients are kept.
#[derive(Debug)]
struct Samples {
    sampling: Sampling,
    /// Blocks from one row of the picture's to the next.
    stride: usize,
    blocks: Vec<Block>,
}

impl Samples {
    /// Where a block is that is one of them.
    fn slot(&self, across: usize, down: usize) -> usize {
        down * self.stride + across / self.sampling.period()
    }

    /// The same, and how many there are room for.
    fn sizes(layout: &ComponentLayout) -> (Sampling, usize, usize) {
        let (across, down) = (layout.grid_across, layout.grid_down);
        let sampling = Sampling::new(across, down, SAMPLED_BLOCKS);
        let stride = across.div_ceil(sampling.period());
        (sampling, stride, stride.saturating_mul(down))
    }

    fn new(layout: &ComponentLayout) -> Result<Self, Error> {
        let (sampling, stride, blocks) = Self::sizes(layout);
        Ok(Self {
            sampling,
            stride,
            blocks: filled([0; 64], blocks)?,
        })
    }
}

/// The bit of the DC coefficient.
const SAMPLED: u64 = 1;

/// One block of a store.
pub(crate) struct Stored<'s> {
    pub(crate) values: &'s mut [i16],
    pub(crate) set: &'s mut u64,
    pub(crate) places: &'s [u8; 64],
    /// Which indices have a place.
    pub(crate) kept: u64,
}

impl Store {
    /// Bytes that a store of this size takes.
    pub(crate) fn bytes(layout: &ComponentLayout) -> u64 {
        let (mask, samples) = match layout.kept() {
            1 => (0, 0),
            _ => (8, Samples::sizes(layout).2 as u64),
        };
        layout.grid() * (2 * layout.kept() as u64 + mask) + samples * size_of::<Block>() as u64
    }

    pub(crate) fn new(layout: &ComponentLayout, unsent: MissingBits) -> Result<Self, Error> {
        let side = layout.block;
        let too_much = |_| Error::OutOfMemory {
            bytes: Self::bytes(layout),
        };
        let blocks = usize::try_from(layout.grid()).map_err(too_much)?;
        let values = usize::try_from(layout.grid() * layout.kept() as u64).map_err(too_much)?;
        let mut places = [NOWHERE; 64];
        for (index, &place) in NATURAL.iter().enumerate() {
            let (y, x) = (usize::from(place) / 8, usize::from(place) % 8);
            if x < side.0 && y < side.1 {
                places[index] = (y * side.0 + x) as u8;
            }
        }
        let samples = match layout.kept() {
            1 => None,
            _ => Some(Samples::new(layout)?),
        };
        let mut set = filled(0, if layout.kept() > 1 { blocks } else { 0 })?;
        if let Some(Samples { sampling, .. }) = &samples {
            for (index, set) in set.iter_mut().enumerate() {
                let (across, down) = (index % layout.grid_across, index / layout.grid_across);
                *set = u64::from(sampling.takes(across, down)) * SAMPLED;
            }
        }
        Ok(Self {
            values: filled(0, values)?,
            set,
            kept: layout.kept(),
            side,
            across: layout.grid_across,
            blocks: (layout.blocks_across, layout.blocks_down),
            unsent,
            places,
            kept_mask: kept_mask(side),
            samples,
            quantisers: None,
        })
    }

    /// The DC coefficient of a block.
    #[inline(always)]
    pub(crate) fn dc(&mut self, across: usize, down: usize) -> &mut i16 {
        &mut self.values[(down * self.across + across) * self.kept]
    }

    /// A block of which more than the DC coefficient is kept.
    #[inline(always)]
    pub(crate) fn block(&mut self, across: usize, down: usize) -> Stored<'_> {
        let index = down * self.across + across;
        let set = &mut self.set[index];
        if *set & SAMPLED != 0
            && let Some(samples) = &mut self.samples
        {
            let slot = samples.slot(across, down);
            return Stored {
                values: &mut samples.blocks[slot],
                set,
                places: &NATURAL,
                kept: u64::MAX,
            };
        }
        Stored {
            values: &mut self.values[index * self.kept..][..self.kept],
            set,
            places: &self.places,
            kept: self.kept_mask,
        }
    }

    /// The last index of the zigzag order that is wanted of a block.
    pub(crate) fn last_of(&self, across: usize, down: usize) -> usize {
        match self.sample(across, down) {
            Some(_) => 63,
            None => 63 - self.kept_mask.leading_zeros() as usize,
        }
    }

    /// The block with all coefficients, if it is one of the samples.
    #[inline(always)]
    fn sample(&self, across: usize, down: usize) -> Option<&Block> {
        let set = self.set.get(down * self.across + across)?;
        let samples = self.samples.as_ref().filter(|_| set & SAMPLED != 0)?;
        samples.blocks.get(samples.slot(across, down))
    }

    /// Counts the blocks that are looked at. All scans have been decoded.
    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        let Some(quantisers) = &self.quantisers else {
            return counts;
        };
        for down in 0..self.blocks.1 {
            let sampled = (0..self.blocks.0).filter_map(|across| self.sample(across, down));
            sampled.for_each(|block| counts.add(block, quantisers));
        }
        counts
    }

    /// Keeps what the scale needs of a whole block.
    pub(crate) fn keep(&mut self, across: usize, down: usize, block: &Block) {
        let index = down * self.across + across;
        if let Some(samples) = &mut self.samples
            && self.set[index] & SAMPLED != 0
        {
            let slot = samples.slot(across, down);
            samples.blocks[slot] = *block;
        }
        let rows = self.values[index * self.kept..][..self.kept].chunks_exact_mut(self.side.0);
        for (row, from) in rows.zip(block.as_chunks::<8>().0) {
            row.copy_from_slice(&from[..self.side.0]);
        }
    }

    /// Transforms all blocks of a strip of `rows` rows of blocks, at the plane's scale or any smaller one than was kept.
    pub(crate) fn strip(&self, strip: usize, rows: usize, plane: &mut Plane) {
        let quantisers = self.quantisers.unwrap_or([1; 64]);
        if self.kept == 1 {
            let count = rows * self.across;
            let dc = &self.values[strip * count..][..count];
            return plane.put_samples(strip, dc, &quantisers);
        }
        let estimates = self.unsent.can_be_estimated();
        for down in 0..rows {
            let first = (strip * rows + down) * self.across;
            let values = &self.values[first * self.kept..][..self.across * self.kept];
            for (across, values) in values.chunks_exact(self.kept).enumerate() {
                let mut block: Block = [0; 64];
                for (row, from) in block
                    .as_chunks_mut::<8>()
                    .0
                    .iter_mut()
                    .zip(values.chunks_exact(self.side.0))
                {
                    row[..self.side.0].copy_from_slice(from);
                }
                if let Some(sample) = self.sample(across, strip * rows + down) {
                    block[1..].copy_from_slice(&sample[1..]);
                }
                if estimates {
                    let neighbours = self.neighbours(across, strip * rows + down);
                    estimate(&mut block, self.side, &neighbours, self.unsent, &quantisers);
                }
                let flat = block[1..].iter().all(|&value| value == 0);
                plane.put(
                    strip,
                    (across, down),
                    &block,
                    if flat { 0 } else { 63 },
                    &quantisers,
                );
            }
        }
    }

    /// The DC coefficients around a block and its own. Beyond the picture, the nearest.
    fn neighbours(&self, across: usize, down: usize) -> Neighbours {
        let row = |y: usize| y.min(self.blocks.1 - 1) * self.across;
        let column = |x: usize| x.min(self.blocks.0 - 1);
        let columns = [across.saturating_sub(1), across, across + 1].map(column);
        let rows = [down.saturating_sub(1), down, down + 1].map(row);
        std::array::from_fn(|at| self.values[(rows[at / 3] + columns[at % 3]) * self.kept])
    }
}
