//! Inverse cosine transforms: 8 x 8, and 4 x 4, 3 x 3, 2 x 2 and 1 x 1 of the lowest frequencies; and those with other
//! numbers of columns than of rows.
//!
//! The 8 x 8 transform is the factorisation of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) in integers, with the
//! 13-bit constants, the two extra bits between the passes and the rounding that libjpeg documents for its "islow"
//! method, so that both give the same samples. A transform of N x N takes the N x N lowest frequencies as those of an
//! N-point transform; 1 x 1 is the mean of the block.
//!
//! Arithmetic wraps: only coefficients far out of range, which no encoder writes, get that far.

// Lanes are counted, so that each loop over them becomes one over vectors.
#![allow(clippy::needless_range_loop)]

use crate::coefficients::Block;
use crate::tables::Quantisers;
use crate::vectors;

/// Fraction bits of the constants.
const CONST_BITS: u32 = 13;
/// Fraction bits kept between the passes.
const PASS_BITS: u32 = 2;

const fn fix(value: f64) -> i32 {
    (value * (1 << CONST_BITS) as f64 + 0.5) as i32
}

/// Eight samples of one row or column of each of eight columns or rows.
type Lanes = [i32; 8];

/// Of blocks whose last coefficient has this index of the zigzag order, or a smaller one, only the first four rows and
/// columns are not zero.
const SPARSE: usize = 9;

/// Writes 8 x 8 samples, `stride` samples from row to row. `set`: the last index that is not zero, or a larger one.
#[inline(always)]
pub(crate) fn transform8(
    block: &Block,
    set: usize,
    quantisers: &Quantisers,
    out: &mut [u8],
    stride: usize,
) {
    if vectors::transform8(block, set <= SPARSE, quantisers, out, stride) {
        return;
    }
    scalar8(block, set, quantisers, out, stride);
}

/// A coefficient, limited to 16 bits: beyond them a DC coefficient would wrap in the passes, where [`flat`] gives black or
/// white. Which of both a block goes through depends on coefficients that a scale does not keep.
#[inline(always)]
fn dequantised(coefficient: i16, quantiser: i32) -> i32 {
    let value = i32::from(coefficient).wrapping_mul(quantiser);
    value.clamp(i16::MIN.into(), i16::MAX.into())
}

/// For coefficients that are too large for 16 bits.
#[inline(never)]
pub(crate) fn scalar8(
    block: &Block,
    set: usize,
    quantisers: &Quantisers,
    out: &mut [u8],
    stride: usize,
) {
    let mut rows = [[0i32; 8]; 8];
    for y in 0..8 {
        for x in 0..8 {
            rows[y][x] = dequantised(block[8 * y + x], quantisers[8 * y + x]);
        }
    }
    let first = CONST_BITS - PASS_BITS;
    // Samples are centred on 0, and divided by 8.
    let second = CONST_BITS + PASS_BITS + 3;
    let rows = if set <= SPARSE {
        let rows = transpose(&pass8::<true>(&rows, first, 0));
        transpose(&pass8::<true>(&rows, second, 128 << second))
    } else {
        let rows = transpose(&pass8::<false>(&rows, first, 0));
        transpose(&pass8::<false>(&rows, second, 128 << second))
    };
    for (y, row) in rows.iter().enumerate() {
        let out: &mut [u8; 8] = (&mut out[y * stride..][..8]).try_into().expect("8 samples");
        for lane in 0..8 {
            out[lane] = row[lane].clamp(0, 255) as u8;
        }
    }
}

/// Transforms all columns, and divides by 2^`shift` after adding `bias` and a half. `HALF`: the last four rows are zero.
#[inline(always)]
fn pass8<const HALF: bool>(rows: &[Lanes; 8], shift: u32, bias: i32) -> [Lanes; 8] {
    let bias = bias + (1 << (shift - 1));
    let mut out = [[0; 8]; 8];
    for lane in 0..8 {
        let (x0, x1, x2, x3) = (rows[0][lane], rows[1][lane], rows[2][lane], rows[3][lane]);
        let (x4, x5, x6, x7) = if HALF {
            (0, 0, 0, 0)
        } else {
            (rows[4][lane], rows[5][lane], rows[6][lane], rows[7][lane])
        };
        // Even part.
        let turn = mul(add(x2, x6), fix(0.541_196_100));
        let t2 = sub(turn, mul(x6, fix(1.847_759_065)));
        let t3 = add(turn, mul(x2, fix(0.765_366_865)));
        let t0 = add(add(x0, x4).wrapping_shl(CONST_BITS), bias);
        let t1 = add(sub(x0, x4).wrapping_shl(CONST_BITS), bias);
        let (e0, e1, e2, e3) = (add(t0, t3), add(t1, t2), sub(t1, t2), sub(t0, t3));
        // Odd part.
        let z3 = add(x7, x3);
        let z4 = add(x5, x1);
        let z5 = mul(add(z3, z4), fix(1.175_875_602));
        let z1 = mul(add(x7, x1), -fix(0.899_976_223));
        let z2 = mul(add(x5, x3), -fix(2.562_915_447));
        let z3 = add(mul(z3, -fix(1.961_570_560)), z5);
        let z4 = add(mul(z4, -fix(0.390_180_644)), z5);
        let o0 = add(mul(x1, fix(1.501_321_110)), add(z1, z4));
        let o1 = add(mul(x3, fix(3.072_711_026)), add(z2, z3));
        let o2 = add(mul(x5, fix(2.053_119_869)), add(z2, z4));
        let o3 = add(mul(x7, fix(0.298_631_336)), add(z1, z3));
        out[0][lane] = add(e0, o0) >> shift;
        out[1][lane] = add(e1, o1) >> shift;
        out[2][lane] = add(e2, o2) >> shift;
        out[3][lane] = add(e3, o3) >> shift;
        out[4][lane] = sub(e3, o3) >> shift;
        out[5][lane] = sub(e2, o2) >> shift;
        out[6][lane] = sub(e1, o1) >> shift;
        out[7][lane] = sub(e0, o0) >> shift;
    }
    out
}

#[inline(always)]
fn transpose<const N: usize>(rows: &[[i32; N]; N]) -> [[i32; N]; N] {
    let mut out = [[0; N]; N];
    for y in 0..N {
        for x in 0..N {
            out[y][x] = rows[x][y];
        }
    }
    out
}

/// Writes 4 x 4 samples.
#[inline(always)]
pub(crate) fn transform4(block: &Block, quantisers: &Quantisers, out: &mut [u8], stride: usize) {
    if vectors::transform4(block, quantisers, out, stride) {
        return;
    }
    scalar4(block, quantisers, out, stride);
}

#[inline(never)]
pub(crate) fn scalar4(block: &Block, quantisers: &Quantisers, out: &mut [u8], stride: usize) {
    let mut rows = [[0i32; 4]; 4];
    for y in 0..4 {
        for x in 0..4 {
            rows[y][x] = dequantised(block[8 * y + x], quantisers[8 * y + x]);
        }
    }
    let rows = transpose(&pass4(&rows, CONST_BITS - PASS_BITS, 0));
    let shift = CONST_BITS + PASS_BITS + 3;
    let rows = transpose(&pass4(&rows, shift, 128 << shift));
    for (y, row) in rows.iter().enumerate() {
        let out: &mut [u8; 4] = (&mut out[y * stride..][..4]).try_into().expect("4 samples");
        for lane in 0..4 {
            out[lane] = row[lane].clamp(0, 255) as u8;
        }
    }
}

/// The same as [`pass8`] for four points: a butterfly and one rotation.
#[inline(always)]
fn pass4(rows: &[[i32; 4]; 4], shift: u32, bias: i32) -> [[i32; 4]; 4] {
    let bias = bias + (1 << (shift - 1));
    let mut out = [[0; 4]; 4];
    for lane in 0..4 {
        let (x0, x1, x2, x3) = (rows[0][lane], rows[1][lane], rows[2][lane], rows[3][lane]);
        let t0 = add(add(x0, x2).wrapping_shl(CONST_BITS), bias);
        let t1 = add(sub(x0, x2).wrapping_shl(CONST_BITS), bias);
        let turn = mul(add(x1, x3), fix(0.541_196_100));
        let t2 = add(turn, mul(x1, fix(0.765_366_865)));
        let t3 = sub(turn, mul(x3, fix(1.847_759_065)));
        out[0][lane] = add(t0, t2) >> shift;
        out[1][lane] = add(t1, t3) >> shift;
        out[2][lane] = sub(t1, t3) >> shift;
        out[3][lane] = sub(t0, t2) >> shift;
    }
    out
}

/// Writes 3 x 3 samples, and where there is room one more after each row, whose value means nothing.
#[inline(always)]
pub(crate) fn transform3(block: &Block, quantisers: &Quantisers, out: &mut [u8], stride: usize) {
    if vectors::transform3(block, quantisers, out, stride) {
        return;
    }
    scalar3(block, quantisers, out, stride);
}

#[inline(never)]
pub(crate) fn scalar3(block: &Block, quantisers: &Quantisers, out: &mut [u8], stride: usize) {
    let mut rows = [[0i32; 3]; 3];
    for y in 0..3 {
        for x in 0..3 {
            rows[y][x] = dequantised(block[8 * y + x], quantisers[8 * y + x]);
        }
    }
    let rows = transpose(&pass3(&rows, CONST_BITS - PASS_BITS, 0));
    let shift = CONST_BITS + PASS_BITS + 3;
    let rows = transpose(&pass3(&rows, shift, 128 << shift));
    for (y, row) in rows.iter().enumerate() {
        for (out, sample) in out[y * stride..][..3].iter_mut().zip(row) {
            *out = (*sample).clamp(0, 255) as u8;
        }
    }
}

/// The same as [`pass8`] for three points: the square roots of 1/2 and 3/2 are what is left of the cosines.
#[inline(always)]
fn pass3(rows: &[[i32; 3]; 3], shift: u32, bias: i32) -> [[i32; 3]; 3] {
    let bias = bias + (1 << (shift - 1));
    let mut out = [[0; 3]; 3];
    for lane in 0..3 {
        let (x0, x1, x2) = (rows[0][lane], rows[1][lane], rows[2][lane]);
        let mean = add(x0.wrapping_shl(CONST_BITS), bias);
        let even = mul(x2, fix(std::f64::consts::FRAC_1_SQRT_2));
        let side = add(mean, even);
        let odd = mul(x1, fix(1.224_744_871));
        out[0][lane] = add(side, odd) >> shift;
        out[1][lane] = sub(sub(mean, even), even) >> shift;
        out[2][lane] = sub(side, odd) >> shift;
    }
    out
}

/// Writes 2 x 2 samples: sums and differences.
#[inline(always)]
pub(crate) fn transform2(block: &Block, quantisers: &Quantisers, out: &mut [u8], stride: usize) {
    let value = |place: usize| i32::from(block[place]).wrapping_mul(quantisers[place]);
    let (a, b, c, d) = (value(0), value(1), value(8), value(9));
    let (left, right) = (add(a, b), sub(a, b));
    let (top, bottom) = (add(c, d), sub(c, d));
    out[..2].copy_from_slice(&[sample(add(left, top)), sample(add(right, bottom))]);
    out[stride..][..2].copy_from_slice(&[sample(sub(left, top)), sample(sub(right, bottom))]);
}

/// Cosines of multiples of a sixteenth of half a turn, times the square root of 2.
const COSINES: [i32; 9] = [
    fix(std::f64::consts::SQRT_2),
    fix(1.387_039_845),
    fix(1.306_562_965),
    fix(1.175_875_602),
    fix(1.0),
    fix(0.785_694_958),
    fix(0.541_196_100),
    fix(0.275_899_379),
    0,
];

/// How much of each frequency is in each of the first samples of 1, 2, 4 and 8: the cosine of (2x + 1)u / 2n half turns, times
/// the square root of 2, and 1 for the mean. In the samples from the end it is the same, but of odd frequencies negative.
const WAVES: [[[i32; 8]; 4]; 4] = {
    let mut waves = [[[fix(1.0); 8]; 4]; 4];
    let mut at = 8;
    while at < 4 * 4 * 8 {
        let (size, x, u) = (at / 32, at / 8 % 4, at % 8);
        let turn = (2 * x + 1) * u * (8 >> size) % 32;
        let half = if turn < 16 { turn } else { 32 - turn };
        if u > 0 {
            waves[size][x][u] = match half {
                0..=8 => COSINES[half],
                _ => -COSINES[16 - half],
            };
        }
        at += 1;
    }
    waves
};

/// Writes `across` x `down` samples, 1, 2, 4 or 8 of each. By the formula, as this is for chroma of a few files only: those
/// that subsample it one way.
#[inline(never)]
pub(crate) fn transform_oblong(
    (across, down): (usize, usize),
    block: &Block,
    quantisers: &Quantisers,
    out: &mut [u8],
    stride: usize,
) {
    let mut rows = [[0i32; 8]; 8];
    for x in 0..across {
        let column: Lanes = std::array::from_fn(|v| {
            let place = 8 * v + x;
            dequantised(block[place], quantisers[place])
        });
        let column = points(down, &column, CONST_BITS - PASS_BITS, 0);
        for y in 0..down {
            rows[y][x] = column[y];
        }
    }
    let shift = CONST_BITS + PASS_BITS + 3;
    for (y, row) in rows[..down].iter().enumerate() {
        let row = points(across, row, shift, 128 << shift);
        for (out, sample) in out[y * stride..][..across].iter_mut().zip(row) {
            *out = sample.clamp(0, 255) as u8;
        }
    }
}

/// Transforms so many points, and divides by 2^`shift` after adding `bias` and a half.
fn points(count: usize, input: &Lanes, shift: u32, bias: i32) -> Lanes {
    let mut out = [0; 8];
    let waves = &WAVES[count.trailing_zeros() as usize & 3];
    for (x, waves) in waves[..count.div_ceil(2)].iter().enumerate() {
        let (mut even, mut odd) = (add(bias, 1 << (shift - 1)), 0);
        for u in (0..count).step_by(2) {
            even = add(even, mul(input[u], waves[u]));
        }
        for u in (1..count).step_by(2) {
            odd = add(odd, mul(input[u], waves[u]));
        }
        out[x] = add(even, odd) >> shift;
        out[count - 1 - x] = sub(even, odd) >> shift;
    }
    out
}

/// Writes `N` x `N` samples of a block that has nothing but a DC coefficient, which is eight times its mean.
#[inline(always)]
pub(crate) fn flat<const N: usize>(
    dc: i16,
    quantisers: &Quantisers,
    out: &mut [u8],
    stride: usize,
) {
    let value = mean(dc, quantisers);
    for y in 0..N {
        out[y * stride..][..N].fill(value);
    }
}

/// The sample of a block that has nothing but a DC coefficient.
#[inline(always)]
pub(crate) fn mean(dc: i16, quantisers: &Quantisers) -> u8 {
    sample(i32::from(dc).wrapping_mul(quantisers[0]))
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
fn mul(a: i32, b: i32) -> i32 {
    a.wrapping_mul(b)
}

#[inline(always)]
fn sub(a: i32, b: i32) -> i32 {
    a.wrapping_sub(b)
}
#[cfg(test)]
mod tests;
