//! Pixels of a bitmap to samples.

use crate::head::{Bitmap, bitmap_pixel};

/// What samples are made of.
pub(super) enum Unpacker {
    /// Indices of so many bits. An index without a colour is black.
    Palette {
        colors: Box<[[u8; 3]; 256]>,
        bits: u16,
    },
    /// Blue, green, red.
    Bgr,
    /// Pixels of so many bytes: red, green, blue, and alpha where there is a mask for it.
    Masked { fields: Vec<Field>, bytes: usize },
}

/// The bits of a sample in a pixel, and what they stand for.
pub(super) struct Field {
    mask: u32,
    shift: u32,
    samples: [u8; 256],
}

impl Field {
    fn new(mask: u32) -> Self {
        let bits = mask.count_ones();
        // Of more than 8 bits, the upper ones.
        let shift = mask.trailing_zeros().min(31) + bits.saturating_sub(8);
        let most = (1 << bits.min(8)) - 1;
        let mut samples = [0; 256];
        for (value, sample) in (0..=most).zip(&mut samples) {
            *sample = if most == 0 {
                0
            } else {
                ((value * 255 + most / 2) / most) as u8
            };
        }
        Self {
            mask,
            shift,
            samples,
        }
    }

    fn sample(&self, pixel: u32) -> u8 {
        // No mask has more than 8 bits left.
        self.samples[((pixel & self.mask) >> self.shift & 255) as usize]
    }
}

impl Unpacker {
    /// `palette` begins with the palette, and may be cut off.
    pub(super) fn new(palette: &[u8], bitmap: &Bitmap) -> Self {
        if bitmap.depth <= 8 {
            let mut colors = Box::new([[0; 3]; 256]);
            let stored = palette
                .chunks_exact(bitmap.color_bytes as usize)
                .take(bitmap.colors as usize);
            for (color, bgr) in colors.iter_mut().zip(stored) {
                *color = [bgr[2], bgr[1], bgr[0]];
            }
            let bits = bitmap.depth;
            return Self::Palette { colors, bits };
        }
        if bitmap.depth == 24 && bitmap.masks == [0xff_0000, 0xff00, 0xff, 0] {
            return Self::Bgr;
        }
        let count = if bitmap.has_alpha() { 4 } else { 3 };
        Self::Masked {
            fields: bitmap.masks[..count]
                .iter()
                .copied()
                .map(Field::new)
                .collect(),
            bytes: usize::from(bitmap.depth / 8),
        }
    }

    /// Appends the samples of the `width` pixels that lie side by side in `stored`.
    pub(super) fn unpack(&self, stored: &[u8], width: u32, row: &mut Vec<u8>) {
        match self {
            Self::Palette { colors, bits } => {
                let per_byte = 8 / usize::from(*bits);
                let mask = (1u16 << bits) - 1;
                for index in 0..width as usize {
                    let byte = u16::from(stored[index / per_byte]);
                    let place = per_byte - 1 - index % per_byte;
                    let index = byte >> (place * usize::from(*bits)) & mask;
                    row.extend_from_slice(&colors[usize::from(index)]);
                }
            }
            Self::Bgr => {
                for pixel in stored.chunks_exact(3) {
                    row.extend_from_slice(&[pixel[2], pixel[1], pixel[0]]);
                }
            }
            Self::Masked { fields, bytes } => {
                for pixel in stored.chunks_exact(*bytes) {
                    let pixel = bitmap_pixel(pixel);
                    row.extend(fields.iter().map(|field| field.sample(pixel)));
                }
            }
        }
    }

    /// The pixel that is `index` pixels behind the first of `stored`, as run lengths have it.
    pub(super) fn pixel(&self, stored: &[u8], index: usize) -> [u8; 3] {
        match self {
            Self::Palette { colors, bits: 4 } => {
                let byte = stored[index / 2];
                let nibble = byte >> (4 - index % 2 * 4) & 15;
                colors[usize::from(nibble)]
            }
            Self::Palette { colors, .. } => colors[usize::from(stored[index])],
            _ => [
                stored[index * 3 + 2],
                stored[index * 3 + 1],
                stored[index * 3],
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The nearest of 256 steps, and of more than 8 bits the upper ones.
    #[test]
    fn samples_of_any_number_of_bits_have_the_full_range() {
        let sample = |mask, pixel| Field::new(mask).sample(pixel);
        assert_eq!((sample(0, 77), sample(0x8000, 0x8000)), (0, 255));
        assert_eq!((sample(0x7c00, 3 << 10), sample(0x7e0, 63 << 5)), (25, 255));
        assert_eq!(sample(0x3ff0_0000, 0x2000_0000), 128);
        assert_eq!(sample(0xff00_0000, 0x8100_0000), 129);
        assert_eq!(sample(u32::MAX, 0x7fff_ffff), 127);
    }
}
