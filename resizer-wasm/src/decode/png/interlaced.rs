//! Interlaced pictures, whole, through the `png` crate.

use std::io::Cursor;

use png::{BitDepth, InterlaceInfo, Reader};

use super::expand::sixteen;
use super::{Layout, explain};
use crate::contract::{Error, ImageFormat, Warning};
use crate::decode::RowSource;
use crate::decode::whole_frame::{Samples, WholeFrame, fill};
use crate::error;
use crate::picture;
use crate::plan::Size;

/// All passes of an interlaced picture. Where some are missing, the pixels of those before stand for their neighbours.
pub(super) fn open<'a>(
    mut reader: Reader<Cursor<&[u8]>>,
    layout: Layout,
    tolerant: bool,
    length: usize,
    mut warnings: Vec<Warning>,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let rows = u64::from(layout.size.height);
    let bytes = layout.row_bytes as u64 * rows;
    // Asked for before anything is written to, so that too much is refused at once.
    let mut samples = picture::reserve(if layout.is_sixteen() { bytes / 2 } else { 0 })?;
    let mut data = picture::zeroed(bytes)?;
    fill(&mut data, layout.channels);
    let pixel_bits = (layout.channels.count() * layout.depth as usize) as u8;
    let mut passed = 0u32;
    loop {
        let row = match reader.next_interlaced_row() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(_) if tolerant && passed > 0 => {
                let of = rows_of_passes(layout.size);
                warnings.push(error::picture_lost(
                    ImageFormat::Png,
                    u64::from(passed),
                    of,
                    "rows of its passes",
                ));
                break;
            }
            Err(error) => return Err(explain(error, length)),
        };
        passed += 1;
        if let InterlaceInfo::Adam7(place) = row.interlace() {
            png::splat_interlaced_row(&mut data, layout.row_bytes, row.data(), place, pixel_bits);
        }
    }
    let samples = match layout.depth {
        BitDepth::Sixteen => {
            samples.extend(sixteen(&data));
            Samples::Sixteen(samples)
        }
        _ => Samples::Eight(data),
    };
    Ok(Box::new(
        WholeFrame::new(layout.size, layout.channels, samples).with_warnings(warnings),
    ))
}

/// How many rows the seven passes of an interlaced picture have.
fn rows_of_passes(size: Size) -> u64 {
    // First column and row of each pass, and its steps (clause 8.2).
    const PASSES: [(u32, u32, u32, u32); 7] = [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];
    PASSES
        .iter()
        .filter(|(x, _, _, _)| *x < size.width)
        .map(|(_, y, _, step)| u64::from(size.height.saturating_sub(*y).div_ceil(*step)))
        .sum()
}
