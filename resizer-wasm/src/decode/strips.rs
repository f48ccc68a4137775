//! Pictures whose components come apart, and at a scale of each result's own.

use plan::Reduction;

use jpeg_shrink::Edges;

use super::shape::Shape;
use crate::contract::{Error, Warning};
use crate::picture::{Channels, Row};

/// What the samples of a pixel are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Model {
    /// Those of the picture.
    Pixels(Channels),
    /// Brightness and two differences of colour, as JFIF (T.871) has them.
    YCbCr,
}

impl Model {
    /// What the picture's pixels are made of.
    pub(crate) fn channels(self) -> Channels {
        match self {
            Self::Pixels(channels) => channels,
            Self::YCbCr => Channels::Rgb,
        }
    }
}

/// How a component becomes as wide, or as high, as the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enlargement {
    /// It is already.
    Same,
    /// It is half as large: each sample of the picture lies between two of the component, at a quarter of the way.
    Smooth,
    /// It is half as large: each of its samples is on one of the picture, and the next of the picture lies half-way to the next.
    Cosited,
    /// It has `from` samples for `to` of the picture, which repeat them.
    Repeat { from: usize, to: usize },
}

impl Enlargement {
    /// Samples of the component for one of the picture.
    pub(crate) fn share(self) -> f64 {
        match self {
            Self::Same => 1.0,
            Self::Smooth | Self::Cosited => 0.5,
            Self::Repeat { from, to } => from as f64 / to as f64,
        }
    }

    /// Which of `inputs` samples the one at `at` of the picture is made of, and how much of each it gets.
    pub(crate) fn shares(self, at: usize, inputs: usize) -> [(usize, f64); 2] {
        let last = inputs - 1;
        match self {
            Self::Same => [(at.min(last), 1.0), (at.min(last), 0.0)],
            Self::Repeat { from, to } => {
                let nearest = (at * from / to).min(last);
                [(nearest, 1.0), (nearest, 0.0)]
            }
            Self::Cosited => {
                let nearest = (at / 2).min(last);
                let odd = (at % 2) as f64;
                [
                    (nearest, 1.0 - odd / 2.0),
                    ((nearest + 1).min(last), odd / 2.0),
                ]
            }
            Self::Smooth => {
                let nearest = (at / 2).min(last);
                let next = if at.is_multiple_of(2) {
                    nearest.saturating_sub(1)
                } else {
                    (nearest + 1).min(last)
                };
                [(nearest, 0.75), (next, 0.25)]
            }
        }
    }
}

/// A component at one scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component {
    /// Samples of a row.
    pub(crate) width: usize,
    /// How it becomes as wide as the picture.
    pub(crate) across: Enlargement,
    /// How it becomes as high as the picture, and how many rows it has.
    pub(crate) down: Enlargement,
    pub(crate) height: usize,
    /// What was done to it: colour may be reduced less than brightness.
    pub(crate) reduction: Reduction,
}

/// A picture that comes in strips: a few rows of each component, at each scale that a result asks for.
pub(crate) trait StripSource {
    /// What its pixels are made of when they are put together.
    fn channels(&self) -> Channels;

    /// The shapes in which it comes, one for each scale.
    fn shapes(&self) -> Vec<Shape>;

    /// The index, among the shapes, of what this result is made of.
    fn rendition(&self, result: usize) -> usize;

    /// What the components are. `None` where they are of no use apart.
    fn model(&self) -> Option<Model>;

    /// The components of this rendition.
    fn components(&self, rendition: usize) -> Vec<Component>;

    /// Decodes the next strip, at all scales. `false` after the last.
    ///
    /// # Errors
    /// `malformed` or `truncated` where the file is damaged and damage is not tolerated.
    fn next_strip(&mut self) -> Result<bool, Error>;

    /// Hands the rows of a component in this strip to `take`, in order.
    fn strip(&self, rendition: usize, component: usize, take: &mut dyn FnMut(&[u8]));

    /// The next row of pixels, where the strips so far suffice for it.
    fn ready_row(&mut self, rendition: usize) -> Option<Row<'_>>;

    /// How hard the edges are in what has been decoded so far, for this rendition. `Soft` for one that needs no larger scale
    /// even if they are hard.
    fn edges(&self, rendition: usize) -> Edges;

    /// What decoding takes of the limit `max-work`.
    fn work(&self) -> u64 {
        0
    }

    /// What was wrong with the file and did not matter. Asked once, after the last strip that is wanted.
    fn warnings(&mut self) -> Vec<Warning>;
}
