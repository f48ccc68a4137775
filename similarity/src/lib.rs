//! How alike two pictures look: SSIMULACRA2, by scanlines.
//!
//! The measure is Jon Sneyers' (Cloudinary), version 2.1, as libjxl defines it in `tools/ssimulacra2.cc`: 100 for equal
//! pictures, about 90 where no difference is seen side by side, 70 for a high quality, 50 for a medium one. Both pictures
//! are compared at up to six sizes, each half of the one before, in the colour space XYB.
//!
//! Rows of both pictures go in, and nothing larger than some rows is kept, so it needs memory for widths and not for areas.
//! Sums are made in an order that is written down here and not left to a compiler, so a score has the same bits everywhere.
//!
//! Two things differ from libjxl's program, which changes a score by hundredths: the blur is a sum of nine weights instead of
//! the recursion that has them as its answer to an impulse, and where a picture is too small for all six sizes, each size
//! still has the weights that were found for it.
#![forbid(unsafe_code)]

mod blur;
mod color;
mod scale;
mod weights;

use std::collections::TryReserveError;

use color::{LEVELS, Linear};
use scale::Scale;
use weights::SCALES;

/// A picture whose sides are shorter is not halved once more.
const LEAST_SIDE: usize = 8;

/// Compares two pictures of one size, row by row.
pub struct Comparison {
    levels: Box<[f32; 256]>,
    scales: Vec<Scale>,
}

impl Comparison {
    /// For pictures of `width` x `height` pixels, both at least 1. It takes [`Comparison::bytes`] of memory.
    ///
    /// # Errors
    /// Where there is not so much memory.
    pub fn new(width: usize, height: usize) -> Result<Self, TryReserveError> {
        let mut scales = Vec::new();
        for (width, height) in sizes(width, height) {
            scales.push(Scale::new(width, height)?);
        }
        Ok(Self {
            levels: Box::new(LEVELS),
            scales,
        })
    }

    /// The bytes that a comparison of pictures of this size keeps, about.
    #[must_use]
    pub fn bytes(width: usize, height: usize) -> u64 {
        let rows = sizes(width, height).map(|(width, _)| width as u64 * Scale::BYTES_PER_COLUMN);
        rows.sum()
    }

    /// Takes the next row of each: `width` pixels of red, green and blue, a byte each, in sRGB.
    pub fn push(&mut self, original: &[u8], other: &[u8]) {
        let pair = [original, other].map(|row| Linear::of_srgb(row, &self.levels));
        push(&mut self.scales, pair);
    }

    /// The score: 100 where both are equal, lower and without an end the more they differ.
    #[must_use]
    pub fn finish(mut self) -> f64 {
        for place in 0..self.scales.len() {
            let (scale, smaller) = self.scales[place..].split_at_mut(1);
            if let Some(last) = scale[0].finish() {
                push(smaller, last);
            }
        }
        weights::score(
            &self
                .scales
                .iter()
                .map(Scale::differences)
                .collect::<Vec<_>>(),
        )
    }
}

/// The sizes that are compared, the largest first.
fn sizes(width: usize, height: usize) -> impl Iterator<Item = (usize, usize)> {
    let halved = |&(width, height): &(usize, usize)| {
        let is_halved = width >= LEAST_SIDE && height >= LEAST_SIDE;
        is_halved.then(|| (width.div_ceil(2), height.div_ceil(2)))
    };
    std::iter::successors(Some((width, height)), halved).take(SCALES)
}

/// Hands a row of each picture to the first of these scales, and what that makes of it to those behind.
fn push(scales: &mut [Scale], pair: [Linear; 2]) {
    let Some((scale, smaller)) = scales.split_first_mut() else {
        return;
    };
    if let Some(halved) = scale.push(pair) {
        push(smaller, halved);
    }
}
