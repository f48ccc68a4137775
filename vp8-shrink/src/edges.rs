//! The samples that predictions are made from (section 12.2).

use crate::tile::Tile;

/// Outside the picture, section 12.2: above and to the left.
const ABOVE: u8 = 127;
const LEFT: u8 = 129;

/// Samples above and to the left of a macroblock, not filtered yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edges {
    pub(crate) luma_above: [u8; 16],
    /// Above the macroblock to the right.
    pub(crate) luma_above_right: [u8; 4],
    pub(crate) luma_left: [u8; 16],
    pub(crate) luma_corner: u8,
    /// Blue and red, as in a [`Tile`].
    pub(crate) chroma_above: [u8; 16],
    pub(crate) chroma_left: [u8; 16],
    pub(crate) chroma_corner: [u8; 2],
    pub(crate) has_above: bool,
    pub(crate) has_left: bool,
}

/// The lowest samples of a row of macroblocks, not filtered yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bottom {
    pub(crate) luma: [u8; 16],
    pub(crate) chroma: [u8; 16],
}

impl Bottom {
    /// Above the picture.
    pub(crate) const OUTSIDE: Self = Self {
        luma: [ABOVE; 16],
        chroma: [ABOVE; 16],
    };

    pub(crate) fn of(tile: &Tile) -> Self {
        Self {
            luma: tile.luma[15],
            chroma: tile.chroma[7],
        }
    }
}

impl Edges {
    /// Before the first macroblock of a row.
    pub(crate) fn start(has_above: bool) -> Self {
        let corner = if has_above { LEFT } else { ABOVE };
        Self {
            luma_above: [ABOVE; 16],
            luma_above_right: [ABOVE; 4],
            luma_left: [LEFT; 16],
            luma_corner: corner,
            chroma_above: [ABOVE; 16],
            chroma_left: [LEFT; 16],
            chroma_corner: [corner; 2],
            has_above,
            has_left: false,
        }
    }

    /// Moves below `above`, whose right neighbour is `right`.
    pub(crate) fn enter(&mut self, above: &Bottom, right: Option<&Bottom>) {
        self.luma_above = above.luma;
        self.chroma_above = above.chroma;
        self.luma_above_right = match right {
            Some(right) => {
                let [a, b, c, d, ..] = right.luma;
                [a, b, c, d]
            }
            None => [above.luma[15]; 4],
        };
    }

    /// Moves to the right of `tile`.
    pub(crate) fn leave(&mut self, tile: &Tile) {
        self.luma_corner = self.luma_above[15];
        self.chroma_corner = [self.chroma_above[7], self.chroma_above[15]];
        for y in 0..16 {
            self.luma_left[y] = tile.luma[y][15];
        }
        for y in 0..8 {
            self.chroma_left[y] = tile.chroma[y][7];
            self.chroma_left[8 + y] = tile.chroma[y][15];
        }
        self.has_left = true;
    }
}
