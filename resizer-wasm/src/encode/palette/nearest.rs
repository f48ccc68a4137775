//! Finding the nearest of some colours.

/// The space of colours is divided into cells of 16 steps a side. Of most cells only a few colours can be the nearest;
/// which, is found out when a cell was asked for often enough to make up for it.
const CELL_BITS: u32 = 4;
const CELL_SIDE: i32 = 1 << CELL_BITS;
const OFTEN: u8 = 8;
const CELLS: usize = 1 << (4 * (8 - CELL_BITS));

pub(super) struct Nearest {
    colors: Vec<[i32; 4]>,
    /// For each cell, the indices of what may be the nearest there.
    cells: Vec<Option<Box<[u8]>>>,
    /// How often each cell was asked for, up to [`OFTEN`].
    asked: Vec<u8>,
}

impl Nearest {
    /// From 1 to 256 colours, with samples from 0 to 255.
    pub(super) fn new(colors: impl Iterator<Item = [i32; 4]>) -> Self {
        Self {
            colors: colors.collect(),
            cells: vec![None; CELLS],
            asked: vec![0; CELLS],
        }
    }

    /// The index of the nearest colour; of several, the first.
    pub(super) fn find(&mut self, color: [i32; 4]) -> usize {
        let cell = color.iter().fold(0, |cell, sample| {
            cell << (8 - CELL_BITS) | (*sample as usize >> CELL_BITS)
        });
        let colors = &self.colors;
        let distance = |other: &[i32; 4]| -> i32 {
            let differences = other.iter().zip(color).map(|(a, b)| a - b);
            differences.map(|difference| difference * difference).sum()
        };
        if self.asked[cell] < OFTEN {
            self.asked[cell] += 1;
            let all = colors.iter().map(distance).enumerate();
            return all
                .min_by_key(|(_, distance)| *distance)
                .map_or(0, |(index, _)| index);
        }
        let candidates = self.cells[cell].get_or_insert_with(|| candidates(colors, color));
        let nearest = candidates
            .iter()
            .min_by_key(|index| distance(&colors[usize::from(**index)]));
        nearest.map_or(0, |index| usize::from(*index))
    }
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
