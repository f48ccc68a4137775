//! A target, and all that follows from it and the header of the file.

use image::metadata::Orientation;

use plan::{Budget, Plan};

use crate::contract::{Animation, Error, ExifOrientation, Filter, OutputFormat, Target};
use crate::encode::Choice;
use crate::geometry;
use crate::head::Head;
use crate::resample::Job;

/// What is made for a target.
pub(crate) struct ResolvedTarget<'a> {
    pub(crate) target: &'a Target,
    pub(crate) choice: Choice,
    pub(crate) plan: Plan,
    /// How the stored picture is turned: by the orientation of the file, and then by the target.
    pub(crate) orientation: Orientation,
    /// Whether the orientation that the metadata name is applied.
    pub(crate) applies_exif: bool,
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
        let applies_exif = target.orientation != Some(ExifOrientation::Ignore);
        let of_file = match applies_exif || !head.orientation_is_of_metadata() {
            true => head.orientation,
            false => Orientation::NoTransforms,
        };
        let plan = plan::plan(geometry::turned(of_file, head.size()), target, budget.side)?;
        let orientation = geometry::composed(of_file, turn(target));
        let shown = geometry::turned(orientation, head.size());
        let job = Job {
            region: geometry::stored_window(orientation, shown, plan.region),
            scaled: geometry::turned(orientation, plan.scaled),
            window: geometry::stored_window(orientation, plan.scaled, plan.window()),
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
            orientation,
            applies_exif,
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

/// What the target asks for itself, in sharp's order: `flip`, `flop`, `rotate`.
fn turn(target: &Target) -> Orientation {
    let mirrored = match (target.flip == Some(true), target.flop == Some(true)) {
        (false, false) => Orientation::NoTransforms,
        (true, false) => Orientation::FlipVertical,
        (false, true) => Orientation::FlipHorizontal,
        (true, true) => Orientation::Rotate180,
    };
    let rotated = match target.rotate {
        Some(90) => Orientation::Rotate90,
        Some(180) => Orientation::Rotate180,
        Some(270) => Orientation::Rotate270,
        // A request has no other.
        _ => Orientation::NoTransforms,
    };
    geometry::composed(mirrored, rotated)
}
