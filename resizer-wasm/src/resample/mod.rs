//! Resampling: rows of the source come in, rows of the result are ready as early as they can be.
//!
//! Each row is first filtered along its length to the width of the result. It is then added, with its weight, to
//! every row of the result that it belongs to. So memory holds the few rows of the result that are in the making,
//! and nothing of the source's size.
//!
//! Computed in 32-bit floats with additions and multiplications only, in a fixed order: the result is the same on
//! every processor.

mod filter;
mod kernel;
mod samples;
mod tone;

use std::collections::VecDeque;

use kernel::{Axis, Kernel};
use samples::Samples;

use crate::contract::{Error, Filter};
use crate::decode::{Shape, Source};
use crate::picture::{self, Channels, Picture, Row};
use crate::plan::{Size, Window};

/// What to make of a source, in the orientation in which its rows come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Job {
    /// What is used, in pixels of the file.
    pub(crate) region: Window,
    /// The size that the region is scaled to.
    pub(crate) scaled: Size,
    /// What is kept of that.
    pub(crate) window: Window,
    pub(crate) filter: Filter,
    /// Whether colours are added up as light.
    pub(crate) linear: bool,
}

/// Makes one result from the rows of a source.
pub(crate) struct Resampler {
    columns: Kernel,
    rows: Kernel,
    size: Size,
    channels: Channels,
    row: Samples,
    /// The number of the next source row.
    source_row: usize,
    /// Result rows in the making, the first of them being `finished_rows`.
    sums: VecDeque<Vec<f32>>,
    finished_rows: usize,
    /// One filtered row.
    filtered: Vec<f32>,
    samples: Vec<u16>,
}

/// Sends the rows of `source` through a resampler for each job, and returns what they make. The jobs are those that
/// the source was opened for. When all have what they need, the rest of the rows is not asked for.
///
/// # Errors
/// Those of the source, and `limit-exceeded` where there is no memory for the results.
pub(crate) fn resample(source: &mut Source, jobs: &[Job]) -> Result<Vec<Picture>, Error> {
    let shapes = source.shapes();
    let mut resamplers = jobs
        .iter()
        .enumerate()
        .map(|(index, job)| {
            let place = source.place(index);
            Ok((place, Resampler::new(shapes[place], job)?))
        })
        .collect::<Result<Vec<_>, _>>()?;
    while resamplers
        .iter()
        .any(|(_, resampler)| resampler.needs_rows())
        && let Some((place, row)) = source.next_row()?
    {
        for (wanted, resampler) in &mut resamplers {
            if *wanted == place && resampler.needs_rows() {
                resampler.push(row);
            }
        }
    }
    Ok(resamplers
        .into_iter()
        .map(|(_, resampler)| resampler.finish())
        .collect())
}

impl Resampler {
    /// # Errors
    /// `limit-exceeded` where there is no memory for the result.
    pub(crate) fn new(source: Shape, job: &Job) -> Result<Self, Error> {
        let Job { scaled, window, .. } = job;
        let size = window.size;
        let samples = picture::reserve(size.area() * source.channels.count() as u64)?;
        let pixel = f64::from(source.reduction.shrink());
        let axis = |inputs, start, length, scaled, first, outputs| Axis {
            inputs,
            start: f64::from(start) / pixel,
            length: f64::from(length) / pixel,
            scaled,
            first,
            outputs,
            sharpening: source.reduction.sharpening(),
        };
        let region = job.region;
        let columns = axis(
            source.size.width,
            region.left,
            region.size.width,
            scaled.width,
            window.left,
            size.width,
        );
        let rows = axis(
            source.size.height,
            region.top,
            region.size.height,
            scaled.height,
            window.top,
            size.height,
        );
        let shape = filter::Shape::from(job.filter);
        Ok(Self {
            columns: Kernel::new(shape, columns),
            rows: Kernel::new(shape, rows),
            size,
            channels: source.channels,
            row: Samples::new(source.channels, job.linear),
            source_row: 0,
            sums: VecDeque::new(),
            finished_rows: 0,
            filtered: Vec::new(),
            samples,
        })
    }

    /// How many rows of the source have to be pushed.
    pub(crate) fn rows_needed(&self) -> usize {
        self.rows.end_of(self.size.height as usize - 1)
    }

    fn needs_rows(&self) -> bool {
        self.source_row < self.rows_needed()
    }

    /// Takes the next row of the source.
    pub(crate) fn push(&mut self, row: Row<'_>) {
        let number = self.source_row;
        self.source_row += 1;
        let Some(span) = self.rows.outputs_of(number) else {
            return;
        };
        self.row.load(row);
        self.row.filter(&self.columns, &mut self.filtered);
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
            self.row.write(&sum, &mut self.samples);
            self.finished_rows += 1;
        }
    }

    /// The result. All rows that are needed have been pushed.
    pub(crate) fn finish(self) -> Picture {
        Picture {
            size: self.size,
            channels: self.channels,
            samples: self.samples,
        }
    }
}

#[cfg(test)]
mod tests;
