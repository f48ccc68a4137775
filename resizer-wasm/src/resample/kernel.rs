//! The weights of a filter along one axis.

use std::f64::consts::PI;
use std::ops::Range;

/// For each output position: which inputs it is made of, and with which weights. Weights add up to 1.
pub(crate) struct Kernel {
    taps: Vec<Taps>,
    weights: Vec<f32>,
}

struct Taps {
    /// Inputs from `start` (inclusive) to `end` (exclusive).
    start: usize,
    end: usize,
    /// Index of the first weight.
    weights: usize,
}

impl Kernel {
    /// Lanczos windowed sinc with three lobes, widened when shrinking so that every input counts.
    ///
    /// `input` samples are scaled to `scaled`; of those the outputs are `first .. first + outputs`.
    pub(crate) fn lanczos3(input: u32, scaled: u32, first: u32, outputs: u32) -> Self {
        let step = f64::from(input) / f64::from(scaled);
        let stretch = step.max(1.0);
        let support = 3.0 * stretch;
        let mut kernel = Self {
            taps: Vec::with_capacity(outputs as usize),
            weights: Vec::new(),
        };
        for output in first..first + outputs {
            if scaled == input {
                // All other weights would be 0, but for rounding.
                kernel.push(output as usize, &[1.0]);
                continue;
            }
            // Positions are centres: output 0 of a halved picture lies between inputs 0 and 1.
            let center = (f64::from(output) + 0.5) * step - 0.5;
            let start = (center - support).ceil().max(0.0) as u32;
            let end = ((center + support).floor() as u32 + 1).min(input);
            let weights: Vec<f64> = (start..end)
                .map(|at| lanczos((f64::from(at) - center) / stretch))
                .collect();
            kernel.push(start as usize, &weights);
        }
        kernel
    }

    /// Appends an output, with weights scaled to a sum of 1.
    fn push(&mut self, start: usize, weights: &[f64]) {
        let total: f64 = weights.iter().sum();
        self.taps.push(Taps {
            start,
            end: start + weights.len(),
            weights: self.weights.len(),
        });
        self.weights
            .extend(weights.iter().map(|weight| (weight / total) as f32));
    }

    /// How many outputs there are.
    pub(crate) fn outputs(&self) -> usize {
        self.taps.len()
    }

    /// For each output in order: the first input, and the weights of it and its successors.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &[f32])> {
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
    pub(crate) fn outputs_of(&self, input: usize) -> Option<Range<usize>> {
        let first = self.taps.partition_point(|taps| taps.end <= input);
        let end = self.taps.partition_point(|taps| taps.start <= input);
        (first < end).then_some(first..end)
    }

    /// The weight of `input` in `output`; 0 where it has none.
    pub(crate) fn weight(&self, output: usize, input: usize) -> f32 {
        let taps = &self.taps[output];
        if (taps.start..taps.end).contains(&input) {
            self.weights[taps.weights + input - taps.start]
        } else {
            0.0
        }
    }

    /// One more than the last input that `output` takes.
    pub(crate) fn end_of(&self, output: usize) -> usize {
        self.taps[output].end
    }
}

/// sinc(x) * sinc(x / 3) within three lobes (C. Duchon, "Lanczos filtering in one and two dimensions", 1979). The
/// sine comes from `libm`, which computes the same on every machine.
fn lanczos(x: f64) -> f64 {
    if x.abs() >= 3.0 {
        return 0.0;
    }
    sinc(x) * sinc(x / 3.0)
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0;
    }
    let x = PI * x;
    libm::sin(x) / x
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_unchanged_size_copies() {
        let kernel = Kernel::lanczos3(5, 5, 0, 5);
        let all: Vec<_> = kernel.iter().collect();
        assert_eq!(
            all,
            [
                (0, &[1.0f32][..]),
                (1, &[1.0]),
                (2, &[1.0]),
                (3, &[1.0]),
                (4, &[1.0])
            ]
        );
    }

    proptest! {
        #[test]
        fn weights_add_up_to_one_and_taps_move_forward(
            input in 1u32..3000, scaled in 1u32..3000,
        ) {
            let kernel = Kernel::lanczos3(input, scaled, 0, scaled);
            let mut last = (0, 0);
            for (start, weights) in kernel.iter() {
                prop_assert!(!weights.is_empty());
                let sum: f32 = weights.iter().sum();
                prop_assert!((sum - 1.0).abs() < 1e-5, "{}", sum);
                let end = start + weights.len();
                prop_assert!(end <= input as usize);
                prop_assert!(start >= last.0 && end >= last.1);
                last = (start, end);
            }
        }
    }
}
