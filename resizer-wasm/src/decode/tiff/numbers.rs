//! Samples with a sign, and floating-point numbers (TIFF 6.0, section 19).

use crate::head::{TiffDirectory, TiffOrder};

/// What the numbers of a picture mean: from black to white.
pub(super) struct Scale {
    is_float: bool,
    bits: u16,
    black: f64,
    white: f64,
}

impl Scale {
    /// `None` for samples without a sign. SMinSampleValue and SMaxSampleValue are black and white; where they are not said,
    /// that is 0 and 1, or 0 and the greatest number with a sign.
    pub(super) fn new(directory: &TiffDirectory) -> Option<Self> {
        let bits = directory.bits_per_sample;
        let (is_float, greatest) = match directory.sample_format {
            2 => (false, f64::from((1u32 << (bits - 1)) - 1)),
            3 => (true, 1.0),
            _ => return None,
        };
        let (black, white) = match directory.sample_range {
            (Some(black), Some(white)) if black < white && (white - black).is_finite() => {
                (black, white)
            }
            _ => (0.0, greatest),
        };
        Some(Self {
            is_float,
            bits,
            black,
            white,
        })
    }

    /// A number as it is stored, as a sample of 16 bits. What is beyond black or white is that; what is no number is black.
    pub(super) fn sample(&self, number: u32) -> u16 {
        let value = match (self.is_float, self.bits) {
            (true, 32) => f64::from(f32::from_bits(number)),
            (true, _) => half(number as u16),
            (false, bits) => f64::from((number << (32 - bits)).cast_signed() >> (32 - bits)),
        };
        let share = (value - self.black) / (self.white - self.black);
        (share.clamp(0.0, 1.0) * 65535.0 + 0.5) as u16
    }
}

/// A number of 16 bits (IEEE 754-2008, section 3.4).
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let fraction = f64::from(bits & 0x3ff) / 1024.0;
    let exponent = i32::from(bits >> 10 & 0x1f);
    let size = match exponent {
        0 => libm::ldexp(fraction, -14),
        31 if fraction > 0.0 => f64::NAN,
        31 => f64::INFINITY,
        _ => libm::ldexp(1.0 + fraction, exponent - 15),
    };
    sign * size
}

/// Undoes the prediction of floating-point numbers with so many `bytes`, of which a pixel has `step` (Adobe Photoshop TIFF
/// Technical Note 3): differences of bytes first, then the bytes of each number, which lie apart, the upper ones first.
pub(super) fn undo_prediction(row: &mut [u8], step: usize, bytes: usize, order: TiffOrder) {
    for at in step..row.len() {
        row[at] = row[at].wrapping_add(row[at - step]);
    }
    let apart = row.to_vec();
    let count = row.len() / bytes;
    for (at, number) in row.chunks_exact_mut(bytes).enumerate() {
        for (place, byte) in number.iter_mut().enumerate() {
            let plane = match order {
                TiffOrder::BigEndian => place,
                TiffOrder::LittleEndian => bytes - 1 - place,
            };
            *byte = apart[plane * count + at];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_those_of_the_standard() {
        let rows = [
            (0x0000, 0.0),
            (0x0001, 5.960_464_477_539_063e-8),
            (0x3555, 0.333_251_953_125),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x7c00, f64::INFINITY),
        ];
        for (bits, value) in rows {
            assert_eq!(half(bits), value, "{bits:#x}");
        }
        assert!(half(0x7e00).is_nan());
    }
}
