//! Samples of one component: the last two strips that were decoded.

use crate::coefficients::Block;
use crate::error::{Error, filled};
use crate::idct;
use crate::layout::ComponentLayout;
use crate::tables::Quantisers;

/// Two strips, so that the rows above and below a strip's border are both there.
#[derive(Debug)]
pub(crate) struct Plane {
    samples: Vec<u8>,
    /// Samples from one row to the next.
    stride: usize,
    strip_rows: usize,
    block: (usize, usize),
    width: usize,
    height: usize,
}

impl Plane {
    pub(crate) fn new(layout: &ComponentLayout) -> Result<Self, Error> {
        // A block of three samples a row is written four at a time.
        let spare = usize::from(layout.block == (3, 3));
        let stride = layout.grid_across * layout.block.0 + spare;
        let strip_rows = layout.strip_rows();
        let samples = filled(128, stride.saturating_mul(2 * strip_rows))?;
        Ok(Self {
            samples,
            stride,
            strip_rows,
            block: layout.block,
            width: layout.width,
            height: layout.height,
        })
    }

    /// Row `y` of the component, or the nearest that holds picture. It must be one of the last two strips'.
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        let y = y.min(self.height - 1) % (2 * self.strip_rows);
        &self.samples[y * self.stride..][..self.width]
    }

    /// Puts a block in its place: `across` counts blocks from the left, `down` from the top of the strip.
    #[inline(never)]
    pub(crate) fn put(
        &mut self,
        strip: usize,
        (across, down): (usize, usize),
        block: &Block,
        set: usize,
        quantisers: &Quantisers,
    ) {
        let at = self.at(strip, across, down);
        let (stride, out) = (self.stride, &mut self.samples[at..]);
        match self.block {
            (8, 8) if set == 0 => idct::flat::<8>(block[0], quantisers, out, stride),
            (8, 8) => idct::transform8(block, set, quantisers, out, stride),
            (4, 4) if set == 0 => idct::flat::<4>(block[0], quantisers, out, stride),
            (4, 4) => idct::transform4(block, quantisers, out, stride),
            (3, 3) if set == 0 => idct::flat::<3>(block[0], quantisers, out, stride),
            (3, 3) => idct::transform3(block, quantisers, out, stride),
            (2, 2) => idct::transform2(block, quantisers, out, stride),
            (1, 1) => idct::flat::<1>(block[0], quantisers, out, stride),
            sides => idct::transform_oblong(sides, block, quantisers, out, stride),
        }
    }

    /// Puts the blocks of a whole strip, row by row, of which nothing but the DC coefficients is known, as one sample each.
    pub(crate) fn put_samples(&mut self, strip: usize, dc: &[i16], quantisers: &Quantisers) {
        let start = self.at(strip, 0, 0);
        let out = &mut self.samples[start..][..dc.len()];
        for (out, &dc) in out.iter_mut().zip(dc) {
            *out = idct::mean(dc, quantisers);
        }
    }

    /// Puts means of the 8 x 8 samples of a block in its place, which `sample` gives by column and row.
    pub(crate) fn put_means(
        &mut self,
        strip: usize,
        (across, down): (usize, usize),
        sample: impl Fn(usize, usize) -> u8,
    ) {
        let at = self.at(strip, across, down);
        // Which samples one of `side` covers, and how much of each, in 1/side.
        let covered = |place: usize, side: usize| {
            let (start, end) = (8 * place, 8 * (place + 1));
            (start / side..end.div_ceil(side)).map(move |from| {
                let share = end.min(side * (from + 1)) - start.max(side * from);
                (from, share)
            })
        };
        let (width, height) = self.block;
        for y in 0..height {
            for x in 0..width {
                let mut sum = 32;
                for (row, rows) in covered(y, height) {
                    for (column, columns) in covered(x, width) {
                        sum += rows * columns * usize::from(sample(column, row));
                    }
                }
                self.samples[at + y * self.stride + x] = (sum / 64) as u8;
            }
        }
    }

    fn at(&self, strip: usize, across: usize, down: usize) -> usize {
        ((strip & 1) * self.strip_rows + down * self.block.1) * self.stride + across * self.block.0
    }
}
