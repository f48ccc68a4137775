//! Finding the nearest of some colours.

use crate::encode::sort::sort_by_number;

/// The space of colours is divided into cells of 16 steps a side. Of most cells only a few colours can be the nearest;
/// which, is found out when a cell was asked for often enough to make up for it.
const CELL_BITS: u32 = 4;
const CELL_SIDE: i32 = 1 << CELL_BITS;
const OFTEN: u8 = 8;
const CELLS: usize = 1 << (4 * (8 - CELL_BITS));

pub(super) struct Nearest {
    colors: Vec<[i32; 4]>,
    /// The sums of the samples of each colour, ascending, with its index.
    sums: Vec<(i32, usize)>,
    /// For each cell, the indices of what may be the nearest there.
    cells: Vec<Option<Box<[u8]>>>,
    /// How often each cell was asked for, up to [`OFTEN`].
    asked: Vec<u8>,
}

impl Nearest {
    /// From 1 to 256 colours, with samples from 0 to 255.
    pub(super) fn new(colors: impl Iterator<Item = [i32; 4]>) -> Self {
        let colors: Vec<[i32; 4]> = colors.collect();
        let sums = colors.iter().map(|color| color.iter().sum());
        let mut sums: Vec<(i32, usize)> = sums.zip(0..).collect();
        sort_by_number(&mut sums, |(sum, _)| *sum as u32);
        Self {
            colors,
            sums,
            cells: vec![None; CELLS],
            asked: vec![0; CELLS],
        }
    }

    /// The index of the nearest colour; of several, the first.
    pub(super) fn find(&mut self, color: [i32; 4]) -> usize {
        let cell = color.iter().fold(0, |cell, sample| {
            cell << (8 - CELL_BITS) | (*sample as usize >> CELL_BITS)
        });
        if self.asked[cell] < OFTEN {
            self.asked[cell] += 1;
            return self.search(color);
        }
        let colors = &self.colors;
        let candidates = self.cells[cell].get_or_insert_with(|| candidates(colors, color));
        let nearest = candidates
            .iter()
            .min_by_key(|index| squared_distance(colors[usize::from(**index)], color));
        nearest.map_or(0, |index| usize::from(*index))
    }

    /// As [`Self::find`], among all. The sums of samples of two colours differ by at most twice their distance (Cauchy and
    /// Schwarz), so only colours with about the same sum are looked at.
    fn search(&self, color: [i32; 4]) -> usize {
        let sum: i32 = color.iter().sum();
        let middle = self.sums.partition_point(|(other, _)| *other < sum);
        let (below, above) = self.sums.split_at(middle);
        let mut nearest = (i32::MAX / 4, 0);
        let mut look = |(other, index): &(i32, usize)| {
            if (other - sum).pow(2) > 4 * nearest.0 {
                return false;
            }
            nearest = nearest.min((squared_distance(self.colors[*index], color), *index));
            true
        };
        above.iter().all(&mut look);
        below.iter().rev().all(&mut look);
        nearest.1
    }
}

fn squared_distance(a: [i32; 4], b: [i32; 4]) -> i32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// What may be the nearest in the cell of `color`: all that come closer to some place of it than the best comes to
/// every place of it.
fn candidates(colors: &[[i32; 4]], color: [i32; 4]) -> Box<[u8]> {
    let cell = color.map(|sample| sample & !(CELL_SIDE - 1));
    let distances: Vec<(i32, i32)> = colors
        .iter()
        .map(|color| {
            let (mut least, mut most) = (0, 0);
            for (sample, low) in color.iter().zip(cell) {
                let high = low + CELL_SIDE - 1;
                let outside = (low - sample).max(sample - high).max(0);
                let across = (sample - low).abs().max((sample - high).abs());
                least += outside * outside;
                most += across * across;
            }
            (least, most)
        })
        .collect();
    let best = distances.iter().map(|(_, most)| *most).min().unwrap_or(0);
    let indices = (0..=u8::MAX).zip(&distances);
    indices
        .filter(|(_, (least, _))| *least <= best)
        .map(|(index, _)| index)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_is_nearer(
            colors in prop::collection::vec(prop::array::uniform4(0i32..256), 1..257),
            wanted in prop::collection::vec(prop::array::uniform4(0i32..40), 200),
        ) {
            let mut nearest = Nearest::new(colors.iter().copied());
            for wanted in wanted {
                let distance = |color: &[i32; 4]| -> i32 {
                    color.iter().zip(wanted).map(|(a, b)| (a - b).pow(2)).sum()
                };
                let found = distance(&colors[nearest.find(wanted)]);
                prop_assert_eq!(Some(found), colors.iter().map(distance).min());
            }
        }
    }
}
