//! What VP8 does with 16 samples, in a few operations of [`Vector`] each.

use lanes::Vector;

/// 16 samples.
pub(crate) trait Samples: Vector {
    /// How far apart both are.
    #[inline(always)]
    fn difference(self, other: Self) -> Self {
        self.u8x16_sub_sat(other).v128_or(other.u8x16_sub_sat(self))
    }

    /// As many 128ths of numbers with a sign, with 63 more before they are rounded down.
    #[inline(always)]
    fn of_128(self, share: i8) -> Self {
        let (share, more) = (Self::u8x16_splat(share as u8), Self::i16x8_splat(63));
        let low = self.i16x8_extmul_low_i8x16(share).i16x8_add(more);
        let high = self.i16x8_extmul_high_i8x16(share).i16x8_add(more);
        // All are far from the ends of 8 bits.
        low.i16x8_shr(7).i8x16_narrow_i16x8(high.i16x8_shr(7))
    }

    /// Sums with the residual, saturated to 0 to 255.
    #[inline(always)]
    fn add_residual(self, residual: &[i16; 16]) -> Self {
        let [low, high] = [0, 8].map(|at| {
            let half: &[i16; 8] = residual[at..at + 8].try_into().expect("8 of 16");
            Self::load_i16(half)
        });
        // The numbers that are narrowed have a sign.
        let low = self.i16x8_extend_low_u8x16().i16x8_add_sat(low);
        let high = self.i16x8_extend_high_u8x16().i16x8_add_sat(high);
        low.u8x16_narrow_i16x8(high)
    }
}

impl<V: Vector> Samples for V {}

#[cfg(test)]
mod tests {
    use lanes::V128;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn operations_are_what_they_are_called(
            a: [u8; 16],
            b: [u8; 16],
            residual: [i16; 16],
            share in 0i8..=27,
        ) {
            let (x, y) = (V128::load(&a), V128::load(&b));
            let difference = x.difference(y).to_u8();
            let shares = x.of_128(share).to_u8();
            let sums = x.add_residual(&residual).to_u8();
            for i in 0..16 {
                prop_assert_eq!(difference[i], a[i].abs_diff(b[i]));
                let of_128 = (i32::from(share) * i32::from(a[i] as i8) + 63) >> 7;
                prop_assert_eq!(i32::from(shares[i] as i8), of_128);
                let sum = i32::from(a[i]) + i32::from(residual[i]);
                prop_assert_eq!(i32::from(sums[i]), sum.clamp(0, 255));
            }
        }
    }
}
