//! What is done with vectors under WebAssembly, and without them elsewhere, for the test that compares both
//! (`resizer-wasm/simd-twins`). No part of the interface.

use crate::color::Conversion;
use crate::zigzag::NATURAL;
use crate::{block, idct};

/// What samples are before they are written, and what stays around them.
const UNTOUCHED: u8 = 77;

/// A block's coefficients after they have been cleared.
pub fn clear(mut coefficients: [i16; 64]) -> [i16; 64] {
    block::clear(&mut coefficients);
    coefficients
}

/// Samples of a block, `points` on each side, with what lies around them.
#[derive(Debug, Clone)]
pub struct Transform {
    /// 8, 4, 3, 2 or 1.
    pub points: usize,
    /// Those behind `last` in the zigzag order are taken as zero.
    pub coefficients: [i16; 64],
    /// Below 64.
    pub last: usize,
    /// One for each coefficient.
    pub quantisers: [i32; 64],
    /// Samples between the rows.
    pub between: usize,
    /// Samples behind the last row.
    pub behind: usize,
}

impl Transform {
    /// Transforms the block.
    pub fn samples(mut self) -> Vec<u8> {
        for place in &NATURAL[self.last + 1..] {
            self.coefficients[usize::from(*place)] = 0;
        }
        let (block, quantisers) = (&self.coefficients, &self.quantisers);
        let stride = self.points + self.between;
        let mut out = vec![UNTOUCHED; self.points * stride - self.between + self.behind];
        match self.points {
            8 => idct::transform8(block, self.last, quantisers, &mut out, stride),
            4 => idct::transform4(block, quantisers, &mut out, stride),
            3 => {
                idct::transform3(block, quantisers, &mut out, stride);
                // One more sample may be written after a row. Its value means nothing, unless a row begins there.
                let first = if self.between == 0 { 2 } else { 0 };
                for y in first..3 {
                    if let Some(fourth) = out.get_mut(y * stride + 3) {
                        *fourth = UNTOUCHED;
                    }
                }
            }
            2 => idct::transform2(block, quantisers, &mut out, stride),
            _ => idct::flat::<1>(block[0], quantisers, &mut out, stride),
        }
        out
    }
}

/// Pixels of YCbCr as RGB. The slices have the same length.
pub fn ycc_to_rgb(y: &[u8], cb: &[u8], cr: &[u8]) -> Vec<u8> {
    let mut out = vec![UNTOUCHED; 3 * y.len()];
    Conversion::YccToRgb.row(&[y, cb, cr], &mut out);
    out
}
