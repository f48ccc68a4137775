//! Quantisers: tables, scaled by quality, and dividing by them.

use super::words::Words;

/// Coefficients come from the transform 8 times as large as they are.
const SCALE_BITS: u32 = 3;

/// Bits behind the point of a reciprocal.
const RECIPROCAL_BITS: u32 = 20;

/// Divides coefficients by the steps of a table, to the nearest, halves away from 0.
///
/// Coefficient `c` with step `s` becomes `(|c| + 4 * s) / (8 * s)` with the sign of `c`. Nothing is lost where the 8
/// is divided by first, and then numbers are below 2^12 and steps below 2^8, so that a product with the reciprocal,
/// rounded up to 20 bits behind the point, is off by less than the least distance of a quotient from the next whole
/// number: 2^12 * 2^8 / 2^20. (Granlund and Montgomery, Division by invariant integers using multiplication, 1994.)
#[derive(Debug, Clone)]
pub(super) struct Quantizer {
    /// From 1 to 255, row by row.
    pub(super) steps: [u8; 64],
    halves: [Words; 8],
    reciprocals: [[u32; 8]; 8],
}

impl Quantizer {
    /// Of a table, with a quality from 1 to 100.
    ///
    /// The scale is the Independent JPEG Group's: 100 % of the table at quality 50, none at 100, and inversely
    /// proportional below 50. Steps have 8 bits in baseline files.
    pub(super) fn new(table: &[u16; 64], quality: u8) -> Self {
        let quality = u32::from(quality.clamp(1, 100));
        let percent = if quality < 50 {
            5000 / quality
        } else {
            200 - 2 * quality
        };
        Self::with_steps(table.map(|step| {
            let step = (u32::from(step) * percent + 50) / 100;
            step.clamp(1, 255) as u8
        }))
    }

    fn with_steps(steps: [u8; 64]) -> Self {
        let step = |row: usize, column: usize| u32::from(steps[8 * row + column]);
        Self {
            steps,
            halves: std::array::from_fn(|row| {
                let halves =
                    std::array::from_fn(|column| (step(row, column) << SCALE_BITS >> 1) as i16);
                Words::load(&halves)
            }),
            reciprocals: std::array::from_fn(|row| {
                std::array::from_fn(|column| (1u32 << RECIPROCAL_BITS).div_ceil(step(row, column)))
            }),
        }
    }

    /// The levels of a row of coefficients as the transform gives them, from -16384 to 16384.
    pub(super) fn row(&self, row: usize, coefficients: Words) -> Words {
        let rounded = coefficients.abs() + self.halves[row];
        rounded
            .shift_right::<SCALE_BITS>()
            .multiply_high::<RECIPROCAL_BITS>(&self.reciprocals[row])
            .with_sign_of(coefficients)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_quotients_are_exact() {
        for first in (1..=255).step_by(64) {
            let steps = std::array::from_fn(|place| (first + place).min(255) as u8);
            let quantizer = Quantizer::with_steps(steps);
            for coefficient in -16384i16..=16384 {
                for row in 0..8 {
                    let found = quantizer
                        .row(row, Words::load(&[coefficient; 8]))
                        .to_array();
                    for (column, found) in found.into_iter().enumerate() {
                        let step = i32::from(steps[8 * row + column]);
                        let size = i32::from(coefficient).abs();
                        let level =
                            (size + 4 * step) / (8 * step) * i32::from(coefficient.signum());
                        assert_eq!(i32::from(found), level, "{coefficient} / {step}");
                    }
                }
            }
        }
    }

    #[test]
    fn quality_scales_a_table() {
        let table = std::array::from_fn(|place| 16 + 5 * place as u16);
        for (quality, first, last) in [
            (1, 255, 255),
            (25, 32, 255),
            (50, 16, 255),
            (80, 6, 132),
            (100, 1, 1),
        ] {
            let steps = Quantizer::new(&table, quality).steps;
            assert_eq!((steps[0], steps[63]), (first, last), "{quality}");
        }
    }
}
