//! Lanes as vectors of WebAssembly. What each function does is said at its twin in `plain.rs`.

use core::arch::wasm32::{
    i8x16_bitmask, i8x16_narrow_i16x8, i8x16_ne, i8x16_splat, i8x16_swizzle, i16x8, i16x8_abs,
    i16x8_add, i16x8_narrow_i32x4, i16x8_shl, i16x8_shr, i16x8_shuffle, i16x8_splat, i16x8_sub,
    i32x4, i32x4_add, i32x4_dot_i16x8, i32x4_extadd_pairwise_i16x8, i32x4_mul, i32x4_shr,
    i32x4_shuffle, i32x4_splat, i32x4_sub, i64x2_shuffle, u8x16, u16x8_extend_low_u8x16,
    u32x4_extend_high_u16x8, u32x4_extend_low_u16x8, u32x4_shr, v128, v128_and, v128_load,
    v128_load64_zero, v128_store, v128_xor,
};
use std::ops::{Add, Sub};

#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Words(v128);

/// The first four lanes and the last four.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Longs(v128, v128);

/// First and second numbers in turn, of the first four lanes and of the last four.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Pairs(v128, v128);

impl Words {
    pub(in super::super) const ZERO: Self = Self(i16x8(0, 0, 0, 0, 0, 0, 0, 0));

    #[inline(always)]
    pub(in super::super) fn load(lanes: &[i16; 8]) -> Self {
        // SAFETY: 16 bytes are read, which `lanes` has; the load needs no alignment.
        Self(unsafe { v128_load(lanes.as_ptr().cast()) })
    }

    #[inline(always)]
    pub(in super::super) fn to_array(self) -> [i16; 8] {
        let mut lanes = [0; 8];
        // SAFETY: 16 bytes are written, which `lanes` has; the store needs no alignment.
        unsafe { v128_store(lanes.as_mut_ptr().cast(), self.0) };
        lanes
    }

    #[inline(always)]
    pub(in super::super) fn centered(samples: &[u8; 8]) -> Self {
        // SAFETY: 8 bytes are read, which `samples` has; the load needs no alignment.
        let bytes = unsafe { v128_load64_zero(samples.as_ptr().cast()) };
        Self(i16x8_sub(u16x8_extend_low_u8x16(bytes), i16x8_splat(128)))
    }

    #[inline(always)]
    pub(in super::super) fn luma_and_chromas(pixels: &[u8; 24]) -> [Self; 3] {
        // SAFETY: 16 bytes are read, and `pixels` has that many at its begin and at its end; loads need no alignment.
        let (first, last) = unsafe {
            let start: *const u8 = pixels.as_ptr();
            (v128_load(start.cast()), v128_load(start.add(8).cast()))
        };
        // Bytes of a pixel to 16 bits each; 99 stands for a byte of 0.
        let low = four_pixels(
            i8x16_swizzle(
                first,
                u8x16(0, 99, 2, 99, 3, 99, 5, 99, 6, 99, 8, 99, 9, 99, 11, 99),
            ),
            i8x16_swizzle(
                first,
                u8x16(1, 99, 1, 99, 4, 99, 4, 99, 7, 99, 7, 99, 10, 99, 10, 99),
            ),
        );
        let high = four_pixels(
            i8x16_swizzle(
                last,
                u8x16(4, 99, 6, 99, 7, 99, 9, 99, 10, 99, 12, 99, 13, 99, 15, 99),
            ),
            i8x16_swizzle(
                last,
                u8x16(5, 99, 5, 99, 8, 99, 8, 99, 11, 99, 11, 99, 14, 99, 14, 99),
            ),
        );
        std::array::from_fn(|component| Self(i16x8_narrow_i32x4(low[component], high[component])))
    }

    #[inline(always)]
    pub(in super::super) fn averages(above: [Self; 2], below: [Self; 2]) -> Self {
        let half = |above: Self, below: Self| {
            let sums = i32x4_extadd_pairwise_i16x8(i16x8_add(above.0, below.0));
            i32x4_shr(i32x4_add(sums, i32x4(1, 2, 1, 2)), 2)
        };
        Self(i16x8_narrow_i32x4(
            half(above[0], below[0]),
            half(above[1], below[1]),
        ))
    }

    #[inline(always)]
    pub(in super::super) fn transpose(rows: [Self; 8]) -> [Self; 8] {
        let words = |a: v128, b: v128| {
            (
                i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(a, b),
                i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(a, b),
            )
        };
        let longs = |a: v128, b: v128| {
            (
                i32x4_shuffle::<0, 4, 1, 5>(a, b),
                i32x4_shuffle::<2, 6, 3, 7>(a, b),
            )
        };
        let halves = |a: v128, b: v128| {
            (
                Self(i64x2_shuffle::<0, 2>(a, b)),
                Self(i64x2_shuffle::<1, 3>(a, b)),
            )
        };
        let [a, b, c, d, e, f, g, h] = rows.map(|row| row.0);
        let (ab, (cd, (ef, gh))) = (words(a, b), (words(c, d), (words(e, f), words(g, h))));
        let ((ad0, ad2), (ad4, ad6)) = (longs(ab.0, cd.0), longs(ab.1, cd.1));
        let ((eh0, eh2), (eh4, eh6)) = (longs(ef.0, gh.0), longs(ef.1, gh.1));
        let (column0, column1) = halves(ad0, eh0);
        let (column2, column3) = halves(ad2, eh2);
        let (column4, column5) = halves(ad4, eh4);
        let (column6, column7) = halves(ad6, eh6);
        [
            column0, column1, column2, column3, column4, column5, column6, column7,
        ]
    }

    #[inline(always)]
    pub(in super::super) fn shift_left<const BITS: u32>(self) -> Self {
        Self(i16x8_shl(self.0, BITS))
    }

    #[inline(always)]
    pub(in super::super) fn shift_right<const BITS: u32>(self) -> Self {
        Self(i16x8_shr(self.0, BITS))
    }

    #[inline(always)]
    pub(in super::super) fn splat(lane: i16) -> Self {
        Self(i16x8_splat(lane))
    }

    #[inline(always)]
    pub(in super::super) fn abs(self) -> Self {
        Self(i16x8_abs(self.0))
    }

    #[inline(always)]
    pub(in super::super) fn multiply_high<const BITS: u32>(self, factors: &[u32; 8]) -> Self {
        // SAFETY: 16 bytes are read at the begin of the 32 of `factors` and in their middle; loads need no alignment.
        let (first, last) = unsafe {
            let start: *const u32 = factors.as_ptr();
            (v128_load(start.cast()), v128_load(start.add(4).cast()))
        };
        Self(i16x8_narrow_i32x4(
            u32x4_shr(i32x4_mul(u32x4_extend_low_u16x8(self.0), first), BITS),
            u32x4_shr(i32x4_mul(u32x4_extend_high_u16x8(self.0), last), BITS),
        ))
    }

    #[inline(always)]
    pub(in super::super) fn with_sign_of(self, sign: Self) -> Self {
        let negative = i16x8_shr(sign.0, 15);
        Self(i16x8_sub(v128_xor(self.0, negative), negative))
    }

    #[inline(always)]
    pub(in super::super) fn nonzero(self, next: Self) -> u16 {
        // What is not 0 is not 0 after narrowing, as that saturates.
        let bytes = i8x16_narrow_i16x8(self.0, next.0);
        i8x16_bitmask(i8x16_ne(bytes, i8x16_splat(0)))
    }
}

/// Luma and chromas of four pixels from their (red, blue) and their (green, green).
///
/// As the factors of luma add up to 1 and those of chromas to 0, all can do with the differences to green. Chromas are
/// multiplied with the opposite sign: a factor can be -1/2, but not 1/2.
#[inline(always)]
fn four_pixels(red_blue: v128, green: v128) -> [v128; 3] {
    let differences = i16x8_sub(red_blue, green);
    let dot = |a: i16, b: i16| i32x4_dot_i16x8(differences, i16x8(a, b, a, b, a, b, a, b));
    let chroma = |negative: v128| i32x4_shr(i32x4_sub(i32x4_splat((1 << 15) - 1), negative), 16);
    let green = v128_and(green, i32x4_splat(!0xffff));
    let luma = i32x4_add(
        i32x4_add(dot(19595, 7471), green),
        i32x4_splat((1 << 15) - (128 << 16)),
    );
    [
        i32x4_shr(luma, 16),
        chroma(dot(11059, -32768)),
        chroma(dot(-32768, 5329)),
    ]
}

impl Add for Words {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(i16x8_add(self.0, other.0))
    }
}

impl Sub for Words {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(i16x8_sub(self.0, other.0))
    }
}

impl Pairs {
    #[inline(always)]
    pub(in super::super) fn new(first: Words, second: Words) -> Self {
        Self(
            i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(first.0, second.0),
            i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(first.0, second.0),
        )
    }

    #[inline(always)]
    pub(in super::super) fn dot(self, a: i16, b: i16) -> Longs {
        let factors = i16x8(a, b, a, b, a, b, a, b);
        Longs(
            i32x4_dot_i16x8(self.0, factors),
            i32x4_dot_i16x8(self.1, factors),
        )
    }
}

impl Longs {
    #[inline(always)]
    pub(in super::super) fn rounded<const BITS: u32>(self) -> Words {
        let half = i32x4_splat(1 << (BITS - 1));
        let rounded = |lanes: v128| i32x4_shr(i32x4_add(lanes, half), BITS);
        Words(i16x8_narrow_i32x4(rounded(self.0), rounded(self.1)))
    }
}

impl Add for Longs {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(i32x4_add(self.0, other.0), i32x4_add(self.1, other.1))
    }
}
