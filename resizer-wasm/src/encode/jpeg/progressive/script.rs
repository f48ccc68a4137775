//! Which scans a file has: those of libjpeg, or those that are shortest for a picture.

use super::counted::CountedScans;
use super::step::{Step, step};

/// libjpeg's scans for pictures in colour. First all components a bit coarse; chroma is little and needs few scans; the
/// last bit of luma is most of the file.
const COLOR: &[Step] = &[
    step(ALL, (0, 0), (0, 1)),
    step(LUMA, (1, 5), (0, 2)),
    step(CR, (1, 63), (0, 1)),
    step(CB, (1, 63), (0, 1)),
    step(LUMA, (6, 63), (0, 2)),
    step(LUMA, (1, 63), (2, 1)),
    step(ALL, (0, 0), (1, 0)),
    step(CR, (1, 63), (1, 0)),
    step(CB, (1, 63), (1, 0)),
    step(LUMA, (1, 63), (1, 0)),
];

/// libjpeg's scans for other pictures.
const GRAY: &[Step] = &[
    step(LUMA, (0, 0), (0, 1)),
    step(LUMA, (1, 5), (0, 2)),
    step(LUMA, (6, 63), (0, 2)),
    step(LUMA, (1, 63), (2, 1)),
    step(LUMA, (0, 0), (1, 0)),
    step(LUMA, (1, 63), (1, 0)),
];

const ALL: &[usize] = &[0, 1, 2];
const LUMA: &[usize] = &[0];
const CB: &[usize] = &[1];
const CR: &[usize] = &[2];

/// Which scans are tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tried {
    /// The most bits that first scans leave to later ones.
    most_left: u8,
    /// The last ranks of the first of two scans that have a component's levels together.
    splits: &'static [u8],
    /// Whether splits are tried for all numbers of bits that are left, and not for the best one alone.
    all: bool,
}

pub(super) const FEW: Tried = Tried {
    most_left: 2,
    splits: &[2, 5, 8, 14],
    all: false,
};
pub(super) const MANY: Tried = Tried {
    most_left: 3,
    splits: &[1, 2, 3, 5, 8, 11, 14, 20, 27, 35],
    all: true,
};

/// Those of libjpeg.
pub(super) fn of_libjpeg(components: usize) -> Vec<Step> {
    let steps = if components == 1 { GRAY } else { COLOR };
    steps.to_vec()
}

/// The shortest of those tried: for first levels with and without their last bit apart; for each component with some bits left to
/// later scans, and with its levels in one scan or in two.
pub(super) fn shortest(scans: &mut CountedScans, components: usize, tried: Tried) -> Vec<Step> {
    let all = if components == 1 { LUMA } else { ALL };
    let first = [
        vec![step(all, (0, 0), (0, 0))],
        vec![step(all, (0, 0), (0, 1)), step(all, (0, 0), (1, 0))],
    ];
    let mut parts = vec![shortest_of(scans, first).1];
    for component in [LUMA, CR, CB] {
        if component[0] < components {
            parts.push(of_component(scans, component, tried));
        }
    }
    let is_first = |step: &&Step| step.bits.0 == 0;
    let coarse = parts.iter().flatten().filter(is_first);
    let refined = parts.iter().flatten().filter(|step| !is_first(step));
    coarse.chain(refined).copied().collect()
}

/// The scans of a component's levels but the first ones.
fn of_component(scans: &mut CountedScans, component: &'static [usize], tried: Tried) -> Vec<Step> {
    let whole = (0..=tried.most_left).map(|left| {
        let first = step(component, (1, 63), (0, left));
        [first]
            .into_iter()
            .chain(refined(component, left))
            .collect()
    });
    let (bytes, whole) = shortest_of(scans, whole);
    let best = whole[0].bits.1;
    let lefts = if tried.all {
        0..=tried.most_left
    } else {
        best..=best
    };
    for left in lefts.clone() {
        scans.count_halves(component, tried.splits, left);
    }
    let halves = lefts.flat_map(|left| {
        tried.splits.iter().map(move |split| {
            let low = step(component, (1, *split), (0, left));
            let high = step(component, (split + 1, 63), (0, left));
            [low, high]
                .into_iter()
                .chain(refined(component, left))
                .collect()
        })
    });
    let (halved, halves) = shortest_of(scans, halves);
    if halved < bytes { halves } else { whole }
}

/// The scans that send the bits that are left.
fn refined(component: &'static [usize], left: u8) -> impl Iterator<Item = Step> {
    let bits = (0..left).rev();
    bits.map(move |bit| step(component, (1, 63), (bit + 1, bit)))
}

/// The one with the fewest bytes, and how many they are.
fn shortest_of(
    scans: &mut CountedScans,
    tried: impl IntoIterator<Item = Vec<Step>>,
) -> (u64, Vec<Step>) {
    let counted = tried.into_iter().map(|steps| (scans.bytes(&steps), steps));
    counted.min_by_key(|(bytes, _)| *bytes).unwrap_or_default()
}
