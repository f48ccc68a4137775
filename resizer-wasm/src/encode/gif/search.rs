//! The search for the code that stands for the most pixels, where a pixel may have one of several indices.

use super::dictionary::Dictionary;
use super::near::{Near, Neighbor};

/// At so many pixels more than one index is followed in the search for a code.
const MOST_FORKS: u32 = 64;

/// What a pixel may be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choices {
    /// The index of its colour.
    pub(super) color: u8,
    /// The index of what is transparent, where that is as good.
    pub(super) hole: Option<u8>,
    /// How far other colours may be from its own, as [`Near`] measures it.
    pub(super) tolerance: u8,
}

impl Choices {
    pub(super) fn only(color: u8) -> Self {
        Self {
            color,
            hole: None,
            tolerance: 0,
        }
    }

    /// The index that begins a code, and another one that is as good.
    pub(super) fn both(self, first: First) -> (u8, Option<u8>) {
        match (first, self.hole) {
            (First::Hole, Some(hole)) => (hole, Some(self.color)),
            (_, hole) => (self.color, hole),
        }
    }
}

/// Which index begins a code where a pixel may be transparent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Color,
    Hole,
}

/// The search for the code that stands for the most pixels.
pub(super) struct Search {
    first: First,
    steps: Vec<Step>,
    /// Steps that were not yet gone on from.
    open: Vec<usize>,
    /// The last step of the longest way.
    best: usize,
}

/// A pixel on a way through the dictionary.
#[derive(Clone, Copy)]
struct Step {
    /// That of all pixels so far.
    code: u16,
    index: u8,
    before: usize,
    pixels: usize,
    /// The sum of distances.
    error: u32,
}

impl Search {
    pub(super) fn new(first: First) -> Self {
        Self {
            first,
            steps: Vec::new(),
            open: Vec::new(),
            best: 0,
        }
    }

    /// The code for as many of `pixels` as possible; of those that are equally long, one with the least error.
    ///
    /// Each step is another entry of the dictionary, so there are no more of them.
    pub(super) fn longest(
        &mut self,
        dictionary: &Dictionary,
        near: &Near,
        pixels: &[Choices],
    ) -> u16 {
        let (index, _) = pixels[0].both(self.first);
        self.steps.clear();
        self.steps.push(Step {
            code: index.into(),
            index,
            before: 0,
            pixels: 1,
            error: 0,
        });
        self.open.clear();
        self.open.push(0);
        self.best = 0;
        let mut forks = 0;
        while let Some(number) = self.open.pop() {
            let step = self.steps[number];
            let best = &self.steps[self.best];
            if (step.pixels, best.error) > (best.pixels, step.error) {
                self.best = number;
            }
            let Some(next) = pixels.get(step.pixels) else {
                continue;
            };
            let first_open = self.open.len();
            let mut follow = |index: u8, distance: u8| {
                let Some(code) = dictionary.find(step.code, index) else {
                    return false;
                };
                self.open.push(self.steps.len());
                self.steps.push(Step {
                    code,
                    index,
                    before: number,
                    pixels: step.pixels + 1,
                    error: step.error + u32::from(distance),
                });
                true
            };
            let (one, other) = next.both(self.first);
            let mut found = follow(one, 0);
            if other.is_none() && next.tolerance == 0 {
                continue;
            }
            let is_last = forks == MOST_FORKS;
            forks += u32::from(!is_last);
            let other = other.map(|index| Neighbor { distance: 0, index });
            let near = near.of(next.color, next.tolerance);
            for Neighbor { distance, index } in other.into_iter().chain(near) {
                if found && is_last {
                    break;
                }
                found |= follow(index, distance);
            }
            // What comes first is gone on from first.
            self.open[first_open..].reverse();
        }
        self.steps[self.best].code
    }

    /// Appends the indices of the pixels.
    pub(super) fn append_to(&self, written: &mut Vec<u8>) {
        let start = written.len();
        let mut number = self.best;
        while number > 0 {
            let step = &self.steps[number];
            written.push(step.index);
            number = step.before;
        }
        written.push(self.steps[0].index);
        written[start..].reverse();
    }
}
