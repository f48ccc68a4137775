//! The kernels of the decoder, with vectors. Each equals its scalar form bit for bit.
//!
//! Everything here is exact integer arithmetic: sums of products come in another order than in the scalar forms, but without
//! rounding between, so that their 32 bits are the same.

use lanes::{V128, Vector};

use crate::coefficients::Block;
use crate::tables::Quantisers;

/// Of one row or column of dequantised coefficients, the sum of absolute values up to which the first pass of a transform
/// stays within 16 bits: weights are 1.4143 at most, and two bits are added. Pictures of 8 bits stay below it.
const LARGEST_SUM: i16 = 5790;

/// Sets all coefficients to zero.
#[inline(always)]
pub(crate) fn clear(block: &mut Block) {
    // The compiler does not know that this is zero: else it would call a function to fill memory, which takes longer.
    let zero = V128::i32x4_splat(std::hint::black_box(0));
    for row in block.as_chunks_mut::<8>().0 {
        zero.store_i16(row);
    }
}

/// The first `ROWS` rows of a block, multiplied by their quantisers. Nothing if one of the products, or what the first pass
/// makes of them, may not fit into 16 bits.
#[inline(always)]
fn dequantised<const ROWS: usize>(block: &Block, quantisers: &Quantisers) -> Option<[V128; ROWS]> {
    let mut rows = [V128::ZERO; ROWS];
    let mut large = V128::ZERO;
    let mut sum = V128::ZERO;
    let steps = quantisers.as_chunks::<4>().0;
    for (y, row) in rows.iter_mut().enumerate() {
        let values = V128::load_i16(&block.as_chunks::<8>().0[y]);
        // Quantisers beyond 16 bits become the largest number, whose products are too large anyway.
        let [first, second] = [&steps[2 * y], &steps[2 * y + 1]].map(V128::load_i32);
        let steps = first.i16x8_narrow_i32x4(second);
        // Zero if the product is from -2^14 to 2^14 - 1.
        large = large.v128_or(values.i16x8_q15mulr_sat(steps));
        *row = values.i16x8_mul(steps);
        sum = sum.u16x8_add_sat(row.i16x8_abs());
    }
    let large = large.v128_or(sum.u16x8_gt(V128::i16x8_splat(LARGEST_SUM)));
    (!large.v128_any_true()).then_some(rows)
}

/// Two factors in turn.
#[inline(always)]
fn pair(a: i16, b: i16) -> V128 {
    V128::i16x8_pairs(a, b)
}

#[inline(always)]
fn low(a: V128, b: V128) -> V128 {
    a.i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(b)
}

#[inline(always)]
fn high(a: V128, b: V128) -> V128 {
    a.i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(b)
}

/// One pass over four columns: eight sums from the coefficients 0 and 4, 2 and 6, 1 and 3, 5 and 7, in turn. The factors are
/// those of the scalar form, multiplied out, with 13 bits.
#[inline(always)]
fn sums8(c04: V128, c26: V128, c13: V128, c57: V128, bias: i32) -> [V128; 8] {
    let dot = V128::i32x4_dot_i16x8;
    let bias = V128::i32x4_splat(bias);
    let t0 = dot(c04, pair(8192, 8192)).i32x4_add(bias);
    let t1 = dot(c04, pair(8192, -8192)).i32x4_add(bias);
    let t2 = dot(c26, pair(4433, -10704));
    let t3 = dot(c26, pair(10703, 4433));
    let even = [
        t0.i32x4_add(t3),
        t1.i32x4_add(t2),
        t1.i32x4_sub(t2),
        t0.i32x4_sub(t3),
    ];
    let odd = [
        dot(c13, pair(11363, 9633)).i32x4_add(dot(c57, pair(6437, 2260))),
        dot(c13, pair(9633, -2259)).i32x4_add(dot(c57, pair(-11362, -6436))),
        dot(c13, pair(6437, -11362)).i32x4_add(dot(c57, pair(2261, 9633))),
        dot(c13, pair(2260, -6436)).i32x4_add(dot(c57, pair(9633, -11363))),
    ];
    butterflies(even, odd)
}

/// The same where the coefficients from 4 on are zero.
#[inline(always)]
fn sums8_of_4(c02: V128, c13: V128, bias: i32) -> [V128; 8] {
    let dot = V128::i32x4_dot_i16x8;
    let even = |a: i16| dot(c02, pair(8192, a)).i32x4_add(V128::i32x4_splat(bias));
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
fn butterflies(e: [V128; 4], o: [V128; 4]) -> [V128; 8] {
    [
        e[0].i32x4_add(o[0]),
        e[1].i32x4_add(o[1]),
        e[2].i32x4_add(o[2]),
        e[3].i32x4_add(o[3]),
        e[3].i32x4_sub(o[3]),
        e[2].i32x4_sub(o[2]),
        e[1].i32x4_sub(o[1]),
        e[0].i32x4_sub(o[0]),
    ]
}

const FIRST: u32 = 11;
const FIRST_BIAS: i32 = 1 << (FIRST - 1);
const SECOND: u32 = 18;
const SECOND_BIAS: i32 = (128 << SECOND) + (1 << (SECOND - 1));

/// Shifts 32-bit sums of four lanes each and joins them as 16-bit numbers. All fit.
#[inline(always)]
fn join(shift: u32, a: V128, b: V128) -> V128 {
    a.i32x4_shr(shift).i16x8_narrow_i32x4(b.i32x4_shr(shift))
}

#[inline(always)]
fn full_pass(rows: &[V128; 8], shift: u32, bias: i32) -> [V128; 8] {
    let [x0, x1, x2, x3, x4, x5, x6, x7] = *rows;
    let a = sums8(low(x0, x4), low(x2, x6), low(x1, x3), low(x5, x7), bias);
    let b = sums8(high(x0, x4), high(x2, x6), high(x1, x3), high(x5, x7), bias);
    core::array::from_fn(|y| join(shift, a[y], b[y]))
}

#[inline(always)]
fn transpose8(rows: &[V128; 8]) -> [V128; 8] {
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

/// [`crate::idct::transform8`]; `sparse` if only the first four rows and columns are not zero.
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
        let u0 = a.i64x2_shuffle::<0, 2>(c);
        let u1 = a.i64x2_shuffle::<1, 3>(c);
        let u2 = b.i64x2_shuffle::<0, 2>(d);
        let u3 = b.i64x2_shuffle::<1, 3>(d);
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
fn store_columns(columns: &[V128; 8], out: &mut [u8], stride: usize) {
    let bytes = |a: usize, b: usize| columns[a].u8x16_narrow_i16x8(columns[b]);
    let (a, b, c, d) = (bytes(0, 4), bytes(1, 5), bytes(2, 6), bytes(3, 7));
    let (ab, ab4) = (low8(a, b), high8(a, b));
    let (cd, cd4) = (low8(c, d), high8(c, d));
    let (left, left4) = (low(ab, cd), high(ab, cd));
    let (right, right4) = (low(ab4, cd4), high(ab4, cd4));
    let rows = [
        left.i32x4_shuffle::<0, 4, 1, 5>(right),
        left.i32x4_shuffle::<2, 6, 3, 7>(right),
        left4.i32x4_shuffle::<0, 4, 1, 5>(right4),
        left4.i32x4_shuffle::<2, 6, 3, 7>(right4),
    ];
    // Enough for all rows, which is checked once.
    let out = &mut out[..7 * stride + 8];
    for (y, two) in rows.into_iter().enumerate() {
        let first: &mut [u8; 8] = (&mut out[2 * y * stride..][..8])
            .try_into()
            .expect("8 samples");
        two.store64_lane::<0>(first);
        let second: &mut [u8; 8] = (&mut out[(2 * y + 1) * stride..][..8])
            .try_into()
            .expect("8 samples");
        two.store64_lane::<1>(second);
    }
}

#[inline(always)]
fn low8(a: V128, b: V128) -> V128 {
    a.i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(b)
}

#[inline(always)]
fn high8(a: V128, b: V128) -> V128 {
    a.i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(b)
}

/// [`crate::idct::transform4`]. False, and nothing done, where numbers are too large for it.
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
    let bytes = even.u8x16_narrow_i16x8(odd);
    let rows = bytes.i8x16_shuffle::<0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15>(bytes);
    let out = &mut out[..3 * stride + 4];
    rows.store32_lane::<0>(four(out, 0));
    rows.store32_lane::<1>(four(out, stride));
    rows.store32_lane::<2>(four(out, 2 * stride));
    rows.store32_lane::<3>(four(out, 3 * stride));
    true
}

/// Four samples of a row.
#[inline(always)]
fn four(out: &mut [u8], at: usize) -> &mut [u8; 4] {
    (&mut out[at..][..4]).try_into().expect("4 samples")
}

/// One pass over four columns, of the coefficients 0 and 2, and 1 and 3, in turn. The result is transposed, and again in
/// pairs, so that it can be the next pass's input.
#[inline(always)]
fn pass4(c02: V128, c13: V128, shift: u32, bias: i32) -> (V128, V128) {
    let dot = V128::i32x4_dot_i16x8;
    let bias = V128::i32x4_splat(bias);
    let t0 = dot(c02, pair(8192, 8192)).i32x4_add(bias);
    let t1 = dot(c02, pair(8192, -8192)).i32x4_add(bias);
    let t2 = dot(c13, pair(10703, 4433));
    let t3 = dot(c13, pair(4433, -10704));
    let r01 = join(shift, t0.i32x4_add(t2), t1.i32x4_add(t3));
    let r23 = join(shift, t1.i32x4_sub(t3), t0.i32x4_sub(t2));
    let (a, b) = (low(r01, r23), high(r01, r23));
    let (columns01, columns23) = (low(a, b), high(a, b));
    (low(columns01, columns23), high(columns01, columns23))
}

/// [`crate::idct::transform3`]. False, and nothing done, where numbers are too large for it. Where
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
    let c02 = r01.i16x8_shuffle::<0, 2, 4, 6, 8, 10, 8, 10>(r2);
    let c11 = r01.i16x8_shuffle::<1, 1, 5, 5, 9, 9, 9, 9>(r2);
    let [c0, c1, c2] = pass3(c02, c11, SECOND_BIAS);
    // Columns of four, of which three are samples.
    let columns = join(SECOND, c0, c1).u8x16_narrow_i16x8(join(SECOND, c2, c2));
    let rows =
        columns.i8x16_shuffle::<0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15>(columns);
    let out = &mut out[..2 * stride + 4];
    rows.store32_lane::<0>(four(out, 0));
    rows.store32_lane::<1>(four(out, stride));
    rows.store32_lane::<2>(four(out, 2 * stride));
    true
}

/// One pass over four columns, of the coefficients 0 and 2 in turn, and 1 twice.
#[inline(always)]
fn pass3(c02: V128, c11: V128, bias: i32) -> [V128; 3] {
    let dot = V128::i32x4_dot_i16x8;
    let bias = V128::i32x4_splat(bias);
    let side = dot(c02, pair(8192, 5793)).i32x4_add(bias);
    let middle = dot(c02, pair(8192, -11586)).i32x4_add(bias);
    let odd = dot(c11, pair(10033, 0));
    [side.i32x4_add(odd), middle, side.i32x4_sub(odd)]
}

/// Sixteen times [`crate::color::rgb`].
#[inline(always)]
pub(crate) fn ycc_to_rgb(y: &[u8; 16], cb: &[u8; 16], cr: &[u8; 16], out: &mut [u8; 48]) {
    let [y, cb, cr] = [y, cb, cr].map(V128::load);
    let [r0, g0, b0] = rgb8(
        y.i16x8_extend_low_u8x16(),
        cb.i16x8_extend_low_u8x16(),
        cr.i16x8_extend_low_u8x16(),
    );
    let [r1, g1, b1] = rgb8(
        y.i16x8_extend_high_u8x16(),
        cb.i16x8_extend_high_u8x16(),
        cr.i16x8_extend_high_u8x16(),
    );
    // Narrowing keeps them from 0 to 255.
    let r = r0.u8x16_narrow_i16x8(r1);
    let g = g0.u8x16_narrow_i16x8(g1);
    let b = b0.u8x16_narrow_i16x8(b1);
    // Red and green of the pixels 0 to 7, 5 to 12, and 8 to 15.
    let (rg0, rg8) = (low8(r, g), high8(r, g));
    let rg5 =
        rg0.i8x16_shuffle::<10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25>(rg8);
    let thirds = [
        rg0.i8x16_shuffle::<0, 1, 16, 2, 3, 17, 4, 5, 18, 6, 7, 19, 8, 9, 20, 10>(b),
        rg5.i8x16_shuffle::<1, 21, 2, 3, 22, 4, 5, 23, 6, 7, 24, 8, 9, 25, 10, 11>(b),
        rg8.i8x16_shuffle::<26, 6, 7, 27, 8, 9, 28, 10, 11, 29, 12, 13, 30, 14, 15, 31>(b),
    ];
    for (out, third) in out.as_chunks_mut::<16>().0.iter_mut().zip(thirds) {
        third.store(out);
    }
}

/// Eight pixels, not yet kept from 0 to 255. Its factors are split up so that 16 bits are enough:
/// 1.402 is 1 + 13173 / 32768 for all 256 differences, 1.772 is 2 - 7471 / 32768, and 0.71414 is 1 - 18734 / 65536.
#[inline(always)]
fn rgb8(y: V128, cb: V128, cr: V128) -> [V128; 3] {
    let cb = cb.i16x8_sub(V128::i16x8_splat(128));
    let cr = cr.i16x8_sub(V128::i16x8_splat(128));
    let r = cr.i16x8_add(cr.i16x8_q15mulr_sat(V128::i16x8_splat(13173)));
    let b = cb
        .i16x8_add(cb)
        .i16x8_add(cb.i16x8_q15mulr_sat(V128::i16x8_splat(-7471)));
    let sum = |c: V128| {
        let product = c.i32x4_dot_i16x8(pair(-22554, 18734));
        product.i32x4_add(V128::i32x4_splat(1 << 15)).i32x4_shr(16)
    };
    let g = sum(low(cb, cr)).i16x8_narrow_i32x4(sum(high(cb, cr)));
    [y.i16x8_add(r), y.i16x8_add(g.i16x8_sub(cr)), y.i16x8_add(b)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::color::rgb;
    use crate::idct::{scalar3, scalar4, scalar8};

    /// Coefficients of pictures, and such as no encoder writes.
    fn blocks() -> impl Strategy<Value = (Block, Quantisers)> {
        (4u32..=15, any::<[i16; 32]>(), any::<[i16; 32]>(), 1..=300).prop_map(
            |(bits, upper, lower, step)| {
                let mut block = [0; 64];
                block[..32].copy_from_slice(&upper);
                block[32..].copy_from_slice(&lower);
                (block.map(|value| value >> bits), [step; 64])
            },
        )
    }

    proptest! {
        #[test]
        fn transforms_equal_their_scalar_forms((block, quantisers) in blocks()) {
            let (mut found, mut expected) = ([0; 80], [0; 80]);
            if transform8(&block, false, &quantisers, &mut found, 9) {
                scalar8(&block, 63, &quantisers, &mut expected, 9);
                prop_assert_eq!(found, expected);
            }
            if transform4(&block, &quantisers, &mut found, 9) {
                scalar4(&block, &quantisers, &mut expected, 9);
                prop_assert_eq!(found, expected);
            }
            if transform3(&block, &quantisers, &mut found, 9) {
                scalar3(&block, &quantisers, &mut expected, 9);
                for y in 0..3 {
                    prop_assert_eq!(&found[9 * y..][..3], &expected[9 * y..][..3]);
                }
            }
        }

        #[test]
        fn a_sparse_block_equals_its_scalar_form((mut block, quantisers) in blocks()) {
            for (at, value) in block.iter_mut().enumerate() {
                if at % 8 > 3 || at / 8 > 3 {
                    *value = 0;
                }
            }
            let (mut found, mut expected) = ([0; 80], [0; 80]);
            if transform8(&block, true, &quantisers, &mut found, 9) {
                scalar8(&block, 63, &quantisers, &mut expected, 9);
                prop_assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn all_chroma_equals_the_scalar_form() {
        for (cb, cr) in (0..=255).flat_map(|cb| (0..=255).map(move |cr| (cb, cr))) {
            let luma = std::array::from_fn(|x| 17 * x as u8);
            let mut out = [0; 48];
            ycc_to_rgb(&luma, &[cb; 16], &[cr; 16], &mut out);
            for (pixel, luma) in out.as_chunks::<3>().0.iter().zip(luma) {
                assert_eq!(*pixel, rgb(luma, cb, cr));
            }
        }
    }
}
