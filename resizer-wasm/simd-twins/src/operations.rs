//! Each operation on vectors.

use lanes::{V128, Vector};

use crate::input::Input;

fn bytes_of(vectors: impl IntoIterator<Item = V128>) -> Vec<u8> {
    vectors.into_iter().flat_map(V128::to_u8).collect()
}

fn vector(input: &mut Input<'_>) -> V128 {
    V128::load(&input.bytes())
}

pub(crate) fn on_bytes(mut input: Input<'_>) -> Vec<u8> {
    let [a, b, mask] = [(); 3].map(|()| vector(&mut input));
    let first = a.to_u8()[0];
    let mut out = bytes_of([
        V128::ZERO,
        V128::u8x16_splat(first),
        a.v128_and(b),
        a.v128_andnot(b),
        a.v128_or(b),
        a.v128_xor(b),
        a.v128_bitselect(b, mask),
        a.i8x16_swizzle(b),
        a.i8x16_swizzle(b.v128_and(V128::u8x16_splat(15))),
        a.i8x16_add(b),
        a.i8x16_add_sat(b),
        a.u8x16_add_sat(b),
        a.i8x16_sub(b),
        a.i8x16_sub_sat(b),
        a.u8x16_sub_sat(b),
        a.u8x16_avgr(b),
        a.u8x16_min(b),
        a.u8x16_max(b),
        a.u8x16_le(b),
        a.u8x16_ge(b),
        a.i8x16_ne(b),
        a.i8x16_shr(3),
        a.u8x16_shr(1),
    ]);
    out.extend(a.i8x16_bitmask().to_le_bytes());
    let few = a.v128_and(b).v128_and(mask).u8x16_shr(5);
    out.push(u8::from(few.v128_any_true()));
    out
}

pub(crate) fn on_words(mut input: Input<'_>) -> Vec<u8> {
    let [a, b, c] = [(); 3].map(|()| vector(&mut input));
    let [even, odd, ..] = c.to_i16();
    bytes_of([
        V128::i16x8_splat(even),
        V128::i16x8_pairs(even, odd),
        V128::i32x4_splat(i32::from(even) << 9),
        a.i8x16_narrow_i16x8(b),
        a.u8x16_narrow_i16x8(b),
        // Numbers of which many fit.
        a.i16x8_shr(7).i8x16_narrow_i16x8(b.i16x8_shr(8)),
        a.i16x8_shr(7).u8x16_narrow_i16x8(b.i16x8_shr(8)),
        a.i16x8_add(b),
        a.i16x8_add_sat(b),
        a.u16x8_add_sat(b),
        a.i16x8_sub(b),
        a.i16x8_mul(b),
        a.i16x8_q15mulr_sat(b),
        V128::i16x8_splat(i16::MIN).i16x8_q15mulr_sat(V128::i16x8_splat(i16::MIN)),
        a.i16x8_abs(),
        V128::i16x8_splat(i16::MIN).i16x8_abs(),
        a.i16x8_shl(2),
        a.i16x8_shr(3),
        a.u16x8_gt(b),
        a.i16x8_extend_low_u8x16(),
        a.i16x8_extend_high_u8x16(),
        a.i16x8_extmul_low_i8x16(b),
        a.i16x8_extmul_high_i8x16(b),
        a.i16x8_narrow_i32x4(b),
        a.i32x4_shr(15).i16x8_narrow_i32x4(b.i32x4_shr(16)),
        a.i32x4_add(b),
        a.i32x4_sub(b),
        a.i32x4_mul(b),
        a.i32x4_shr(11),
        a.u32x4_shr(11),
        a.i32x4_dot_i16x8(b),
        V128::i16x8_splat(i16::MIN).i32x4_dot_i16x8(V128::i16x8_splat(i16::MIN)),
        a.i32x4_extadd_pairwise_i16x8(),
        a.u32x4_extend_low_u16x8(),
        a.u32x4_extend_high_u16x8(),
    ])
}

pub(crate) fn shuffles(mut input: Input<'_>) -> Vec<u8> {
    let [a, b] = [(); 2].map(|()| vector(&mut input));
    bytes_of([
        a.i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(b),
        a.i8x16_shuffle::<31, 0, 15, 16, 9, 9, 30, 2, 1, 17, 14, 28, 3, 5, 21, 8>(b),
        a.i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(b),
        a.i16x8_shuffle::<0, 2, 4, 6, 8, 10, 8, 10>(b),
        a.i32x4_shuffle::<0, 4, 5, 6>(b),
        a.i32x4_shuffle::<2, 6, 3, 7>(b),
        a.i64x2_shuffle::<0, 2>(b),
        a.i64x2_shuffle::<1, 3>(b),
    ])
}

pub(crate) fn transfers(mut input: Input<'_>) -> Vec<u8> {
    let a = vector(&mut input);
    let halves: [u8; 8] = input.bytes();
    let words = a.to_u32();
    let mut out = bytes_of([
        V128::load64_zero(&halves),
        V128::load_i16(&a.to_i16()),
        V128::load_u32(&words),
        V128::load_i32(&words.map(|word| word as i32)),
        V128::u32x4(words),
        V128::u64x2([u64::from(words[3]) << 32 | 7, u64::from_le_bytes(halves)]),
    ]);
    let (mut low, mut high) = ([0; 8], [0; 8]);
    a.store64_lane::<0>(&mut low);
    a.store64_lane::<1>(&mut high);
    let mut four = [[0; 4]; 4];
    let [first, second, third, last] = &mut four;
    a.store32_lane::<0>(first);
    a.store32_lane::<1>(second);
    a.store32_lane::<2>(third);
    a.store32_lane::<3>(last);
    let mut half = [0i16; 4];
    a.store64_i16(&mut half);
    out.extend([low, high].as_flattened());
    out.extend(four.as_flattened());
    out.extend(half.map(i16::to_le_bytes).as_flattened());
    out
}
