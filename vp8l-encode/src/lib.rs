//! An encoder of lossless WebP pictures.
//!
//! Written: VP8L bitstreams (RFC 9649, section 3), as the chunk `VP8L` of a WebP file holds them, or without their header, as
//! the chunk `ALPH` does. Not written: the container.
//!
//! All of the format is used that makes pictures smaller: a palette with several pixels in one, predictors and shares of
//! colours per block, copies, a colour cache, and groups of Huffman codes. Everything is computed in integers, so that the
//! same picture gives the same bytes everywhere. Memory is about 30 bytes a pixel, and 4 for pictures above 4 megapixels, which are
//! written in less time and more bytes.
//!
//! Section numbers in the sources are those of RFC 9649.
//!
//! ```
//! let pixels = [0xffff_0000, 0xff00_00ff];
//! let picture = vp8l_encode::encode(&pixels, 2, 2)?;
//! assert_eq!(picture[0], 0x2f);
//! # Ok::<(), std::collections::TryReserveError>(())
//! ```

#![forbid(unsafe_code)]

mod bits;
mod costs;
mod cross_color;
mod effort;
mod groups;
mod huffman;
mod image;
mod matches;
mod memory;
mod palette;
mod parse;
mod predict;
mod prefix;
mod samples;
mod sort;
mod token;
mod ways;

use std::collections::TryReserveError;

use bits::BitWriter;
use effort::Effort;
use memory::{copied, reserve};
use palette::Palette;
use ways::Way;

/// The longest side, section 3.4.
pub const MAX_SIDE: u32 = 1 << 14;

/// What the header begins with.
const SIGNATURE: u32 = 0x2f;

/// The kinds of transforms.
const PREDICT: u32 = 0;
const CROSS_COLOR: u32 = 1;
const SUBTRACT_GREEN: u32 = 2;
const INDEX_COLORS: u32 = 3;

/// The picture with its header. `pixels` are its rows from the top, alpha in the highest bits of each, then red, green and
/// blue. `effort` is from 0 to 6; above 2, the usual one, it never makes more bytes than 2 does, and above 4 than 4.
///
/// # Errors
/// Where memory does not suffice.
///
/// # Panics
/// Where `pixels` are no rows of `width` pixels, and where a side is longer than [`MAX_SIDE`].
pub fn encode(pixels: &[u32], width: u32, effort: u8) -> Result<Vec<u8>, TryReserveError> {
    with_header(pixels, width, effort, Hidden::Kept)
}

/// The same, but pixels without alpha may come out in other colours, which nobody sees: those that take the fewest bytes.
///
/// # Errors
/// As [`encode`].
///
/// # Panics
/// As [`encode`].
pub fn encode_visible(pixels: &[u32], width: u32, effort: u8) -> Result<Vec<u8>, TryReserveError> {
    with_header(pixels, width, effort, Hidden::Any)
}

/// The colours of pixels without alpha.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    /// They stay.
    Kept,
    /// They may be any.
    Any,
}

fn with_header(
    pixels: &[u32],
    width: u32,
    effort: u8,
    hidden: Hidden,
) -> Result<Vec<u8>, TryReserveError> {
    let height = rows(pixels, width);
    let mut header = BitWriter::new();
    header.put(SIGNATURE, 8);
    header.put(width - 1, 14);
    header.put(height - 1, 14);
    let is_opaque = pixels.iter().all(|pixel| pixel >> 24 == 255);
    header.put(u32::from(!is_opaque), 1);
    header.put(0, 3);
    let mut bytes = header.finish();
    bytes.extend(best(pixels, width as usize, effort, hidden)?);
    Ok(bytes)
}

/// The picture of a chunk `ALPH`, without a header; `alpha` is what green samples are there.
///
/// # Errors
/// Where memory does not suffice.
///
/// # Panics
/// As [`encode`].
pub fn encode_alpha(alpha: &[u8], width: u32, effort: u8) -> Result<Vec<u8>, TryReserveError> {
    let mut pixels = reserve(alpha.len())?;
    pixels.extend(
        alpha
            .iter()
            .map(|alpha| 0xff00_0000 | u32::from(*alpha) << 8),
    );
    rows(&pixels, width);
    best(&pixels, width as usize, effort, Hidden::Kept)
}

/// How many rows there are.
fn rows(pixels: &[u32], width: u32) -> u32 {
    assert!((1..=MAX_SIDE).contains(&width), "the width is out of range");
    let height = pixels.len() as u32 / width;
    assert!(
        (1..=MAX_SIDE).contains(&height),
        "the height is out of range"
    );
    assert!(
        pixels.len() == (width * height) as usize,
        "a row is cut off"
    );
    height
}

/// The smallest of what the efforts make that are tried.
fn best(
    pixels: &[u32],
    width: usize,
    effort: u8,
    hidden: Hidden,
) -> Result<Vec<u8>, TryReserveError> {
    let mut smallest: Option<Vec<u8>> = None;
    for effort in Effort::tried(effort, pixels.len()) {
        let bytes = best_with(&effort, pixels, width, hidden)?;
        if smallest
            .as_ref()
            .is_none_or(|least| bytes.len() < least.len())
        {
            smallest = Some(bytes);
        }
    }
    Ok(smallest.unwrap_or_default())
}

/// The smallest of the ways that are worth a try.
fn best_with(
    effort: &Effort,
    pixels: &[u32],
    width: usize,
    hidden: Hidden,
) -> Result<Vec<u8>, TryReserveError> {
    let mut ways = Vec::new();
    let mut indexed = None;
    if let Some(palette) = Palette::of(pixels) {
        let indices = palette.indices(pixels, width)?;
        let across = width.div_ceil(1 << palette.packed_bits());
        let guesses = ways::guess(&indices, across, true);
        // Several indices in one cannot be predicted.
        let count = if palette.packed_bits() > 0 { 1 } else { 2 };
        ways.extend_from_slice(&guesses[..count]);
        indexed = Some((palette, indices, across));
    }
    ways.extend(ways::guess(pixels, width, false));
    let least = ways.iter().map(|way| way.cost).min().unwrap_or(0);
    let mut smallest: Option<Vec<u8>> = None;
    for _ in 0..effort.ways.min(ways.len()) {
        let likely = (0..ways.len()).min_by_key(|at| ways[*at].cost);
        let way = ways.swap_remove(likely.unwrap_or(0));
        // What looks much worse is not better.
        if way.cost > least + least / 4 {
            break;
        }
        let mut writer = BitWriter::new();
        match &indexed {
            Some((palette, indices, across)) if way.palette => {
                put_transform(INDEX_COLORS, &mut writer);
                palette.write(&mut writer)?;
                // Indices have no alpha.
                write(indices, *across, way, effort, Hidden::Kept, &mut writer)?;
            }
            _ => write(pixels, width, way, effort, hidden, &mut writer)?,
        }
        let bytes = writer.finish();
        if smallest
            .as_ref()
            .is_none_or(|least| bytes.len() < least.len())
        {
            smallest = Some(bytes);
        }
    }
    Ok(smallest.unwrap_or_default())
}

/// Transforms pixels, or indices, and writes them.
fn write(
    pixels: &[u32],
    width: usize,
    way: Way,
    effort: &Effort,
    hidden: Hidden,
    writer: &mut BitWriter,
) -> Result<(), TryReserveError> {
    let mut pixels = copied(pixels)?;
    if way.subtracts_green {
        put_transform(SUBTRACT_GREEN, writer);
        samples::subtract_green(&mut pixels);
    }
    if way.predicts {
        let bits = block_bits(pixels.len());
        if hidden == Hidden::Any {
            predict::repeat_into_hidden(&mut pixels, width);
        }
        let chosen = predict::choose(&pixels, width, bits, effort.rows)?;
        if hidden == Hidden::Any {
            predict::predict_hidden(&mut pixels, width, bits, &chosen);
        }
        predict::subtract(&mut pixels, width, bits, &chosen);
        let predictor = |predictor: &u8| u32::from(*predictor) << 8;
        let chosen: Vec<u32> = chosen.iter().map(predictor).collect();
        put_blocks(PREDICT, &chosen, width, bits, writer)?;
        if !way.palette
            && way.subtracts_green
            && let Some(shares) = cross_color::apply(&mut pixels, width, bits)?
        {
            put_blocks(CROSS_COLOR, &shares, width, bits, writer)?;
        }
    }
    writer.put(0, 1);
    if effort.copies_runs_only {
        image::write_runs(&pixels, width, writer);
        return Ok(());
    }
    image::write(&pixels, width, effort, writer)
}

/// The sides of blocks, as a power of two: in a picture of few pixels they are smaller.
fn block_bits(pixels: usize) -> u32 {
    match pixels {
        0..=0xffff => 3,
        0x1_0000..=0xf_ffff => 4,
        _ => 5,
    }
}

fn put_transform(kind: u32, writer: &mut BitWriter) {
    writer.put(1, 1);
    writer.put(kind, 2);
}

fn put_blocks(
    kind: u32,
    blocks: &[u32],
    width: usize,
    bits: u32,
    writer: &mut BitWriter,
) -> Result<(), TryReserveError> {
    put_transform(kind, writer);
    writer.put(bits - 2, 3);
    image::write_small(blocks, width.div_ceil(1 << bits), writer)
}
