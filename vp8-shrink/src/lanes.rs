//! Vectors that are put together from two others.
//!
//! LLVM makes vectors of loops that do arithmetic, but takes what reorders samples apart. So under wasm that is
//! done with the instruction that is there for it, and elsewhere one sample at a time. The places are the same tokens
//! in both, so that tests of the one test the other.

/// 16 samples.
pub(crate) type Lanes = [u8; 16];

/// `shuffle!(a, b, places)`: the samples of `a` (0 to 15) and `b` (16 to 31) at these 16 places.
macro_rules! shuffle {
    ($a:expr, $b:expr, $($place:literal)*) => {{
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        {
            use core::arch::wasm32::u8x16_shuffle;
            $crate::lanes::vector::to_bytes(u8x16_shuffle::<$($place),*>(
                $crate::lanes::vector::of_bytes($a),
                $crate::lanes::vector::of_bytes($b),
            ))
        }
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        {
            let (a, b): (&[u8; 16], &[u8; 16]) = ($a, $b);
            [$(if $place < 16 { a[$place & 15] } else { b[$place & 15] }),*]
        }
    }};
}
pub(crate) use shuffle;

/// The same of 8 numbers each.
macro_rules! shuffle_wide {
    ($a:expr, $b:expr, $($place:literal)*) => {{
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        {
            use core::arch::wasm32::i16x8_shuffle;
            $crate::lanes::vector::to_numbers(i16x8_shuffle::<$($place),*>(
                $crate::lanes::vector::of_numbers($a),
                $crate::lanes::vector::of_numbers($b),
            ))
        }
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        {
            let (a, b): (&[i16; 8], &[i16; 8]) = ($a, $b);
            [$(if $place < 8 { a[$place & 7] } else { b[$place & 7] }),*]
        }
    }};
}
pub(crate) use shuffle_wide;

/// Between arrays and vectors. What looks like lane by lane becomes one load or store.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) mod vector {
    use core::arch::wasm32::{
        i16x8, i16x8_extract_lane as wide, u8x16, u8x16_extract_lane as lane, v128,
    };

    #[inline(always)]
    pub(crate) fn of_bytes(a: &[u8; 16]) -> v128 {
        u8x16(
            a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12], a[13],
            a[14], a[15],
        )
    }

    #[inline(always)]
    #[rustfmt::skip]
    pub(crate) fn to_bytes(v: v128) -> [u8; 16] {
        [
            lane::<0>(v), lane::<1>(v), lane::<2>(v), lane::<3>(v),
            lane::<4>(v), lane::<5>(v), lane::<6>(v), lane::<7>(v),
            lane::<8>(v), lane::<9>(v), lane::<10>(v), lane::<11>(v),
            lane::<12>(v), lane::<13>(v), lane::<14>(v), lane::<15>(v),
        ]
    }

    #[inline(always)]
    pub(crate) fn of_numbers(a: &[i16; 8]) -> v128 {
        i16x8(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7])
    }

    #[inline(always)]
    #[rustfmt::skip]
    pub(crate) fn to_numbers(v: v128) -> [i16; 8] {
        [
            wide::<0>(v), wide::<1>(v), wide::<2>(v), wide::<3>(v),
            wide::<4>(v), wide::<5>(v), wide::<6>(v), wide::<7>(v),
        ]
    }
}
