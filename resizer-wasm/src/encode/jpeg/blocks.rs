//! From pixels to the samples of blocks, MCU by MCU.

use super::layout::{PixelSource, Plane, Samples};
use super::words::Words;

/// The samples of an MCU, less 128, row by row.
pub(super) struct Mcu {
    /// Four blocks, of which the first is used alone where chromas are not halved.
    pub(super) luma: [[Words; 8]; 4],
    pub(super) chromas: [[Words; 8]; 2],
}

impl Mcu {
    /// The MCU at this place, which has pixels of the picture.
    ///
    /// Beyond the picture's edges its last pixels are repeated, and halved chromas as libjpeg has them: below the
    /// picture it is the last row of averages that is repeated.
    pub(super) fn new(pixels: &PixelSource, column: usize, row: usize) -> Self {
        let mut mcu = Self {
            luma: [[Words::ZERO; 8]; 4],
            chromas: [[Words::ZERO; 8]; 2],
        };
        match pixels.samples {
            Samples::Together { bytes, count } => {
                let plane = Plane {
                    bytes,
                    width: pixels.width,
                    height: pixels.height,
                    count,
                };
                if count == 1 {
                    fill(&mut mcu.luma[0], &plane, 8 * column, 8 * row);
                } else if pixels.halved {
                    mcu.halved(&plane, 16 * column, 16 * row);
                } else {
                    mcu.full(&plane, 8 * column, 8 * row);
                }
            }
            Samples::Apart { luma, chromas } => {
                let plane = |bytes, factor: usize| Plane {
                    bytes,
                    width: pixels.width.div_ceil(factor),
                    height: pixels.height.div_ceil(factor),
                    count: 1,
                };
                mcu.apart(&plane(luma, 1), 16 * column, 16 * row);
                for (block, chroma) in mcu.chromas.iter_mut().zip(chromas) {
                    fill(block, &plane(chroma, 2), 8 * column, 8 * row);
                }
            }
        }
        mcu
    }

    #[inline(always)]
    fn full(&mut self, pixels: &Plane, x: usize, y: usize) {
        let mut patch = [0; 24];
        for line in 0..8 {
            let samples = Words::luma_and_chromas(pixels.line(x, y + line, &mut patch));
            [
                self.luma[0][line],
                self.chromas[0][line],
                self.chromas[1][line],
            ] = samples;
        }
    }

    #[inline(always)]
    fn halved(&mut self, pixels: &Plane, x: usize, y: usize) {
        for pair in 0..8 {
            let above = sixteen(pixels, x, y + 2 * pair);
            let below = sixteen(pixels, x, y + 2 * pair + 1);
            for side in 0..2 {
                let block = &mut self.luma[pair / 4 * 2 + side];
                block[2 * pair % 8] = above[0][side];
                block[2 * pair % 8 + 1] = below[0][side];
            }
            let in_picture = y + 2 * pair < pixels.height;
            for (chroma, block) in self.chromas.iter_mut().enumerate() {
                block[pair] = if in_picture {
                    Words::averages(above[1 + chroma], below[1 + chroma])
                } else {
                    block[pair - 1]
                };
            }
        }
    }

    /// Luma of four blocks.
    #[inline(always)]
    fn apart(&mut self, luma: &Plane, x: usize, y: usize) {
        let mut patch = [0; 16];
        for line in 0..16 {
            let (sides, _) = luma.line::<16>(x, y + line, &mut patch).as_chunks::<8>();
            for (side, samples) in sides.iter().enumerate() {
                self.luma[line / 8 * 2 + side][line % 8] = Words::centered(samples);
            }
        }
    }
}

/// The block of samples from (`x`, `y`) on.
#[inline(always)]
fn fill(block: &mut [Words; 8], plane: &Plane, x: usize, y: usize) {
    let mut patch = [0; 8];
    for (line, words) in block.iter_mut().enumerate() {
        *words = Words::centered(plane.line(x, y + line, &mut patch));
    }
}

/// Luma and chromas of 16 pixels, as two times eight.
#[inline(always)]
fn sixteen(pixels: &Plane, x: usize, y: usize) -> [[Words; 2]; 3] {
    let mut patch = [0; 48];
    let line: &[u8; 48] = pixels.line(x, y, &mut patch);
    let (Some((left, _)), Some((_, right))) = (line.split_first_chunk(), line.split_last_chunk())
    else {
        unreachable!("48 are more than 24");
    };
    let (left, right) = (
        Words::luma_and_chromas(left),
        Words::luma_and_chromas(right),
    );
    std::array::from_fn(|component| [left[component], right[component]])
}
