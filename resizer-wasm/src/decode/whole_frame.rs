//! A decoded picture that is handed out in rows, and changes of its channels.

use super::rows::RowSource;
use crate::contract::{Error, Warning};
use crate::geometry::Size;
use crate::picture::{self, Channels, Row};

/// What a part of a picture that is lost is filled with where it cannot be transparent: middle gray.
pub(super) const FILL: u8 = 0x80;

/// A whole picture, and how much of it has been handed out.
pub(crate) struct WholeFrame {
    size: Size,
    channels: Channels,
    samples: Samples,
    /// Samples handed out so far.
    position: usize,
    warnings: Vec<Warning>,
}

/// The samples of a whole picture: at least `width * height * channels.count()` of them.
pub(crate) enum Samples {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
}

impl WholeFrame {
    pub(crate) fn new(size: Size, channels: Channels, samples: Samples) -> Self {
        Self {
            size,
            channels,
            samples,
            position: 0,
            warnings: Vec::new(),
        }
    }

    /// Adds what was noticed while decoding.
    pub(crate) fn with_warnings(mut self, warnings: Vec<Warning>) -> Self {
        self.warnings = warnings;
        self
    }
}

impl RowSource for WholeFrame {
    fn size(&self) -> Size {
        self.size
    }

    fn channels(&self) -> Channels {
        self.channels
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        let start = self.position;
        self.position += self.size.width as usize * self.channels.count();
        Ok(match &self.samples {
            Samples::Eight(samples) => Row::Eight(&samples[start..self.position]),
            Samples::Sixteen(samples) => Row::Sixteen(&samples[start..self.position]),
        })
    }

    fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }
}

/// RGBA to RGB in place, for a canvas that a frame covers completely. What is transparent all the same is lost.
pub(super) fn drop_alpha(mut data: Vec<u8>) -> Vec<u8> {
    let pixels = data.len() / 4;
    for pixel in 0..pixels {
        if data[pixel * 4 + 3] == 0 {
            data[pixel * 3..pixel * 3 + 3].fill(FILL);
        } else {
            data.copy_within(pixel * 4..pixel * 4 + 3, pixel * 3);
        }
    }
    data.truncate(pixels * 3);
    data
}

/// RGB to RGBA, opaque.
pub(super) fn add_alpha(data: &[u8]) -> Result<Vec<u8>, Error> {
    let mut with_alpha = picture::reserve(data.len() as u64 / 3 * 4)?;
    for pixel in data.chunks_exact(3) {
        with_alpha.extend_from_slice(pixel);
        with_alpha.push(255);
    }
    Ok(with_alpha)
}

/// Fills a row, or a part of one, that is lost. All samples 0 are a transparent pixel.
pub(super) fn fill(row: &mut [u8], channels: Channels) {
    row.fill(if channels.has_alpha() { 0 } else { FILL });
}

/// Any row as RGBA with 8 bits per sample. Inks are not: no format with frames has them.
pub(super) fn to_rgba(row: Row<'_>, channels: Channels, rgba: &mut Vec<u8>) {
    rgba.clear();
    match row {
        Row::Eight(samples) => extend_rgba(samples, channels, rgba, |sample| sample),
        Row::Sixteen(samples) => extend_rgba(samples, channels, rgba, picture::to_byte),
    }
}

fn extend_rgba<T: Copy>(
    samples: &[T],
    channels: Channels,
    rgba: &mut Vec<u8>,
    byte: impl Fn(T) -> u8,
) {
    for pixel in samples.chunks_exact(channels.count()) {
        let pixel = match *pixel {
            [gray] => [byte(gray), byte(gray), byte(gray), 255],
            [gray, alpha] => [byte(gray), byte(gray), byte(gray), byte(alpha)],
            [red, green, blue] => [byte(red), byte(green), byte(blue), 255],
            [red, green, blue, alpha] => [byte(red), byte(green), byte(blue), byte(alpha)],
            _ => [0; 4],
        };
        rgba.extend_from_slice(&pixel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alpha_comes_and_goes() {
        let rgba = [1, 2, 3, 255, 4, 5, 6, 0, 7, 8, 9, 255];
        let rgb = [1, 2, 3, FILL, FILL, FILL, 7, 8, 9];
        assert_eq!(drop_alpha(rgba.to_vec()), rgb);
        assert_eq!(add_alpha(&rgb[..3]).unwrap(), [1, 2, 3, 255]);
    }

    #[test]
    fn any_row_becomes_rgba() {
        let mut rgba = Vec::new();
        to_rgba(Row::Sixteen(&[257, 65535]), Channels::GrayAlpha, &mut rgba);
        assert_eq!(rgba, [1, 1, 1, 255]);
        to_rgba(Row::Eight(&[1, 2, 3]), Channels::Rgb, &mut rgba);
        assert_eq!(rgba, [1, 2, 3, 255]);
    }
}
