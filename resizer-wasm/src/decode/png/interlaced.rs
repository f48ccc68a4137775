//! Interlaced pictures, whole, through the `png` crate.

use std::io::Cursor;

use png::{Adam7Info, BitDepth, DecodingError, InterlaceInfo, Reader};

use super::expand::sixteen;
use super::layout::Layout;
use super::problem;
use crate::contract::{Error, ImageFormat, Warning};
use crate::decode::rows::RowSource;
use crate::decode::whole_frame::{Samples, WholeFrame, fill};
use crate::error;
use crate::geometry::Size;
use crate::picture;

type FileReader<'f> = Reader<Cursor<&'f [u8]>>;

/// All passes of an interlaced picture. `reader` opens it. Where some passes are missing, the pixels of those before stand
/// for their neighbours.
pub(super) fn open<'a, 'f>(
    file: &[u8],
    reader: impl Fn() -> Result<FileReader<'f>, Error>,
    layout: Layout,
    tolerant: bool,
    mut warnings: Vec<Warning>,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let rows = u64::from(layout.size.height);
    let bytes = layout.row_bytes as u64 * rows;
    // Asked for before anything is written to, so that too much is refused at once.
    let mut samples = picture::reserve(if layout.is_sixteen() { bytes / 2 } else { 0 })?;
    let mut data = picture::zeroed(bytes)?;
    let whole = draw(reader()?, layout, &mut data, png::expand_interlaced_row);
    if let Err((passed, error)) = whole {
        if !tolerant || passed == 0 {
            return Err(problem::in_picture(&error, file));
        }
        // Once more, and to the same place: for whole pictures, each pixel would be written four times.
        fill(&mut data, layout.channels);
        let _ = draw(reader()?, layout, &mut data, png::splat_interlaced_row);
        warnings.push(error::picture_lost(
            ImageFormat::Png,
            u64::from(passed),
            rows_of_passes(layout.size),
            "rows of its passes",
        ));
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

/// Draws the rows of all passes by a function of the `png` crate. An error comes with the number of rows before it.
fn draw(
    mut reader: FileReader<'_>,
    layout: Layout,
    data: &mut [u8],
    draw_row: fn(&mut [u8], usize, &[u8], &Adam7Info, u8),
) -> Result<(), (u32, DecodingError)> {
    let pixel_bits = (layout.channels.count() * layout.depth as usize) as u8;
    let mut passed = 0;
    while let Some(row) = reader
        .next_interlaced_row()
        .map_err(|error| (passed, error))?
    {
        passed += 1;
        if let InterlaceInfo::Adam7(place) = row.interlace() {
            draw_row(data, layout.row_bytes, row.data(), place, pixel_bits);
        }
    }
    Ok(())
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
