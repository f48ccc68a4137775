//! Lanes as arrays.

use std::array::from_fn;
use std::ops::{Add, Sub};

/// Eight numbers of 16 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Words([i16; 8]);

/// Eight numbers of 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Longs([i32; 8]);

/// Two times eight numbers of 16 bits, ready to be multiplied and added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Pairs([i16; 8], [i16; 8]);

impl Words {
    pub(in super::super) const ZERO: Self = Self([0; 8]);

    pub(in super::super) fn load(lanes: &[i16; 8]) -> Self {
        Self(*lanes)
    }

    pub(in super::super) fn to_array(self) -> [i16; 8] {
        self.0
    }

    /// Samples of gray, less 128.
    pub(in super::super) fn centered(samples: &[u8; 8]) -> Self {
        Self(samples.map(|sample| i16::from(sample) - 128))
    }

    /// Luma less 128 and both chromas less 128 of eight pixels of RGB, as in JFIF 1.02, with 16 bits behind the point.
    ///
    /// Constants and rounding are libjpeg's: luma to the nearest, chromas to the nearest with halves down.
    pub(in super::super) fn luma_and_chromas(pixels: &[u8; 24]) -> [Self; 3] {
        let convert = |[red, green, blue]: [i32; 3], more: i32| {
            Self(from_fn(|lane| {
                let [r, g, b] = from_fn(|channel| i32::from(pixels[3 * lane + channel]));
                ((red * r + green * g + blue * b + more) >> 16) as i16
            }))
        };
        [
            convert([19595, 38470, 7471], (1 << 15) - (128 << 16)),
            convert([-11059, -21709, 32768], (1 << 15) - 1),
            convert([32768, -27439, -5329], (1 << 15) - 1),
        ]
    }

    /// Averages of 2 x 2 samples of two rows of 16. They are rounded down and up in turn, so that nothing gets
    /// brighter, as libjpeg does.
    pub(in super::super) fn averages(above: [Self; 2], below: [Self; 2]) -> Self {
        let sample = |row: [Self; 2], x: usize| row[x / 8].0[x % 8];
        Self(from_fn(|lane| {
            let sum: i16 = [above, below]
                .map(|row| sample(row, 2 * lane) + sample(row, 2 * lane + 1))
                .iter()
                .sum();
            (sum + [1, 2][lane % 2]) >> 2
        }))
    }

    pub(in super::super) fn transpose(rows: [Self; 8]) -> [Self; 8] {
        from_fn(|column| Self(rows.map(|row| row.0[column])))
    }

    pub(in super::super) fn shift_left<const BITS: u32>(self) -> Self {
        Self(self.0.map(|lane| {
            let shifted = lane << BITS;
            assert_eq!(shifted >> BITS, lane);
            shifted
        }))
    }

    /// Rounds down.
    pub(in super::super) fn shift_right<const BITS: u32>(self) -> Self {
        Self(self.0.map(|lane| lane >> BITS))
    }

    pub(in super::super) fn splat(lane: i16) -> Self {
        Self([lane; 8])
    }

    pub(in super::super) fn abs(self) -> Self {
        Self(self.0.map(i16::abs))
    }

    /// Products, shifted down. Of numbers from 0 on; products are below 2^31.
    pub(in super::super) fn multiply_high<const BITS: u32>(self, factors: &[u32; 8]) -> Self {
        Self(from_fn(|lane| {
            ((self.0[lane] as u32 * factors[lane]) >> BITS) as i16
        }))
    }

    /// Turned round where `sign` is negative.
    pub(in super::super) fn with_sign_of(self, sign: Self) -> Self {
        Self(from_fn(|lane| {
            if sign.0[lane] < 0 {
                -self.0[lane]
            } else {
                self.0[lane]
            }
        }))
    }

    /// A bit for each lane that is not 0, `self` first.
    pub(in super::super) fn nonzero(self, next: Self) -> u16 {
        let bits = |lanes: [i16; 8]| {
            let bit = |lane: usize| u16::from(lanes[lane] != 0) << lane;
            (0..8).map(bit).sum::<u16>()
        };
        bits(self.0) | bits(next.0) << 8
    }
}

impl Add for Words {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane] + other.0[lane]))
    }
}

impl Sub for Words {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane] - other.0[lane]))
    }
}

impl Pairs {
    pub(in super::super) fn new(first: Words, second: Words) -> Self {
        Self(first.0, second.0)
    }

    /// `a` times the first numbers and `b` times the second ones.
    pub(in super::super) fn dot(self, a: i16, b: i16) -> Longs {
        Longs(from_fn(|lane| {
            i32::from(self.0[lane]) * i32::from(a) + i32::from(self.1[lane]) * i32::from(b)
        }))
    }
}

impl Longs {
    /// Divided by 2^`BITS`, to the nearest, halves up. Results have 16 bits.
    pub(in super::super) fn rounded<const BITS: u32>(self) -> Words {
        Words(self.0.map(|lane| {
            let rounded = (lane + (1 << (BITS - 1))) >> BITS;
            assert_eq!(i32::from(rounded as i16), rounded);
            rounded as i16
        }))
    }
}

impl Add for Longs {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(from_fn(|lane| self.0[lane] + other.0[lane]))
    }
}
