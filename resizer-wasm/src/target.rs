//! A target, and all that follows from it and the header of the file.

use plan::{Budget, Plan};

use crate::contract::{Animation, Error, Filter, OutputFormat, Target};
use crate::encode::Choice;
use crate::geometry;
use crate::head::Head;
use crate::resample::Job;

/// What is made for a target.
pub(crate) struct ResolvedTarget<'a> {
    pub(crate) target: &'a Target,
    pub(crate) choice: Choice,
    pub(crate) plan: Plan,
    /// The plan in the orientation in which the source is stored.
    pub(crate) job: Job,
    /// Whether all frames are made.
    pub(crate) animates: bool,
}

impl<'a> ResolvedTarget<'a> {
    /// # Errors
    /// `invalid-options` where the target does not suit the file.
    pub(crate) fn new(target: &'a Target, head: &Head, budget: &Budget) -> Result<Self, Error> {
        let choice = Choice::new(target, head);
        let upright = geometry::turned(head.orientation, head.size());
        let plan = plan::plan(upright, target, budget.side)?;
        let job = Job {
            region: geometry::stored_window(head.orientation, upright, plan.region),
            scaled: geometry::turned(head.orientation, plan.scaled),
            window: geometry::stored_window(head.orientation, plan.scaled, plan.window()),
            filter: target.filter.unwrap_or(Filter::Lanczos3),
            linear: target.linear.unwrap_or(false),
            by_pixels: false,
        };
        let wants_all = match (choice.format(), target.animation) {
            (OutputFormat::Jpeg | OutputFormat::Raster, _) => false,
            (_, Some(animation)) => animation == Animation::All,
            (OutputFormat::Gif | OutputFormat::Webp, None) => true,
            (OutputFormat::Png, None) => false,
        };
        Ok(Self {
            target,
            choice,
            plan,
            job,
            animates: wants_all && head.is_animated(),
        })
    }

    /// Whether the output has other pixels than the source.
    pub(crate) fn is_resampled(&self) -> bool {
        self.job.region.size != self.job.scaled || self.target.sharpen == Some(true)
    }

    /// Pixels of the file for one of the result, as [`plan::source_pixels_per_output`] counts them.
    pub(crate) fn source_pixels_per_output(&self) -> f64 {
        plan::source_pixels_per_output(self.target, self.job.region.size, self.job.scaled)
    }
}
