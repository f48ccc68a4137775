//! Sixteen bytes on which one instruction works.
//!
//! Under WebAssembly these are the instructions of simd128. Elsewhere each has a twin in plain Rust that gives the same,
//! on which the tests run. No intrinsic here needs `unsafe`: numbers go in and come out as words, not through pointers.

pub(super) use lanes::Vector;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes {
    use core::arch::wasm32::{
        i8x16_add, u8x16_avgr, u8x16_ge, u8x16_max, u8x16_min, u8x16_splat, u8x16_sub,
        u8x16_sub_sat, u32x4, u32x4_extract_lane, u32x4_shuffle, v128, v128_and, v128_bitselect,
        v128_xor,
    };

    /// Lanes of eight bits, without sign.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Vector(v128);

    impl Vector {
        /// Four bytes in each word, the first in its lowest place.
        #[inline(always)]
        pub(in super::super) fn from_words(words: [u32; 4]) -> Self {
            let [a, b, c, d] = words;
            Self(u32x4(a, b, c, d))
        }

        #[inline(always)]
        pub(in super::super) fn words(self) -> [u32; 4] {
            [
                u32x4_extract_lane::<0>(self.0),
                u32x4_extract_lane::<1>(self.0),
                u32x4_extract_lane::<2>(self.0),
                u32x4_extract_lane::<3>(self.0),
            ]
        }

        /// The first word of `first`, and behind it the first three of this.
        #[inline(always)]
        pub(in super::super) fn behind_word(self, first: Self) -> Self {
            Self(u32x4_shuffle::<0, 4, 5, 6>(first.0, self.0))
        }

        /// The first two words of `first`, and behind them the first two of this.
        #[inline(always)]
        pub(in super::super) fn behind_two_words(self, first: Self) -> Self {
            Self(u32x4_shuffle::<0, 1, 4, 5>(first.0, self.0))
        }

        #[inline(always)]
        pub(in super::super) fn min(self, other: Self) -> Self {
            Self(u8x16_min(self.0, other.0))
        }

        #[inline(always)]
        pub(in super::super) fn max(self, other: Self) -> Self {
            Self(u8x16_max(self.0, other.0))
        }

        /// Without what does not fit.
        #[inline(always)]
        pub(in super::super) fn add(self, other: Self) -> Self {
            Self(i8x16_add(self.0, other.0))
        }

        /// 0 where the other is greater.
        #[inline(always)]
        pub(in super::super) fn minus(self, other: Self) -> Self {
            Self(u8x16_sub_sat(self.0, other.0))
        }

        /// The mean, rounded down.
        #[inline(always)]
        pub(in super::super) fn average(self, other: Self) -> Self {
            // The instruction rounds up.
            let odd = v128_and(v128_xor(self.0, other.0), u8x16_splat(1));
            Self(u8x16_sub(u8x16_avgr(self.0, other.0), odd))
        }

        #[inline(always)]
        pub(in super::super) fn and(self, other: Self) -> Self {
            Self(v128_and(self.0, other.0))
        }

        /// 255 where this is at least as great as the other, and else 0.
        #[inline(always)]
        pub(in super::super) fn at_least(self, other: Self) -> Self {
            Self(u8x16_ge(self.0, other.0))
        }

        /// Of this, a mask of lanes that are 0 or 255: `yes` where it is 255, and `no` where it is 0.
        #[inline(always)]
        pub(in super::super) fn choose(self, yes: Self, no: Self) -> Self {
            Self(v128_bitselect(yes.0, no.0, self.0))
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    /// Lanes of eight bits, without sign.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Vector([u8; 16]);

    impl Vector {
        /// Four bytes in each word, the first in its lowest place.
        pub(in super::super) fn from_words(words: [u32; 4]) -> Self {
            Self(std::array::from_fn(|lane| {
                words[lane / 4].to_le_bytes()[lane % 4]
            }))
        }

        pub(in super::super) fn words(self) -> [u32; 4] {
            std::array::from_fn(|word| {
                u32::from_le_bytes(std::array::from_fn(|byte| self.0[word * 4 + byte]))
            })
        }

        /// The first word of `first`, and behind it the first three of this.
        pub(in super::super) fn behind_word(self, first: Self) -> Self {
            let [a, b, c, _] = self.words();
            Self::from_words([first.words()[0], a, b, c])
        }

        /// The first two words of `first`, and behind them the first two of this.
        pub(in super::super) fn behind_two_words(self, first: Self) -> Self {
            let [a, b, _, _] = self.words();
            let [first, second, _, _] = first.words();
            Self::from_words([first, second, a, b])
        }

        pub(in super::super) fn min(self, other: Self) -> Self {
            self.with(other, u8::min)
        }

        pub(in super::super) fn max(self, other: Self) -> Self {
            self.with(other, u8::max)
        }

        /// Without what does not fit.
        pub(in super::super) fn add(self, other: Self) -> Self {
            self.with(other, u8::wrapping_add)
        }

        /// 0 where the other is greater.
        pub(in super::super) fn minus(self, other: Self) -> Self {
            self.with(other, u8::saturating_sub)
        }

        /// The mean, rounded down.
        pub(in super::super) fn average(self, other: Self) -> Self {
            self.with(other, u8::midpoint)
        }

        pub(in super::super) fn and(self, other: Self) -> Self {
            self.with(other, |a, b| a & b)
        }

        /// 255 where this is at least as great as the other, and else 0.
        pub(in super::super) fn at_least(self, other: Self) -> Self {
            self.with(other, |a, b| if a >= b { 255 } else { 0 })
        }

        /// Of this, a mask of lanes that are 0 or 255: `yes` where it is 255, and `no` where it is 0.
        pub(in super::super) fn choose(self, yes: Self, no: Self) -> Self {
            Self(std::array::from_fn(|lane| {
                (yes.0[lane] & self.0[lane]) | (no.0[lane] & !self.0[lane])
            }))
        }

        fn with(self, other: Self, operation: impl Fn(u8, u8) -> u8) -> Self {
            Self(std::array::from_fn(|lane| {
                operation(self.0[lane], other.0[lane])
            }))
        }
    }
}
