//! From pixels to the samples of blocks, MCU by MCU.

use super::lanes::Words;
use super::layout::Pixels;

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
    pub(super) fn new(pixels: &Pixels, column: usize, row: usize) -> Self {
        let mut mcu = Self {
            luma: [[Words::ZERO; 8]; 4],
            chromas: [[Words::ZERO; 8]; 2],
        };
        if pixels.components == 1 {
            mcu.gray(pixels, 8 * column, 8 * row);
        } else if pixels.halved {
            mcu.halved(pixels, 16 * column, 16 * row);
        } else {
            mcu.full(pixels, 8 * column, 8 * row);
        }
        mcu
    }

    #[inline(always)]
    fn gray(&mut self, pixels: &Pixels, x: usize, y: usize) {
        let mut patch = [0; 8];
        for line in 0..8 {
            self.luma[0][line] = Words::centered(pixels.line(x, y + line, &mut patch));
        }
    }

    #[inline(always)]
    fn full(&mut self, pixels: &Pixels, x: usize, y: usize) {
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
    fn halved(&mut self, pixels: &Pixels, x: usize, y: usize) {
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
}

/// Luma and chromas of 16 pixels, as two times eight.
#[inline(always)]
fn sixteen(pixels: &Pixels, x: usize, y: usize) -> [[Words; 2]; 3] {
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
