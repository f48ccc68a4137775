//! Resampling: rows of the source come in, rows of the result are ready as early as they can be.
//!
//! Rows are added, with their weights, to every row of the result that they belong to. So memory holds the few rows of
//! the result that are in the making, and nothing of the source's size.
//!
//! There are two ways: 16-bit integers for what has 8 bits (`fixed.rs`), 32-bit floats for light and for what has 16
//! bits (`float.rs`). Both only add and multiply, in a fixed order: the result is the same on every processor.

mod filter;
mod fixed;
mod float;
mod kernel;
mod planes;
mod simd;
mod tone;

use float::Floats;
use kernel::{Axis, Kernel};
use planes::Planes;

use crate::contract::{Error, Filter};
use crate::decode::{Shape, Source};
use crate::picture::{self, Channels, Depth, Picture, Pixels, Row};
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
    /// Whether the result needs 16 bits per sample.
    pub(crate) deep: bool,
}

/// Makes one result from the rows of a source.
pub(crate) struct Resampler {
    columns: Kernel,
    rows: Kernel,
    size: Size,
    channels: Channels,
    linear: bool,
    /// How many rows have been pushed.
    pushed: usize,
    way: Way,
    samples: Samples,
}

/// How it is computed, which the first row decides.
enum Way {
    Open,
    Fixed(Planes),
    Float(Floats),
}

/// The pixels of a result that are finished.
enum Samples {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
}

/// Sends the rows of `source` through a resampler for each job, and returns what they make. The jobs are those that
/// the source was opened for. When all have what they need, the rest of the rows is not asked for.
///
/// # Errors
/// Those of the source, and `limit-exceeded` where there is no memory for the results.
pub(crate) fn resample(source: &mut Source, jobs: &[Job]) -> Result<Vec<Pixels>, Error> {
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
                resampler.push(row)?;
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
        let count = size.area() * source.channels.count() as u64;
        let samples = if job.deep {
            Samples::Sixteen(picture::reserve(count)?)
        } else {
            Samples::Eight(picture::reserve(count)?)
        };
        let pixel = f64::from(source.shrink);
        let axis = |inputs, start, length, scaled, first, outputs| Axis {
            inputs,
            start: f64::from(start) / pixel,
            length: f64::from(length) / pixel,
            scaled,
            first,
            outputs,
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
            linear: job.linear,
            pushed: 0,
            way: Way::Open,
            samples,
        })
    }

    /// How many rows of the source have to be pushed.
    pub(crate) fn rows_needed(&self) -> usize {
        self.rows.end_of(self.size.height as usize - 1)
    }

    fn needs_rows(&self) -> bool {
        self.pushed < self.rows_needed()
    }

    /// Takes the next row of the source.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for rows of this length.
    pub(crate) fn push(&mut self, row: Row<'_>) -> Result<(), Error> {
        self.pushed += 1;
        if let Way::Open = self.way {
            self.way = match row {
                Row::Eight(_) if !self.linear => {
                    Way::Fixed(Planes::new(self.channels, &self.columns, &self.rows)?)
                }
                _ => Way::Float(Floats::new(self.channels, self.linear)),
            };
        }
        match (&mut self.way, row) {
            (Way::Fixed(planes), Row::Eight(row)) => planes.push(row),
            (Way::Float(floats), row) => floats.push(row, &self.columns, &self.rows),
            // All rows of a source have the same depth.
            (Way::Open | Way::Fixed(_), _) => {}
        }
        match &mut self.samples {
            Samples::Eight(samples) => self.way.write(samples),
            Samples::Sixteen(samples) => self.way.write(samples),
        }
        Ok(())
    }

    /// The result, with as many bits per sample as the job asks for. All rows that are needed have been pushed.
    pub(crate) fn finish(self) -> Pixels {
        let (size, channels) = (self.size, self.channels);
        match self.samples {
            Samples::Eight(samples) => Pixels::Eight(Picture {
                size,
                channels,
                samples,
            }),
            Samples::Sixteen(samples) => Pixels::Sixteen(Picture {
                size,
                channels,
                samples,
            }),
        }
    }
}

impl Way {
    /// Appends the pixels of all rows that are finished.
    fn write<D: Depth>(&mut self, samples: &mut Vec<D>) {
        match self {
            Self::Open => {}
            Self::Fixed(planes) => planes.write(samples),
            Self::Float(floats) => floats.write(samples),
        }
    }
}

#[cfg(test)]
mod tests;
