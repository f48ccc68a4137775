//! Inverse cosine transforms: 8 x 8, and 4 x 4, 2 x 2 and 1 x 1 of the lowest frequencies.
//!
//! The 8 x 8 transform is the factorisation of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) in integers, with the
//! 13-bit constants, the two extra bits between the passes and the rounding that libjpeg documents for its "islow"
//! method, so that both give the same samples. A transform of N x N takes the N x N lowest frequencies as those of an
//! N-point transform; 1 x 1 is the mean of the block.
//!
//! Arithmetic wraps: only coefficients far out of range, which no encoder writes, get that far.

// Lanes are counted, so that each loop over them becomes one over vectors.
#![allow(clippy::needless_range_loop)]

use crate::block::Block;
use crate::tables::Quantisers;

/// Fraction bits of the constants.
const CONST_BITS: u32 = 13;
/// Fraction bits kept between the passes.
const PASS_BITS: u32 = 2;

const fn fix(value: f64) -> i32 {
    (value * (1 << CONST_BITS) as f64 + 0.5) as i32
}

/// Eight samples of one row or column of each of eight columns or rows.
type Lanes = [i32; 8];

/// Writes 8 x 8 samples, `stride` samples from row to row.
pub(crate) fn transform8(block: &Block, quantisers: &Quantisers, out: &mut [u8], stride: usize) {
    let mut rows = [[0i32; 8]; 8];
    for (row, (coefficients, quantisers)) in rows.iter_mut().zip(
        block
            .as_chunks::<8>()
            .0
            .iter()
            .zip(quantisers.as_chunks::<8>().0),
    ) {
        for lane in 0..8 {
            row[lane] = i32::from(coefficients[lane]).wrapping_mul(quantisers[lane]);
        }
    }
    pass8(&mut rows, CONST_BITS - PASS_BITS, 0);
    transpose(&mut rows);
    // Samples are centred on 0, and divided by 8.
    let shift = CONST_BITS + PASS_BITS + 3;
    pass8(&mut rows, shift, 128 << shift);
    transpose(&mut rows);
    for (y, row) in rows.iter().enumerate() {
        let out: &mut [u8; 8] = (&mut out[y * stride..][..8]).try_into().expect("8 samples");
        for lane in 0..8 {
            out[lane] = row[lane].clamp(0, 255) as u8;
        }
    }
}

/// Transforms all columns, and divides by 2^`shift` after adding `bias` and a half.
#[inline(always)]
fn pass8(rows: &mut [Lanes; 8], shift: u32, bias: i32) {
    let bias = bias + (1 << (shift - 1));
    for lane in 0..8 {
        let [x0, x1, x2, x3, x4, x5, x6, x7] =
            [0, 1, 2, 3, 4, 5, 6, 7].map(|row: usize| rows[row][lane]);
        // Even part.
        let turn = add(x2, x6).wrapping_mul(fix(0.541_196_100));
        let t2 = sub(turn, x6.wrapping_mul(fix(1.847_759_065)));
        let t3 = add(turn, x2.wrapping_mul(fix(0.765_366_865)));
        let t0 = add(add(x0, x4).wrapping_shl(CONST_BITS), bias);
        let t1 = add(sub(x0, x4).wrapping_shl(CONST_BITS), bias);
        let even = [add(t0, t3), add(t1, t2), sub(t1, t2), sub(t0, t3)];
        // Odd part.
        let z3 = add(x7, x3);
        let z4 = add(x5, x1);
        let z5 = add(z3, z4).wrapping_mul(fix(1.175_875_602));
        let z1 = add(x7, x1).wrapping_mul(-fix(0.899_976_223));
        let z2 = add(x5, x3).wrapping_mul(-fix(2.562_915_447));
        let z3 = add(z3.wrapping_mul(-fix(1.961_570_560)), z5);
        let z4 = add(z4.wrapping_mul(-fix(0.390_180_644)), z5);
        let odd = [
            add(x1.wrapping_mul(fix(1.501_321_110)), add(z1, z4)),
            add(x3.wrapping_mul(fix(3.072_711_026)), add(z2, z3)),
            add(x5.wrapping_mul(fix(2.053_119_869)), add(z2, z4)),
            add(x7.wrapping_mul(fix(0.298_631_336)), add(z1, z3)),
        ];
        for row in 0..4 {
            rows[row][lane] = add(even[row], odd[row]) >> shift;
            rows[7 - row][lane] = sub(even[row], odd[row]) >> shift;
        }
    }
}

fn transpose(rows: &mut [Lanes; 8]) {
    let from = *rows;
    for (y, row) in rows.iter_mut().enumerate() {
        for (x, value) in row.iter_mut().enumerate() {
            *value = from[x][y];
        }
    }
}

/// Writes 4 x 4 samples.
pub(crate) fn transform4(block: &Block, quantisers: &Quantisers, out: &mut [u8], stride: usize) {
    let mut rows = [[0i32; 4]; 4];
    for (y, row) in rows.iter_mut().enumerate() {
        for (x, value) in row.iter_mut().enumerate() {
            *value = i32::from(block[y * 8 + x]).wrapping_mul(quantisers[y * 8 + x]);
        }
    }
    pass4(&mut rows, CONST_BITS - PASS_BITS, 0);
    transpose4(&mut rows);
    let shift = CONST_BITS + PASS_BITS + 3;
    pass4(&mut rows, shift, 128 << shift);
    transpose4(&mut rows);
    for (y, row) in rows.iter().enumerate() {
        let out: &mut [u8; 4] = (&mut out[y * stride..][..4]).try_into().expect("4 samples");
        for lane in 0..4 {
            out[lane] = row[lane].clamp(0, 255) as u8;
        }
    }
}

/// The same as [`pass8`] for four points: a butterfly and one rotation.
#[inline(always)]
fn pass4(rows: &mut [[i32; 4]; 4], shift: u32, bias: i32) {
    let bias = bias + (1 << (shift - 1));
    for lane in 0..4 {
        let [x0, x1, x2, x3] = [0, 1, 2, 3].map(|row: usize| rows[row][lane]);
        let t0 = add(add(x0, x2).wrapping_shl(CONST_BITS), bias);
        let t1 = add(sub(x0, x2).wrapping_shl(CONST_BITS), bias);
        let turn = add(x1, x3).wrapping_mul(fix(0.541_196_100));
        let t2 = add(turn, x1.wrapping_mul(fix(0.765_366_865)));
        let t3 = sub(turn, x3.wrapping_mul(fix(1.847_759_065)));
        rows[0][lane] = add(t0, t2) >> shift;
        rows[1][lane] = add(t1, t3) >> shift;
        rows[2][lane] = sub(t1, t3) >> shift;
        rows[3][lane] = sub(t0, t2) >> shift;
    }
}

fn transpose4(rows: &mut [[i32; 4]; 4]) {
    let from = *rows;
    for (y, row) in rows.iter_mut().enumerate() {
        for (x, value) in row.iter_mut().enumerate() {
            *value = from[x][y];
        }
    }
}

/// Writes 2 x 2 samples: sums and differences.
#[inline(always)]
pub(crate) fn transform2(block: &Block, quantisers: &Quantisers, out: &mut [u8], stride: usize) {
    let [a, b, c, d] =
        [0, 1, 8, 9].map(|place| i32::from(block[place]).wrapping_mul(quantisers[place]));
    let (left, right) = (add(a, b), sub(a, b));
    let (top, bottom) = (add(c, d), sub(c, d));
    out[..2].copy_from_slice(&[sample(add(left, top)), sample(add(right, bottom))]);
    out[stride..][..2].copy_from_slice(&[sample(sub(left, top)), sample(sub(right, bottom))]);
}

/// Writes `N` x `N` samples of a block that has nothing but a DC coefficient, which is eight times its mean.
#[inline(always)]
pub(crate) fn flat<const N: usize>(
    dc: i16,
    quantisers: &Quantisers,
    out: &mut [u8],
    stride: usize,
) {
    let value = sample(i32::from(dc).wrapping_mul(quantisers[0]));
    for y in 0..N {
        out[y * stride..][..N].fill(value);
    }
}

/// A sample from eight times its distance from the middle.
#[inline(always)]
fn sample(value: i32) -> u8 {
    (add(value, 4 + (128 << 3)) >> 3).clamp(0, 255) as u8
}

#[inline(always)]
fn add(a: i32, b: i32) -> i32 {
    a.wrapping_add(b)
}

#[inline(always)]
fn sub(a: i32, b: i32) -> i32 {
    a.wrapping_sub(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T.81, clause A.3.3, of the lowest `n` x `n` frequencies, in floating point.
    fn reference(block: &Block, n: usize) -> Vec<f64> {
        let basis = |x: usize, u: usize| {
            let scale = if u == 0 { 0.5f64.sqrt() } else { 1.0 };
            let angle = (2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / (2 * n) as f64;
            scale * angle.cos()
        };
        let mut samples = Vec::new();
        for y in 0..n {
            for x in 0..n {
                let mut sum = 0.0;
                for v in 0..n {
                    for u in 0..n {
                        sum += basis(x, u) * basis(y, v) * f64::from(block[v * 8 + u]);
                    }
                }
                samples.push((sum / 4.0 + 128.0).clamp(0.0, 255.0));
            }
        }
        samples
    }

    #[test]
    fn samples_are_those_of_the_formula() {
        let mut seed = 1u32;
        let mut random = move |below: i32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as i32 % below
        };
        for round in 0..2000 {
            let mut block = [0i16; 64];
            let many = 1 + random(64);
            for _ in 0..many {
                block[random(64) as usize] = (random(401) - 200) as i16;
            }
            block[0] = (random(2001) - 1000) as i16;
            for (n, transform) in [
                (8, transform8 as fn(&Block, &Quantisers, &mut [u8], usize)),
                (4, transform4),
                (2, transform2),
                (1, |block, quantisers, out, stride| {
                    flat::<1>(block[0], quantisers, out, stride)
                }),
            ] {
                let mut out = vec![0; n * n];
                transform(&block, &[1; 64], &mut out, n);
                for (got, wanted) in out.iter().zip(reference(&block, n)) {
                    let difference = (f64::from(*got) - wanted).abs();
                    assert!(
                        difference < 0.75,
                        "{n} points, round {round}: {got} for {wanted}"
                    );
                }
            }
        }
    }

    #[test]
    fn extreme_coefficients_do_no_harm() {
        for value in [i16::MIN, i16::MAX] {
            let mut out = [0; 64];
            transform8(&[value; 64], &[65535; 64], &mut out, 8);
            transform4(&[value; 64], &[65535; 64], &mut out, 8);
            transform2(&[value; 64], &[65535; 64], &mut out, 8);
            flat::<8>(value, &[65535; 64], &mut out, 8);
        }
    }
}
