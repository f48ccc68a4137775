//! `grayscale`: a finished picture without its colours.

use crate::contract::Error;
use crate::picture::{self, Channels, Picture, from_byte};
use crate::srgb::{FromLight, to_light};

/// What red, green and blue have of the light of white (IEC 61966-2-1, which is Rec. ITU-R BT.709-6, 3.3). libvips weighs them the
/// same, and so sharp's `greyscale`.
const SHARES: [f32; 3] = [0.2126, 0.7152, 0.0722];

/// The picture, which is in sRGB, in gray: as bright as it was, which is linear light and not a mean of samples. Alpha stays as
/// it is.
///
/// # Errors
/// `limit-exceeded` where there is no memory for it.
pub(crate) fn grayscale(picture: Picture) -> Result<Picture, Error> {
    let channels = match picture.channels {
        Channels::Rgb => Channels::Gray,
        Channels::Rgba => Channels::GrayAlpha,
        Channels::Gray | Channels::GrayAlpha | Channels::Cmyk => return Ok(picture),
    };
    let light = Light::new();
    let mut samples = picture::reserve(picture.size.area() * channels.count() as u64)?;
    for pixel in picture.samples.chunks_exact(picture.channels.count()) {
        samples.push(light.gray([pixel[0], pixel[1], pixel[2]]));
        samples.extend_from_slice(&pixel[3..]);
    }
    Ok(Picture {
        size: picture.size,
        channels,
        samples,
    })
}

/// The way to light and back.
struct Light {
    /// The light of the samples that 8 bits have. Between them it is a line: that is off by at most 2.5 steps of 16 bits, a
    /// hundredth of one of 8.
    of_bytes: Vec<f32>,
    from_light: FromLight,
}

impl Light {
    fn new() -> Self {
        Self {
            of_bytes: (0..=255)
                .map(|byte| to_light(f64::from(byte) / 255.0) as f32)
                .collect(),
            from_light: FromLight::new(),
        }
    }

    fn of(&self, sample: u16) -> f32 {
        let step = from_byte(1);
        let (below, rest) = (usize::from(sample / step), f32::from(sample % step));
        let low = self.of_bytes[below];
        let high = self.of_bytes[(below + 1).min(255)];
        low + (high - low) * (rest / f32::from(step))
    }

    fn gray(&self, colors: [u16; 3]) -> u16 {
        let [red, green, blue] = colors;
        if red == green && green == blue {
            return red;
        }
        let light: f32 = colors
            .iter()
            .zip(SHARES)
            .map(|(sample, share)| self.of(*sample) * share)
            .sum();
        (self.from_light.value(light) * f32::from(u16::MAX) + 0.5) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;

    fn gray(channels: Channels, pixel: &[u8]) -> Vec<u8> {
        let picture = Picture {
            size: Size {
                width: 1,
                height: 1,
            },
            channels,
            samples: pixel.iter().copied().map(from_byte).collect(),
        };
        grayscale(picture).unwrap().to_bytes()
    }

    /// As sharp 0.35 with libvips 8.18 makes them, which cuts fractions off where this rounds.
    #[test]
    fn colors_are_as_bright_as_those_of_sharp() {
        let rows = [
            ([255, 0, 0], 127),
            ([0, 255, 0], 220),
            ([0, 0, 255], 76),
            ([100, 150, 200], 146),
            ([10, 20, 30], 19),
            ([128, 128, 128], 128),
        ];
        for (color, expected) in rows {
            let found = gray(Channels::Rgb, &color)[0];
            assert!(
                found == expected || found == expected + 1,
                "{color:?}: {found} and not {expected}"
            );
        }
    }

    #[test]
    fn grays_and_alpha_stay_as_they_are() {
        for value in 0..=255 {
            assert_eq!(gray(Channels::Rgb, &[value; 3]), [value]);
            assert_eq!(gray(Channels::Rgba, &[value, value, value, 9]), [value, 9]);
            assert_eq!(gray(Channels::GrayAlpha, &[value, 7]), [value, 7]);
        }
    }

    #[test]
    fn no_light_of_sixteen_bits_is_far_from_its_line() {
        let light = Light::new();
        for sample in 0..=u16::MAX {
            let exact = (to_light(f64::from(sample) / 65535.0)) as f32;
            let found = f64::from(light.from_light.value(light.of(sample)));
            let expected = f64::from(light.from_light.value(exact));
            assert!((found - expected).abs() * 65535.0 < 2.5, "{sample}");
        }
    }
}
