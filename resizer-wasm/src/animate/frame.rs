//! A frame of the source becomes one of an output.

use crate::contract::{Error, Warning};
use crate::decode::{Frame, FrameSource, Reduction, Shape};
use crate::finish::Finisher;
use crate::geometry::Size;
use crate::head::Head;
use crate::picture::{Channels, Pixels, Row};
use crate::resample::{OutputSamples, Resampler};
use crate::target::ResolvedTarget;

/// Opens the animation once more.
pub(super) type Open<'f, 'a> = &'f dyn Fn() -> Result<Option<Box<dyn FrameSource + 'a>>, Error>;

/// Makes the frames of one output.
pub(super) struct FrameMaker<'a> {
    pub(super) resolved: &'a ResolvedTarget<'a>,
    pub(super) finisher: Finisher<'a>,
}

impl<'a> FrameMaker<'a> {
    pub(super) fn new(resolved: &'a ResolvedTarget<'a>, head: &Head) -> Self {
        Self {
            resolved,
            finisher: Finisher::new(resolved, head, Channels::Rgba),
        }
    }

    /// # Errors
    /// Those of the stages.
    pub(super) fn picture(&mut self, frame: &Frame<'_>, head: &Head) -> Result<Pixels, Error> {
        let shape = Shape {
            size: Size {
                width: head.width,
                height: head.height,
            },
            reduction: Reduction::None,
            channels: Channels::Rgba,
        };
        let mut resampler = Resampler::new(shape, &self.resolved.job, OutputSamples::Sixteen)?;
        let rows = frame
            .canvas
            .chunks_exact(head.width as usize * shape.channels.count());
        for row in rows.take(resampler.rows_needed()) {
            resampler.push(Row::Eight(row))?;
        }
        self.finisher.finish(resampler.finish())
    }

    pub(super) fn take_warnings(&mut self) -> Vec<Warning> {
        self.finisher.take_warnings()
    }
}
