//! Colours that are neither RGB nor inks.

use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::{TiffDirectory, TiffNumbers};

/// Luma and chroma of 8 bits (TIFF 6.0, sections 20 and 21).
pub(super) struct YCbCr {
    /// Pixels that share their chroma, across and down.
    across: usize,
    down: usize,
    /// Black and white of luma, and of both chromas the middle and the end.
    ranges: [(f32, f32); 3],
    /// What red, green and blue are of luma.
    luma: [f32; 3],
}

impl YCbCr {
    /// # Errors
    /// `malformed` where pixels share their chroma in another way than the specification has.
    pub(super) fn new(directory: &TiffDirectory, bytes: &[u8]) -> Result<Self, Error> {
        let (across, down) = directory.subsampling;
        if !matches!((across, down), (1 | 2 | 4, 1 | 2 | 4)) {
            return Err(error::malformed(
                ImageFormat::Tiff,
                &format!("its chroma is said to be shared by {across} x {down} pixels"),
            ));
        }
        let reals = |numbers: Option<TiffNumbers>, at| {
            numbers
                .and_then(|numbers| numbers.real(bytes, at))
                .map(|real| real as f32)
        };
        let luma = [0.299, 0.587, 0.114];
        let said = [0, 1, 2].map(|at| reals(directory.luma, at));
        let luma = match said {
            [Some(red), Some(green), Some(blue)] if green > 0.0 => [red, green, blue],
            _ => luma,
        };
        let mut ranges = [(0.0, 255.0), (128.0, 255.0), (128.0, 255.0)];
        for (range, at) in ranges.iter_mut().zip([0, 2, 4]) {
            let said = (
                reals(directory.black_and_white, at),
                reals(directory.black_and_white, at + 1),
            );
            if let (Some(black), Some(white)) = said
                && black < white
            {
                *range = (black, white);
            }
        }
        Ok(Self {
            across: across.into(),
            down: down.into(),
            ranges,
            luma,
        })
    }

    pub(super) fn is_subsampled(&self) -> bool {
        (self.across, self.down) != (1, 1)
    }

    pub(super) fn rows_together(&self) -> u32 {
        self.down as u32
    }

    /// Bytes of the rows that are stored together: for each group of pixels all lumas, and two chromas.
    pub(super) fn bytes_together(&self, width: usize) -> usize {
        width.div_ceil(self.across) * self.group_bytes()
    }

    fn group_bytes(&self) -> usize {
        self.across * self.down + 2
    }

    /// One of the rows that are stored together, as RGB.
    pub(super) fn convert_together(&self, packed: &[u8], row: usize, rgb: &mut [u8]) {
        let groups = packed.chunks_exact(self.group_bytes());
        let pixels = rgb.as_chunks_mut::<3>().0.chunks_mut(self.across);
        for (group, pixels) in groups.zip(pixels) {
            let (lumas, chromas) = group.split_at(self.across * self.down);
            for (pixel, luma) in pixels.iter_mut().zip(&lumas[row * self.across..]) {
                *pixel = [*luma, chromas[0], chromas[1]];
                self.convert(pixel);
            }
        }
    }

    /// A pixel as RGB.
    pub(super) fn convert(&self, pixel: &mut [u8; 3]) {
        let [(black, white), cb_range, cr_range] = self.ranges;
        let y = (f32::from(pixel[0]) - black) * 255.0 / (white - black);
        let chroma = |sample: u8, (middle, end): (f32, f32)| {
            (f32::from(sample) - middle) * 127.0 / (end - middle)
        };
        let (cb, cr) = (chroma(pixel[1], cb_range), chroma(pixel[2], cr_range));
        let [red, green, blue] = self.luma;
        let r = y + cr * (2.0 - 2.0 * red);
        let b = y + cb * (2.0 - 2.0 * blue);
        let g = (y - blue * b - red * r) / green;
        *pixel = [r, g, b].map(|sample| (sample + 0.5).clamp(0.0, 255.0) as u8);
    }
}

/// CIE Lab of the white point D50 (TIFF 6.0, section 23), with both signs of chroma, or as ICC profiles store it (Adobe
/// Photoshop TIFF Technical Notes).
pub(super) struct Lab {
    is_deep: bool,
    has_signs: bool,
    /// sRGB's curve, from light.
    curve: Vec<u16>,
}

/// Steps of the curve, between which it is a line.
const STEPS: usize = 4096;

impl Lab {
    pub(super) fn new(is_deep: bool, has_signs: bool) -> Self {
        let share = |light: f64| match light <= 0.003_130_8 {
            true => light * 12.92,
            false => 1.055 * libm::pow(light, 1.0 / 2.4) - 0.055,
        };
        let curve = (0..=STEPS).map(|at| share(at as f64 / STEPS as f64) * 65535.0 + 0.5);
        Self {
            is_deep,
            has_signs,
            curve: curve.map(|sample| sample as u16).collect(),
        }
    }

    /// A pixel whose samples have been scaled to 16 bits, as RGB. Alpha behind them stays.
    pub(super) fn convert(&self, pixel: &mut [u16]) {
        let [l, a, b, ..] = pixel else {
            return;
        };
        let chroma = |sample: u16| {
            let (value, unit) = match self.is_deep {
                true => (sample, 256.0),
                // As it was stored.
                false => (sample & 0xff00, 256.0),
            };
            match self.has_signs {
                true => f32::from(value.cast_signed()) / unit,
                false => f32::from(value) / unit - 128.0,
            }
        };
        let height = (f32::from(*l) * (100.0 / 65535.0) + 16.0) / 116.0;
        // From the cube roots of XYZ, as shares of D50's.
        let cubed = |root: f32| match root > 6.0 / 29.0 {
            true => root * root * root,
            false => (root - 4.0 / 29.0) * (108.0 / 841.0),
        };
        let x = cubed(height + chroma(*a) / 500.0) * 0.964_22;
        let y = cubed(height);
        let z = cubed(height - chroma(*b) / 200.0) * 0.825_21;
        // To sRGB's primaries, with the white point adapted by Bradford's method (B. Lindbloom, "RGB/XYZ Matrices").
        let light = [
            3.133_856 * x - 1.616_866_7 * y - 0.490_614_6 * z,
            -0.978_768_4 * x + 1.916_141_5 * y + 0.033_454 * z,
            0.071_945_3 * x - 0.228_991_4 * y + 1.405_242_7 * z,
        ];
        [*l, *a, *b] = light.map(|light| self.stored(light));
    }

    fn stored(&self, light: f32) -> u16 {
        let at = light.clamp(0.0, 1.0) * STEPS as f32;
        let below = (at as usize).min(STEPS - 1);
        let [low, high] = [self.curve[below], self.curve[below + 1]].map(f32::from);
        (low + (high - low) * (at - below as f32) + 0.5) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: by Bradford adaptation from D50, of ProPhoto's and sRGB's test colours (B. Lindbloom's calculator).
    #[test]
    fn lab_of_white_black_gray_and_red() {
        let deep = Lab::new(true, true);
        let stored = |[l, a, b]: [f64; 3]| {
            [
                (l * 655.35 + 0.5) as u16,
                ((a * 256.0) as i16).cast_unsigned(),
                ((b * 256.0) as i16).cast_unsigned(),
            ]
        };
        let rows = [
            ([100.0, 0.0, 0.0], [255, 255, 255]),
            ([0.0, 0.0, 0.0], [0, 0, 0]),
            ([53.59, 0.0, 0.0], [128, 128, 128]),
            ([54.29, 80.81, 69.89], [255, 0, 0]),
            ([87.82, -79.27, 80.99], [0, 255, 0]),
            ([29.57, 68.30, -112.03], [0, 0, 255]),
        ];
        for (lab, rgb) in rows {
            let mut pixel = stored(lab);
            deep.convert(&mut pixel);
            for (found, expected) in pixel.iter().zip(rgb) {
                let expected = expected * 257;
                assert!(
                    (i32::from(*found) - expected).abs() < 400,
                    "{lab:?}: {pixel:?}"
                );
            }
        }
        let mut pixel = [0xffff, 0, 0];
        Lab::new(false, true).convert(&mut pixel);
        assert!(pixel.iter().all(|sample| *sample > 65000), "{pixel:?}");
        let mut pixel = [0xffff, 0x8080, 0x8080];
        Lab::new(false, false).convert(&mut pixel);
        assert!(pixel.iter().all(|sample| *sample > 65000), "{pixel:?}");
    }
}
