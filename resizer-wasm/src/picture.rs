//! Pixels, on their way in and on their way out.

use std::borrow::Cow;

use crate::contract::Error;
use crate::error;
use crate::geometry::Size;

/// The order of the samples of a pixel. Alpha is straight, not premultiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channels {
    Gray,
    GrayAlpha,
    Rgb,
    Rgba,
    /// Inks: the greatest value is full ink.
    Cmyk,
}

impl Channels {
    /// Samples per pixel.
    pub(crate) fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::GrayAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }

    pub(crate) fn has_alpha(self) -> bool {
        matches!(self, Self::GrayAlpha | Self::Rgba)
    }
}

/// One row of a source: `width * channels.count()` samples over their full range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row<'a> {
    /// 0 to 255.
    Eight(&'a [u8]),
    /// 0 to 65535.
    Sixteen(&'a [u16]),
}

/// A small picture, whole. What changes its colours needs 16 bits per sample, to keep its precision; what is only cut,
/// turned and encoded has 8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture<D = u16> {
    pub(crate) size: Size,
    pub(crate) channels: Channels,
    /// `width * height * channels.count()` samples, row after row.
    pub(crate) samples: Vec<D>,
}

impl<D> Picture<D> {
    /// The samples of the pixel at (`x`, `y`).
    pub(crate) fn pixel(&self, x: usize, y: usize) -> &[D] {
        let count = self.channels.count();
        let start = (y * self.size.width as usize + x) * count;
        &self.samples[start..start + count]
    }
}

impl Picture {
    /// The samples with 8 bits each, rounded to the nearest.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.samples.iter().map(|sample| to_byte(*sample)).collect()
    }
}

/// A picture of either depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pixels {
    Eight(Picture<u8>),
    Sixteen(Picture),
}

impl From<Picture> for Pixels {
    fn from(picture: Picture) -> Self {
        Self::Sixteen(picture)
    }
}

impl Pixels {
    pub(crate) fn size(&self) -> Size {
        match self {
            Self::Eight(picture) => picture.size,
            Self::Sixteen(picture) => picture.size,
        }
    }

    pub(crate) fn channels(&self) -> Channels {
        match self {
            Self::Eight(picture) => picture.channels,
            Self::Sixteen(picture) => picture.channels,
        }
    }

    /// The samples with 8 bits each.
    pub(crate) fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Eight(picture) => Cow::Borrowed(&picture.samples),
            Self::Sixteen(picture) => Cow::Owned(picture.to_bytes()),
        }
    }

    /// The picture with 16 bits per sample.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for it.
    pub(crate) fn sixteen(&self) -> Result<Cow<'_, Picture>, Error> {
        match self {
            Self::Sixteen(picture) => Ok(Cow::Borrowed(picture)),
            Self::Eight(picture) => {
                let mut samples = reserve(picture.samples.len() as u64)?;
                samples.extend(picture.samples.iter().map(|sample| from_byte(*sample)));
                Ok(Cow::Owned(Picture {
                    size: picture.size,
                    channels: picture.channels,
                    samples,
                }))
            }
        }
    }
}

/// A small picture as JPEG stores most: luma, and two chromas of half the width and half the height, rounded up. All are
/// gray pictures, and chroma of 128 is no colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Components {
    pub(crate) luma: Picture<u8>,
    pub(crate) chromas: [Picture<u8>; 2],
}

/// What resampling makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resampled {
    Pixels(Pixels),
    Components(Components),
}

/// How many bits a sample of a result has.
pub(crate) trait Depth: Copy + Default {
    /// From 0 to 255 with 7 bits of fraction. What is outside, as the filters' overshoot is, is cut to the range.
    fn from_fixed(value: i32) -> Self;

    /// From 0 to 255 with a fraction.
    fn from_float(value: f32) -> Self;
}

impl Depth for u8 {
    fn from_fixed(value: i32) -> Self {
        ((value + 64) >> 7).clamp(0, 255) as u8
    }

    fn from_float(value: f32) -> Self {
        (value + 0.5) as u8
    }
}

impl Depth for u16 {
    fn from_fixed(value: i32) -> Self {
        ((value.clamp(0, 255 << 7) * 257 + 64) >> 7) as u16
    }

    fn from_float(value: f32) -> Self {
        (value * 257.0 + 0.5) as u16
    }
}

/// The nearest of 256 steps.
pub(crate) fn to_byte(sample: u16) -> u8 {
    ((u32::from(sample) + 128) / 257) as u8
}

/// The same share of the full range with 16 bits.
pub(crate) fn from_byte(sample: u8) -> u16 {
    u16::from(sample) * 257
}

/// An empty buffer with room for exactly `count` items, or an error instead of an abort where memory does not
/// suffice.
pub(crate) fn reserve<T>(count: u64) -> Result<Vec<T>, Error> {
    let too_much = || error::out_of_memory(count.saturating_mul(size_of::<T>() as u64));
    let mut buffer = Vec::new();
    buffer
        .try_reserve_exact(usize::try_from(count).map_err(|_| too_much())?)
        .map_err(|_| too_much())?;
    Ok(buffer)
}

/// A buffer of `count` zeros.
pub(crate) fn zeroed<T: Clone + Default>(count: u64) -> Result<Vec<T>, Error> {
    let mut buffer = reserve(count)?;
    buffer.resize(count as usize, T::default());
    Ok(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bits_survive_the_way_through_sixteen() {
        for byte in 0..=255 {
            assert_eq!(to_byte(from_byte(byte)), byte);
        }
        assert_eq!((to_byte(128), to_byte(129)), (0, 1));
    }
}
