//! The rows of PNG.

#[path = "../../src/decode/png/unfilter.rs"]
mod unfilter;

use unfilter::{Lines, PAD_BYTES};

use crate::input::Input;
use crate::writer::bytes_or_error;

/// Rows narrower and wider than what is done at once; now and then with an unknown filter type.
pub(crate) fn unfilter(mut input: Input<'_>) -> Vec<u8> {
    let pixel_bytes = [1, 2, 3, 4, 6, 8][input.below(6)];
    let count = [1, 2, 3, 4, 4, 4][input.below(6)];
    let lines = Lines {
        row_bytes: (1 + input.below(60)) * pixel_bytes,
        pixel_bytes,
    };
    let only_paeth = input.below(3) == 0;
    let mut filtered = input.vec(count * lines.filtered_stride() + PAD_BYTES);
    for row in 0..count {
        filtered[row * lines.filtered_stride()] = match input.below(64) {
            _ if only_paeth => 4,
            0 => 5,
            kind => kind as u8 % 5,
        };
    }
    let mut out = input.vec((count + 1) * lines.stride());
    let result = unfilter::unfilter(lines, &filtered, count, &mut out);
    // What is written behind a row means nothing.
    let rows = out.chunks_exact(lines.stride());
    let rows = rows.flat_map(|row| &row[..lines.row_bytes]);
    bytes_or_error(result.map(|()| rows.copied().collect()))
}
