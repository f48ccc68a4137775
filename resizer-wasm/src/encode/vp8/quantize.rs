//! Coefficients into levels and back, RFC 6386, section 14.1.

use vp8_shrink::tables::{AC_STEPS, DC_STEPS, ZIGZAG};

use super::transform::Block;

/// Levels are at most this: what the longest token can say, RFC 6386, section 13.2, leaves room for no more than 2048
/// beyond 66.
const MAX_LEVEL: i32 = 2047;

/// A quantizer index has 7 bits.
const MAX_INDEX: f32 = 127.0;

/// What the indices of some steps are less than the frame's, RFC 6386, section 9.6: of luma's first coefficients, of the
/// averages' first and others, of chroma's first and others. Smooth parts, where errors are seen best, are made of these.
/// Found by trying, with SSIMULACRA2.
pub(super) const DIFFERENCES: [i8; 5] = [-14, -6, -6, -10, 0];

/// Levels of a block in the order they are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Levels {
    pub(super) values: [i16; 16],
    /// How many there are up to the last that is not 0; 0 where all are.
    pub(super) count: usize,
}

/// Steps of a kind of block: for the first coefficient and for the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    steps: [i32; 2],
    /// What is added before dividing, in 256ths of a step: less than half, as zeros are cheap. Found by trying, too.
    rounding: [i32; 2],
}

/// The steps of a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quantizer {
    pub(super) index: u8,
    /// Luma.
    pub(super) luma: Steps,
    /// The first coefficients of luma, after their own transform.
    pub(super) averages: Steps,
    pub(super) chroma: Steps,
}

impl Quantizer {
    /// The index of a `quality` from 1 to 100, on the scale that people know from other WebP encoders: 75 is half the step of 50.
    pub(super) fn index_of_quality(quality: u8) -> u8 {
        let share = f32::from(quality.min(100)) / 100.0;
        let linear = if share < 0.75 {
            share * (2.0 / 3.0)
        } else {
            2.0 * share - 1.0
        };
        (MAX_INDEX * (1.0 - libm::cbrtf(linear))) as u8
    }

    /// The index whose step is nearest to this.
    pub(super) fn index_of_step(step: f32) -> u8 {
        let above = AC_STEPS.partition_point(|found| f32::from(*found) < step);
        let above = above.clamp(1, AC_STEPS.len() - 1);
        let (lower, upper) = (AC_STEPS[above - 1], AC_STEPS[above]);
        let is_upper = f32::from(upper) - step < step - f32::from(lower);
        (above - usize::from(!is_upper)) as u8
    }

    /// The steps of an index, 0 to 127. Never inlined: it is for each segment, and large.
    #[inline(never)]
    pub(super) fn of_index(index: u8) -> Self {
        let step = |table: &[u16; 128], difference: i8| {
            let index = i16::from(index) + i16::from(difference);
            i32::from(table[index.clamp(0, 127) as usize])
        };
        let [luma_dc, averages_dc, averages_ac, chroma_dc, chroma_ac] = DIFFERENCES;
        let averages = [
            step(&DC_STEPS, averages_dc) * 2,
            (step(&AC_STEPS, averages_ac) * 155 / 100).max(8),
        ];
        let chroma = [
            step(&DC_STEPS, chroma_dc).min(132),
            step(&AC_STEPS, chroma_ac),
        ];
        let steps = |steps, rounding| Steps { steps, rounding };
        Self {
            index,
            luma: steps([step(&DC_STEPS, luma_dc), step(&AC_STEPS, 0)], [122, 92]),
            averages: steps(averages, [96, 108]),
            chroma: steps(chroma, [124, 124]),
        }
    }

    /// The step that most coefficients have.
    pub(super) fn step(&self) -> u32 {
        self.luma.steps[1] as u32
    }
}

impl Steps {
    /// The levels of the coefficients from `first` on.
    pub(super) fn quantize(&self, coefficients: &Block, first: usize) -> Levels {
        let mut levels = Levels::default();
        for (rank, place) in ZIGZAG.iter().enumerate().skip(first) {
            let kind = usize::from(rank > 0);
            let coefficient = i32::from(coefficients[usize::from(*place)]);
            let step = self.steps[kind];
            let level = (coefficient.abs() * 256 + self.rounding[kind] * step) / (256 * step);
            if level > 0 {
                let level = level.min(MAX_LEVEL);
                levels.values[rank] = (level * coefficient.signum()) as i16;
                levels.count = rank + 1;
            }
        }
        levels
    }

    /// The coefficients that the reader will see.
    pub(super) fn restore(&self, levels: &Levels) -> Block {
        let mut coefficients = [0; 16];
        for (rank, level) in levels.values.iter().enumerate().take(levels.count) {
            coefficients[usize::from(ZIGZAG[rank])] =
                (i32::from(*level) * self.steps[usize::from(rank > 0)]) as i16;
        }
        coefficients
    }
}
