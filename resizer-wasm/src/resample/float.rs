//! A picture scaled in 32-bit floats: the way of light, and of samples with 16 bits.
//!
//! Each row is first filtered along its length to the width of the result. It is then added, with its weight, to
//! every row of the result that it belongs to. Pixels are premultiplied on the way in, and straight on the way out.

use std::collections::VecDeque;
use std::ops::Range;

use super::kernel::Kernel;
use super::means::MOST_WEIGHTS;
use super::tone::{LinearTables, Sample, Tone};
use crate::picture::{Channels, Depth, Row};

/// Weights of an output in light: those of Lanczos 3 for a picture that becomes four times smaller. Each pixel of the source has to
/// be decoded there, and means of few pixels take a quarter of the time of filtering them.
const MOST_WEIGHTS_OF_LIGHT: usize = 26;
/// Pixels whose mean is as good in 32 bits as in 64.
const FEW: usize = 16;

/// Scales a picture.
pub(super) struct Floats {
    row: Samples,
    columns: Kernel,
    rows: Kernel,
    /// The rows of the source, and the pixels of a row, that are used.
    used_rows: Range<usize>,
    used: Range<usize>,
    /// The number of the next source row.
    next: usize,
    /// How many rows and pixels are replaced by their means first.
    row_means: usize,
    column_means: usize,
    /// Rows on their way to a mean, and how many.
    mean: Vec<f64>,
    mean_rows: usize,
    /// The number of the next mean, counted from the first.
    next_mean: usize,
    /// Result rows in the making, the first of them being `finished`.
    sums: VecDeque<Vec<f32>>,
    finished: usize,
    /// One filtered row.
    filtered: Vec<f32>,
    /// Finished rows that have not been written.
    ready: VecDeque<Vec<f32>>,
}

impl Floats {
    pub(super) fn new(channels: Channels, linear: bool, columns: &Kernel, rows: &Kernel) -> Self {
        let most = if linear {
            MOST_WEIGHTS_OF_LIGHT
        } else {
            MOST_WEIGHTS
        };
        let (row_means, column_means) = (rows.means(most), columns.means(most));
        Self {
            row: Samples::new(channels, linear),
            columns: columns.of_means(column_means),
            rows: rows.of_means(row_means),
            used_rows: rows.inputs(),
            used: columns.inputs(),
            next: 0,
            row_means,
            column_means,
            mean: Vec::new(),
            mean_rows: 0,
            next_mean: 0,
            sums: VecDeque::new(),
            finished: 0,
            filtered: Vec::new(),
            ready: VecDeque::new(),
        }
    }

    /// Takes the next row of the source.
    pub(super) fn push(&mut self, row: Row<'_>) {
        let number = self.next;
        self.next += 1;
        if !self.used_rows.contains(&number) {
            return;
        }
        let few = if self.column_means <= FEW {
            self.column_means
        } else {
            1
        };
        self.row.load(row, self.used.clone(), few);
        if self.column_means > few {
            self.row.shrink(self.column_means);
        }
        if self.row_means > 1 && !self.take_mean() {
            return;
        }
        self.add();
    }

    /// Adds the row to a mean. Where it completes one, or is the last of all, the row becomes the mean.
    fn take_mean(&mut self) -> bool {
        self.mean.resize(self.row.values.len(), 0.0);
        for (sum, value) in self.mean.iter_mut().zip(&self.row.values) {
            *sum += f64::from(*value);
        }
        self.mean_rows += 1;
        if self.mean_rows < self.row_means && self.next < self.used_rows.end {
            return false;
        }
        for (value, sum) in self.row.values.iter_mut().zip(&mut self.mean) {
            *value = (*sum / self.mean_rows as f64) as f32;
            *sum = 0.0;
        }
        self.mean_rows = 0;
        true
    }

    /// Filters the row, and adds it to all rows of the result that it belongs to.
    fn add(&mut self) {
        let number = self.next_mean;
        self.next_mean += 1;
        let Some(span) = self.rows.outputs_of(number) else {
            return;
        };
        self.row.filter(&self.columns, &mut self.filtered);
        while self.finished + self.sums.len() < span.end {
            self.sums.push_back(vec![0.0; self.filtered.len()]);
        }
        for output in span {
            // Rows before the first in the making are finished: they end before this source row.
            let Some(sum) = output
                .checked_sub(self.finished)
                .and_then(|index| self.sums.get_mut(index))
            else {
                continue;
            };
            let weight = self.rows.weight(output, number);
            for (sum, sample) in sum.iter_mut().zip(&self.filtered) {
                *sum += weight * sample;
            }
        }
        while self.finished < self.rows.outputs()
            && self.rows.end_of(self.finished) == self.next_mean
        {
            self.ready.extend(self.sums.pop_front());
            self.finished += 1;
        }
    }

    /// Appends the pixels of all rows that are finished.
    pub(super) fn write<D: Depth>(&mut self, samples: &mut Vec<D>) {
        while let Some(sums) = self.ready.pop_front() {
            self.row.write(&sums, samples);
        }
    }
}

/// One row of a source, as floats from 0 to 255. Colours are multiplied by alpha, so that what is transparent does
/// not bleed into its neighbours.
///
/// Colour pixels take four floats whether they have alpha or not: four is what a vector holds.
struct Samples {
    channels: Channels,
    tone: Tone,
    values: Vec<f32>,
}

impl Samples {
    fn new(channels: Channels, linear: bool) -> Self {
        Self {
            channels,
            // Inks are no light.
            tone: Tone::new(linear && channels != Channels::Cmyk),
            values: Vec::new(),
        }
    }

    /// Replaces the row by means of so many of these pixels.
    fn load(&mut self, row: Row<'_>, pixels: Range<usize>, means: usize) {
        let count = self.channels.count();
        let samples = pixels.start * count..pixels.end * count;
        match row {
            Row::Eight(row) => self.load_samples(&row[samples], means),
            Row::Sixteen(row) => {
                self.tone.expect_sixteen();
                self.load_samples(&row[samples], means);
            }
        }
    }

    fn load_samples<T: Sample>(&mut self, row: &[T], means: usize) {
        self.values.clear();
        let values = &mut self.values;
        match &self.tone {
            Tone::Stored => load(row, self.channels, means, T::plain, values),
            Tone::Linear(tables) => {
                let tables: &LinearTables = tables;
                load(
                    row,
                    self.channels,
                    means,
                    |sample| sample.light(tables),
                    values,
                );
            }
        }
    }

    fn floats_per_pixel(&self) -> usize {
        match self.channels {
            Channels::Gray => 1,
            Channels::GrayAlpha => 2,
            Channels::Rgb | Channels::Rgba | Channels::Cmyk => 4,
        }
    }

    /// Replaces so many pixels each by their mean.
    fn shrink(&mut self, pixels: usize) {
        let count = self.floats_per_pixel();
        let mut at = 0;
        for start in (0..self.values.len()).step_by(pixels * count) {
            let end = (start + pixels * count).min(self.values.len());
            for place in 0..count {
                let values = self.values[start + place..end].iter().step_by(count);
                let length = values.len() as f64;
                let sum: f64 = values.map(|value| f64::from(*value)).sum();
                self.values[at] = (sum / length) as f32;
                at += 1;
            }
        }
        self.values.truncate(at);
    }

    /// Filters the row along its length.
    fn filter(&self, kernel: &Kernel, filtered: &mut Vec<f32>) {
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
    fn write<D: Depth>(&self, sums: &[f32], samples: &mut Vec<D>) {
        let color = |sum: f32| self.tone.store(sum);
        let store = D::from_float;
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

/// Appends means of so many pixels of `row` as floats; `color` says what a colour sample is worth.
fn load<T: Sample>(
    row: &[T],
    channels: Channels,
    means: usize,
    color: impl Fn(T) -> f32,
    values: &mut Vec<f32>,
) {
    match channels {
        Channels::Gray => load_pixels(row, means, |[gray]| [color(gray)], values),
        Channels::GrayAlpha => {
            let pixel = |[gray, alpha]: [T; 2]| {
                let alpha = alpha.plain();
                [color(gray) * alpha * (1.0 / 255.0), alpha]
            };
            load_pixels(row, means, pixel, values);
        }
        Channels::Rgb => {
            let pixel = |[red, green, blue]: [T; 3]| [color(red), color(green), color(blue), 0.0];
            load_pixels(row, means, pixel, values);
        }
        Channels::Rgba => {
            let pixel = |[red, green, blue, alpha]: [T; 4]| {
                let alpha = alpha.plain();
                let share = alpha * (1.0 / 255.0);
                [
                    color(red) * share,
                    color(green) * share,
                    color(blue) * share,
                    alpha,
                ]
            };
            load_pixels(row, means, pixel, values);
        }
        Channels::Cmyk => load_pixels(row, means, |inks: [T; 4]| inks.map(T::plain), values),
    }
}

/// `N` samples and `F` floats a pixel.
fn load_pixels<T: Sample, const N: usize, const F: usize>(
    row: &[T],
    means: usize,
    floats: impl Fn([T; N]) -> [f32; F],
    values: &mut Vec<f32>,
) {
    let (pixels, _) = row.as_chunks::<N>();
    if means == 1 {
        return pixels
            .iter()
            .for_each(|pixel| values.extend(floats(*pixel)));
    }
    for pixels in pixels.chunks(means) {
        let mut sum = [0.0; F];
        for pixel in pixels {
            for (sum, value) in sum.iter_mut().zip(floats(*pixel)) {
                *sum += value;
            }
        }
        let share = 1.0 / pixels.len() as f32;
        values.extend(sum.map(|sum| sum * share));
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
