//! The operations.

use std::fmt::Debug;

/// 128 bits.
///
/// Names are those of the instructions: the type of the lanes, and what is done with them. `sat` saturates; all other
/// arithmetic wraps.
pub trait Vector: Copy + Debug {
    /// All bits 0.
    const ZERO: Self;

    /// 16 bytes.
    fn load(from: &[u8; 16]) -> Self;
    /// 8 lanes of 16 bits.
    fn load_i16(from: &[i16; 8]) -> Self;
    /// 4 lanes of 32 bits.
    fn load_i32(from: &[i32; 4]) -> Self;
    /// 4 lanes of 32 bits.
    fn load_u32(from: &[u32; 4]) -> Self;
    /// 8 bytes in the lower half, and zeros in the upper one.
    fn load64_zero(from: &[u8; 8]) -> Self;
    /// 4 lanes of 32 bits that are in registers.
    fn u32x4(lanes: [u32; 4]) -> Self;
    /// 2 lanes of 64 bits that are in registers.
    fn u64x2(lanes: [u64; 2]) -> Self;
    /// The same byte in each lane.
    fn u8x16_splat(lane: u8) -> Self;
    /// The same number in each lane.
    fn i16x8_splat(lane: i16) -> Self;
    /// The same number in each lane.
    fn i32x4_splat(lane: i32) -> Self;
    /// Two numbers in turn, as factors of [`Vector::i32x4_dot_i16x8`].
    #[inline(always)]
    fn i16x8_pairs(even: i16, odd: i16) -> Self {
        Self::i32x4_splat(i32::from(odd) << 16 | i32::from(even as u16))
    }

    /// Writes 16 bytes.
    fn store(self, to: &mut [u8; 16]);
    /// Writes 8 lanes of 16 bits.
    fn store_i16(self, to: &mut [i16; 8]);
    /// Writes the first 4 lanes of 16 bits.
    fn store64_i16(self, to: &mut [i16; 4]);
    /// Writes the lower half (0) or the upper half (1).
    fn store64_lane<const HALF: usize>(self, to: &mut [u8; 8]);
    /// Writes one of the 4 lanes of 32 bits.
    fn store32_lane<const LANE: usize>(self, to: &mut [u8; 4]);
    /// The 4 lanes of 32 bits.
    fn to_u32(self) -> [u32; 4];
    /// The 16 bytes.
    #[inline(always)]
    fn to_u8(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.store(&mut bytes);
        bytes
    }
    /// The 8 lanes of 16 bits.
    #[inline(always)]
    fn to_i16(self) -> [i16; 8] {
        let mut lanes = [0; 8];
        self.store_i16(&mut lanes);
        lanes
    }

    /// `self & other`
    fn v128_and(self, other: Self) -> Self;
    /// `self & !other`
    fn v128_andnot(self, other: Self) -> Self;
    /// `self | other`
    fn v128_or(self, other: Self) -> Self;
    /// `self ^ other`
    fn v128_xor(self, other: Self) -> Self;
    /// Each bit from `self` where the mask's is 1, and from `other` where it is 0.
    fn v128_bitselect(self, other: Self, mask: Self) -> Self;
    /// Whether a bit is 1.
    fn v128_any_true(self) -> bool;

    /// Bytes of `self` (0 to 15) and of `other` (16 to 31).
    #[rustfmt::skip]
    fn i8x16_shuffle<
        const A: usize, const B: usize, const C: usize, const D: usize,
        const E: usize, const F: usize, const G: usize, const H: usize,
        const I: usize, const J: usize, const K: usize, const L: usize,
        const M: usize, const N: usize, const O: usize, const P: usize,
    >(self, other: Self) -> Self;
    /// Lanes of `self` (0 to 7) and of `other` (8 to 15).
    #[rustfmt::skip]
    fn i16x8_shuffle<
        const A: usize, const B: usize, const C: usize, const D: usize,
        const E: usize, const F: usize, const G: usize, const H: usize,
    >(self, other: Self) -> Self;
    /// Lanes of `self` (0 to 3) and of `other` (4 to 7).
    #[rustfmt::skip]
    fn i32x4_shuffle<const A: usize, const B: usize, const C: usize, const D: usize>(
        self, other: Self,
    ) -> Self;
    /// Lanes of `self` (0 and 1) and of `other` (2 and 3).
    fn i64x2_shuffle<const A: usize, const B: usize>(self, other: Self) -> Self;
    /// The bytes of `self` at these places; 0 for places beyond 15.
    fn i8x16_swizzle(self, places: Self) -> Self;

    /// The sum.
    fn i8x16_add(self, other: Self) -> Self;
    /// The sum.
    fn i8x16_add_sat(self, other: Self) -> Self;
    /// The sum.
    fn u8x16_add_sat(self, other: Self) -> Self;
    /// The difference.
    fn i8x16_sub(self, other: Self) -> Self;
    /// The difference.
    fn i8x16_sub_sat(self, other: Self) -> Self;
    /// The difference.
    fn u8x16_sub_sat(self, other: Self) -> Self;
    /// The mean, rounded up.
    fn u8x16_avgr(self, other: Self) -> Self;
    /// The smaller one.
    fn u8x16_min(self, other: Self) -> Self;
    /// The larger one.
    fn u8x16_max(self, other: Self) -> Self;
    /// All bits where `self <= other`.
    fn u8x16_le(self, other: Self) -> Self;
    /// All bits where `self >= other`.
    fn u8x16_ge(self, other: Self) -> Self;
    /// All bits where `self != other`.
    fn i8x16_ne(self, other: Self) -> Self;
    /// Shifts right, and fills up with the sign.
    fn i8x16_shr(self, bits: u32) -> Self;
    /// Shifts right, and fills up with zeros.
    fn u8x16_shr(self, bits: u32) -> Self;
    /// The signs, that of lane 0 in the lowest bit.
    fn i8x16_bitmask(self) -> u16;
    /// Lanes of `self`, and behind them those of `other`, saturated to 8 bits with sign.
    fn i8x16_narrow_i16x8(self, other: Self) -> Self;
    /// Lanes of `self`, and behind them those of `other`, which have a sign, saturated to 0 to 255.
    fn u8x16_narrow_i16x8(self, other: Self) -> Self;

    /// The sum.
    fn i16x8_add(self, other: Self) -> Self;
    /// The sum.
    fn i16x8_add_sat(self, other: Self) -> Self;
    /// The sum.
    fn u16x8_add_sat(self, other: Self) -> Self;
    /// The difference.
    fn i16x8_sub(self, other: Self) -> Self;
    /// The product.
    fn i16x8_mul(self, other: Self) -> Self;
    /// The product with 15 bits of fraction, rounded to the nearest, halves up.
    fn i16x8_q15mulr_sat(self, other: Self) -> Self;
    /// The absolute value.
    fn i16x8_abs(self) -> Self;
    /// Shifts left.
    fn i16x8_shl(self, bits: u32) -> Self;
    /// Shifts right, and fills up with the sign.
    fn i16x8_shr(self, bits: u32) -> Self;
    /// All bits where `self > other`.
    fn u16x8_gt(self, other: Self) -> Self;
    /// Bytes 0 to 7 as 16 bits.
    fn i16x8_extend_low_u8x16(self) -> Self;
    /// Bytes 8 to 15 as 16 bits.
    fn i16x8_extend_high_u8x16(self) -> Self;
    /// Products of bytes 0 to 7, which have a sign.
    fn i16x8_extmul_low_i8x16(self, other: Self) -> Self;
    /// Products of bytes 8 to 15, which have a sign.
    fn i16x8_extmul_high_i8x16(self, other: Self) -> Self;
    /// Lanes of `self`, and behind them those of `other`, saturated to 16 bits.
    fn i16x8_narrow_i32x4(self, other: Self) -> Self;

    /// The sum.
    fn i32x4_add(self, other: Self) -> Self;
    /// The difference.
    fn i32x4_sub(self, other: Self) -> Self;
    /// The product.
    fn i32x4_mul(self, other: Self) -> Self;
    /// Shifts right, and fills up with the sign.
    fn i32x4_shr(self, bits: u32) -> Self;
    /// Shifts right, and fills up with zeros.
    fn u32x4_shr(self, bits: u32) -> Self;
    /// Sums of the products of two neighbours of 16 bits.
    fn i32x4_dot_i16x8(self, other: Self) -> Self;
    /// Sums of two neighbours of 16 bits.
    fn i32x4_extadd_pairwise_i16x8(self) -> Self;
    /// Lanes 0 to 3 of 16 bits without sign as 32 bits.
    fn u32x4_extend_low_u16x8(self) -> Self;
    /// Lanes 4 to 7 of 16 bits without sign as 32 bits.
    fn u32x4_extend_high_u16x8(self) -> Self;
}
