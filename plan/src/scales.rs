//! Which scales a decoder is asked for.

use crate::reduction::Reduction;

/// The scales, and which result is made of which. Each result has the scale that it would have alone, so that it does not
/// depend on the others.
pub struct Scales<S> {
    /// From the largest picture to the smallest, each once.
    pub list: Vec<S>,
    /// For each result, the place of its scale.
    renditions: Vec<usize>,
}

/// The scale of the smallest picture, of `all` that go from every pixel to it, that is good enough for a result with so many
/// pixels of the file for one of its own.
#[must_use]
pub fn smallest<S: Copy>(all: &[S], reduction: impl Fn(S) -> Reduction, step: f64) -> S {
    let suffices = |scale: &&S| reduction(**scale).suffices(step);
    *all.iter().rev().find(suffices).unwrap_or(&all[0])
}

impl<S: Copy + Ord> Scales<S> {
    /// For results of which each is made at one of these scales, which are in order: every pixel first.
    pub fn new(chosen: impl Iterator<Item = S>) -> Self {
        let chosen: Vec<S> = chosen.collect();
        let mut list = Vec::new();
        for scale in &chosen {
            if let Err(at) = list.binary_search(scale) {
                list.insert(at, *scale);
            }
        }
        let renditions = chosen
            .iter()
            .filter_map(|scale| list.iter().position(|other| other == scale))
            .collect();
        Self { list, renditions }
    }

    /// The index in the list of what this result is made of.
    #[must_use]
    pub fn rendition(&self, result: usize) -> usize {
        self.renditions[result]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_has_the_scale_that_it_would_have_alone() {
        let reduction = |divisor| match divisor {
            1 => Reduction::None,
            _ => Reduction::Mean(divisor),
        };
        let steps = [20.0, 1.0, 4.5, 0.5, 16.0];
        let chosen = steps.map(|step| smallest(&[1, 2, 4, 8], reduction, step));
        let scales = Scales::new(chosen.into_iter());
        assert_eq!(scales.list, [1, 2, 8]);
        for (result, scale) in chosen.into_iter().enumerate() {
            assert_eq!(scales.list[scales.rendition(result)], scale);
        }
    }
}
