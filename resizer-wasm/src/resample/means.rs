//! Means of neighbours, in front of filters that would have too many weights otherwise.

use super::kernel::{Kernel, Taps};

/// Weights of an output: those of Lanczos 3 for a picture that becomes 64 times smaller.
pub(super) const MOST_WEIGHTS: usize = 384;

impl Kernel {
    /// How many neighbouring inputs are to be replaced by their mean, so that no output has more weights than `most`. 1 but
    /// where the picture gets smaller by far.
    ///
    /// Weights and products are rounded, and the more there are the more that adds up to. Filters are smooth over as few
    /// inputs as these.
    pub(super) fn means(&self, most: usize) -> usize {
        let weights = self.taps.iter().map(|taps| taps.end - taps.start).max();
        let mut means = 1;
        while weights.unwrap_or(1) > means * most {
            means *= 2;
        }
        means
    }

    /// The same for means of so many inputs, counted from the first one that is used.
    pub(super) fn of_means(&self, means: usize) -> Self {
        let first = self.inputs().start;
        let mut kernel = Self {
            taps: Vec::with_capacity(self.taps.len()),
            weights: Vec::new(),
        };
        for (start, weights) in self.iter() {
            let start = start - first;
            let (begin, end) = (start / means, (start + weights.len()).div_ceil(means));
            let index = kernel.weights.len();
            kernel.weights.resize(index + end - begin, 0.0);
            for (at, weight) in (start..).zip(weights) {
                kernel.weights[index + at / means - begin] += weight;
            }
            kernel.taps.push(Taps {
                start: begin,
                end,
                weights: index,
            });
        }
        kernel
    }
}

/// Rows on their way to their mean.
pub(super) struct RowMeans {
    /// Rows of a mean.
    rows: i64,
    sums: Vec<i64>,
    /// Rows in the sums.
    added: i64,
}

impl RowMeans {
    pub(super) fn new(rows: usize) -> Self {
        Self {
            rows: rows as i64,
            sums: Vec::new(),
            added: 0,
        }
    }

    /// Takes a row. Where it completes a mean, or is the last of all, the row becomes the mean.
    pub(super) fn take(&mut self, row: &mut [i16], is_last: bool) -> bool {
        if self.rows == 1 {
            return true;
        }
        self.sums.resize(row.len(), 0);
        for (sum, sample) in self.sums.iter_mut().zip(&*row) {
            *sum += i64::from(*sample);
        }
        self.added += 1;
        if self.added < self.rows && !is_last {
            return false;
        }
        for (sample, sum) in row.iter_mut().zip(&mut self.sums) {
            *sample = mean(*sum, self.added);
            *sum = 0;
        }
        self.added = 0;
        true
    }
}

/// The mean of samples, of which there is one at least.
pub(super) fn mean_of<'a>(samples: impl Iterator<Item = &'a i16>) -> i16 {
    let (sum, count) = samples.fold((0, 0), |(sum, count), sample| {
        (sum + i64::from(*sample), count + 1)
    });
    mean(sum, count)
}

fn mean(sum: i64, count: i64) -> i16 {
    (sum + count / 2).div_euclid(count) as i16
}
