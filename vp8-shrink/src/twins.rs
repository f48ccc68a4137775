//! What is done with vectors under WebAssembly, and without them elsewhere, for the test that compares both
//! (`resizer-wasm/simd-twins`). No part of the interface.

use lanes::{V128, Vector};

use crate::coefficients::{Coefficients, Content, Group};
use crate::edges::Edges;
use crate::filter::{self, Strength};
use crate::limits::Limits;
use crate::modes::{Luma, Mode, Modes, SubMode};
use crate::predict;
use crate::samples::Samples;
use crate::tile::Tile;
use crate::transform::{self, Residual};
use crate::transpose;

/// The factors of the loop filter, in 128ths.
const SHARES: [i8; 3] = [27, 18, 9];

/// What each operation on sixteen samples gives.
pub fn operations(a: &[u8; 16], b: &[u8; 16], residual: &[i16; 16]) -> Vec<[u8; 16]> {
    let (x, y) = (V128::load(a), V128::load(b));
    let mut all = vec![x.difference(y), x.add_residual(residual)];
    all.extend(SHARES.map(|share| x.of_128(share)));
    all.into_iter().map(V128::to_u8).collect()
}

/// Rows as columns: of a square of 16, of two squares of 8, and the last four columns of 16, there and back.
pub fn transpositions(rows: &[[u8; 16]; 16]) -> Vec<[u8; 16]> {
    let lanes = rows.map(|row| V128::load(&row));
    let [a, b, c, d, e, f, g, h, ..] = lanes;
    let mut all = transpose::transpose(lanes).to_vec();
    all.extend(transpose::transpose_pair([a, b, c, d, e, f, g, h]));
    let last = transpose::last_columns(lanes);
    all.extend(last);
    let mut all: Vec<[u8; 16]> = all.into_iter().map(V128::to_u8).collect();
    for four in transpose::last_of_rows([a, b, c, d]).chunks_exact(4) {
        let mut bytes = [0; 16];
        for (bytes, word) in bytes.chunks_exact_mut(4).zip(four) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        all.push(bytes);
    }
    all
}

/// What is added to the prediction of four blocks. `content`: 0 for nothing, 1 for the first coefficients only.
pub fn residual(group: &[[i16; 4]; 16], content: u8) -> [[i16; 16]; 4] {
    let (group, content) = limited(group, content);
    let mut out: Residual = [[7; 16]; 4];
    transform::inverse(&group, content, &mut out);
    out
}

/// The coefficients that there are according to the content.
fn limited(group: &[[i16; 4]; 16], content: u8) -> (Group, Content) {
    match content {
        0 => ([[0; 4]; 16], Content::Nothing),
        1 => {
            let mut flat = [[0; 4]; 16];
            flat[0] = group[0];
            (flat, Content::Flat)
        }
        _ => (*group, Content::Any),
    }
}

/// A macroblock that is predicted and added to.
#[derive(Debug, Clone)]
pub struct Macroblock {
    /// 0 to 3 for luma that is predicted as a whole, else its squares count.
    pub luma_mode: u8,
    /// 0 to 9.
    pub square_modes: [u8; 16],
    /// 0 to 3.
    pub chroma_mode: u8,
    /// Above, to the right of that, and to the left.
    pub luma_edges: ([u8; 16], [u8; 4], [u8; 16]),
    /// Above, and to the left.
    pub chroma_edges: ([u8; 16], [u8; 16]),
    /// Of luma, blue and red.
    pub corners: [u8; 3],
    /// Whether there is something above, and to the left.
    pub sides: [bool; 2],
    /// Coefficients, and what of them counts, as for [`residual`].
    pub groups: [([[i16; 4]; 16], u8); 6],
}

impl Macroblock {
    /// The rows of luma, and then those of chroma.
    pub fn samples(&self) -> Vec<[u8; 16]> {
        let modes = Modes {
            luma: match self.luma_mode {
                0..=3 => Luma::Whole(mode(self.luma_mode)),
                _ => Luma::Squares(self.square_modes.map(sub_mode)),
            },
            chroma: mode(self.chroma_mode),
            segment: 0,
            empty: false,
        };
        let [luma_corner, blue_corner, red_corner] = self.corners;
        let [has_above, has_left] = self.sides;
        let edges = Edges {
            luma_above: self.luma_edges.0,
            luma_above_right: self.luma_edges.1,
            luma_left: self.luma_edges.2,
            luma_corner,
            chroma_above: self.chroma_edges.0,
            chroma_left: self.chroma_edges.1,
            chroma_corner: [blue_corner, red_corner],
            has_above,
            has_left,
        };
        let mut coefficients = Coefficients::new();
        for (place, (group, content)) in self.groups.iter().enumerate() {
            (coefficients.groups[place], coefficients.contents[place]) = limited(group, *content);
        }
        let mut tile = Tile {
            luma: [[7; 16]; 16],
            chroma: [[7; 16]; 8],
        };
        predict::reconstruct(&modes, &edges, &coefficients, &mut tile);
        rows_of(&tile).collect()
    }
}

fn mode(number: u8) -> Mode {
    match number % 4 {
        0 => Mode::Average,
        1 => Mode::Vertical,
        2 => Mode::Horizontal,
        _ => Mode::TrueMotion,
    }
}

fn sub_mode(number: u8) -> SubMode {
    match number % 10 {
        0 => SubMode::Average,
        1 => SubMode::TrueMotion,
        2 => SubMode::Vertical,
        3 => SubMode::Horizontal,
        4 => SubMode::LeftDown,
        5 => SubMode::RightDown,
        6 => SubMode::VerticalRight,
        7 => SubMode::VerticalLeft,
        8 => SubMode::HorizontalDown,
        _ => SubMode::HorizontalUp,
    }
}

fn rows_of(tile: &Tile) -> impl Iterator<Item = [u8; 16]> {
    tile.luma.into_iter().chain(tile.chroma)
}

/// Two macroblocks, perhaps with two above them, that the loop filter goes over.
#[derive(Debug, Clone)]
pub struct Filtered {
    /// Rows of luma and then of chroma, of each macroblock: two, and two above them.
    pub rows: [[[u8; 16]; 24]; 4],
    /// 0 to 63, for each.
    pub levels: [u8; 2],
    /// 0 to 7.
    pub sharpness: u8,
    /// Whether edges inside are filtered, too, for each.
    pub inside: [bool; 2],
    /// Whether only luma is.
    pub simple: bool,
    /// Whether there is something above.
    pub has_above: bool,
}

impl Filtered {
    /// All rows, as they come in.
    pub fn samples(&self) -> Vec<[u8; 16]> {
        let [first, second, above_first, above_second] = self.rows.map(|rows| {
            let (luma, chroma) = rows.split_at(16);
            let mut tile = Tile {
                luma: [[0; 16]; 16],
                chroma: [[0; 16]; 8],
            };
            tile.luma.copy_from_slice(luma);
            tile.chroma.copy_from_slice(chroma);
            tile
        });
        let mut tiles = [first, second];
        let mut above = [above_first, above_second];
        let strengths = [0, 1].map(|at| Strength {
            limits: Limits::new(self.levels[at] & 63, self.sharpness & 7),
            inside: self.inside[at],
        });
        let rows_above = self.has_above.then_some(&mut above[..]);
        filter::filter_row(rows_above, &mut tiles, &strengths, self.simple);
        tiles.iter().chain(&above).flat_map(rows_of).collect()
    }
}
