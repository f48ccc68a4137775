//! Rows as floats: premultiplied on the way in, straight on the way out.

use super::kernel::Kernel;
use super::tone::{LinearTables, Sample, Tone, store};
use crate::picture::{Channels, Row};

/// One row of a source, as floats from 0 to 255. Colours are multiplied by alpha, so that what is transparent does
/// not bleed into its neighbours.
///
/// Colour pixels take four floats whether they have alpha or not: four is what a vector holds.
pub(super) struct Samples {
    channels: Channels,
    tone: Tone,
    values: Vec<f32>,
}

impl Samples {
    pub(super) fn new(channels: Channels, linear: bool) -> Self {
        Self {
            channels,
            // Inks are no light.
            tone: Tone::new(linear && channels != Channels::Cmyk),
            values: Vec::new(),
        }
    }

    /// Replaces the row.
    pub(super) fn load(&mut self, row: Row<'_>) {
        match row {
            Row::Eight(row) => self.load_samples(row),
            Row::Sixteen(row) => {
                self.tone.expect_sixteen();
                self.load_samples(row);
            }
        }
    }

    fn load_samples<T: Sample>(&mut self, row: &[T]) {
        self.values.clear();
        match &self.tone {
            Tone::Stored => load(row, self.channels, T::plain, &mut self.values),
            Tone::Linear(tables) => {
                let tables: &LinearTables = tables;
                load(
                    row,
                    self.channels,
                    |sample| sample.light(tables),
                    &mut self.values,
                );
            }
        }
    }

    /// Filters the row along its length.
    pub(super) fn filter(&self, kernel: &Kernel, filtered: &mut Vec<f32>) {
        filtered.clear();
        match self.channels {
            Channels::Gray => filter::<1>(&self.values, kernel, filtered),
            Channels::GrayAlpha => filter::<2>(&self.values, kernel, filtered),
            Channels::Rgb | Channels::Rgba | Channels::Cmyk => {
                filter::<4>(&self.values, kernel, filtered);
            }
        }
    }

    /// Appends a finished row of sums as samples.
    pub(super) fn write(&self, sums: &[f32], samples: &mut Vec<u16>) {
        let color = |sum: f32| self.tone.store(sum);
        match self.channels {
            Channels::Gray => samples.extend(sums.iter().map(|sum| color(*sum))),
            Channels::GrayAlpha => {
                for pixel in sums.chunks_exact(2) {
                    let scale = straight(pixel[1]);
                    samples.extend([color(pixel[0] * scale), store(pixel[1])]);
                }
            }
            Channels::Rgb => {
                for pixel in sums.chunks_exact(4) {
                    samples.extend([color(pixel[0]), color(pixel[1]), color(pixel[2])]);
                }
            }
            Channels::Rgba => {
                for pixel in sums.chunks_exact(4) {
                    let scale = straight(pixel[3]);
                    samples.extend([
                        color(pixel[0] * scale),
                        color(pixel[1] * scale),
                        color(pixel[2] * scale),
                        store(pixel[3]),
                    ]);
                }
            }
            Channels::Cmyk => samples.extend(sums.iter().map(|sum| store(*sum))),
        }
    }
}

/// Appends the samples of `row` as floats; `color` says what a colour sample is worth.
fn load<T: Sample>(row: &[T], channels: Channels, color: impl Fn(T) -> f32, values: &mut Vec<f32>) {
    match channels {
        Channels::Gray => values.extend(row.iter().map(|sample| color(*sample))),
        Channels::GrayAlpha => {
            for pixel in row.chunks_exact(2) {
                let alpha = pixel[1].plain();
                values.extend([color(pixel[0]) * alpha * (1.0 / 255.0), alpha]);
            }
        }
        Channels::Rgb => {
            for pixel in row.chunks_exact(3) {
                values.extend([color(pixel[0]), color(pixel[1]), color(pixel[2]), 0.0]);
            }
        }
        Channels::Rgba => {
            for pixel in row.chunks_exact(4) {
                let alpha = pixel[3].plain();
                let share = alpha * (1.0 / 255.0);
                values.extend([
                    color(pixel[0]) * share,
                    color(pixel[1]) * share,
                    color(pixel[2]) * share,
                    alpha,
                ]);
            }
        }
        Channels::Cmyk => values.extend(row.iter().map(|sample| sample.plain())),
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

/// What turns a premultiplied sample into a straight one. 0 where alpha will be rounded to 0 of 255, so that nothing
/// is divided by almost nothing.
fn straight(alpha: f32) -> f32 {
    if alpha < 0.5 { 0.0 } else { 255.0 / alpha }
}
