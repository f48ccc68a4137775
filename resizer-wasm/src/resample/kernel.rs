//! The weights of a filter along one axis.

use std::ops::Range;

use super::filter::Shape;
use crate::decode::{Enlargement, Reduction};

/// What is scaled to what along one axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    /// How many inputs there are.
    pub(super) inputs: u32,
    /// Where the part that is used begins, in inputs. Not a whole number where a decoder has scaled.
    pub(super) start: f64,
    /// How long it is, in inputs.
    pub(super) length: f64,
    /// How many outputs it is scaled to.
    pub(super) scaled: f64,
    /// Where the first of them that is made begins, in outputs.
    pub(super) first: f64,
    /// How many are made.
    pub(super) outputs: u32,
    /// How much of each neighbour is first taken away from an input and given to the input itself: what inputs that
    /// are means are softened by. 0 leaves them as they are.
    pub(super) sharpening: f64,
    /// The same for outputs, as far as the filter reaches: what outputs will be softened by when they are looked at.
    pub(super) sharpening_of_outputs: f64,
}

/// What a viewer softens chroma by that has half of the picture's size: most enlarge it with [1/4, 3/4, 3/4, 1/4], as
/// libjpeg does. That passes f periods for a sample of the chroma with 1 - 3/8 (πf)² + ..., and [-a, 1 + 2a, -a] with
/// 1 + 4a (πf)² - ...: equal for small f where a is 3/32. Both together pass nothing with more than 1.
const SHARPENING_OF_CHROMA: f64 = 3.0 / 32.0;

impl Axis {
    /// The axis of a component for half as many outputs, each for a pair of outputs of this axis. The component has
    /// `inputs`, of which `share` are for one of this axis, and was decoded with this reduction. Pairs are counted from
    /// the end where `from_end` says so; an odd output is the first one's neighbour then, else the last one's.
    ///
    /// Who looks at the file sees its chroma softened too, by as much for a sample of its own. That is left as it is.
    pub(super) fn halved(
        self,
        inputs: u32,
        share: f64,
        reduction: Reduction,
        from_end: bool,
    ) -> Self {
        let before = if from_end { self.outputs % 2 } else { 0 };
        let length = self.length * share;
        let scaled = self.scaled / 2.0;
        // Of a thumbnail it is the same along both sides, but for rounding.
        let (shrink, _) = reduction.shrink();
        let samples_of_file = length * shrink / scaled;
        let seen_in_file = 1.0 / (samples_of_file * samples_of_file);
        Self {
            inputs,
            start: self.start * share,
            length,
            scaled,
            first: (self.first - f64::from(before)) / 2.0,
            outputs: self.outputs.div_ceil(2),
            sharpening: reduction.sharpening(),
            sharpening_of_outputs: SHARPENING_OF_CHROMA * (1.0 - seen_in_file).max(0.0),
        }
    }
}

/// For each output position: which inputs it is made of, and with which weights. Weights add up to 1.
///
/// Sharpening costs nothing: it is part of the weights.
pub(super) struct Kernel {
    pub(super) taps: Vec<Taps>,
    pub(super) weights: Vec<f32>,
}

pub(super) struct Taps {
    /// Inputs from `start` (inclusive) to `end` (exclusive).
    pub(super) start: usize,
    pub(super) end: usize,
    /// Index of the first weight.
    pub(super) weights: usize,
}

impl Kernel {
    /// A filter of this shape, widened when shrinking so that every input counts.
    pub(super) fn new(shape: Shape, axis: Axis) -> Self {
        let step = axis.length / axis.scaled;
        let stretch = step.max(1.0);
        let support = shape.support() * stretch;
        // Nothing beyond the part that is used gets into the picture.
        let low = axis.start.max(0.0) as u32;
        let high =
            (libm::ceil(axis.start + axis.length) as u32).clamp(low + 1, axis.inputs.max(low + 1));
        let is_identity = step == 1.0
            && axis.start == f64::from(low)
            && axis.first.fract() == 0.0
            && axis.sharpening == 0.0
            && axis.sharpening_of_outputs == 0.0;
        let mut kernel = Self {
            taps: Vec::with_capacity(axis.outputs as usize),
            weights: Vec::new(),
        };
        for output in (0..axis.outputs).map(|at| axis.first + f64::from(at)) {
            if is_identity {
                // All other weights would be 0, but for rounding.
                kernel.push((low + output as u32).min(high - 1), &[1.0]);
                continue;
            }
            // Positions are centres: output 0 of a halved picture lies between inputs 0 and 1.
            let center = axis.start + (output + 0.5) * step - 0.5;
            if shape == Shape::Nearest {
                let nearest = (center + 0.5).max(0.0) as u32;
                kernel.push(nearest.clamp(low, high - 1), &[1.0]);
                continue;
            }
            let start = libm::ceil(center - support).max(f64::from(low)) as u32;
            let end = (libm::floor(center + support).max(0.0) as u32 + 1).min(high);
            let mut weights: Vec<f64> = (start..end)
                .map(|at| (f64::from(at) - center) / stretch)
                .map(|distance| shape.sharpened(distance, axis.sharpening_of_outputs))
                .collect();
            sharpen(&mut weights, axis.sharpening);
            kernel.push(start, &weights);
        }
        kernel
    }

    /// The same for a component that would have to be enlarged first: its `inputs` are what the weights are for.
    pub(super) fn of_smaller(&self, enlargement: Enlargement, inputs: usize) -> Self {
        let mut kernel = Self {
            taps: Vec::with_capacity(self.taps.len()),
            weights: Vec::new(),
        };
        for (start, weights) in self.iter() {
            let shares = |at: usize| enlargement.shares(start + at, inputs);
            let places = || (0..weights.len()).flat_map(|at| shares(at).map(|(place, _)| place));
            let first = places().min().unwrap_or(0);
            let last = places().max().unwrap_or(0);
            let mut sums = vec![0.0; last + 1 - first];
            for (at, weight) in weights.iter().enumerate() {
                for (place, share) in shares(at) {
                    sums[place - first] += f64::from(*weight) * share;
                }
            }
            kernel.push(first as u32, &sums);
        }
        kernel
    }

    /// Appends an output, with weights scaled to a sum of 1.
    fn push(&mut self, start: u32, weights: &[f64]) {
        let total: f64 = weights.iter().sum();
        let start = start as usize;
        self.taps.push(Taps {
            start,
            end: start + weights.len(),
            weights: self.weights.len(),
        });
        self.weights
            .extend(weights.iter().map(|weight| (weight / total) as f32));
    }

    /// How many outputs there are.
    pub(super) fn outputs(&self) -> usize {
        self.taps.len()
    }

    /// The inputs that any output takes, from the first to the last.
    pub(super) fn inputs(&self) -> Range<usize> {
        let first = self.taps.first().map_or(0, |taps| taps.start);
        first..self.taps.last().map_or(first, |taps| taps.end)
    }

    /// For each output in order: the first input, and the weights of it and its successors.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &[f32])> {
        self.taps.iter().map(|taps| {
            let count = taps.end - taps.start;
            (
                taps.start,
                &self.weights[taps.weights..taps.weights + count],
            )
        })
    }

    /// The outputs that may take `input`, or `None` where none does.
    ///
    /// Starts and ends of the taps grow with the output, so the outputs are neighbours.
    pub(super) fn outputs_of(&self, input: usize) -> Option<Range<usize>> {
        let first = self.taps.partition_point(|taps| taps.end <= input);
        let end = self.taps.partition_point(|taps| taps.start <= input);
        (first < end).then_some(first..end)
    }

    /// The weight of `input` in `output`; 0 where it has none.
    pub(super) fn weight(&self, output: usize, input: usize) -> f32 {
        let taps = &self.taps[output];
        if (taps.start..taps.end).contains(&input) {
            self.weights[taps.weights + input - taps.start]
        } else {
            0.0
        }
    }

    /// One more than the last input that `output` takes.
    pub(super) fn end_of(&self, output: usize) -> usize {
        self.taps[output].end
    }
}

/// Convolves weights with [-amount, 1 + 2 amount, -amount]. Beyond both ends lies what lies at them: a filter ends close
/// to 0, where that makes no difference, and at the picture's border the last input is repeated.
fn sharpen(weights: &mut [f64], amount: f64) {
    let Some(&first) = weights.first() else {
        return;
    };
    let mut before = first;
    for at in 0..weights.len() {
        let here = weights[at];
        let after = weights.get(at + 1).copied().unwrap_or(here);
        weights[at] = here + amount * ((here - before) + (here - after));
        before = here;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(inputs: u32, scaled: u32) -> Axis {
        Axis {
            inputs,
            start: 0.0,
            length: f64::from(inputs),
            scaled: f64::from(scaled),
            first: 0.0,
            outputs: scaled,
            sharpening: 0.0,
            sharpening_of_outputs: 0.0,
        }
    }

    #[test]
    fn an_unchanged_size_copies() {
        for shape in Shape::ALL {
            let kernel = Kernel::new(shape, whole(3, 3));
            let all: Vec<_> = kernel.iter().collect();
            assert_eq!(all, [(0, &[1.0f32][..]), (1, &[1.0]), (2, &[1.0])]);
        }
    }

    #[test]
    fn nearest_takes_the_middle_of_what_an_output_covers() {
        let kernel = Kernel::new(Shape::Nearest, whole(9, 3));
        let all: Vec<_> = kernel.iter().map(|(start, _)| start).collect();
        assert_eq!(all, [1, 4, 7]);
    }

    fn apply(kernel: &Kernel, inputs: &[f64]) -> Vec<f64> {
        kernel
            .iter()
            .map(|(start, weights)| {
                let inputs = &inputs[start..];
                let products = weights.iter().zip(inputs).map(|(w, x)| f64::from(*w) * x);
                products.sum()
            })
            .collect()
    }

    #[test]
    fn a_sharpened_border_repeats_the_last_input() {
        let mut weights = [0.25, 0.5, 0.25];
        sharpen(&mut weights, 0.125);
        // [-a, 1 + 2a, -a] on 0.25, 0.25, 0.5, 0.25, 0.25.
        assert_eq!(weights, [0.21875, 0.5625, 0.21875]);
        let mut one = [1.0];
        sharpen(&mut one, 0.125);
        assert_eq!(one, [1.0]);
    }

    #[test]
    fn sharpening_undoes_what_means_soften() {
        // As from 4032 to 256 by means of 8: 1.97 means for a result. A wave of 4 results is half of what they can show.
        let (results, mean) = (64, 8);
        let pixels = results * 63 / 4;
        let wave: Vec<f64> = (0..pixels)
            .map(|at| (std::f64::consts::TAU * f64::from(at) / 63.0).cos())
            .collect();
        let means: Vec<f64> = wave
            .chunks(mean)
            .map(|pixels| pixels.iter().sum::<f64>() / mean as f64)
            .collect();
        for shape in Shape::ALL {
            if shape == Shape::Nearest {
                continue;
            }
            let exact = apply(&Kernel::new(shape, whole(pixels, results)), &wave);
            let distance = |sharpening| {
                let axis = Axis {
                    sharpening,
                    ..whole(means.len() as u32, results)
                };
                let made = apply(&Kernel::new(shape, axis), &means);
                let squares = exact.iter().zip(&made).map(|(a, b)| (a - b) * (a - b));
                squares.sum::<f64>().sqrt()
            };
            let (plain, sharpened) = (distance(0.0), distance(1.0 / 24.0));
            // A triangle over few means has errors of its own.
            let least = if shape == Shape::Bilinear { 0.9 } else { 0.25 };
            assert!(
                sharpened < plain * least,
                "{shape:?}: {sharpened} of {plain}"
            );
        }
    }

    /// Chroma of half of the size looks like chroma of the whole size, once it has been enlarged.
    #[test]
    fn chroma_is_as_sharp_as_what_it_is_made_of() {
        // A wave of 8 pixels in the result, which is made of 4 for each. Its borders are left out.
        let (results, step) = (256, 4);
        let wave: Vec<f64> = (0..results * step)
            .map(|at| (std::f64::consts::TAU * f64::from(2 * at + 1) / 64.0).cos())
            .collect();
        let axis = whole(results * step, results);
        for shape in [Shape::CatmullRom, Shape::Lanczos3] {
            let exact = apply(&Kernel::new(shape, axis), &wave);
            let distance = |chroma: Axis| {
                let half = apply(&Kernel::new(shape, chroma), &wave);
                let seen = (0..results as usize).map(|at| {
                    let shares = Enlargement::Smooth.shares(at, half.len());
                    let parts = shares.map(|(place, share)| half[place] * share);
                    parts.iter().sum::<f64>()
                });
                let inner = exact.iter().zip(seen).skip(16).take(224);
                inner.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
            };
            let halved = axis.halved(axis.inputs, 1.0, Reduction::None, false);
            let plain = Axis {
                sharpening_of_outputs: 0.0,
                ..halved
            };
            let (plain, sharpened) = (distance(plain), distance(halved));
            assert!(sharpened < plain * 0.5, "{shape:?}: {sharpened} of {plain}");
        }
    }

    #[test]
    fn chroma_that_stays_as_large_as_it_is_is_copied() {
        let chroma = whole(90, 90).halved(45, 0.5, Reduction::None, false);
        assert_eq!(chroma.sharpening_of_outputs, 0.0);
        let kernel = Kernel::new(Shape::Lanczos3, chroma);
        assert!(
            kernel
                .iter()
                .enumerate()
                .all(|(at, taps)| taps == (at, &[1.0][..]))
        );
    }

    proptest! {
        #[test]
        fn weights_add_up_to_one_and_taps_move_forward_within_the_part_used(
            shape in prop::sample::select(&Shape::ALL[..]),
            inputs in 1u32..3000, scaled in 1u32..3000, start in 0.0f64..0.9, length in 0.01f64..1.0,
            sharpening in prop::sample::select(&[0.0, 1.0 / 24.0][..]),
            sharpening_of_outputs in prop::sample::select(&[0.0, 3.0 / 32.0][..]),
        ) {
            let start = start * f64::from(inputs);
            let length = (length * f64::from(inputs)).min(f64::from(inputs) - start);
            let axis = Axis { start, length, sharpening, sharpening_of_outputs, ..whole(inputs, scaled) };
            let kernel = Kernel::new(shape, axis);
            let mut last = (start as usize, 0);
            for (start, weights) in kernel.iter() {
                prop_assert!(!weights.is_empty());
                let sum: f32 = weights.iter().sum();
                prop_assert!((sum - 1.0).abs() < 1e-4, "{}", sum);
                let end = start + weights.len();
                prop_assert!(end <= (axis.start + length).ceil() as usize);
                prop_assert!(start >= last.0 && end >= last.1);
                last = (start, end);
            }
        }
    }
}
