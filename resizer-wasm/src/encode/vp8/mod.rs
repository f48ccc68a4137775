//! Lossy WebP pictures: key frames of VP8, RFC 6386.
//!
//! Written for small pictures and little code: one partition of tokens, the normal loop filter with a strength that
//! follows the quantizer. What makes files small is here: prediction of squares of 4 x 4, choices by error and bits,
//! probabilities that fit the picture, segments that show errors less where they would be seen.

mod bool_writer;
mod borders;
mod chroma;
mod luma;
mod modes;
mod planes;
mod predict;
mod quantize;
mod search;
mod segments;
mod tokens;
mod transform;

use bool_writer::BoolWriter;
use borders::{AVERAGES, Borders};
use chroma::{ChromaWay, chroma_places};
use luma::{LumaWay, SubModesAround};
use modes::{Luma, ModeCosts, Modes};
use planes::Planes;
use predict::SubMode;
use quantize::Levels;
use search::{Effort, Search, meet};
use segments::Segments;
use tokens::{Costs, Kind, Tokens};

use super::encoded::refused;
use crate::contract::Error;
use crate::geometry::Size;
use crate::picture;

/// Sides have 14 bits, RFC 6386, section 9.1.
pub(super) const MAX_SIDE: u32 = (1 << 14) - 1;

/// The length of the first partition has 19 bits, RFC 6386, section 9.1.
const MAX_FIRST_PARTITION: usize = (1 << 19) - 1;

/// The frame. `rgb` has 3 bytes a pixel; `quality` is from 1 to 100, `effort` from 0 to 6. `unseen` says of each macroblock
/// whether all of it is transparent; it is empty where none is.
///
/// # Errors
/// `invalid-options` for a side beyond [`MAX_SIDE`] and for pictures of some hundred million pixels, whose modes do not
/// fit into the frame; `limit-exceeded` where memory does not suffice.
pub(super) fn encode(
    rgb: &[u8],
    size: Size,
    quality: u8,
    effort: u8,
    unseen: &[bool],
) -> Result<Vec<u8>, Error> {
    if size.width > MAX_SIDE || size.height > MAX_SIDE {
        return Err(refused(
            "lossy WebP",
            format!("a side is longer than {MAX_SIDE} pixels"),
        ));
    }
    let planes = Planes::new(rgb, size)?;
    let picture = Seen {
        planes: &planes,
        unseen,
    };
    let segments = Segments::by_activity(&planes, unseen, quality)?;
    let effort = Effort::new(effort);
    if let Some(frame) = encode_frame(&picture, size, &segments, effort)? {
        return Ok(frame);
    }
    encode_frame(&picture, size, &segments, effort.without_squares())?
        .ok_or_else(|| refused("lossy WebP", "it has too many pixels"))
}

/// Of each macroblock, whether all of it is transparent. `alpha` has a byte a pixel.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn unseen(alpha: &[u8], size: Size) -> Result<Vec<bool>, Error> {
    let width = size.width as usize;
    let columns = width.div_ceil(16);
    let rows = size.height.div_ceil(16) as usize;
    let mut unseen = picture::zeroed((columns * rows) as u64)?;
    unseen.fill(true);
    for (y, row) in alpha.chunks_exact(width).enumerate() {
        let macroblocks = &mut unseen[y / 16 * columns..];
        for (pixels, unseen) in row.chunks(16).zip(macroblocks) {
            *unseen &= pixels.iter().all(|alpha| *alpha == 0);
        }
    }
    Ok(unseen)
}

/// A picture, and which of its macroblocks nobody sees.
struct Seen<'a> {
    planes: &'a Planes,
    unseen: &'a [bool],
}

/// Nothing where the modes take more than the frame has room for.
fn encode_frame(
    picture: &Seen,
    size: Size,
    segments: &Segments,
    effort: Effort,
) -> Result<Option<Vec<u8>>, Error> {
    let mut costs = Costs::new();
    let planes = picture.planes;
    let (mut modes, mut tokens) = code(picture, segments, effort, &mut costs, true)?;
    if effort.twice {
        costs.learn(&tokens);
        // They are most of the memory.
        drop((modes, tokens));
        (modes, tokens) = code(picture, segments, effort, &mut costs, false)?;
    }
    let probabilities = tokens.probabilities(&costs);
    let second = tokens.write(&probabilities);
    let mut writer = BoolWriter::new();
    write_header(segments, &mut writer);
    tokens::write_probabilities(&probabilities, &mut writer);
    let empty = modes.iter().filter(|modes| modes.empty).count();
    let not_empty = ((modes.len() - empty) * 255 / modes.len()).clamp(1, 255) as u8;
    writer.put_even(true);
    writer.put_number(u32::from(not_empty), 8);
    modes::write(&modes, segments, planes.columns, not_empty, &mut writer);
    let first = writer.finish();
    if first.len() > MAX_FIRST_PARTITION {
        return Ok(None);
    }
    let mut frame = picture::reserve((10 + first.len() + second.len()) as u64)?;
    // A key frame of version 0 that is shown, section 9.1.
    let tag = 1 << 4 | (first.len() as u32) << 5;
    frame.extend_from_slice(&tag.to_le_bytes()[..3]);
    frame.extend_from_slice(&[0x9d, 0x01, 0x2a]);
    frame.extend_from_slice(&(size.width as u16).to_le_bytes());
    frame.extend_from_slice(&(size.height as u16).to_le_bytes());
    frame.extend_from_slice(&first);
    frame.extend_from_slice(&second);
    Ok(Some(frame))
}

/// The part of the header up to the probabilities, sections 9.2 to 9.11.
fn write_header(segments: &Segments, writer: &mut BoolWriter) {
    // The usual colours; values have to be clamped.
    writer.put_number(0, 2);
    segments.write_header(writer);
    for difference in quantize::DIFFERENCES {
        writer.put_even(difference != 0);
        if difference != 0 {
            writer.put_number(u32::from(difference.unsigned_abs()), 4);
            writer.put_even(difference < 0);
        }
    }
    // The probabilities are for this frame.
    writer.put_number(0, 1);
}

/// Decides on all macroblocks: their modes and their tokens. With `learns`, what a row costs follows from the rows above it.
fn code(
    Seen { planes, unseen }: &Seen,
    segments: &Segments,
    effort: Effort,
    costs: &mut Costs,
    learns: bool,
) -> Result<(Vec<Modes>, Tokens), Error> {
    let mut tokens = Tokens::new();
    let mode_costs = ModeCosts::new(costs);
    let mut borders = Borders::new(planes.columns)?;
    let mut all: Vec<Modes> = picture::reserve((planes.columns * planes.rows) as u64)?;
    for y in 0..planes.rows {
        borders.start_row(y);
        if learns && y > 0 {
            costs.learn(&tokens);
        }
        for x in 0..planes.columns {
            let search = Search {
                effort,
                quantizer: &segments.of(all.len()).quantizer,
                costs,
                mode_costs: &mode_costs,
            };
            tokens.reserve_macroblock()?;
            let filled = borders.filled(x);
            let edges = [borders.chroma(0, x, y), borders.chroma(1, x, y)];
            let luma_edges = borders.luma(x, y);
            let (luma, chroma) = if unseen.get(all.len()) == Some(&true) {
                (LumaWay::unseen(&luma_edges), ChromaWay::unseen(&edges))
            } else {
                let source = planes.macroblock(x, y);
                let around = modes_around(&all, planes.columns);
                (
                    search.luma(&source, &luma_edges, &around, filled),
                    search.chroma(&source, &edges, filled),
                )
            };
            let (mut above, mut left) = filled;
            let whole = matches!(luma.luma, Luma::Whole(_));
            let chroma_levels = chroma.levels.iter().flatten();
            let empty = (!whole || luma.averages.count == 0)
                && luma
                    .levels
                    .iter()
                    .chain(chroma_levels)
                    .all(|l| l.count == 0);
            let mut push = |levels: &Levels, kind, column, row| {
                let neighbours = meet(&mut above, &mut left, column, row, levels);
                if !empty {
                    tokens.push(levels, kind, neighbours);
                }
            };
            if whole {
                push(&luma.averages, Kind::Averages, AVERAGES, AVERAGES);
            }
            let kind = if whole {
                Kind::LumaAfterAverages
            } else {
                Kind::Luma
            };
            for (square, levels) in luma.levels.iter().enumerate() {
                push(levels, kind, square % 4, square / 4);
            }
            for (plane, levels) in chroma.levels.iter().enumerate() {
                for (square, levels) in levels.iter().enumerate() {
                    let (column, row) = chroma_places(plane, square);
                    push(levels, Kind::Chroma, column, row);
                }
            }
            all.push(Modes {
                luma: luma.luma,
                chroma: chroma.mode,
                empty,
            });
            borders.advance(x, &luma.with(&chroma), above, left);
        }
    }
    Ok((all, tokens))
}

/// The modes next to the macroblock that comes after `all`.
fn modes_around(all: &[Modes], columns: usize) -> SubModesAround {
    let index = all.len();
    let mut around = [[SubMode::Dc; 4]; 2];
    if index >= columns {
        let above = &all[index - columns].luma;
        around[0] = std::array::from_fn(|column| above.sub_mode(12 + column));
    }
    if !index.is_multiple_of(columns) {
        let left = &all[index - 1].luma;
        around[1] = std::array::from_fn(|row| left.sub_mode(4 * row + 3));
    }
    around
}
