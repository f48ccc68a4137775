//! [`Lanes`] as an array.

/// 16 samples.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lanes([u8; 16]);

impl Lanes {
    #[inline(always)]
    pub(crate) fn new(samples: &[u8; 16]) -> Self {
        Self(*samples)
    }

    /// The same sample everywhere.
    #[inline(always)]
    pub(crate) fn all(sample: u8) -> Self {
        Self([sample; 16])
    }

    /// Two times 8 samples, the first in the lowest bits.
    #[inline(always)]
    pub(crate) fn words(low: u64, high: u64) -> Self {
        let mut out = [0; 16];
        out[..8].copy_from_slice(&low.to_le_bytes());
        out[8..].copy_from_slice(&high.to_le_bytes());
        Self(out)
    }

    #[inline(always)]
    pub(crate) fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// Samples `4 * place` to `4 * place + 3`, the first in the lowest bits. `place` is below 4.
    #[inline(always)]
    pub(crate) fn word(self, place: usize) -> u32 {
        let mut word = 0;
        for i in (0..4).rev() {
            word = word << 8 | u32::from(self.0[4 * (place & 3) + i]);
        }
        word
    }

    #[inline(always)]
    fn each(self, other: Self, operation: impl Fn(u8, u8) -> u8) -> Self {
        let mut out = [0; 16];
        for i in 0..16 {
            out[i] = operation(self.0[i], other.0[i]);
        }
        Self(out)
    }

    /// The sum of numbers with a sign, as far as 8 bits can say.
    #[inline(always)]
    pub(crate) fn add_signed(self, other: Self) -> Self {
        self.each(other, |a, b| (a as i8).saturating_add(b as i8) as u8)
    }

    /// The difference of numbers with a sign, as far as 8 bits can say.
    #[inline(always)]
    pub(crate) fn sub_signed(self, other: Self) -> Self {
        self.each(other, |a, b| (a as i8).saturating_sub(b as i8) as u8)
    }

    /// How far apart both are.
    #[inline(always)]
    pub(crate) fn difference(self, other: Self) -> Self {
        self.each(other, u8::abs_diff)
    }

    #[inline(always)]
    pub(crate) fn max(self, other: Self) -> Self {
        self.each(other, u8::max)
    }

    /// Rounded up.
    #[inline(always)]
    pub(crate) fn mean(self, other: Self) -> Self {
        self.each(other, |a, b| {
            (u16::from(a) + u16::from(b)).div_ceil(2) as u8
        })
    }

    /// At most 255.
    #[inline(always)]
    pub(crate) fn add_unsigned(self, other: Self) -> Self {
        self.each(other, u8::saturating_add)
    }

    /// The lowest 8 bits.
    #[inline(always)]
    pub(crate) fn sub(self, other: Self) -> Self {
        self.each(other, u8::wrapping_sub)
    }

    /// All bits where it is at most the other.
    #[inline(always)]
    pub(crate) fn at_most(self, other: Self) -> Self {
        self.each(other, |a, b| if a <= b { 255 } else { 0 })
    }

    #[inline(always)]
    pub(crate) fn and(self, other: Self) -> Self {
        self.each(other, |a, b| a & b)
    }

    #[inline(always)]
    pub(crate) fn and_not(self, other: Self) -> Self {
        self.each(other, |a, b| a & !b)
    }

    #[inline(always)]
    pub(crate) fn or(self, other: Self) -> Self {
        self.each(other, |a, b| a | b)
    }

    #[inline(always)]
    pub(crate) fn xor(self, other: Self) -> Self {
        self.each(other, |a, b| a ^ b)
    }

    /// Rounded down.
    #[inline(always)]
    pub(crate) fn half(self) -> Self {
        Self(self.0.map(|a| a >> 1))
    }

    /// An eighth of numbers with a sign, rounded down.
    #[inline(always)]
    pub(crate) fn eighth_signed(self) -> Self {
        Self(self.0.map(|a| (a as i8 >> 3) as u8))
    }

    /// As many 128ths of numbers with a sign, with 63 more before they are rounded down.
    #[inline(always)]
    pub(crate) fn of_128(self, share: i8) -> Self {
        Self(
            self.0
                .map(|a| ((i16::from(share) * i16::from(a as i8) + 63) >> 7) as u8),
        )
    }

    /// The samples at these places; 0 for places beyond 15.
    #[inline(always)]
    pub(crate) fn swizzle(self, places: Self) -> Self {
        Self(
            places
                .0
                .map(|place| self.0.get(usize::from(place)).copied().unwrap_or(0)),
        )
    }

    /// Sums, from 0 to 255.
    #[inline(always)]
    pub(crate) fn add_residual(self, residual: &[i16; 16]) -> Self {
        let mut out = [0; 16];
        for i in 0..16 {
            let sum = i16::from(self.0[i]).saturating_add(residual[i]);
            out[i] = sum.clamp(0, 255) as u8;
        }
        Self(out)
    }
}

/// `shuffle!(a, b, places)`: the samples of `a` (0 to 15) and `b` (16 to 31) at these 16 places.
macro_rules! shuffle {
    ($a:expr, $b:expr, $($place:literal)*) => {{
        let (a, b): ([u8; 16], [u8; 16]) = ($a.bytes(), $b.bytes());
        $crate::lanes::Lanes::new(&[
            $(if $place < 16 { a[$place & 15] } else { b[$place & 15] }),*
        ])
    }};
}
pub(crate) use shuffle;

/// The same of arrays of 8 numbers, at 8 places from 0 to 15.
macro_rules! shuffle_wide {
    ($a:expr, $b:expr, $($place:literal)*) => {{
        let (a, b): (&[i16; 8], &[i16; 8]) = ($a, $b);
        [$(if $place < 8 { a[$place & 7] } else { b[$place & 7] }),*]
    }};
}
pub(crate) use shuffle_wide;
