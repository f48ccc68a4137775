//! [`Vector`] by the instructions of WebAssembly.

use core::arch::wasm32::{self, v128};

use crate::Vector;

/// A vector in a register.
#[derive(Debug, Clone, Copy)]
pub struct Simd128(v128);

/// Methods that are the instruction of that name.
macro_rules! instructions {
    ($($name:ident)*; $($unary:ident)*; $($shift:ident)*) => {
        $(
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                Self(wasm32::$name(self.0, other.0))
            }
        )*
        $(
            #[inline(always)]
            fn $unary(self) -> Self {
                Self(wasm32::$unary(self.0))
            }
        )*
        $(
            #[inline(always)]
            fn $shift(self, bits: u32) -> Self {
                Self(wasm32::$shift(self.0, bits))
            }
        )*
    };
}

/// Loads of 16 bytes.
macro_rules! loads {
    ($($name:ident: $array:ty)*) => {
        $(
            #[inline(always)]
            fn $name(from: &$array) -> Self {
                // SAFETY: the array has the 16 bytes that are read; a load needs no alignment.
                Self(unsafe { wasm32::v128_load(from.as_ptr().cast()) })
            }
        )*
    };
}

impl Vector for Simd128 {
    const ZERO: Self = Self(wasm32::u64x2(0, 0));

    loads! { load: [u8; 16] load_i16: [i16; 8] load_i32: [i32; 4] load_u32: [u32; 4] }

    #[inline(always)]
    fn load64_zero(from: &[u8; 8]) -> Self {
        // SAFETY: the array has the 8 bytes that are read; a load needs no alignment.
        Self(unsafe { wasm32::v128_load64_zero(from.as_ptr().cast()) })
    }

    #[inline(always)]
    fn u32x4([a, b, c, d]: [u32; 4]) -> Self {
        Self(wasm32::u32x4(a, b, c, d))
    }

    #[inline(always)]
    fn u64x2([a, b]: [u64; 2]) -> Self {
        Self(wasm32::u64x2(a, b))
    }

    #[inline(always)]
    fn u8x16_splat(lane: u8) -> Self {
        Self(wasm32::u8x16_splat(lane))
    }

    #[inline(always)]
    fn i16x8_splat(lane: i16) -> Self {
        Self(wasm32::i16x8_splat(lane))
    }

    #[inline(always)]
    fn i32x4_splat(lane: i32) -> Self {
        Self(wasm32::i32x4_splat(lane))
    }

    #[inline(always)]
    fn store(self, to: &mut [u8; 16]) {
        // SAFETY: the array has the 16 bytes that are written; a store needs no alignment.
        unsafe { wasm32::v128_store(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn store_i16(self, to: &mut [i16; 8]) {
        // SAFETY: the array has the 16 bytes that are written; a store needs no alignment.
        unsafe { wasm32::v128_store(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn store64_i16(self, to: &mut [i16; 4]) {
        // SAFETY: the array has the 8 bytes that are written; a store needs no alignment.
        unsafe { wasm32::v128_store64_lane::<0>(self.0, to.as_mut_ptr().cast()) }
    }

    #[inline(always)]
    fn store64_lane<const HALF: usize>(self, to: &mut [u8; 8]) {
        // SAFETY: the array has the 8 bytes that are written; a store needs no alignment.
        unsafe { wasm32::v128_store64_lane::<HALF>(self.0, to.as_mut_ptr().cast()) }
    }

    #[inline(always)]
    fn store32_lane<const LANE: usize>(self, to: &mut [u8; 4]) {
        // SAFETY: the array has the 4 bytes that are written; a store needs no alignment.
        unsafe { wasm32::v128_store32_lane::<LANE>(self.0, to.as_mut_ptr().cast()) }
    }

    #[inline(always)]
    fn to_u32(self) -> [u32; 4] {
        use wasm32::u32x4_extract_lane as lane;
        let v = self.0;
        [lane::<0>(v), lane::<1>(v), lane::<2>(v), lane::<3>(v)]
    }

    #[inline(always)]
    fn v128_bitselect(self, other: Self, mask: Self) -> Self {
        Self(wasm32::v128_bitselect(self.0, other.0, mask.0))
    }

    #[inline(always)]
    fn v128_any_true(self) -> bool {
        wasm32::v128_any_true(self.0)
    }

    #[inline(always)]
    fn i8x16_bitmask(self) -> u16 {
        wasm32::i8x16_bitmask(self.0)
    }

    #[inline(always)]
    #[rustfmt::skip]
    fn i8x16_shuffle<
        const A: usize, const B: usize, const C: usize, const D: usize,
        const E: usize, const F: usize, const G: usize, const H: usize,
        const I: usize, const J: usize, const K: usize, const L: usize,
        const M: usize, const N: usize, const O: usize, const P: usize,
    >(self, other: Self) -> Self {
        Self(wasm32::i8x16_shuffle::<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P>(
            self.0, other.0,
        ))
    }

    #[inline(always)]
    #[rustfmt::skip]
    fn i16x8_shuffle<
        const A: usize, const B: usize, const C: usize, const D: usize,
        const E: usize, const F: usize, const G: usize, const H: usize,
    >(self, other: Self) -> Self {
        Self(wasm32::i16x8_shuffle::<A, B, C, D, E, F, G, H>(self.0, other.0))
    }

    #[inline(always)]
    #[rustfmt::skip]
    fn i32x4_shuffle<const A: usize, const B: usize, const C: usize, const D: usize>(
        self, other: Self,
    ) -> Self {
        Self(wasm32::i32x4_shuffle::<A, B, C, D>(self.0, other.0))
    }

    #[inline(always)]
    fn i64x2_shuffle<const A: usize, const B: usize>(self, other: Self) -> Self {
        Self(wasm32::i64x2_shuffle::<A, B>(self.0, other.0))
    }

    instructions! {
        v128_and v128_andnot v128_or v128_xor
        i8x16_swizzle i8x16_add i8x16_add_sat u8x16_add_sat i8x16_sub i8x16_sub_sat u8x16_sub_sat
        u8x16_avgr u8x16_min u8x16_max u8x16_le u8x16_ge i8x16_ne
        i8x16_narrow_i16x8 u8x16_narrow_i16x8
        i16x8_add i16x8_add_sat u16x8_add_sat i16x8_sub i16x8_mul i16x8_q15mulr_sat u16x8_gt
        i16x8_extmul_low_i8x16 i16x8_extmul_high_i8x16 i16x8_narrow_i32x4
        i32x4_add i32x4_sub i32x4_mul i32x4_dot_i16x8;
        i16x8_abs i16x8_extend_low_u8x16 i16x8_extend_high_u8x16
        i32x4_extadd_pairwise_i16x8 u32x4_extend_low_u16x8 u32x4_extend_high_u16x8;
        i8x16_shr u8x16_shr i16x8_shl i16x8_shr i32x4_shr u32x4_shr
    }
}
