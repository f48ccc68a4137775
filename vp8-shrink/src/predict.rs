//! Prediction from neighbours (RFC 6386, section 12), and what is added to it.

use lanes::{V128, Vector};

use crate::coefficients::{Coefficients, Content};
use crate::edges::Edges;
use crate::modes::{Luma, Mode, Modes};
use crate::samples::Samples;
use crate::squares;
use crate::tile::Tile;
use crate::transform::{self, Residual};

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
            V128::load(row).add_residual(&added).store(row);
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
