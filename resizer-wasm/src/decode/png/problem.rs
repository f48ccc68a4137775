//! What is wrong with a file that the `png` crate cannot read. It says so only in texts for programmers, so the chunks before
//! the picture are looked at once more.

use png::DecodingError;

use super::input::{CHUNK_BYTES, SIGNATURE_BYTES};
use super::layout::DECODER_MEMORY_BYTES;
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::{PngChunk, png_chunks};

/// Why the chunks before the picture could not be read.
pub(super) fn before_picture(error: &DecodingError, file: &[u8]) -> Error {
    explain(error, file, || {
        in_chunks(file).unwrap_or_else(|| "a chunk before its image is malformed".to_owned())
    })
}

/// Why rows of an interlaced picture could not be read.
pub(super) fn in_picture(error: &DecodingError, file: &[u8]) -> Error {
    explain(error, file, || {
        "its compressed data are malformed, or fewer than its image needs".to_owned()
    })
}

fn explain(error: &DecodingError, file: &[u8], problem: impl Fn() -> String) -> Error {
    match error {
        DecodingError::IoError(_) => error::truncated(ImageFormat::Png, file.len()),
        DecodingError::LimitsExceeded => error::out_of_memory(DECODER_MEMORY_BYTES as u64),
        _ => error::malformed(ImageFormat::Png, &problem()),
    }
}

/// The first chunk that breaks a rule (PNG, third edition, clauses 5.3 and 11.2). A clause without a subject in front.
fn in_chunks(file: &[u8]) -> Option<String> {
    let mut at = SIGNATURE_BYTES;
    let mut needs_palette = false;
    for chunk in png_chunks(file) {
        let PngChunk { kind, data, .. } = chunk;
        match (&kind, data) {
            (
                b"IHDR",
                [
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    depth,
                    color,
                    packing,
                    filter,
                    interlace,
                ],
            ) => {
                if !matches!(
                    (color, depth),
                    (0, 1 | 2 | 4 | 8 | 16) | (3, 1 | 2 | 4 | 8) | (2 | 4 | 6, 8 | 16)
                ) {
                    return Some(format!(
                        "its header says colour type {color} with {depth} bits"
                    ));
                }
                if (*packing, *filter) != (0, 0) || *interlace > 1 {
                    return Some(format!(
                        "its header says compression {packing}, filter {filter} and interlacing {interlace}; expected 0, 0 and 0 or 1"
                    ));
                }
                needs_palette = *color == 3;
            }
            (b"IHDR", _) => {
                return Some(format!("its header has {} bytes; expected 13", data.len()));
            }
            (b"PLTE", _) => needs_palette = false,
            (b"IDAT", _) if needs_palette => return Some("its palette is missing".to_owned()),
            (b"IDAT", _) => return None,
            // An upper case letter says that a reader has to know it.
            (b"IEND", _) => {}
            ([b'A'..=b'Z', ..], _) => {
                return Some(format!(
                    "it needs a chunk of the unknown type {} at byte {at}",
                    kind.escape_ascii()
                ));
            }
            (b"tRNS", _) if needs_palette => {
                return Some(format!(
                    "its chunk tRNS at byte {at} comes before the palette"
                ));
            }
            _ => {}
        }
        at += data.len() + CHUNK_BYTES;
    }
    None
}
