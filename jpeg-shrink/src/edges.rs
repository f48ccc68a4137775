//! How hard the edges of a picture are: what tells drawings from photographs.
//!
//! A transform to fewer samples (`idct.rs`) cuts off the higher frequencies of a block. In photographs there is little of
//! them. Drawings, text and screenshots have edges from one pixel to the next: what is cut off is seen as ringing, part of
//! which is clipped, and as aliasing. They also have blocks without any AC coefficient, which noise does not leave
//! a photograph, so both are asked for. The numbers were found by measuring: NOTES.md.

use crate::coefficients::Block;
use crate::tables::Quantisers;

/// How hard the edges are, of what has been decoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edges {
    /// As in a photograph.
    #[default]
    Soft,
    /// As in a drawing: a smaller scale than [`Scale::Full`](crate::Scale::Full) loses much.
    Hard,
    /// The same, and chroma has such edges: what converts it after resampling clips colours too late.
    HardInChroma,
}

/// About as many MCUs are looked at, spread over the picture: the time that it takes does not depend on the size.
pub(crate) const SAMPLED_MCUS: usize = 256;

/// The same of blocks of each component, where these come one by one.
pub(crate) const SAMPLED_BLOCKS: usize = 1024;

/// Each row is shifted by this against the one above, so that all columns have some: the golden section of 2^16, made odd.
const SHIFT: usize = 40503;

/// The energy of coefficients beyond the lowest 4 x 4 from which a block has hard edges: an RMS of 16 levels.
const HARD: i64 = 64 * 16 * 16;

/// The part of all blocks, one of so many, that has to be flat.
const FLAT_SHARE: u32 = 8;

/// The part of the other blocks, one of so many, that has to be hard.
const HARD_SHARE: u32 = 4;

/// Which MCUs or blocks are looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sampling {
    /// A power of two, less 1.
    mask: usize,
}

impl Sampling {
    /// For at least `wanted` of so many, or all where there are fewer.
    pub(crate) fn new(across: usize, down: usize, wanted: usize) -> Self {
        let most = (across.saturating_mul(down) / wanted).max(1);
        Self {
            mask: (1 << most.ilog2()) - 1,
        }
    }

    /// Whether the one in this column and row is looked at.
    #[inline(always)]
    pub(crate) fn takes(self, across: usize, down: usize) -> bool {
        across.wrapping_add(down.wrapping_mul(SHIFT)) & self.mask == 0
    }

    /// One is looked at of so many in a row.
    pub(crate) fn period(self) -> usize {
        self.mask + 1
    }
}

/// Counts of blocks.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    all: u32,
    flat: u32,
    hard: u32,
}

impl Counts {
    /// Counts a block of which all coefficients are known.
    #[inline(never)]
    pub(crate) fn add(&mut self, block: &Block, quantisers: &Quantisers) {
        let is_flat = block[1..].iter().all(|&value| value == 0);
        let dequantised = block.iter().zip(quantisers).enumerate();
        let high = dequantised.filter(|(place, _)| place % 8 > 3 || *place > 31);
        let energy = high.map(|(_, (&value, &quantiser))| {
            let value = i64::from(value) * i64::from(quantiser);
            value * value
        });
        self.all += 1;
        self.flat += u32::from(is_flat);
        self.hard += u32::from(energy.fold(0, i64::saturating_add) >= HARD);
    }

    fn are_of_a_drawing(self) -> bool {
        let others = self.all - self.flat;
        self.flat * FLAT_SHARE >= self.all && self.hard > 0 && self.hard * HARD_SHARE >= others
    }
}

impl Edges {
    /// For the counts of components with these indices, of which those after the first may be chroma.
    pub(crate) fn of(counts: impl Iterator<Item = (usize, Counts)>, has_chroma: bool) -> Self {
        let (mut luma, mut chroma) = (Counts::default(), Counts::default());
        for (index, counts) in counts {
            let sum = if has_chroma && index > 0 {
                &mut chroma
            } else {
                &mut luma
            };
            sum.all += counts.all;
            sum.flat += counts.flat;
            sum.hard += counts.hard;
        }
        match (luma.are_of_a_drawing(), chroma.are_of_a_drawing()) {
            (_, true) => Self::HardInChroma,
            (true, false) => Self::Hard,
            (false, false) => Self::Soft,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUANTISERS: Quantisers = [16; 64];

    fn counts(flat: u32, soft: u32, hard: u32) -> Counts {
        let mut counts = Counts::default();
        let block = |place: usize, value| {
            let mut block: Block = [0; 64];
            block[0] = 500;
            block[place] = value;
            block
        };
        // 8 times 16 is 128, whose square is the limit.
        let kinds = [
            (flat, block(0, 0)),
            (soft, block(27, 100)),
            (hard, block(28, 8)),
        ];
        for (count, block) in kinds {
            for _ in 0..count {
                counts.add(&block, &QUANTISERS);
            }
        }
        counts
    }

    #[test]
    fn a_drawing_has_flat_blocks_and_of_the_others_many_hard_ones() {
        let edges = |counts| Edges::of([(0, counts)].into_iter(), true);
        assert_eq!(edges(counts(5, 15, 5)), Edges::Hard);
        assert_eq!(edges(counts(5, 16, 5)), Edges::Soft);
        assert_eq!(edges(counts(1, 0, 7)), Edges::Hard);
        assert_eq!(edges(counts(1, 0, 8)), Edges::Soft);
        assert_eq!(edges(counts(9, 0, 0)), Edges::Soft);
        assert_eq!(edges(Counts::default()), Edges::Soft);
        let components = || (0..3).map(|index| (index, counts(5, index as u32, 5)));
        assert_eq!(Edges::of(components(), true), Edges::HardInChroma);
        assert_eq!(Edges::of(components(), false), Edges::Hard);
    }

    #[test]
    fn coefficients_that_no_encoder_writes_are_counted() {
        let mut counts = Counts::default();
        counts.add(&[i16::MIN; 64], &[0xFFFF; 64]);
        assert_eq!(counts.hard, 1);
    }

    #[test]
    fn as_many_mcus_are_looked_at_in_large_pictures() {
        for (across, down) in [(1, 1), (16, 16), (40, 25), (252, 189), (4096, 4096)] {
            let sampling = Sampling::new(across, down, SAMPLED_MCUS);
            let taken = |y| (0..across).filter(move |&x| sampling.takes(x, y)).count();
            let all: usize = (0..down).map(taken).sum();
            let least = (across * down).min(SAMPLED_MCUS);
            let enough = least..=2 * SAMPLED_MCUS;
            assert!(enough.contains(&all), "{all} of {across} x {down}");
        }
    }
}
