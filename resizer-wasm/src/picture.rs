//! Pixels, on their way in and on their way out.

use crate::contract::Error;
use crate::error;
use crate::plan::Size;

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

/// A small picture, whole, with 16 bits per sample: what lies between resampling and encoding keeps its precision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) size: Size,
    pub(crate) channels: Channels,
    /// `width * height * channels.count()` samples, row after row.
    pub(crate) samples: Vec<u16>,
}

impl Picture {
    /// The samples of the pixel at (`x`, `y`).
    pub(crate) fn pixel(&self, x: usize, y: usize) -> &[u16] {
        let count = self.channels.count();
        let start = (y * self.size.width as usize + x) * count;
        &self.samples[start..start + count]
    }

    /// The samples with 8 bits each, rounded to the nearest.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.samples.iter().map(|sample| to_byte(*sample)).collect()
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
