//! [`Lanes`] as a vector of WebAssembly. What each operation does, `plain.rs` says.

use core::arch::wasm32::*;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Lanes(pub(crate) v128);

impl Lanes {
    #[inline(always)]
    #[rustfmt::skip]
    pub(crate) fn new(a: &[u8; 16]) -> Self {
        Self(u8x16(
            a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7],
            a[8], a[9], a[10], a[11], a[12], a[13], a[14], a[15],
        ))
    }

    #[inline(always)]
    pub(crate) fn all(sample: u8) -> Self {
        Self(u8x16_splat(sample))
    }

    #[inline(always)]
    pub(crate) fn words(low: u64, high: u64) -> Self {
        Self(u64x2(low, high))
    }

    #[inline(always)]
    #[rustfmt::skip]
    pub(crate) fn bytes(self) -> [u8; 16] {
        use u8x16_extract_lane as lane;
        let v = self.0;
        [
            lane::<0>(v), lane::<1>(v), lane::<2>(v), lane::<3>(v),
            lane::<4>(v), lane::<5>(v), lane::<6>(v), lane::<7>(v),
            lane::<8>(v), lane::<9>(v), lane::<10>(v), lane::<11>(v),
            lane::<12>(v), lane::<13>(v), lane::<14>(v), lane::<15>(v),
        ]
    }

    #[inline(always)]
    pub(crate) fn word(self, place: usize) -> u32 {
        match place & 3 {
            0 => u32x4_extract_lane::<0>(self.0),
            1 => u32x4_extract_lane::<1>(self.0),
            2 => u32x4_extract_lane::<2>(self.0),
            _ => u32x4_extract_lane::<3>(self.0),
        }
    }

    #[inline(always)]
    pub(crate) fn add_signed(self, other: Self) -> Self {
        Self(i8x16_add_sat(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn sub_signed(self, other: Self) -> Self {
        Self(i8x16_sub_sat(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn difference(self, other: Self) -> Self {
        Self(v128_or(
            u8x16_sub_sat(self.0, other.0),
            u8x16_sub_sat(other.0, self.0),
        ))
    }

    #[inline(always)]
    pub(crate) fn max(self, other: Self) -> Self {
        Self(u8x16_max(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn mean(self, other: Self) -> Self {
        Self(u8x16_avgr(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn add_unsigned(self, other: Self) -> Self {
        Self(u8x16_add_sat(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn sub(self, other: Self) -> Self {
        Self(i8x16_sub(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn at_most(self, other: Self) -> Self {
        Self(u8x16_le(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn and_not(self, other: Self) -> Self {
        Self(v128_andnot(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn or(self, other: Self) -> Self {
        Self(v128_or(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn xor(self, other: Self) -> Self {
        Self(v128_xor(self.0, other.0))
    }

    #[inline(always)]
    pub(crate) fn half(self) -> Self {
        Self(u8x16_shr(self.0, 1))
    }

    #[inline(always)]
    pub(crate) fn eighth_signed(self) -> Self {
        Self(i8x16_shr(self.0, 3))
    }

    #[inline(always)]
    pub(crate) fn of_128(self, share: i8) -> Self {
        let (share, more) = (i8x16_splat(share), i16x8_splat(63));
        let low = i16x8_add(i16x8_extmul_low_i8x16(self.0, share), more);
        let high = i16x8_add(i16x8_extmul_high_i8x16(self.0, share), more);
        // All are far from the ends of 8 bits.
        Self(i8x16_narrow_i16x8(i16x8_shr(low, 7), i16x8_shr(high, 7)))
    }

    #[inline(always)]
    pub(crate) fn swizzle(self, places: Self) -> Self {
        Self(u8x16_swizzle(self.0, places.0))
    }

    #[inline(always)]
    #[rustfmt::skip]
    pub(crate) fn add_residual(self, r: &[i16; 16]) -> Self {
        let low = i16x8(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]);
        let high = i16x8(r[8], r[9], r[10], r[11], r[12], r[13], r[14], r[15]);
        // The numbers that are narrowed have a sign.
        Self(u8x16_narrow_i16x8(
            i16x8_add_sat(u16x8_extend_low_u8x16(self.0), low),
            i16x8_add_sat(u16x8_extend_high_u8x16(self.0), high),
        ))
    }
}

macro_rules! shuffle {
    ($a:expr, $b:expr, $($place:literal)*) => {
        $crate::lanes::Lanes(core::arch::wasm32::u8x16_shuffle::<$($place),*>($a.0, $b.0))
    };
}
pub(crate) use shuffle;

macro_rules! shuffle_wide {
    ($a:expr, $b:expr, $($place:literal)*) => {{
        use core::arch::wasm32::{i16x8, i16x8_extract_lane as lane, i16x8_shuffle, v128};
        let vector = |a: &[i16; 8]| i16x8(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
        let v: v128 = i16x8_shuffle::<$($place),*>(vector($a), vector($b));
        [
            lane::<0>(v), lane::<1>(v), lane::<2>(v), lane::<3>(v),
            lane::<4>(v), lane::<5>(v), lane::<6>(v), lane::<7>(v),
        ]
    }};
}
pub(crate) use shuffle_wide;
