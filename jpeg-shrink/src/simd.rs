//! Kernels for WebAssembly's 128-bit vectors. Each has a plain twin, which it equals bit for bit;
//! `engine/tests/twins.rs` compares what comes of them.
//!
//! Everything here is exact integer arithmetic: sums of products come in another order than in the twins, but without
//! rounding between, so that their 32 bits are the same.
#![allow(unsafe_code, reason = "loads and stores of vectors")]

use core::arch::wasm32::{
    i8x16_shuffle, i16x8_abs, i16x8_add, i16x8_extend_high_u8x16, i16x8_extend_low_u8x16,
    i16x8_mul, i16x8_narrow_i32x4, i16x8_q15mulr_sat, i16x8_shuffle, i16x8_splat, i16x8_sub,
    i32x4_add, i32x4_dot_i16x8, i32x4_shr, i32x4_shuffle, i32x4_splat, i32x4_sub, i64x2_shuffle,
    i64x2_splat, u8x16_narrow_i16x8, u16x8_add_sat, u16x8_gt, u16x8_splat, v128, v128_any_true,
    v128_load, v128_or, v128_store, v128_store32_lane, v128_store64_lane,
};

use crate::coefficients::Block;
use crate::tables::Quantisers;

/// Of one row or column of dequantised coefficients, the sum of absolute values up to which the first pass of a transform
/// stays within 16 bits: weights are 1.4143 at most, and two bits are added. Pictures of 8 bits stay below it.
const LARGEST_SUM: u16 = 5790;

fn load(from: &[i16; 8]) -> v128 {
    // SAFETY: 16 bytes can be read there, and a load needs no alignment.
    unsafe { v128_load(from.as_ptr().cast()) }
}

fn load_wide(from: &[i32; 4]) -> v128 {
    // SAFETY: 16 bytes can be read there, and a load needs no alignment.
    unsafe { v128_load(from.as_ptr().cast()) }
}

/// Sets all coefficients to zero.
#[inline(always)]
pub(crate) fn clear(block: &mut Block) {
    // The compiler does not know that this is zero: else it would call a function to fill memory, which takes longer.
    let zero = i64x2_splat(core::hint::black_box(0));
    for row in block.as_chunks_mut::<8>().0 {
        // SAFETY: 16 bytes can be written there, and a store needs no alignment.
        unsafe { v128_store(row.as_mut_ptr().cast(), zero) };
    }
}

/// The first `ROWS` rows of a block, multiplied by their quantisers. Nothing if one of the products, or what the first pass
/// makes of them, may not fit into 16 bits.
#[inline(always)]
fn dequantised<const ROWS: usize>(block: &Block, quantisers: &Quantisers) -> Option<[v128; ROWS]> {
    let mut rows = [i64x2_splat(0); ROWS];
    let mut large = i64x2_splat(0);
    let mut sum = i64x2_splat(0);
    let steps = quantisers.as_chunks::<4>().0;
    for (y, row) in rows.iter_mut().enumerate() {
        let values = load(&block.as_chunks::<8>().0[y]);
        // Quantisers beyond 16 bits become the largest number, whose products are too large anyway.
        let steps = i16x8_narrow_i32x4(load_wide(&steps[2 * y]), load_wide(&steps[2 * y + 1]));
        // Zero if the product is from -2^14 to 2^14 - 1.
        large = v128_or(large, i16x8_q15mulr_sat(values, steps));
        *row = i16x8_mul(values, steps);
        sum = u16x8_add_sat(sum, i16x8_abs(*row));
    }
    let large = v128_or(large, u16x8_gt(sum, u16x8_splat(LARGEST_SUM)));
    (!v128_any_true(large)).then_some(rows)
}

/// Two factors in turn.
const fn pair(a: i16, b: i16) -> v128 {
    core::arch::wasm32::i16x8(a, b, a, b, a, b, a, b)
}

fn low(a: v128, b: v128) -> v128 {
    i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(a, b)
}

fn high(a: v128, b: v128) -> v128 {
    i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(a, b)
}

/// One pass over four columns: eight sums from the coefficients 0 and 4, 2 and 6, 1 and 3, 5 and 7, in turn. The factors are
/// those of the twin, multiplied out, with 13 bits.
#[inline(always)]
fn sums8(c04: v128, c26: v128, c13: v128, c57: v128, bias: i32) -> [v128; 8] {
    let dot = i32x4_dot_i16x8;
    let bias = i32x4_splat(bias);
    let t0 = i32x4_add(dot(c04, pair(8192, 8192)), bias);
    let t1 = i32x4_add(dot(c04, pair(8192, -8192)), bias);
    let t2 = dot(c26, pair(4433, -10704));
    let t3 = dot(c26, pair(10703, 4433));
    let even = [
        i32x4_add(t0, t3),
        i32x4_add(t1, t2),
        i32x4_sub(t1, t2),
        i32x4_sub(t0, t3),
    ];
    let odd = [
        i32x4_add(dot(c13, pair(11363, 9633)), dot(c57, pair(6437, 2260))),
        i32x4_add(dot(c13, pair(9633, -2259)), dot(c57, pair(-11362, -6436))),
        i32x4_add(dot(c13, pair(6437, -11362)), dot(c57, pair(2261, 9633))),
        i32x4_add(dot(c13, pair(2260, -6436)), dot(c57, pair(9633, -11363))),
    ];
    butterflies(even, odd)
}

/// The same where the coefficients from 4 on are zero.
#[inline(always)]
fn sums8_of_4(c02: v128, c13: v128, bias: i32) -> [v128; 8] {
    let dot = i32x4_dot_i16x8;
    let even = |a: i16| i32x4_add(dot(c02, pair(8192, a)), i32x4_splat(bias));
    let odd = |a: i16, b: i16| dot(c13, pair(a, b));
    butterflies(
        [even(10703), even(4433), even(-4433), even(-10703)],
        [
            odd(11363, 9633),
            odd(9633, -2259),
            odd(6437, -11362),
            odd(2260, -6436),
        ],
    )
}

#[inline(always)]
fn butterflies(e: [v128; 4], o: [v128; 4]) -> [v128; 8] {
    [
        i32x4_add(e[0], o[0]),
        i32x4_add(e[1], o[1]),
        i32x4_add(e[2], o[2]),
        i32x4_add(e[3], o[3]),
        i32x4_sub(e[3], o[3]),
        i32x4_sub(e[2], o[2]),
        i32x4_sub(e[1], o[1]),
        i32x4_sub(e[0], o[0]),
    ]
}

const FIRST: u32 = 11;
const FIRST_BIAS: i32 = 1 << (FIRST - 1);
const SECOND: u32 = 18;
const SECOND_BIAS: i32 = (128 << SECOND) + (1 << (SECOND - 1));

/// Shifts 32-bit sums of four lanes each and joins them as 16-bit numbers. All fit.
#[inline(always)]
fn join(shift: u32, a: v128, b: v128) -> v128 {
    i16x8_narrow_i32x4(i32x4_shr(a, shift), i32x4_shr(b, shift))
}

#[inline(always)]
fn full_pass(rows: &[v128; 8], shift: u32, bias: i32) -> [v128; 8] {
    let [x0, x1, x2, x3, x4, x5, x6, x7] = *rows;
    let a = sums8(low(x0, x4), low(x2, x6), low(x1, x3), low(x5, x7), bias);
    let b = sums8(high(x0, x4), high(x2, x6), high(x1, x3), high(x5, x7), bias);
    core::array::from_fn(|y| join(shift, a[y], b[y]))
}

#[inline(always)]
fn transpose8(rows: &[v128; 8]) -> [v128; 8] {
    let [r0, r1, r2, r3, r4, r5, r6, r7] = *rows;
    let (a0, a1) = (low(r0, r4), high(r0, r4));
    let (a2, a3) = (low(r1, r5), high(r1, r5));
    let (a4, a5) = (low(r2, r6), high(r2, r6));
    let (a6, a7) = (low(r3, r7), high(r3, r7));
    let (b0, b1) = (low(a0, a4), high(a0, a4));
    let (b2, b3) = (low(a2, a6), high(a2, a6));
    let (b4, b5) = (low(a1, a5), high(a1, a5));
    let (b6, b7) = (low(a3, a7), high(a3, a7));
    [
        low(b0, b2),
        high(b0, b2),
        low(b1, b3),
        high(b1, b3),
        low(b4, b6),
        high(b4, b6),
        low(b5, b7),
        high(b5, b7),
    ]
}

/// The twin of [`crate::idct::transform8`]'s plain form; `sparse` if only the first four rows and columns are not zero.
/// False, and nothing done, where numbers are too large for it.
#[inline(always)]
pub(crate) fn transform8(
    block: &Block,
    sparse: bool,
    quantisers: &Quantisers,
    out: &mut [u8],
    stride: usize,
) -> bool {
    let columns = if sparse {
        let Some([x0, x1, x2, x3]) = dequantised::<4>(block, quantisers) else {
            return false;
        };
        let r = sums8_of_4(low(x0, x2), low(x1, x3), FIRST_BIAS);
        // Rows of four numbers, two in a vector, to columns of eight.
        let [r01, r23, r45, r67] = core::array::from_fn(|y| join(FIRST, r[2 * y], r[2 * y + 1]));
        let (a, b) = (low(r01, r23), high(r01, r23));
        let (c, d) = (low(r45, r67), high(r45, r67));
        let (a, b) = (low(a, b), high(a, b));
        let (c, d) = (low(c, d), high(c, d));
        let u0 = i64x2_shuffle::<0, 2>(a, c);
        let u1 = i64x2_shuffle::<1, 3>(a, c);
        let u2 = i64x2_shuffle::<0, 2>(b, d);
        let u3 = i64x2_shuffle::<1, 3>(b, d);
        let left = sums8_of_4(low(u0, u2), low(u1, u3), SECOND_BIAS);
        let right = sums8_of_4(high(u0, u2), high(u1, u3), SECOND_BIAS);
        core::array::from_fn(|x| join(SECOND, left[x], right[x]))
    } else {
        let Some(rows) = dequantised::<8>(block, quantisers) else {
            return false;
        };
        let rows = transpose8(&full_pass(&rows, FIRST, FIRST_BIAS));
        full_pass(&rows, SECOND, SECOND_BIAS)
    };
    store_columns(&columns, out, stride);
    true
}

/// Writes eight columns of eight samples. Narrowing keeps them from 0 to 255.
#[inline(always)]
fn store_columns(columns: &[v128; 8], out: &mut [u8], stride: usize) {
    let bytes = |a: usize, b: usize| u8x16_narrow_i16x8(columns[a], columns[b]);
    let (a, b, c, d) = (bytes(0, 4), bytes(1, 5), bytes(2, 6), bytes(3, 7));
    let (ab, ab4) = (low8(a, b), high8(a, b));
    let (cd, cd4) = (low8(c, d), high8(c, d));
    let (left, left4) = (low(ab, cd), high(ab, cd));
    let (right, right4) = (low(ab4, cd4), high(ab4, cd4));
    let rows = [
        i32x4_shuffle::<0, 4, 1, 5>(left, right),
        i32x4_shuffle::<2, 6, 3, 7>(left, right),
        i32x4_shuffle::<0, 4, 1, 5>(left4, right4),
        i32x4_shuffle::<2, 6, 3, 7>(left4, right4),
    ];
    // Enough for all rows, which is checked once.
    let out = &mut out[..7 * stride + 8];
    for (y, two) in rows.into_iter().enumerate() {
        let first: &mut [u8; 8] = (&mut out[2 * y * stride..][..8])
            .try_into()
            .expect("8 samples");
        // SAFETY: 8 bytes can be written there, and a store needs no alignment.
        unsafe { v128_store64_lane::<0>(two, first.as_mut_ptr().cast()) };
        let second: &mut [u8; 8] = (&mut out[(2 * y + 1) * stride..][..8])
            .try_into()
            .expect("8 samples");
        // SAFETY: 8 bytes can be written there, and a store needs no alignment.
        unsafe { v128_store64_lane::<1>(two, second.as_mut_ptr().cast()) };
    }
}

fn low8(a: v128, b: v128) -> v128 {
    i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(a, b)
}

fn high8(a: v128, b: v128) -> v128 {
    i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(a, b)
}

/// The twin of [`crate::idct::transform4`]'s plain form. False, and nothing done, where numbers are too large for it.
#[inline(always)]
pub(crate) fn transform4(
    block: &Block,
    quantisers: &Quantisers,
    out: &mut [u8],
    stride: usize,
) -> bool {
    let Some([x0, x1, x2, x3]) = dequantised::<4>(block, quantisers) else {
        return false;
    };
    let (even, odd) = pass4(low(x0, x2), low(x1, x3), FIRST, FIRST_BIAS);
    let (even, odd) = pass4(even, odd, SECOND, SECOND_BIAS);
    // Pairs of rows: samples of the rows 0 and 2, and of 1 and 3, in turn.
    let bytes = u8x16_narrow_i16x8(even, odd);
    let rows = i8x16_shuffle::<0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15>(bytes, bytes);
    let out = &mut out[..3 * stride + 4];
    // SAFETY: each lane goes to 4 bytes of a slice that was cut to that length; a store needs no alignment.
    unsafe {
        v128_store32_lane::<0>(rows, out[..4].as_mut_ptr().cast());
        v128_store32_lane::<1>(rows, out[stride..][..4].as_mut_ptr().cast());
        v128_store32_lane::<2>(rows, out[2 * stride..][..4].as_mut_ptr().cast());
        v128_store32_lane::<3>(rows, out[3 * stride..][..4].as_mut_ptr().cast());
    }
    true
}

/// One pass over four columns, of the coefficients 0 and 2, and 1 and 3, in turn. The result is transposed, and again in
/// pairs, so that it can be the next pass's input.
#[inline(always)]
fn pass4(c02: v128, c13: v128, shift: u32, bias: i32) -> (v128, v128) {
    let dot = i32x4_dot_i16x8;
    let bias = i32x4_splat(bias);
    let t0 = i32x4_add(dot(c02, pair(8192, 8192)), bias);
    let t1 = i32x4_add(dot(c02, pair(8192, -8192)), bias);
    let t2 = dot(c13, pair(10703, 4433));
    let t3 = dot(c13, pair(4433, -10704));
    let r01 = join(shift, i32x4_add(t0, t2), i32x4_add(t1, t3));
    let r23 = join(shift, i32x4_sub(t1, t3), i32x4_sub(t0, t2));
    let (a, b) = (low(r01, r23), high(r01, r23));
    let (columns01, columns23) = (low(a, b), high(a, b));
    (low(columns01, columns23), high(columns01, columns23))
}

/// The twin of [`crate::idct::transform3`]'s plain form. False, and nothing done, where numbers are too large for it. Where
/// there is room, a fourth sample is written after each row.
#[inline(always)]
pub(crate) fn transform3(
    block: &Block,
    quantisers: &Quantisers,
    out: &mut [u8],
    stride: usize,
) -> bool {
    if out.len() < 2 * stride + 4 {
        return false;
    }
    let Some([x0, x1, x2]) = dequantised::<3>(block, quantisers) else {
        return false;
    };
    let [r0, r1, r2] = pass3(low(x0, x2), low(x1, x1), FIRST_BIAS);
    let (r01, r2) = (join(FIRST, r0, r1), join(FIRST, r2, r2));
    // Of each row its coefficients 0 and 2, and 1 twice.
    let c02 = i16x8_shuffle::<0, 2, 4, 6, 8, 10, 8, 10>(r01, r2);
    let c11 = i16x8_shuffle::<1, 1, 5, 5, 9, 9, 9, 9>(r01, r2);
    let [c0, c1, c2] = pass3(c02, c11, SECOND_BIAS);
    // Columns of four, of which three are samples.
    let columns = u8x16_narrow_i16x8(join(SECOND, c0, c1), join(SECOND, c2, c2));
    let rows =
        i8x16_shuffle::<0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15>(columns, columns);
    let out = &mut out[..2 * stride + 4];
    // SAFETY: each lane goes to 4 bytes of a slice that was cut to that length; a store needs no alignment.
    unsafe {
        v128_store32_lane::<0>(rows, out[..4].as_mut_ptr().cast());
        v128_store32_lane::<1>(rows, out[stride..][..4].as_mut_ptr().cast());
        v128_store32_lane::<2>(rows, out[2 * stride..][..4].as_mut_ptr().cast());
    }
    true
}

/// One pass over four columns, of the coefficients 0 and 2 in turn, and 1 twice.
#[inline(always)]
fn pass3(c02: v128, c11: v128, bias: i32) -> [v128; 3] {
    let dot = i32x4_dot_i16x8;
    let bias = i32x4_splat(bias);
    let side = i32x4_add(dot(c02, pair(8192, 5793)), bias);
    let middle = i32x4_add(dot(c02, pair(8192, -11586)), bias);
    let odd = dot(c11, pair(10033, 0));
    [i32x4_add(side, odd), middle, i32x4_sub(side, odd)]
}

/// The twin of sixteen times [`crate::color::rgb`].
#[inline(always)]
pub(crate) fn ycc_to_rgb(y: &[u8; 16], cb: &[u8; 16], cr: &[u8; 16], out: &mut [u8; 48]) {
    // SAFETY: each has 16 bytes, and a load needs no alignment.
    let [y, cb, cr] = [y, cb, cr].map(|from| unsafe { v128_load(from.as_ptr().cast()) });
    let [r0, g0, b0] = rgb8(
        i16x8_extend_low_u8x16(y),
        i16x8_extend_low_u8x16(cb),
        i16x8_extend_low_u8x16(cr),
    );
    let [r1, g1, b1] = rgb8(
        i16x8_extend_high_u8x16(y),
        i16x8_extend_high_u8x16(cb),
        i16x8_extend_high_u8x16(cr),
    );
    // Narrowing keeps them from 0 to 255.
    let r = u8x16_narrow_i16x8(r0, r1);
    let g = u8x16_narrow_i16x8(g0, g1);
    let b = u8x16_narrow_i16x8(b0, b1);
    // Red and green of the pixels 0 to 7, 5 to 12, and 8 to 15.
    let (rg0, rg8) = (low8(r, g), high8(r, g));
    let rg5 =
        i8x16_shuffle::<10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25>(rg0, rg8);
    let thirds = [
        i8x16_shuffle::<0, 1, 16, 2, 3, 17, 4, 5, 18, 6, 7, 19, 8, 9, 20, 10>(rg0, b),
        i8x16_shuffle::<1, 21, 2, 3, 22, 4, 5, 23, 6, 7, 24, 8, 9, 25, 10, 11>(rg5, b),
        i8x16_shuffle::<26, 6, 7, 27, 8, 9, 28, 10, 11, 29, 12, 13, 30, 14, 15, 31>(rg8, b),
    ];
    for (out, third) in out.as_chunks_mut::<16>().0.iter_mut().zip(thirds) {
        // SAFETY: 16 bytes can be written there, and a store needs no alignment.
        unsafe { v128_store(out.as_mut_ptr().cast(), third) };
    }
}

/// Eight pixels, not yet kept from 0 to 255. The twin's factors are split up so that 16 bits are enough:
/// 1.402 is 1 + 13173 / 32768 for all 256 differences, 1.772 is 2 - 7471 / 32768, and 0.71414 is 1 - 18734 / 65536.
#[inline(always)]
fn rgb8(y: v128, cb: v128, cr: v128) -> [v128; 3] {
    let cb = i16x8_sub(cb, i16x8_splat(128));
    let cr = i16x8_sub(cr, i16x8_splat(128));
    let r = i16x8_add(cr, i16x8_q15mulr_sat(cr, i16x8_splat(13173)));
    let b = i16x8_add(i16x8_add(cb, cb), i16x8_q15mulr_sat(cb, i16x8_splat(-7471)));
    let sum = |c: v128| {
        let product = i32x4_dot_i16x8(c, pair(-22554, 18734));
        i32x4_shr(i32x4_add(product, i32x4_splat(1 << 15)), 16)
    };
    let g = i16x8_narrow_i32x4(sum(low(cb, cr)), sum(high(cb, cr)));
    [
        i16x8_add(y, r),
        i16x8_add(y, i16x8_sub(g, cr)),
        i16x8_add(y, b),
    ]
}
