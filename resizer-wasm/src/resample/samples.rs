//! Rows as floats: premultiplied on the way in, straight and rounded on the way out.

use super::kernel::Kernel;
use crate::decode::Channels;

/// One row of a source, as floats from 0 to 255. Colours are multiplied by alpha, so that what is transparent does
/// not bleed into its neighbours.
///
/// Colour pixels take four floats whether they have alpha or not: four is what a vector holds.
pub(crate) struct Samples {
    channels: Channels,
    values: Vec<f32>,
}

impl Samples {
    pub(crate) fn new(channels: Channels) -> Self {
        Self {
            channels,
            values: Vec::new(),
        }
    }

    /// Replaces the row by one of 8-bit samples.
    pub(crate) fn load(&mut self, row: &[u8]) {
        self.values.clear();
        match self.channels {
            Channels::Gray => self
                .values
                .extend(row.iter().map(|sample| f32::from(*sample))),
            Channels::GrayAlpha => {
                for pixel in row.chunks_exact(2) {
                    let alpha = f32::from(pixel[1]);
                    self.values
                        .extend([f32::from(pixel[0]) * alpha * (1.0 / 255.0), alpha]);
                }
            }
            Channels::Rgb => {
                for pixel in row.chunks_exact(3) {
                    self.values.extend([
                        f32::from(pixel[0]),
                        f32::from(pixel[1]),
                        f32::from(pixel[2]),
                        0.0,
                    ]);
                }
            }
            Channels::Rgba => {
                for pixel in row.chunks_exact(4) {
                    let alpha = f32::from(pixel[3]);
                    let share = alpha * (1.0 / 255.0);
                    self.values.extend([
                        f32::from(pixel[0]) * share,
                        f32::from(pixel[1]) * share,
                        f32::from(pixel[2]) * share,
                        alpha,
                    ]);
                }
            }
        }
    }

    /// Filters the row along its length.
    pub(super) fn filter(&self, kernel: &Kernel, filtered: &mut Vec<f32>) {
        filtered.clear();
        match self.channels {
            Channels::Gray => filter::<1>(&self.values, kernel, filtered),
            Channels::GrayAlpha => filter::<2>(&self.values, kernel, filtered),
            Channels::Rgb | Channels::Rgba => filter::<4>(&self.values, kernel, filtered),
        }
    }
}

/// `N` floats a pixel.
fn filter<const N: usize>(row: &[f32], kernel: &Kernel, filtered: &mut Vec<f32>) {
    let (pixels, _) = row.as_chunks::<N>();
    for (start, weights) in kernel.iter() {
        let mut sum = [0.0; N];
        for (pixel, weight) in pixels[start..].iter().zip(weights) {
            for (sum, sample) in sum.iter_mut().zip(pixel) {
                *sum += weight * sample;
            }
        }
        filtered.extend(sum);
    }
}

/// Appends a finished row as 8-bit samples.
pub(super) fn write_row(sums: &[f32], channels: Channels, data: &mut Vec<u8>) {
    match channels {
        Channels::Gray => data.extend(sums.iter().map(|sum| round(*sum))),
        Channels::GrayAlpha => {
            for pixel in sums.chunks_exact(2) {
                let scale = straight(pixel[1]);
                data.extend([round(pixel[0] * scale), round(pixel[1])]);
            }
        }
        Channels::Rgb => {
            for pixel in sums.chunks_exact(4) {
                data.extend([round(pixel[0]), round(pixel[1]), round(pixel[2])]);
            }
        }
        Channels::Rgba => {
            for pixel in sums.chunks_exact(4) {
                let scale = straight(pixel[3]);
                data.extend([
                    round(pixel[0] * scale),
                    round(pixel[1] * scale),
                    round(pixel[2] * scale),
                    round(pixel[3]),
                ]);
            }
        }
    }
}

/// What turns a premultiplied sample into a straight one. 0 where alpha will be rounded to 0, so that nothing is
/// divided by almost nothing.
fn straight(alpha: f32) -> f32 {
    if alpha < 0.5 { 0.0 } else { 255.0 / alpha }
}

/// To the nearest step, within 0 and 255: the filter's negative lobes overshoot at edges.
fn round(sample: f32) -> u8 {
    (sample + 0.5) as u8
}
