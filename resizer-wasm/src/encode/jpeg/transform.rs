//! The forward transform of a block, section A.3.3.
//!
//! The algorithm is that of Loeffler, Ligtenberg and Moschytz (Practical fast 1-D DCT algorithms with 11
//! multiplications, 1989), with the precision of libjpeg's accurate integer transform: constants with 13 bits behind
//! the point, results of the rows with 2, so that all coefficients are equal to libjpeg's. Multiplications that share
//! an addend are put together in pairs, which changes no result.
//!
//! Numbers fit in 16 bits. Samples are from -128 to 127, so results of the rows are from -4096 to 4080: 4096 has factors
//! that are all equal, and sums of samples with as many minus as plus signs reach 4080. The largest sum is that of eight
//! results, and half of what rounding drops; all others are of fewer.

use super::words::{Longs, Pairs, Words};

/// Bits behind the point of the constants.
const CONSTANT_BITS: u32 = 13;

/// Bits behind the point between rows and columns.
const ROW_BITS: u32 = 2;

/// The coefficients of the samples, 8 times as large as they are. Both row by row.
#[inline(always)]
pub(super) fn forward(samples: [Words; 8]) -> [Words; 8] {
    let by_column = Words::transpose(samples);
    let rows = pass::<{ CONSTANT_BITS - ROW_BITS }>(by_column, |sum| sum.shift_left::<ROW_BITS>());
    let half = Words::splat(1 << (ROW_BITS - 1));
    pass::<{ CONSTANT_BITS + ROW_BITS }>(Words::transpose(rows), |sum| {
        (sum + half).shift_right::<ROW_BITS>()
    })
}

/// Eight transforms at once, one in each lane. `BITS` are dropped of products; `scale` does the same to the two results
/// that are plain sums.
#[inline(always)]
fn pass<const BITS: u32>(x: [Words; 8], scale: impl Fn(Words) -> Words) -> [Words; 8] {
    let product = |sum: Longs| sum.rounded::<BITS>();
    let (sum0, sum1, sum2, sum3) = (x[0] + x[7], x[1] + x[6], x[2] + x[5], x[3] + x[4]);
    let (outer, inner) = (sum0 + sum3, sum1 + sum2);
    // The rotation by 6/16 of pi.
    let even = Pairs::new(sum0 - sum3, sum1 - sum2);
    let (y2, y6) = (even.dot(4433 + 6270, 4433), even.dot(4433, 4433 - 15137));
    let (d0, d1, d2, d3) = (x[0] - x[7], x[1] - x[6], x[2] - x[5], x[3] - x[4]);
    let crossed = Pairs::new(d3 + d1, d2 + d0);
    let (z3, z4) = (
        crossed.dot(9633 - 16069, 9633),
        crossed.dot(9633, 9633 - 3196),
    );
    let (ends, middle) = (Pairs::new(d3, d0), Pairs::new(d2, d1));
    [
        scale(outer + inner),
        product(ends.dot(-7373, 12299 - 7373) + z4),
        product(y2),
        product(middle.dot(-20995, 25172 - 20995) + z3),
        scale(outer - inner),
        product(middle.dot(16819 - 20995, -20995) + z4),
        product(y6),
        product(ends.dot(2446 - 7373, -7373) + z3),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By the definition, 8 times as large.
    fn defined(samples: &[[i16; 8]; 8]) -> [[f64; 8]; 8] {
        let cosine = |at: usize, frequency: usize| {
            let scale = if frequency == 0 { 0.5f64.sqrt() } else { 1.0 };
            scale * ((2 * at + 1) as f64 * frequency as f64 * std::f64::consts::PI / 16.0).cos()
        };
        std::array::from_fn(|v| {
            std::array::from_fn(|u| {
                let mut sum = 0.0;
                for (y, row) in samples.iter().enumerate() {
                    for (x, sample) in row.iter().enumerate() {
                        sum += f64::from(*sample) * cosine(x, u) * cosine(y, v);
                    }
                }
                2.0 * sum
            })
        })
    }

    fn check(samples: [[i16; 8]; 8]) {
        let found = forward(samples.map(|row| Words::load(&row))).map(Words::to_array);
        for (found, expected) in found
            .as_flattened()
            .iter()
            .zip(defined(&samples).as_flattened())
        {
            assert!(
                (f64::from(*found) - expected).abs() < 1.6,
                "{found}, {expected}"
            );
        }
    }

    /// A number that did not fit would be off by far.
    #[test]
    fn the_largest_coefficients_of_each_frequency_fit() {
        for v in 0..8 {
            for u in 0..8 {
                for sign in [-1.0, 1.0] {
                    let cosine = |at: usize, frequency: usize| {
                        ((2 * at + 1) as f64 * frequency as f64 * std::f64::consts::PI / 16.0).cos()
                    };
                    check(std::array::from_fn(|y| {
                        std::array::from_fn(|x| {
                            let up = sign * cosine(x, u) * cosine(y, v) > 0.0;
                            if up { 127 } else { -128 }
                        })
                    }));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn coefficients_are_those_of_the_definition(samples: [[u8; 8]; 8]) {
            check(samples.map(|row| row.map(|sample| i16::from(sample) - 128)));
        }

        #[test]
        fn extreme_samples_fit(samples: [[bool; 8]; 8]) {
            check(samples.map(|row| row.map(|high| if high { 127 } else { -128 })));
        }
    }
}
