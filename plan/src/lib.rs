//! What a request needs of a source, computed from its size before there are pixels: whether the limits allow it, the
//! geometry of each output, and the scale at which the source may be decoded for it.
//!
//! The resize component and all codecs link this crate, so a raster that a codec makes for a request has the renditions
//! that the component would have chosen.
//!
//! Start reading at [`plan`], and at [`Renditions`] for what a codec has to make.

#![forbid(unsafe_code)]

mod budget;
mod error;
mod geometry;
mod reduction;
mod renditions;
mod scale;
mod scales;
mod size;
#[cfg(test)]
mod tests;

pub use budget::Budget;
pub use error::Error;
pub use geometry::{Canvas, Cut, Plan, extended, plan};
pub use reduction::{Reduction, source_pixels_per_output};
pub use renditions::{Renditions, outputs_of_thumbnail};
pub use scales::{Scales, smallest};
pub use size::{Size, Window};
