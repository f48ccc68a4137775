//! Rows of samples, scaled in 16-bit fixed point: the way of everything that has 8 bits and is added up as it is stored.
//!
//! A sample is kept less 128, with 7 bits of fraction, between the filters with 6, so that they may overshoot by more
//! than the whole range. Columns are filtered first: that is done for eight neighbours at once, and leaves few rows to
//! be filtered along their length. Rounding moves a result by a tenth of a step of 8 bits at most.

use std::collections::VecDeque;
use std::ops::Range;

use super::columns::{Columns, Lanes, TOGETHER, WEIGHT};
use super::kernel::Kernel;
use super::means::{MOST_WEIGHTS, RowMeans, mean_of};
use super::vectors;
use crate::contract::Error;
use crate::picture;

/// Bits of fraction of a sample.
pub(super) const FRACTION: u32 = 7;
/// What is taken off a sample: the middle of its range.
pub(super) const MIDDLE: i32 = 128;

/// Samples that a vector holds.
const LANES: usize = 8;

/// A sample in fixed point.
pub(super) fn fixed(sample: u8) -> i16 {
    (i16::from(sample) - MIDDLE as i16) << FRACTION
}

/// Scales rows of pixels with so many samples each. They go in through [`Band::push`], and come out through
/// [`Band::ready`].
pub(super) struct Band {
    /// Samples of a pixel.
    count: usize,
    rows: Rows,
    columns: Columns,
    /// The rows of the source, and the samples of a row, that are used.
    used_rows: Range<usize>,
    used: Range<usize>,
    /// The number of the next row of the source.
    next: usize,
    /// Rows and pixels that are replaced by their means first.
    row_means: RowMeans,
    column_means: usize,
    /// Such rows that have not been added yet, the last of them being `next_mean - 1`.
    waiting: [Vec<Lanes>; TOGETHER],
    waiting_count: usize,
    /// The number of the next of them, counted from the first that is used.
    next_mean: usize,
    /// Rows of the result in the making, the first of them being `finished`.
    sums: VecDeque<Vec<Lanes>>,
    finished: usize,
    /// One sample of each pixel of a row.
    apart: Vec<i16>,
    /// Finished rows that have not been taken, their samples apart, and buffers for more.
    ready: VecDeque<Vec<i16>>,
    spare_sums: Vec<Vec<Lanes>>,
    spare_rows: Vec<Vec<i16>>,
}

impl Band {
    /// # Errors
    /// `limit-exceeded` where there is no memory for rows of this length.
    pub(super) fn new(count: usize, columns: &Kernel, rows: &Kernel) -> Result<Self, Error> {
        let column_means = columns.means(MOST_WEIGHTS);
        let used = columns.inputs();
        let columns = Columns::new(&columns.of_means(column_means));
        let used = used.start * count..used.end * count;
        let row_means = Rows::means(rows);
        let lanes = used.len().div_ceil(LANES) as u64;
        let row = || picture::zeroed(lanes);
        Ok(Self {
            count,
            rows: Rows::new(&rows.of_means(row_means)),
            used_rows: rows.inputs(),
            row_means: RowMeans::new(row_means),
            column_means,
            used,
            waiting: [row()?, row()?, row()?, row()?],
            waiting_count: 0,
            next: 0,
            next_mean: 0,
            sums: VecDeque::new(),
            finished: 0,
            apart: Vec::new(),
            ready: VecDeque::new(),
            spare_sums: Vec::new(),
            spare_rows: Vec::new(),
            columns,
        })
    }

    /// The samples of a row that are used.
    pub(super) fn used(&self) -> Range<usize> {
        self.used.clone()
    }

    /// Takes the next row of the source: `load` fills in the samples that are used. Not called for rows that are not.
    pub(super) fn push(&mut self, load: impl FnOnce(&mut [i16])) {
        let number = self.next;
        self.next += 1;
        if !self.used_rows.contains(&number) {
            return;
        }
        let is_last = self.next == self.used_rows.end;
        let row = &mut self.waiting[self.waiting_count].as_flattened_mut()[..self.used.len()];
        load(row);
        if !self.row_means.take(row, is_last) {
            return;
        }
        self.next_mean += 1;
        self.waiting_count += 1;
        if self.waiting_count == TOGETHER || is_last {
            self.add_up();
        }
    }

    /// Takes the next row of the source as it is.
    pub(super) fn push_samples(&mut self, row: &[u8]) {
        let used = self.used();
        self.push(|out| {
            for (out, sample) in out.iter_mut().zip(&row[used]) {
                *out = fixed(*sample);
            }
        });
    }

    /// Whether any row of the result is not finished.
    pub(super) fn needs_rows(&self) -> bool {
        self.finished < self.rows.taps.len()
    }

    /// The first finished row that has not been taken: a slice for each sample of a pixel.
    pub(super) fn ready(&self) -> Option<impl Iterator<Item = &[i16]>> {
        let rows = self.ready.front()?.chunks_exact(self.columns.starts.len());
        Some(rows.map(|row| &row[..self.columns.outputs]))
    }

    /// Takes the first finished row.
    pub(super) fn taken(&mut self) {
        self.spare_rows.extend(self.ready.pop_front());
    }

    fn add_up(&mut self) {
        let first = self.next_mean - self.waiting_count;
        let outputs = self.rows.outputs_of(first..self.next_mean);
        while self.finished + self.sums.len() < outputs.end {
            let mut sum = self.spare_sums.pop().unwrap_or_default();
            sum.clear();
            // Filters may read beyond the last sample, where their weights are 0.
            sum.resize(self.waiting[0].len() + self.columns.groups, [0; LANES]);
            self.sums.push_back(sum);
        }
        for output in outputs {
            let mut weights = [0; TOGETHER];
            for (at, weight) in weights.iter_mut().take(self.waiting_count).enumerate() {
                *weight = self.rows.weight(output, first + at);
            }
            vectors::add_rows(
                &mut self.sums[output - self.finished],
                &self.waiting,
                weights,
            );
        }
        self.waiting_count = 0;
        while (self.rows.taps.get(self.finished)).is_some_and(|taps| taps.end <= self.next_mean) {
            let Some(sum) = self.sums.pop_front() else {
                break;
            };
            let mut row = self.spare_rows.pop().unwrap_or_default();
            self.filter(sum.as_flattened(), &mut row);
            self.ready.push_back(row);
            self.spare_sums.push(sum);
            self.finished += 1;
        }
    }

    /// Filters a row of sums along its length.
    fn filter(&mut self, sums: &[i16], row: &mut Vec<i16>) {
        let outputs = self.columns.starts.len();
        row.resize(self.count * outputs, 0);
        let means = self.column_means;
        if self.count == 1 && means == 1 {
            vectors::filter_row(sums, &self.columns, row);
            return;
        }
        // Filters may read beyond the last sample, where their weights are 0.
        let padding = self.columns.groups * LANES;
        let inputs = (self.used.len() / self.count).div_ceil(means);
        self.apart.resize(inputs + padding, 0);
        for (place, row) in row.chunks_exact_mut(outputs).enumerate() {
            let pixels = sums[..self.used.len()].chunks(self.count * means);
            for (sample, pixels) in self.apart.iter_mut().zip(pixels) {
                *sample = match means {
                    1 => pixels[place],
                    _ => mean_of(pixels[place..].iter().step_by(self.count)),
                };
            }
            vectors::filter_row(&self.apart, &self.columns, row);
        }
    }
}

/// The weights of rows.
struct Rows {
    taps: Vec<Taps>,
    weights: Vec<i16>,
}

struct Taps {
    start: usize,
    end: usize,
    /// Index of the first weight.
    weights: usize,
}

/// With so few weights, what rounding the products adds up to is less than half a step of 8 bits: each adds at most half of
/// what is the last bit of a sum, a 64th of a step.
const HARMLESS_WEIGHTS: usize = 56;

impl Rows {
    /// How many rows are to be replaced by their mean first, for constants to stay as they are.
    fn means(kernel: &Kernel) -> usize {
        let mut means = kernel.means(MOST_WEIGHTS);
        while !Self::new(&kernel.of_means(means)).keep_constants() {
            means *= 2;
        }
        means
    }

    /// Whether any constant comes out as it is, for all that the products are rounded.
    fn keep_constants(&self) -> bool {
        // What is rounded off, in 256ths of the last bit; a step of 8 bits has 64 such bits.
        const MOST: i32 = 256 * 64 * 15 / 32;
        let ends = self.taps.iter().map(|taps| taps.end - taps.start);
        let mut weights = &self.weights[..];
        for count in ends {
            let (these, rest) = weights.split_at(count);
            weights = rest;
            if count <= HARMLESS_WEIGHTS {
                continue;
            }
            let mut errors = [0i32; 256];
            for weight in these {
                for (sample, error) in (-MIDDLE..).zip(&mut errors) {
                    let rest = (i32::from(*weight) * sample) & 255;
                    *error += if rest >= 128 { 256 - rest } else { -rest };
                }
            }
            if errors.iter().any(|error| error.abs() > MOST) {
                return false;
            }
        }
        true
    }

    fn new(kernel: &Kernel) -> Self {
        let mut rows = Self {
            taps: Vec::with_capacity(kernel.outputs()),
            weights: Vec::new(),
        };
        for (start, weights) in kernel.iter() {
            rows.taps.push(Taps {
                start,
                end: start + weights.len(),
                weights: rows.weights.len(),
            });
            rows.weights.extend(quantised(weights));
        }
        rows
    }

    /// The outputs that take any of these inputs. Starts and ends of the taps grow with the output.
    fn outputs_of(&self, inputs: Range<usize>) -> Range<usize> {
        let first = self.taps.partition_point(|taps| taps.end <= inputs.start);
        let end = self.taps.partition_point(|taps| taps.start < inputs.end);
        first..end
    }

    fn weight(&self, output: usize, input: usize) -> i16 {
        let taps = &self.taps[output];
        if (taps.start..taps.end).contains(&input) {
            self.weights[taps.weights + input - taps.start]
        } else {
            0
        }
    }
}

impl Columns {
    fn new(kernel: &Kernel) -> Self {
        let outputs = kernel.outputs();
        let groups = kernel
            .iter()
            .map(|(_, weights)| weights.len().div_ceil(LANES))
            .max()
            .unwrap_or(1);
        let padded = outputs.next_multiple_of(4);
        let mut starts = Vec::with_capacity(padded);
        let mut all = vec![[0; LANES]; padded * groups];
        for ((start, weights), all) in kernel.iter().zip(all.chunks_exact_mut(groups)) {
            starts.push(start);
            for (weight, quantised) in all.as_flattened_mut().iter_mut().zip(quantised(weights)) {
                *weight = quantised;
            }
        }
        starts.resize(padded, 0);
        Self {
            outputs,
            starts,
            weights: all,
            groups,
        }
    }
}

/// Weights in fixed point that add up to 1 as those of the kernel do. Each differs by less than one step.
fn quantised(weights: &[f32]) -> impl Iterator<Item = i16> {
    let mut sum = 0.0;
    let mut given = 0;
    weights.iter().map(move |weight| {
        sum += f64::from(*weight);
        let all = libm::round(sum * f64::from(1 << WEIGHT)) as i32;
        let share = all - given;
        given = all;
        share.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_to_one() {
        let weights: Vec<f32> = (1..=95).map(|n| n as f32 / 4560.0).collect();
        let shares: Vec<i16> = quantised(&weights).collect();
        let one = 1 << WEIGHT;
        assert_eq!(
            shares.iter().map(|share| i32::from(*share)).sum::<i32>(),
            one
        );
        for (share, weight) in shares.iter().zip(weights) {
            assert!((f32::from(*share) - weight * one as f32).abs() <= 1.0);
        }
    }
}
