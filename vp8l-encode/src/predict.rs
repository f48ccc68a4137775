//! Predicting pixels from those before, section 3.5.1.

use std::collections::TryReserveError;

use crate::costs;
use crate::samples::{each, less, mean};

/// The predictors.
const COUNT: usize = 14;

/// A predictor that is not that of the block before has to be better by so much: it has to be written.
const CHANGE: u32 = 4 * costs::BIT;

/// The pixels that others are predicted from.
struct Neighbors {
    left: u32,
    above: u32,
    above_left: u32,
    above_right: u32,
}

impl Neighbors {
    /// What a predictor makes of them.
    fn predict(&self, predictor: usize) -> u32 {
        let Self {
            left,
            above,
            above_left,
            above_right,
        } = *self;
        match predictor {
            0 => 0xff00_0000,
            1 => left,
            2 => above,
            3 => above_right,
            4 => above_left,
            5 => mean(mean(left, above_right), above),
            6 => mean(left, above_left),
            7 => mean(left, above),
            8 => mean(above_left, above),
            9 => mean(above, above_right),
            10 => mean(mean(left, above_left), mean(above, above_right)),
            11 => select(left, above, above_left),
            12 => each(left, above, above_left, |left, above, above_left| {
                (left + above - above_left).clamp(0, 255)
            }),
            _ => each(mean(left, above), above_left, 0, |mean, above_left, _| {
                (mean + (mean - above_left) / 2).clamp(0, 255)
            }),
        }
    }
}

/// The one of both that is nearer to what the slope through the three would be.
fn select(left: u32, above: u32, above_left: u32) -> u32 {
    let [left_bytes, above_bytes, corner] =
        [left, above, above_left].map(|pixel| pixel.to_le_bytes());
    let distance = |a: [u8; 4]| -> u32 {
        let pairs = a.iter().zip(&corner);
        pairs.map(|(a, b)| u32::from(a.abs_diff(*b))).sum()
    };
    // The slope is as far from one as the other is from the corner.
    if distance(above_bytes) < distance(left_bytes) {
        left
    } else {
        above
    }
}

/// What is predicted for a pixel by a predictor; at the edges all do the same.
fn at(pixels: &[u32], width: usize, place: usize, predictor: usize) -> u32 {
    let (x, y) = (place % width, place / width);
    match (x, y) {
        (0, 0) => 0xff00_0000,
        (_, 0) => pixels[place - 1],
        (0, _) => pixels[place - width],
        _ => neighbors(pixels, width, place).predict(predictor),
    }
}

/// Of a pixel that is not at the edge to the left or above.
fn neighbors(pixels: &[u32], width: usize, place: usize) -> Neighbors {
    Neighbors {
        left: pixels[place - 1],
        above: pixels[place - width],
        above_left: pixels[place - width - 1],
        // At the right edge that is the first one of this row.
        above_right: pixels[place - width + 1],
    }
}

/// The predictor of each block with sides of `1 << bits`, which is chosen by one row of `rows`.
///
/// # Errors
/// Where memory does not suffice.
pub(crate) fn choose(
    pixels: &[u32],
    width: usize,
    bits: u32,
    rows: usize,
) -> Result<Vec<u8>, TryReserveError> {
    let height = pixels.len() / width;
    let side = 1 << bits;
    let mut chosen: Vec<u8> = crate::memory::reserve(width.div_ceil(side) * height.div_ceil(side))?;
    let mut adaptive = Adaptive::new();
    for top in (0..height).step_by(side) {
        for left in (0..width).step_by(side) {
            let mut sums = [0u32; COUNT];
            if let Some(last) = chosen.last().filter(|_| left > 0) {
                sums = [CHANGE; COUNT];
                sums[usize::from(*last)] = 0;
            }
            let places = (top..height.min(top + side)).step_by(rows);
            let places =
                places.flat_map(|y| (left..width.min(left + side)).map(move |x| y * width + x));
            for place in places.clone() {
                for (predictor, sum) in sums.iter_mut().enumerate() {
                    let predicted = at(pixels, width, place, predictor);
                    *sum += adaptive.cost(less(pixels[place], predicted));
                }
            }
            let best = (0..COUNT).min_by_key(|at| sums[*at]).unwrap_or(0);
            chosen.push(best as u8);
            for place in places {
                adaptive.count(less(pixels[place], at(pixels, width, place, best)));
            }
        }
        adaptive.learn();
    }
    Ok(chosen)
}

/// Whether a pixel has no alpha.
fn is_hidden(pixel: u32) -> bool {
    pixel >> 24 == 0
}

/// The colours of a pixel, and no alpha.
fn hidden(pixel: u32) -> u32 {
    pixel & 0x00ff_ffff
}

/// Gives pixels without alpha the colours of the one to the left, or above at the left edge: about what will be predicted.
pub(crate) fn repeat_into_hidden(pixels: &mut [u32], width: usize) {
    for place in 1..pixels.len() {
        if is_hidden(pixels[place]) {
            let before = if place % width == 0 { width } else { 1 };
            pixels[place] = hidden(pixels[place - before]);
        }
    }
}

/// Gives pixels without alpha the colours that are predicted for them.
pub(crate) fn predict_hidden(pixels: &mut [u32], width: usize, bits: u32, chosen: &[u8]) {
    let columns = width.div_ceil(1 << bits);
    for place in 0..pixels.len() {
        if is_hidden(pixels[place]) {
            let (x, y) = (place % width, place / width);
            let predictor = chosen[(y >> bits) * columns + (x >> bits)];
            pixels[place] = hidden(at(pixels, width, place, usize::from(predictor)));
        }
    }
}

/// Replaces pixels with what they are more than predicted.
pub(crate) fn subtract(pixels: &mut [u32], width: usize, bits: u32, chosen: &[u8]) {
    let columns = width.div_ceil(1 << bits);
    // From the end, as predictions are made of what comes before.
    for place in (0..pixels.len()).rev() {
        let (x, y) = (place % width, place / width);
        let predictor = chosen[(y >> bits) * columns + (x >> bits)];
        let predicted = at(pixels, width, place, usize::from(predictor));
        pixels[place] = less(pixels[place], predicted);
    }
}

/// What samples cost, as far as is known from the blocks before.
pub(crate) struct Adaptive {
    counts: [u32; 4 * 256],
    costs: Vec<u32>,
}

impl Adaptive {
    /// At first, small differences are frequent.
    pub(crate) fn new() -> Self {
        let count = |at: usize| {
            let size = (at as u8 as i8).unsigned_abs();
            4096 / (4 + u32::from(size) * u32::from(size))
        };
        let mut adaptive = Self {
            counts: std::array::from_fn(count),
            costs: Vec::new(),
        };
        adaptive.learn();
        adaptive
    }

    pub(crate) fn cost(&self, pixel: u32) -> u32 {
        places(pixel).iter().map(|place| self.costs[*place]).sum()
    }

    pub(crate) fn count(&mut self, pixel: u32) {
        for place in places(pixel) {
            self.counts[place] += 1;
        }
    }

    pub(crate) fn learn(&mut self) {
        self.costs.clear();
        for counts in self.counts.chunks_exact(256) {
            costs::each(counts, &mut self.costs);
        }
    }
}

fn places(pixel: u32) -> [usize; 4] {
    let [blue, green, red, alpha] = pixel.to_le_bytes().map(usize::from);
    [blue, 256 + green, 512 + red, 768 + alpha]
}
