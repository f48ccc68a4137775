//! Tells drawings from photographs.
//!
//! Means of squares of samples leave out what is finer than the squares, and what they let through of it is aliasing. In
//! photographs there is little of that. Drawings, text and screenshots have edges from one pixel to the next. They also
//! have parts without any detail, which noise does not leave a photograph, so both are asked for. The rule is the one
//! for JPEG files (`jpeg-shrink/NOTES.md`), for samples instead of coefficients.

use crate::tile::Tile;

/// About as many macroblocks are looked at, spread over the picture: the time that it takes does not depend on the size.
const SAMPLED: usize = 512;

/// Each row is shifted by this against the one above, so that all columns have some: the golden section of 2^16, made odd.
const SHIFT: usize = 40503;

/// How far samples of a flat part may be from each other.
const FLAT: u8 = 2;

/// The mean square of what the means of 2 x 2 samples leave out, from which a part has hard edges.
const HARD: u32 = 16 * 16;

/// The part of all macroblocks, one of so many, that has to be flat.
const FLAT_SHARE: u32 = 8;

/// The part of the others, one of so many, that has to be hard.
const HARD_SHARE: u32 = 4;

/// Counts of macroblocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Statistics {
    /// A power of two, less 1: one macroblock of so many in a row is looked at.
    mask: usize,
    all: u32,
    flat: u32,
    hard: u32,
}

impl Statistics {
    /// For a picture of so many macroblocks across and down.
    pub(crate) fn new(columns: usize, rows: usize) -> Self {
        let most = (columns.saturating_mul(rows) / SAMPLED).max(1);
        Self {
            mask: (1 << most.ilog2()) - 1,
            all: 0,
            flat: 0,
            hard: 0,
        }
    }

    /// Counts the macroblocks of a row that has been decoded. Of each the upper half is looked at, which the row below does
    /// not change any more.
    pub(crate) fn add_row(&mut self, row: usize, tiles: &[Tile]) {
        let period = self.mask + 1;
        let first = row.wrapping_mul(SHIFT).wrapping_neg() & self.mask;
        for tile in tiles.iter().skip(first).step_by(period) {
            let luma = &tile.luma[..8];
            let chroma = &tile.chroma[..4];
            let is_flat = is_flat::<16>(luma) && is_flat::<8>(chroma);
            self.all += 1;
            self.flat += u32::from(is_flat);
            self.hard += u32::from(is_hard(luma) || is_hard(chroma));
        }
    }

    pub(crate) fn are_of_a_drawing(&self) -> bool {
        let others = self.all - self.flat;
        self.flat * FLAT_SHARE >= self.all && self.hard > 0 && self.hard * HARD_SHARE >= others
    }
}

/// Whether all samples are nearly the same, in each of the parts of a row that are so long.
fn is_flat<const PART: usize>(rows: &[[u8; 16]]) -> bool {
    (0..16 / PART).all(|part| {
        let samples = rows.iter().flat_map(|row| &row.as_chunks::<PART>().0[part]);
        let (least, most) = samples.fold((u8::MAX, 0), |(least, most), &sample| {
            (least.min(sample), most.max(sample))
        });
        most - least <= FLAT
    })
}

fn is_hard(rows: &[[u8; 16]]) -> bool {
    let mut energy = 0;
    let mut samples = 0;
    for [above, below] in rows.as_chunks::<2>().0 {
        for (above, below) in above
            .as_chunks::<2>()
            .0
            .iter()
            .zip(below.as_chunks::<2>().0)
        {
            let square = [above[0], above[1], below[0], below[1]].map(u32::from);
            let sum: u32 = square.iter().sum();
            let squares: u32 = square.iter().map(|sample| sample * sample).sum();
            // Four times the sum of squared distances from the mean.
            energy += 4 * squares - sum * sum;
            samples += 4;
        }
    }
    energy >= 4 * HARD * samples
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAT_TILE: Tile = Tile {
        luma: [[90; 16]; 16],
        chroma: [[120; 16]; 8],
    };

    /// Every second column is darker or lighter by as much.
    fn striped(contrast: u8) -> Tile {
        let row = std::array::from_fn(|x| 128 - contrast + 2 * contrast * (x % 2) as u8);
        Tile {
            luma: [row; 16],
            ..FLAT_TILE
        }
    }

    fn is_drawing(flat: usize, soft: usize, hard: usize) -> bool {
        let tiles = [
            vec![FLAT_TILE; flat],
            vec![striped(15); soft],
            vec![striped(16); hard],
        ]
        .concat();
        let mut statistics = Statistics::new(tiles.len(), 1);
        statistics.add_row(0, &tiles);
        statistics.are_of_a_drawing()
    }

    #[test]
    fn a_drawing_has_flat_parts_and_of_the_others_many_hard_ones() {
        assert!(is_drawing(5, 15, 5));
        assert!(!is_drawing(5, 16, 5));
        assert!(is_drawing(1, 0, 7));
        assert!(!is_drawing(1, 0, 8));
        assert!(!is_drawing(9, 0, 0));
        assert!(!is_drawing(0, 0, 0));
    }

    #[test]
    fn edges_of_chroma_are_hard_too() {
        let mut tile = FLAT_TILE;
        tile.chroma = [std::array::from_fn(|x| if x % 2 == 0 { 100 } else { 140 }); 8];
        assert!(is_hard(&tile.chroma[..4]));
        assert!(!is_flat::<8>(&tile.chroma[..4]));
        // Blue and red may well be different.
        let apart = [std::array::from_fn(|x| if x < 8 { 100 } else { 140 }); 4];
        assert!(is_flat::<8>(&apart));
    }

    #[test]
    fn as_many_macroblocks_are_looked_at_in_large_pictures() {
        for (columns, rows) in [(1, 1), (16, 16), (40, 25), (252, 189), (1024, 1024)] {
            let mut statistics = Statistics::new(columns, rows);
            let tiles = vec![FLAT_TILE; columns];
            (0..rows).for_each(|row| statistics.add_row(row, &tiles));
            let least = (columns * rows).min(SAMPLED) as u32;
            let all = statistics.all;
            assert!(
                (least - least / 64..=2 * SAMPLED as u32).contains(&all),
                "{all}"
            );
        }
    }
}
