//! Rows of samples, scaled in 16-bit fixed point: the way of everything that has 8 bits and is added up as it is stored.
//!
//! A sample is kept less 128, with 7 bits of fraction, between the filters with 6, so that they may overshoot by more
//! than the whole range. Columns are filtered first: that is done for eight neighbours at once, and leaves few rows to
//! be filtered along their length. Rounding moves a result by a tenth of a step of 8 bits at most.

use std::collections::VecDeque;
use std::ops::Range;

use super::columns::{Columns, Lanes, TOGETHER, WEIGHT};
use super::kernel::Kernel;
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
    /// The samples of a row that are used.
    used: Range<usize>,
    /// Rows of the source that have not been added yet, the last of them being `next - 1`.
    waiting: [Vec<Lanes>; TOGETHER],
    waiting_count: usize,
    /// The number of the next row of the source.
    next: usize,
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
        let used = columns.inputs();
        let columns = Columns::new(columns, used.start);
        let used = used.start * count..used.end * count;
        let lanes = used.len().div_ceil(LANES) as u64;
        let row = || picture::zeroed(lanes);
        Ok(Self {
            count,
            rows: Rows::new(rows),
            used,
            waiting: [row()?, row()?, row()?, row()?],
            waiting_count: 0,
            next: 0,
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
        if !self.rows.used.contains(&number) {
            return;
        }
        load(&mut self.waiting[self.waiting_count].as_flattened_mut()[..self.used.len()]);
        self.waiting_count += 1;
        if self.waiting_count == TOGETHER || self.next == self.rows.used.end {
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
        let first = self.next - self.waiting_count;
        let outputs = self.rows.outputs_of(first..self.next);
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
        while self.finished < self.rows.taps.len() && self.rows.taps[self.finished].end <= self.next
        {
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
        if self.count == 1 {
            vectors::filter_row(sums, &self.columns, row);
            return;
        }
        // Filters may read beyond the last sample, where their weights are 0.
        let padding = self.columns.groups * LANES;
        self.apart.resize(self.used.len() / self.count + padding, 0);
        for (place, row) in row.chunks_exact_mut(outputs).enumerate() {
            let pixels = sums[..self.used.len()].chunks_exact(self.count);
            for (sample, pixel) in self.apart.iter_mut().zip(pixels) {
                *sample = pixel[place];
            }
            vectors::filter_row(&self.apart, &self.columns, row);
        }
    }
}

/// The weights of rows.
struct Rows {
    taps: Vec<Taps>,
    weights: Vec<i16>,
    used: Range<usize>,
}

struct Taps {
    start: usize,
    end: usize,
    /// Index of the first weight.
    weights: usize,
}

impl Rows {
    fn new(kernel: &Kernel) -> Self {
        let mut rows = Self {
            taps: Vec::with_capacity(kernel.outputs()),
            weights: Vec::new(),
            used: kernel.inputs(),
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
    /// `first`: the input that is the first of a row.
    fn new(kernel: &Kernel, first: usize) -> Self {
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
            starts.push(start - first);
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
