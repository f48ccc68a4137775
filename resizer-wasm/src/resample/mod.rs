//! Resampling: rows of the source come in, rows of the result are ready as early as they can be.
//!
//! Rows are added, with their weights, to every row of the result that they belong to. So memory holds the few rows of
//! the result that are in the making, and nothing of the source's size.
//!
//! There are two ways: 16-bit integers for what has 8 bits (`fixed.rs`), 32-bit floats for light and for what has 16
//! bits (`float.rs`). Both only add and multiply, in a fixed order: the result is the same on every processor.

mod columns;
mod filter;
mod fixed;
mod float;
mod halves;
mod job;
mod kernel;
mod means;
mod planes;
mod tone;
mod vectors;

use std::collections::BTreeSet;

use jpeg_shrink::Edges;

use float::Floats;
use halves::Halves;
use job::axes;
pub(crate) use job::{Job, OutputSamples};
use kernel::Kernel;
use planes::Planes;

use crate::color::RowsToSrgb;
use crate::contract::Error;
use crate::decode::{Component, Model, Reduction, RowSource, Shape, Source, StripSource};
use crate::geometry::Size;
use crate::picture::{self, Channels, Depth, Picture, Pixels, Resampled, Row};

/// Makes one result from the rows of a source.
pub(crate) struct Resampler {
    columns: Kernel,
    rows: Kernel,
    size: Size,
    channels: Channels,
    linear: bool,
    /// How many components come apart, or 0.
    components: usize,
    /// How many rows of pixels have been pushed.
    pushed: usize,
    way: Way,
    samples: Samples,
}

/// How it is computed, which the first row decides.
enum Way {
    Open,
    Fixed(Planes),
    Float(Box<Floats>),
}

/// The pixels of a result that are finished.
enum Samples {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
}

/// What is done to rows before they are resampled, and whether for each of the jobs.
pub(crate) struct Early {
    pub(crate) to_srgb: RowsToSrgb,
    pub(crate) jobs: Vec<bool>,
}

impl Early {
    fn is_for(early: Option<&Self>, job: usize) -> bool {
        early.is_some_and(|early| early.jobs.get(job) == Some(&true))
    }
}

/// A result.
pub(crate) struct Made {
    pub(crate) picture: Resampled,
    /// Whether it is of a drawing, and would be better if it were made of every pixel.
    pub(crate) lost_edges: bool,
    /// Whether it is made of a thumbnail that the file has.
    pub(crate) of_thumbnail: bool,
}

/// Makes a result for each job from `source`, which was opened for these jobs. When all have what they need, the rest
/// is not asked for.
///
/// # Errors
/// Those of the source, and `limit-exceeded` where there is no memory for the results.
pub(crate) fn resample(
    source: &mut Source,
    jobs: &[(Job, OutputSamples)],
    early: Option<Early>,
) -> Result<Vec<Made>, Error> {
    match source {
        Source::Rows(rows) => from_rows(rows.as_mut(), jobs, early),
        Source::Strips(strips) => from_strips(strips.as_mut(), jobs, early),
    }
}

fn from_rows(
    source: &mut dyn RowSource,
    jobs: &[(Job, OutputSamples)],
    mut early: Option<Early>,
) -> Result<Vec<Made>, Error> {
    let shape = Shape::of(source);
    let mut resamplers = jobs
        .iter()
        .map(|(job, samples)| Resampler::new(shape, job, *samples))
        .collect::<Result<Vec<_>, _>>()?;
    while resamplers.iter().any(Resampler::needs_rows) {
        let row = source.next_row()?;
        push_to(
            &mut early,
            row,
            resamplers.iter_mut().enumerate(),
            |one, row| {
                if one.needs_rows() {
                    one.push(row)
                } else {
                    Ok(())
                }
            },
        )?;
    }
    let made = resamplers.into_iter().map(|resampler| Made {
        picture: Resampled::Pixels(resampler.finish()),
        lost_edges: false,
        of_thumbnail: false,
    });
    Ok(made.collect())
}

/// Hands a row to all that make a result, each with the number of its job, as it is or converted.
fn push_to<'a, T: 'a>(
    early: &mut Option<Early>,
    row: Row<'_>,
    makers: impl Iterator<Item = (usize, &'a mut T)>,
    push: impl Fn(&mut T, Row<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let Some(Early { to_srgb, jobs }) = early else {
        return makers
            .into_iter()
            .try_for_each(|(_, maker)| push(maker, row));
    };
    let converted = to_srgb.convert(row);
    for (job, maker) in makers {
        push(maker, if jobs[job] { converted } else { row })?;
    }
    Ok(())
}

/// What makes a result of strips.
enum Maker {
    Pixels(Box<Resampler>),
    Components(Box<Halves>),
}

impl Maker {
    /// For the result of this number.
    fn new(
        source: &dyn StripSource,
        number: usize,
        (job, samples): &(Job, OutputSamples),
        is_early: bool,
    ) -> Result<Self, Error> {
        let rendition = source.rendition(number);
        let shape = source.shapes()[rendition];
        let components = source.components(rendition);
        let model = source.model().filter(|_| !is_early);
        match (model, *samples, &components[..]) {
            (Some(Model::YCbCr), OutputSamples::HalvedChroma { pairs_from_end }, &[y, cb, cr]) => {
                let halves = Halves::new(shape, [y, cb, cr], job, pairs_from_end)?;
                Ok(Self::Components(Box::new(halves)))
            }
            (Some(model), _, _) if !job.linear && !job.by_pixels => {
                let resampler = Resampler::apart(shape, model, &components, job, *samples)?;
                Ok(Self::Pixels(Box::new(resampler)))
            }
            _ => Ok(Self::Pixels(Box::new(Resampler::new(
                shape, job, *samples,
            )?))),
        }
    }

    /// How many components it takes apart, or 0.
    fn components(&self) -> usize {
        match self {
            Self::Pixels(resampler) => resampler.components,
            Self::Components(_) => 3,
        }
    }

    fn needs_rows(&self) -> bool {
        match self {
            Self::Pixels(resampler) => resampler.needs_rows(),
            Self::Components(halves) => halves.needs_rows(),
        }
    }

    fn push_component(&mut self, component: usize, row: &[u8]) {
        match self {
            Self::Pixels(resampler) => resampler.push_component(component, row),
            Self::Components(halves) => halves.push(component, row),
        }
    }

    /// Takes a row of pixels, where it does not take components.
    fn push(&mut self, row: Row<'_>) -> Result<(), Error> {
        match self {
            Self::Pixels(resampler) if resampler.components == 0 && resampler.needs_rows() => {
                resampler.push(row)
            }
            Self::Pixels(_) | Self::Components(_) => Ok(()),
        }
    }

    /// Whether the result would be better if it were made of the pixels of a picture of full size.
    fn loses(&self, edges: Edges, reduction: Reduction) -> bool {
        let clips_late = matches!(self, Self::Pixels(resampler) if resampler.components == 3);
        match (edges, reduction) {
            (Edges::Soft, _) => false,
            (_, Reduction::Transform(_) | Reduction::Mean(_)) => true,
            (_, Reduction::Thumbnail { .. }) => false,
            (Edges::Hard, Reduction::None) => false,
            (Edges::HardInChroma, Reduction::None) => clips_late,
        }
    }

    fn finish(self) -> Resampled {
        match self {
            Self::Pixels(resampler) => Resampled::Pixels(resampler.finish()),
            Self::Components(halves) => Resampled::Components(halves.finish()),
        }
    }
}

fn from_strips(
    source: &mut dyn StripSource,
    jobs: &[(Job, OutputSamples)],
    mut early: Option<Early>,
) -> Result<Vec<Made>, Error> {
    let mut makers = Vec::new();
    // The renditions whose pixels are wanted together, for light is that of pixels.
    let mut together = BTreeSet::new();
    for (number, job) in jobs.iter().enumerate() {
        let maker = Maker::new(source, number, job, Early::is_for(early.as_ref(), number))?;
        let rendition = source.rendition(number);
        if maker.components() == 0 {
            together.insert(rendition);
        }
        makers.push((rendition, maker));
    }
    // In the part of the source that each result is made of, so that it does not depend on the others.
    let mut edges = vec![Edges::Soft; makers.len()];
    let needs_rows = |(_, maker): &(usize, Maker)| maker.needs_rows();
    while makers.iter().any(needs_rows) && source.next_strip()? {
        for (edges, maker) in edges.iter_mut().zip(&makers) {
            if needs_rows(maker) {
                *edges = source.edges(maker.0);
            }
        }
        for (rendition, maker) in &mut makers {
            for component in 0..maker.components() {
                source.strip(*rendition, component, &mut |row| {
                    maker.push_component(component, row);
                });
            }
        }
        for &rendition in &together {
            while let Some(row) = source.ready_row(rendition) {
                let wanting = makers.iter_mut().enumerate();
                let wanting = wanting.filter(|(_, (wanted, _))| *wanted == rendition);
                push_to(&mut early, row, wanting, |(_, maker), row| maker.push(row))?;
            }
        }
    }
    let shapes = source.shapes();
    let made = makers.into_iter().zip(edges);
    let made = made.map(|((rendition, maker), edges)| Made {
        lost_edges: maker.loses(edges, shapes[rendition].reduction),
        of_thumbnail: matches!(shapes[rendition].reduction, Reduction::Thumbnail { .. }),
        picture: maker.finish(),
    });
    Ok(made.collect())
}

impl Resampler {
    /// For rows of pixels.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for the result.
    pub(crate) fn new(source: Shape, job: &Job, samples: OutputSamples) -> Result<Self, Error> {
        let size = job.window.size;
        let count = size.area() * source.channels.count() as u64;
        let samples = match samples {
            OutputSamples::Sixteen => Samples::Sixteen(picture::reserve(count)?),
            OutputSamples::Eight | OutputSamples::HalvedChroma { .. } => {
                Samples::Eight(picture::reserve(count)?)
            }
        };
        let (columns, rows) = axes(source, job);
        let shape = filter::Shape::from(job.filter);
        Ok(Self {
            columns: Kernel::new(shape, columns),
            rows: Kernel::new(shape, rows),
            size,
            channels: source.channels,
            linear: job.linear,
            components: 0,
            pushed: 0,
            way: Way::Open,
            samples,
        })
    }

    /// For components that come apart.
    ///
    /// # Errors
    /// As [`Resampler::new`].
    fn apart(
        source: Shape,
        model: Model,
        components: &[Component],
        job: &Job,
        samples: OutputSamples,
    ) -> Result<Self, Error> {
        let mut resampler = Self::new(source, job, samples)?;
        let kernels: Vec<(Kernel, Kernel)> = components
            .iter()
            .map(|one| {
                let columns = resampler.columns.of_smaller(one.across, one.width);
                (columns, resampler.rows.of_smaller(one.down, one.height))
            })
            .collect();
        resampler.way = Way::Fixed(Planes::apart(model, &kernels)?);
        resampler.components = components.len();
        Ok(resampler)
    }

    /// How many rows of the source have to be pushed.
    pub(crate) fn rows_needed(&self) -> usize {
        self.rows.end_of(self.size.height as usize - 1)
    }

    fn needs_rows(&self) -> bool {
        match &self.way {
            Way::Fixed(planes) => planes.needs_rows(),
            Way::Open | Way::Float(_) => self.pushed < self.rows_needed(),
        }
    }

    /// Takes the next row of one component.
    fn push_component(&mut self, component: usize, row: &[u8]) {
        if let Way::Fixed(planes) = &mut self.way {
            planes.push_component(component, row);
        }
        self.write();
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
                _ => {
                    let (columns, rows) = (&self.columns, &self.rows);
                    let floats = Floats::new(self.channels, self.linear, columns, rows);
                    Way::Float(Box::new(floats))
                }
            };
        }
        match (&mut self.way, row) {
            (Way::Fixed(planes), Row::Eight(row)) => planes.push(row),
            (Way::Float(floats), row) => floats.push(row),
            // All rows of a source have the same depth.
            (Way::Open | Way::Fixed(_), _) => {}
        }
        self.write();
        Ok(())
    }

    /// Puts away what is finished.
    fn write(&mut self) {
        match &mut self.samples {
            Samples::Eight(samples) => self.way.write(samples),
            Samples::Sixteen(samples) => self.way.write(samples),
        }
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
