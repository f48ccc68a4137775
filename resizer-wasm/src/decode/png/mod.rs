//! PNG at its own depth, row by row where it is not interlaced.
//!
//! The `png` crate reads what comes before the picture, and interlaced pictures. The rows of all others are made here, because
//! that is what time goes into; `docs/png.md` has the measurements.

mod checks;
mod expand;
mod inflate;
mod input;
mod interlaced;
mod layout;
mod problem;
mod repair;
mod rows;
mod stream;
mod unfilter;

use std::io::Cursor;

use png::{ColorType, Decoder, DecodingError, Info, Limits, Reader, Transformations};

use super::rows::RowSource;
use super::terms::Terms;
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::head::png_chunks;
use input::{CHUNK_BYTES, SIGNATURE_BYTES, StreamPosition};
use layout::{DECODER_MEMORY_BYTES, Layout};
use repair::Apples;
use rows::Rows;

/// Opens a whole file, or a file that was put together for a frame of an animation.
pub(super) fn open<'a, T: AsRef<[u8]> + 'a>(
    file: T,
    terms: Terms,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let warnings = checks::broken_rules(file.as_ref());
    if let Some(repaired) = repair::repaired(file.as_ref())? {
        let source = open_frame(repaired.file, terms.tolerant, warnings)?;
        return Ok(match repaired.is_apples {
            true => Box::new(Apples::new(source)),
            false => source,
        });
    }
    open_frame(file, terms.tolerant, warnings)
}

/// As [`open`], without looking at checksums and the file's end.
pub(super) fn open_frame<'a, T: AsRef<[u8]> + 'a>(
    file: T,
    tolerant: bool,
    warnings: Vec<Warning>,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let reader = || {
        let file = file.as_ref();
        reader(file).map_err(|error| problem::before_picture(&error, file))
    };
    let first = reader()?;
    check_palette(first.info())?;
    let layout = Layout::of(&first)?;
    if first.info().interlaced {
        drop(first);
        return interlaced::open(file.as_ref(), reader, layout, tolerant, warnings);
    }
    let info = first.info().clone();
    drop(first);
    let place = first_data(file.as_ref());
    Ok(Box::new(Rows::new(
        file, &info, layout, place, tolerant, warnings,
    )?))
}

/// The `png` crate's reader of a file, behind its header.
fn reader(file: &[u8]) -> Result<Reader<Cursor<&[u8]>>, DecodingError> {
    let limits = Limits {
        bytes: DECODER_MEMORY_BYTES,
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
    // Palettes and small depths become 8 bits, and a transparent colour becomes alpha.
    decoder.set_transformations(Transformations::EXPAND);
    // A wrong checksum is a warning where the picture can be decoded all the same.
    decoder.ignore_checksums(true);
    // Metadata has been read with the head.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.read_info()
}

/// Where the data of the picture begins.
fn first_data(file: &[u8]) -> StreamPosition {
    let before: usize = png_chunks(file)
        .take_while(|chunk| &chunk.kind != b"IDAT")
        .map(|chunk| chunk.data.len() + CHUNK_BYTES)
        .sum();
    StreamPosition::before_chunk(SIGNATURE_BYTES + before)
}

/// The decoder takes the length of a palette on trust, and stops for good where it is not what the specification
/// says (clause 11.2.2).
fn check_palette(info: &Info) -> Result<(), Error> {
    let Some(palette) = info.palette.as_deref() else {
        return Ok(());
    };
    let length = palette.len();
    if info.color_type == ColorType::Indexed && (!length.is_multiple_of(3) || length > 3 * 256) {
        return Err(error::malformed(
            ImageFormat::Png,
            &format!("its palette has {length} bytes, and not 3 for each of 1 to 256 colours"),
        ));
    }
    Ok(())
}
