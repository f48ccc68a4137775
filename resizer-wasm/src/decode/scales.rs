//! Which scales a decoder is asked for.

use super::Reduction;

/// The scales, and which result is made of which. Each result has the scale that it would have alone, so that it does not
/// depend on the others.
pub(super) struct Scales<S> {
    /// From the largest picture to the smallest, each once.
    pub(super) list: Vec<S>,
    /// For each result, the place of its scale.
    places: Vec<usize>,
}

impl<S: Copy + PartialEq> Scales<S> {
    /// Chooses from `all`, which go from every pixel to the smallest picture, for results that each have so many pixels
    /// of the file for one of their own.
    pub(super) fn choose(all: &[S], reduction: impl Fn(S) -> Reduction, steps: &[f64]) -> Self {
        let chosen: Vec<S> = steps
            .iter()
            .map(|step| {
                let suffices = |scale: &&S| reduction(**scale).suffices(*step);
                *all.iter().rev().find(suffices).unwrap_or(&all[0])
            })
            .collect();
        let mut list = all.to_vec();
        list.retain(|scale| chosen.contains(scale));
        let places = chosen
            .iter()
            .filter_map(|scale| list.iter().position(|other| other == scale))
            .collect();
        Self { list, places }
    }

    /// The place in the list of what this result is made of.
    pub(super) fn place(&self, result: usize) -> usize {
        self.places[result]
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
        let scales = Scales::choose(&[1, 2, 4, 8], reduction, &steps);
        assert_eq!(scales.list, [1, 2, 8]);
        for (result, step) in steps.into_iter().enumerate() {
            let alone = Scales::choose(&[1, 2, 4, 8], reduction, &[step]);
            assert_eq!(
                scales.list[scales.place(result)],
                alone.list[alone.place(0)]
            );
        }
    }
}
