//! Prediction from neighbours (RFC 6386, section 12), and what is added to it.

use crate::lanes::Lanes;
use crate::modes::{Luma, Mode, Modes};
use crate::squares;
use crate::tokens::{Coefficients, Content};
use crate::transform::{self, Residual};

/// The samples of a macroblock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tile {
    pub(crate) luma: [[u8; 16]; 16],
    /// Of each row, 8 samples of blue and then 8 of red.
    pub(crate) chroma: [[u8; 16]; 8],
}

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

/// Predicts a macroblock and adds what was coded of it.
pub(crate) fn reconstruct(
    modes: &Modes,
    edges: &Edges,
    coefficients: &Coefficients,
    tile: &mut Tile,
) {
    match &modes.luma {
        Luma::Whole(mode) => {
            predict_luma(*mode, edges, &mut tile.luma);
            add_groups(coefficients, 0, &mut tile.luma);
        }
        Luma::Squares(squares) => {
            squares::reconstruct(squares, edges, coefficients, &mut tile.luma)
        }
    }
    predict_chroma(modes.chroma, edges, &mut tile.chroma);
    add_groups(coefficients, 4, &mut tile.chroma);
}

/// Adds the groups from `first` on to their predictions.
#[inline(always)]
fn add_groups(coefficients: &Coefficients, first: usize, rows: &mut [[u8; 16]]) {
    let groups = coefficients.groups[first..].iter();
    let groups = groups.zip(&coefficients.contents[first..]);
    for ((group, content), rows) in groups.zip(rows.as_chunks_mut::<4>().0) {
        if *content == Content::Nothing {
            continue;
        }
        let mut residual: Residual = [[0; 16]; 4];
        transform::inverse(group, *content, &mut residual);
        for (y, row) in rows.iter_mut().enumerate() {
            let mut added = [0; 16];
            for (block, residual) in residual.iter().enumerate() {
                added[4 * block..4 * block + 4].copy_from_slice(&residual[4 * y..4 * y + 4]);
            }
            *row = Lanes::new(row).add_residual(&added).bytes();
        }
    }
}

#[inline(always)]
fn add(prediction: u8, residual: i16) -> u8 {
    (i16::from(prediction).saturating_add(residual)).clamp(0, 255) as u8
}

fn predict_luma(mode: Mode, edges: &Edges, out: &mut [[u8; 16]; 16]) {
    match mode {
        Mode::Average => {
            let average = average(
                &edges.luma_above,
                &edges.luma_left,
                edges.has_above,
                edges.has_left,
            );
            *out = [[average; 16]; 16];
        }
        Mode::Vertical => *out = [edges.luma_above; 16],
        Mode::Horizontal => {
            for (row, left) in out.iter_mut().zip(edges.luma_left) {
                *row = [left; 16];
            }
        }
        Mode::TrueMotion => {
            for (row, left) in out.iter_mut().zip(edges.luma_left) {
                let offset = i16::from(left) - i16::from(edges.luma_corner);
                for x in 0..16 {
                    row[x] = add(edges.luma_above[x], offset);
                }
            }
        }
    }
}

fn predict_chroma(mode: Mode, edges: &Edges, out: &mut [[u8; 16]; 8]) {
    let pair = |blue: u8, red: u8| {
        let mut row = [blue; 16];
        row[8..].fill(red);
        row
    };
    match mode {
        Mode::Average => {
            let (above, left) = (&edges.chroma_above, &edges.chroma_left);
            let [blue, red] = [0, 8].map(|at| {
                average(
                    &above[at..at + 8],
                    &left[at..at + 8],
                    edges.has_above,
                    edges.has_left,
                )
            });
            *out = [pair(blue, red); 8];
        }
        Mode::Vertical => *out = [edges.chroma_above; 8],
        Mode::Horizontal => {
            for (y, row) in out.iter_mut().enumerate() {
                *row = pair(edges.chroma_left[y], edges.chroma_left[8 + y]);
            }
        }
        Mode::TrueMotion => {
            let corners = edges.chroma_corner.map(i16::from);
            for (y, row) in out.iter_mut().enumerate() {
                let offsets = [0, 1].map(|i| i16::from(edges.chroma_left[8 * i + y]) - corners[i]);
                for x in 0..16 {
                    row[x] = add(edges.chroma_above[x], offsets[x / 8]);
                }
            }
        }
    }
}

/// Of the sides that are inside the picture; both have 8 or 16 samples.
#[inline(always)]
fn average(above: &[u8], left: &[u8], has_above: bool, has_left: bool) -> u8 {
    let sum = |side: &[u8]| side.iter().map(|sample| u32::from(*sample)).sum::<u32>();
    let count = above.len() as u32;
    let average = match (has_above, has_left) {
        (true, true) => (sum(above) + sum(left) + count) / (2 * count),
        (true, false) => (sum(above) + count / 2) / count,
        (false, true) => (sum(left) + count / 2) / count,
        (false, false) => 128,
    };
    average as u8
}
