//! [`Vector`] as an array.

use std::array::from_fn;

use crate::Vector;

/// A vector as an array of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plain([u8; 16]);

/// Reads and writes lanes of a type.
macro_rules! lanes {
    ($($read:ident $write:ident: $lane:ty, $count:literal)*) => {
        impl Plain {
            $(
                #[inline(always)]
                fn $read(self) -> [$lane; $count] {
                    const BYTES: usize = 16 / $count;
                    let (lanes, _) = self.0.as_chunks::<BYTES>();
                    from_fn(|at| <$lane>::from_le_bytes(lanes[at]))
                }

                #[inline(always)]
                fn $write(lanes: [$lane; $count]) -> Self {
                    const BYTES: usize = 16 / $count;
                    let mut bytes = [0; 16];
                    for (bytes, lane) in bytes.as_chunks_mut::<BYTES>().0.iter_mut().zip(lanes) {
                        *bytes = lane.to_le_bytes();
                    }
                    Self(bytes)
                }
            )*
        }
    };
}

lanes! {
    i8s of_i8s: i8, 16
    u8s of_u8s: u8, 16
    i16s of_i16s: i16, 8
    u16s of_u16s: u16, 8
    i32s of_i32s: i32, 4
    u32s of_u32s: u32, 4
    u64s of_u64s: u64, 2
}

/// Operations on pairs of lanes.
macro_rules! each {
    ($read:ident $write:ident: $($name:ident = $operation:expr;)*) => {
        $(
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                let (a, b) = (self.$read(), other.$read());
                let operation = $operation;
                Self::$write(from_fn(|at| operation(a[at], b[at])))
            }
        )*
    };
}

/// Shifts of lanes.
macro_rules! shifts {
    ($($name:ident: $read:ident $write:ident $operator:tt;)*) => {
        $(
            #[inline(always)]
            fn $name(self, bits: u32) -> Self {
                Self::$write(self.$read().map(|lane| lane $operator bits))
            }
        )*
    };
}

/// Lanes from two halves of another type.
#[inline(always)]
fn join<T: Copy, U, const HALF: usize, const ALL: usize>(
    first: [T; HALF],
    second: [T; HALF],
    convert: impl Fn(T) -> U,
) -> [U; ALL] {
    from_fn(|at| match at.checked_sub(HALF) {
        None => convert(first[at]),
        Some(at) => convert(second[at]),
    })
}

/// All bits of a lane of 8 bits.
#[inline(always)]
fn mask(is_set: bool) -> u8 {
    if is_set { u8::MAX } else { 0 }
}

impl Vector for Plain {
    const ZERO: Self = Self([0; 16]);

    #[inline(always)]
    fn load(from: &[u8; 16]) -> Self {
        Self(*from)
    }

    #[inline(always)]
    fn load_i16(from: &[i16; 8]) -> Self {
        Self::of_i16s(*from)
    }

    #[inline(always)]
    fn load_i32(from: &[i32; 4]) -> Self {
        Self::of_i32s(*from)
    }

    #[inline(always)]
    fn load_u32(from: &[u32; 4]) -> Self {
        Self::of_u32s(*from)
    }

    #[inline(always)]
    fn load64_zero(from: &[u8; 8]) -> Self {
        Self::of_u64s([u64::from_le_bytes(*from), 0])
    }

    #[inline(always)]
    fn u32x4(lanes: [u32; 4]) -> Self {
        Self::of_u32s(lanes)
    }

    #[inline(always)]
    fn u64x2(lanes: [u64; 2]) -> Self {
        Self::of_u64s(lanes)
    }

    #[inline(always)]
    fn u8x16_splat(lane: u8) -> Self {
        Self([lane; 16])
    }

    #[inline(always)]
    fn i16x8_splat(lane: i16) -> Self {
        Self::of_i16s([lane; 8])
    }

    #[inline(always)]
    fn i32x4_splat(lane: i32) -> Self {
        Self::of_i32s([lane; 4])
    }

    #[inline(always)]
    fn store(self, to: &mut [u8; 16]) {
        *to = self.0;
    }

    #[inline(always)]
    fn store_i16(self, to: &mut [i16; 8]) {
        *to = self.i16s();
    }

    #[inline(always)]
    fn store64_i16(self, to: &mut [i16; 4]) {
        let lanes = self.i16s();
        *to = from_fn(|at| lanes[at]);
    }

    #[inline(always)]
    fn store64_lane<const HALF: usize>(self, to: &mut [u8; 8]) {
        *to = self.u64s()[HALF].to_le_bytes();
    }

    #[inline(always)]
    fn store32_lane<const LANE: usize>(self, to: &mut [u8; 4]) {
        *to = self.u32s()[LANE].to_le_bytes();
    }

    #[inline(always)]
    fn to_u32(self) -> [u32; 4] {
        self.u32s()
    }

    #[inline(always)]
    fn v128_bitselect(self, other: Self, mask: Self) -> Self {
        self.v128_and(mask).v128_or(other.v128_andnot(mask))
    }

    #[inline(always)]
    fn v128_any_true(self) -> bool {
        self.u64s() != [0; 2]
    }

    #[inline(always)]
    #[rustfmt::skip]
    fn i8x16_shuffle<
        const A: usize, const B: usize, const C: usize, const D: usize,
        const E: usize, const F: usize, const G: usize, const H: usize,
        const I: usize, const J: usize, const K: usize, const L: usize,
        const M: usize, const N: usize, const O: usize, const P: usize,
    >(self, other: Self) -> Self {
        let places = [A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P];
        Self(places.map(|place| if place < 16 { self.0[place] } else { other.0[place - 16] }))
    }

    #[inline(always)]
    #[rustfmt::skip]
    fn i16x8_shuffle<
        const A: usize, const B: usize, const C: usize, const D: usize,
        const E: usize, const F: usize, const G: usize, const H: usize,
    >(self, other: Self) -> Self {
        let (a, b) = (self.i16s(), other.i16s());
        let places = [A, B, C, D, E, F, G, H];
        Self::of_i16s(places.map(|place| if place < 8 { a[place] } else { b[place - 8] }))
    }

    #[inline(always)]
    #[rustfmt::skip]
    fn i32x4_shuffle<const A: usize, const B: usize, const C: usize, const D: usize>(
        self, other: Self,
    ) -> Self {
        let (a, b) = (self.i32s(), other.i32s());
        Self::of_i32s([A, B, C, D].map(|place| if place < 4 { a[place] } else { b[place - 4] }))
    }

    #[inline(always)]
    fn i64x2_shuffle<const A: usize, const B: usize>(self, other: Self) -> Self {
        let (a, b) = (self.u64s(), other.u64s());
        Self::of_u64s([A, B].map(|place| if place < 2 { a[place] } else { b[place - 2] }))
    }

    #[inline(always)]
    fn i8x16_swizzle(self, places: Self) -> Self {
        let byte = |place: u8| self.0.get(usize::from(place)).copied().unwrap_or(0);
        Self(places.0.map(byte))
    }

    each! { u64s of_u64s:
        v128_and = |a, b| a & b;
        v128_andnot = |a: u64, b: u64| a & !b;
        v128_or = |a, b| a | b;
        v128_xor = |a, b| a ^ b;
    }

    each! { i8s of_i8s:
        i8x16_add = i8::wrapping_add;
        i8x16_add_sat = i8::saturating_add;
        i8x16_sub = i8::wrapping_sub;
        i8x16_sub_sat = i8::saturating_sub;
    }

    each! { u8s of_u8s:
        u8x16_add_sat = u8::saturating_add;
        u8x16_sub_sat = u8::saturating_sub;
        u8x16_avgr = |a, b| (u16::from(a) + u16::from(b)).div_ceil(2) as u8;
        u8x16_min = |a: u8, b: u8| a.min(b);
        u8x16_max = |a: u8, b: u8| a.max(b);
        u8x16_le = |a, b| mask(a <= b);
        u8x16_ge = |a, b| mask(a >= b);
        i8x16_ne = |a, b| mask(a != b);
    }

    each! { i16s of_i16s:
        i16x8_add = i16::wrapping_add;
        i16x8_add_sat = i16::saturating_add;
        i16x8_sub = i16::wrapping_sub;
        i16x8_mul = i16::wrapping_mul;
        i16x8_q15mulr_sat = |a, b| {
            let product = (i32::from(a) * i32::from(b) + (1 << 14)) >> 15;
            product.min(i32::from(i16::MAX)) as i16
        };
    }

    each! { u16s of_u16s:
        u16x8_add_sat = u16::saturating_add;
        u16x8_gt = |a, b| if a > b { u16::MAX } else { 0 };
    }

    each! { i32s of_i32s:
        i32x4_add = i32::wrapping_add;
        i32x4_sub = i32::wrapping_sub;
        i32x4_mul = i32::wrapping_mul;
    }

    shifts! {
        i8x16_shr: i8s of_i8s >>;
        u8x16_shr: u8s of_u8s >>;
        i16x8_shl: i16s of_i16s <<;
        i16x8_shr: i16s of_i16s >>;
        i32x4_shr: i32s of_i32s >>;
        u32x4_shr: u32s of_u32s >>;
    }

    #[inline(always)]
    fn i8x16_bitmask(self) -> u16 {
        let bit = |(at, lane): (usize, i8)| u16::from(lane < 0) << at;
        self.i8s().into_iter().enumerate().map(bit).sum()
    }

    #[inline(always)]
    fn i8x16_narrow_i16x8(self, other: Self) -> Self {
        let narrow = |lane: i16| lane.clamp(-128, 127) as i8;
        Self::of_i8s(join(self.i16s(), other.i16s(), narrow))
    }

    #[inline(always)]
    fn u8x16_narrow_i16x8(self, other: Self) -> Self {
        Self(join(self.i16s(), other.i16s(), |lane: i16| {
            lane.clamp(0, 255) as u8
        }))
    }

    #[inline(always)]
    fn i16x8_abs(self) -> Self {
        Self::of_i16s(self.i16s().map(i16::wrapping_abs))
    }

    #[inline(always)]
    fn i16x8_extend_low_u8x16(self) -> Self {
        Self::of_i16s(from_fn(|at| i16::from(self.0[at])))
    }

    #[inline(always)]
    fn i16x8_extend_high_u8x16(self) -> Self {
        Self::of_i16s(from_fn(|at| i16::from(self.0[8 + at])))
    }

    #[inline(always)]
    fn i16x8_extmul_low_i8x16(self, other: Self) -> Self {
        let (a, b) = (self.i8s(), other.i8s());
        Self::of_i16s(from_fn(|at| i16::from(a[at]) * i16::from(b[at])))
    }

    #[inline(always)]
    fn i16x8_extmul_high_i8x16(self, other: Self) -> Self {
        let (a, b) = (self.i8s(), other.i8s());
        Self::of_i16s(from_fn(|at| i16::from(a[8 + at]) * i16::from(b[8 + at])))
    }

    #[inline(always)]
    fn i16x8_narrow_i32x4(self, other: Self) -> Self {
        Self::of_i16s(join(self.i32s(), other.i32s(), |lane: i32| {
            lane.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
        }))
    }

    #[inline(always)]
    fn i32x4_dot_i16x8(self, other: Self) -> Self {
        let (a, b) = (self.i16s(), other.i16s());
        let product = |at: usize| i32::from(a[at]) * i32::from(b[at]);
        Self::of_i32s(from_fn(|at| {
            product(2 * at).wrapping_add(product(2 * at + 1))
        }))
    }

    #[inline(always)]
    fn i32x4_extadd_pairwise_i16x8(self) -> Self {
        let a = self.i16s().map(i32::from);
        Self::of_i32s(from_fn(|at| a[2 * at] + a[2 * at + 1]))
    }

    #[inline(always)]
    fn u32x4_extend_low_u16x8(self) -> Self {
        let a = self.u16s();
        Self::of_u32s(from_fn(|at| u32::from(a[at])))
    }

    #[inline(always)]
    fn u32x4_extend_high_u16x8(self) -> Self {
        let a = self.u16s();
        Self::of_u32s(from_fn(|at| u32::from(a[4 + at])))
    }
}
