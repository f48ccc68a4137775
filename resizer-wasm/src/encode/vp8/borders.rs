//! What a macroblock knows of those before it: their last samples and whether their blocks had levels.

use super::predict::{Edges, SubEdges};
use crate::contract::Error;
use crate::picture;

/// Outside the picture, RFC 6386, section 12.2: above and to the left.
const ABOVE: u8 = 127;
const LEFT: u8 = 129;

/// The samples of a macroblock as the reader will see them, before its filter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Macroblock {
    pub(super) luma: [u8; 256],
    pub(super) chroma: [[u8; 64]; 2],
}

/// How many neighbours have levels, for each row or column of blocks: 4 of luma, 2 of blue, 2 of red, the averages.
pub(super) type Filled = [bool; 9];

/// The place of the averages among [`Filled`].
pub(super) const AVERAGES: usize = 8;

pub(super) struct Borders {
    above_luma: Vec<u8>,
    above_chroma: [Vec<u8>; 2],
    left: Macroblock,
    corners: [u8; 3],
    above_filled: Vec<Filled>,
    left_filled: Filled,
}

/// What lies around the luma of a macroblock.
pub(super) struct LumaEdges {
    pub(super) whole: Edges<16>,
    above_right: [u8; 4],
}

impl Borders {
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn new(columns: usize) -> Result<Self, Error> {
        let row = |length: usize| {
            picture::zeroed(length as u64).map(|mut row| {
                row.fill(ABOVE);
                row
            })
        };
        Ok(Self {
            above_luma: row(columns * 16)?,
            above_chroma: [row(columns * 8)?, row(columns * 8)?],
            left: OUTSIDE,
            corners: [ABOVE; 3],
            above_filled: picture::zeroed(columns as u64)?,
            left_filled: [false; 9],
        })
    }

    /// Before the first macroblock of row `y`.
    pub(super) fn start_row(&mut self, y: usize) {
        self.left = OUTSIDE;
        self.left_filled = [false; 9];
        self.corners = [if y == 0 { ABOVE } else { LEFT }; 3];
    }

    pub(super) fn luma(&self, x: usize, y: usize) -> LumaEdges {
        let mut above = [0; 16];
        above.copy_from_slice(&self.above_luma[x * 16..x * 16 + 16]);
        let mut above_right = [above[15]; 4];
        if let Some(next) = self.above_luma.get(x * 16 + 16..x * 16 + 20) {
            above_right.copy_from_slice(next);
        }
        LumaEdges {
            whole: Edges {
                above,
                left: std::array::from_fn(|row| self.left.luma[row * 16 + 15]),
                corner: self.corners[0],
                has_above: y > 0,
                has_left: x > 0,
            },
            above_right,
        }
    }

    pub(super) fn chroma(&self, plane: usize, x: usize, y: usize) -> Edges<8> {
        let mut above = [0; 8];
        above.copy_from_slice(&self.above_chroma[plane][x * 8..x * 8 + 8]);
        Edges {
            above,
            left: std::array::from_fn(|row| self.left.chroma[plane][row * 8 + 7]),
            corner: self.corners[1 + plane],
            has_above: y > 0,
            has_left: x > 0,
        }
    }

    /// What has levels above and to the left.
    pub(super) fn filled(&self, x: usize) -> (Filled, Filled) {
        (self.above_filled[x], self.left_filled)
    }

    /// After a macroblock.
    pub(super) fn advance(&mut self, x: usize, pixels: &Macroblock, above: Filled, left: Filled) {
        self.corners[0] = self.above_luma[x * 16 + 15];
        self.above_luma[x * 16..x * 16 + 16].copy_from_slice(&pixels.luma[240..]);
        for plane in 0..2 {
            let row = &mut self.above_chroma[plane];
            self.corners[1 + plane] = row[x * 8 + 7];
            row[x * 8..x * 8 + 8].copy_from_slice(&pixels.chroma[plane][56..]);
        }
        self.left = *pixels;
        self.above_filled[x] = above;
        self.left_filled = left;
    }
}

const OUTSIDE: Macroblock = Macroblock {
    luma: [LEFT; 256],
    chroma: [[LEFT; 64]; 2],
};

impl LumaEdges {
    /// What lies around one of the 16 squares, where `pixels` has those before it. To the right of a macroblock there
    /// is nothing yet, so the squares at its right edge all see the row above the macroblock.
    pub(super) fn around(&self, square: usize, pixels: &[u8; 256]) -> SubEdges {
        let (x, y) = (square % 4 * 4, square / 4 * 4);
        let above = |x: usize| match y {
            0 => self.whole.above[x],
            _ => pixels[(y - 1) * 16 + x],
        };
        let left = |y: usize| match x {
            0 => self.whole.left[y],
            _ => pixels[y * 16 + x - 1],
        };
        let corner = match (x, y) {
            (0, 0) => self.whole.corner,
            (_, 0) => self.whole.above[x - 1],
            _ => left(y - 1),
        };
        std::array::from_fn(|place| match place {
            0..4 => left(y + 3 - place),
            4 => corner,
            5..9 => above(x + place - 5),
            _ if x == 12 => self.above_right[place - 9],
            _ => above(x + place - 5),
        })
    }
}
