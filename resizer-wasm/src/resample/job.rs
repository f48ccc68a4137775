//! What is made of a source.

use super::kernel::Axis;
use crate::contract::Filter;
use crate::decode::Shape;
use crate::geometry::{Size, Window};

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
    /// Whether to resample in linear light.
    pub(crate) linear: bool,
    /// Whether to resample pixels even of a source whose components come apart: colours out of range are then clipped
    /// before, as in the picture of full size.
    pub(crate) by_pixels: bool,
}

/// How samples of a result are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutputSamples {
    /// Pixels, with 16 bits a sample.
    Sixteen,
    /// Pixels, with 8 bits a sample where the source has 8.
    Eight,
    /// Luma, and chroma of half the width and height, where the source hands them out apart; else pixels, as
    /// [`OutputSamples::Eight`]. For columns and rows: whether pairs of pixels, which share their chroma, are counted from the
    /// end, which turning the picture makes the begin.
    HalvedChroma { pairs_from_end: (bool, bool) },
}

impl OutputSamples {
    pub(crate) fn have_halved_chroma(self) -> bool {
        matches!(self, Self::HalvedChroma { .. })
    }
}

/// The axes of columns and rows for this job.
pub(super) fn axes(source: Shape, job: &Job) -> (Axis, Axis) {
    let (across, down) = source.reduction.shrink();
    let axis = |inputs, pixel, start, length, scaled, first, outputs| Axis {
        inputs,
        start: f64::from(start) / pixel,
        length: f64::from(length) / pixel,
        scaled: f64::from(scaled),
        first: f64::from(first),
        outputs,
        sharpening: source.reduction.sharpening(),
        sharpening_of_outputs: 0.0,
    };
    let Job {
        region,
        scaled,
        window,
        ..
    } = job;
    let columns = axis(
        source.size.width,
        across,
        region.left,
        region.size.width,
        scaled.width,
        window.left,
        window.size.width,
    );
    let rows = axis(
        source.size.height,
        down,
        region.top,
        region.size.height,
        scaled.height,
        window.top,
        window.size.height,
    );
    (columns, rows)
}
