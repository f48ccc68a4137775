//! Eight numbers at once: what the transform and the conversion of colours are made of.
//!
//! Additions wrap; with samples of 8 bits every result fits in its lane.

use std::ops::{Add, Sub};

use lanes::{V128, Vector};

/// Eight numbers of 16 bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(V128);

/// Eight numbers of 32 bits: the first four and the last four.
#[derive(Debug, Clone, Copy)]
pub(super) struct Longs(V128, V128);

/// Two times eight numbers of 16 bits, ready to be multiplied and added: first and second numbers in turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pairs(V128, V128);

impl Words {
    pub(super) const ZERO: Self = Self(V128::ZERO);

    #[inline(always)]
    pub(super) fn load(lanes: &[i16; 8]) -> Self {
        Self(V128::load_i16(lanes))
    }

    #[inline(always)]
    pub(super) fn to_array(self) -> [i16; 8] {
        self.0.to_i16()
    }

    /// Samples of gray, less 128.
    #[inline(always)]
    pub(super) fn centered(samples: &[u8; 8]) -> Self {
        let samples = V128::load64_zero(samples).i16x8_extend_low_u8x16();
        Self(samples.i16x8_sub(V128::i16x8_splat(128)))
    }

    /// Luma less 128 and both chromas less 128 of eight pixels of RGB, as in JFIF 1.02, with 16 bits behind the point.
    ///
    /// Constants and rounding are libjpeg's: luma to the nearest, chromas to the nearest with halves down.
    #[inline(always)]
    pub(super) fn luma_and_chromas(pixels: &[u8; 24]) -> [Self; 3] {
        /// No byte: it becomes 0.
        const O: u8 = 99;
        let first = V128::load(pixels.first_chunk().expect("16 of 24 bytes"));
        let last = V128::load(pixels.last_chunk().expect("16 of 24 bytes"));
        let spread = |from: V128, places: [u8; 16]| from.i8x16_swizzle(V128::load(&places));
        let low = four_pixels(
            spread(first, [0, O, 2, O, 3, O, 5, O, 6, O, 8, O, 9, O, 11, O]),
            spread(first, [1, O, 1, O, 4, O, 4, O, 7, O, 7, O, 10, O, 10, O]),
        );
        let high = four_pixels(
            spread(last, [4, O, 6, O, 7, O, 9, O, 10, O, 12, O, 13, O, 15, O]),
            spread(last, [5, O, 5, O, 8, O, 8, O, 11, O, 11, O, 14, O, 14, O]),
        );
        std::array::from_fn(|component| Self(low[component].i16x8_narrow_i32x4(high[component])))
    }

    /// Averages of 2 x 2 samples of two rows of 16. They are rounded down and up in turn, so that nothing gets
    /// brighter, as libjpeg does.
    #[inline(always)]
    pub(super) fn averages(above: [Self; 2], below: [Self; 2]) -> Self {
        let bias = V128::load_i32(&[1, 2, 1, 2]);
        let half = |above: Self, below: Self| {
            let sums = (above + below).0.i32x4_extadd_pairwise_i16x8();
            sums.i32x4_add(bias).i32x4_shr(2)
        };
        let right = half(above[1], below[1]);
        Self(half(above[0], below[0]).i16x8_narrow_i32x4(right))
    }

    #[inline(always)]
    pub(super) fn transpose(rows: [Self; 8]) -> [Self; 8] {
        let words = |a: V128, b: V128| {
            (
                a.i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(b),
                a.i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(b),
            )
        };
        let longs = |a: V128, b: V128| {
            (
                a.i32x4_shuffle::<0, 4, 1, 5>(b),
                a.i32x4_shuffle::<2, 6, 3, 7>(b),
            )
        };
        let halves = |a: V128, b: V128| {
            (
                Self(a.i64x2_shuffle::<0, 2>(b)),
                Self(a.i64x2_shuffle::<1, 3>(b)),
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
    pub(super) fn shift_left<const BITS: u32>(self) -> Self {
        Self(self.0.i16x8_shl(BITS))
    }

    /// Rounds down.
    #[inline(always)]
    pub(super) fn shift_right<const BITS: u32>(self) -> Self {
        Self(self.0.i16x8_shr(BITS))
    }

    #[inline(always)]
    pub(super) fn splat(lane: i16) -> Self {
        Self(V128::i16x8_splat(lane))
    }

    #[inline(always)]
    pub(super) fn abs(self) -> Self {
        Self(self.0.i16x8_abs())
    }

    /// Products, shifted down. Of numbers from 0 on; products are below 2^31.
    #[inline(always)]
    pub(super) fn multiply_high<const BITS: u32>(self, factors: &[u32; 8]) -> Self {
        let first = V128::load_u32(factors.first_chunk().expect("4 of 8 factors"));
        let last = V128::load_u32(factors.last_chunk().expect("4 of 8 factors"));
        let low = self.0.u32x4_extend_low_u16x8().i32x4_mul(first);
        let high = self.0.u32x4_extend_high_u16x8().i32x4_mul(last);
        Self(low.u32x4_shr(BITS).i16x8_narrow_i32x4(high.u32x4_shr(BITS)))
    }

    /// Negated where `sign` is negative.
    #[inline(always)]
    pub(super) fn with_sign_of(self, sign: Self) -> Self {
        let negative = sign.0.i16x8_shr(15);
        Self(self.0.v128_xor(negative).i16x8_sub(negative))
    }

    /// A bit for each lane that is not 0, `self` first.
    #[inline(always)]
    pub(super) fn nonzero(self, next: Self) -> u16 {
        // What is not 0 is not 0 after narrowing, as that saturates.
        let bytes = self.0.i8x16_narrow_i16x8(next.0);
        bytes.i8x16_ne(V128::ZERO).i8x16_bitmask()
    }
}

/// Luma and chromas of four pixels from their (red, blue) and their (green, green).
///
/// As the factors of luma add up to 1 and those of chromas to 0, all can do with the differences to green. Chromas are
/// multiplied with the opposite sign: a factor can be -1/2, but not 1/2.
#[inline(always)]
fn four_pixels(red_blue: V128, green: V128) -> [V128; 3] {
    let splat = V128::i32x4_splat;
    let differences = red_blue.i16x8_sub(green);
    let dot = |a: i16, b: i16| differences.i32x4_dot_i16x8(V128::i16x8_pairs(a, b));
    let chroma = |negative: V128| splat((1 << 15) - 1).i32x4_sub(negative).i32x4_shr(16);
    let green = green.v128_and(splat(!0xffff));
    let luma = dot(19595, 7471).i32x4_add(green);
    [
        luma.i32x4_add(splat((1 << 15) - (128 << 16))).i32x4_shr(16),
        chroma(dot(11059, -32768)),
        chroma(dot(-32768, 5329)),
    ]
}

impl Add for Words {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(self.0.i16x8_add(other.0))
    }
}

impl Sub for Words {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(self.0.i16x8_sub(other.0))
    }
}

impl Pairs {
    #[inline(always)]
    pub(super) fn new(first: Words, second: Words) -> Self {
        let (a, b) = (first.0, second.0);
        Self(
            a.i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(b),
            a.i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(b),
        )
    }

    /// `a` times the first numbers and `b` times the second ones.
    #[inline(always)]
    pub(super) fn dot(self, a: i16, b: i16) -> Longs {
        let factors = V128::i16x8_pairs(a, b);
        Longs(
            self.0.i32x4_dot_i16x8(factors),
            self.1.i32x4_dot_i16x8(factors),
        )
    }
}

impl Longs {
    /// Divided by 2^`BITS`, to the nearest, halves up. Results have 16 bits.
    #[inline(always)]
    pub(super) fn rounded<const BITS: u32>(self) -> Words {
        let half = V128::i32x4_splat(1 << (BITS - 1));
        let rounded = |lanes: V128| lanes.i32x4_add(half).i32x4_shr(BITS);
        Words(rounded(self.0).i16x8_narrow_i32x4(rounded(self.1)))
    }
}

impl Add for Longs {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(self.0.i32x4_add(other.0), self.1.i32x4_add(other.1))
    }
}
