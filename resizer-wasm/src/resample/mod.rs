//! Resampling: rows of the source come in, rows of the result are ready as early as they can be.
//!
//! Each row is first filtered along its length to the width of the result. It is then added, with its weight, to
//! every row of the result that it belongs to. So memory holds the few rows of the result that are in the making,
//! and nothing of the source's size.
//!
//! Computed in 32-bit floats with additions and multiplications only, in a fixed order: the result is the same on
//! every processor.

mod kernel;
mod samples;

use std::collections::VecDeque;

use kernel::Kernel;
pub(crate) use samples::Samples;

use crate::contract::Error;
use crate::decode::{Channels, Pixels};
use crate::error;
use crate::plan::{Geometry, Size};

/// Makes one result from the rows of a source.
pub(crate) struct Resampler {
    columns: Kernel,
    rows: Kernel,
    size: Size,
    channels: Channels,
    /// The number of the next source row.
    source_row: usize,
    /// Result rows in the making, the first of them being `finished_rows`.
    sums: VecDeque<Vec<f32>>,
    finished_rows: usize,
    /// One filtered row.
    filtered: Vec<f32>,
    data: Vec<u8>,
}

impl Resampler {
    /// For a source of size `source`, in the orientation in which its rows come.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for the result.
    pub(crate) fn new(
        source: Size,
        channels: Channels,
        geometry: &Geometry,
    ) -> Result<Self, Error> {
        let Geometry { scaled, window } = geometry;
        let size = window.size;
        let bytes = size.width as usize * size.height as usize * channels.count();
        let mut data = Vec::new();
        data.try_reserve_exact(bytes)
            .map_err(|_| error::out_of_memory(bytes))?;
        Ok(Self {
            columns: Kernel::lanczos3(source.width, scaled.width, window.left, size.width),
            rows: Kernel::lanczos3(source.height, scaled.height, window.top, size.height),
            size,
            channels,
            source_row: 0,
            sums: VecDeque::new(),
            finished_rows: 0,
            filtered: Vec::new(),
            data,
        })
    }

    /// Takes the next row of the source.
    pub(crate) fn push(&mut self, row: &Samples) {
        let number = self.source_row;
        self.source_row += 1;
        let Some(span) = self.rows.outputs_of(number) else {
            return;
        };
        row.filter(&self.columns, &mut self.filtered);
        while self.finished_rows + self.sums.len() < span.end {
            self.sums.push_back(vec![0.0; self.filtered.len()]);
        }
        for output in span {
            // Rows before the first in the making are finished: they end before this source row.
            let Some(sum) = output
                .checked_sub(self.finished_rows)
                .and_then(|index| self.sums.get_mut(index))
            else {
                continue;
            };
            let weight = self.rows.weight(output, number);
            for (sum, sample) in sum.iter_mut().zip(&self.filtered) {
                *sum += weight * sample;
            }
        }
        while self.finished_rows < self.rows.outputs()
            && self.rows.end_of(self.finished_rows) == self.source_row
        {
            let Some(sum) = self.sums.pop_front() else {
                break;
            };
            samples::write_row(&sum, self.channels, &mut self.data);
            self.finished_rows += 1;
        }
    }

    /// The result. All rows of the source have been pushed.
    pub(crate) fn finish(self) -> Pixels {
        Pixels {
            width: self.size.width,
            height: self.size.height,
            channels: self.channels,
            data: self.data,
        }
    }
}

#[cfg(test)]
mod tests;
