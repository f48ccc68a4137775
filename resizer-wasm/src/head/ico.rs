//! The directory of a Windows icon or pointer, and the header of the largest picture in it (Microsoft's "Icons",
//! and the documentation of `ICONDIR`).
//!
//! What the directory says about a picture is often wrong, and sides of more than 255 do not fit into it: what counts
//! is what the picture's own header says.

use super::bmp::{self, Bitmap};
use super::header::{Extent, Head};
use super::png;
use super::reader::Reader;
use crate::contract::{Error, FrameCount, ImageFormat, Truncation};
use crate::error;

const DIRECTORY_BYTES: u64 = 6;
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// So much of a picture says how large it is: the first chunk of a PNG up to its colour type.
const LOOKED_AT_BYTES: usize = 26;
/// What is left of a pixel of 32 bits without its colours.
const ALPHA: u32 = 0xff00_0000;

/// The largest picture.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Entry<'a> {
    /// A file, and what follows it.
    Png(&'a [u8]),
    /// A bitmap without its file header. Where `is_masked`, a mask follows the pixels.
    Bitmap { bitmap: Bitmap, is_masked: bool },
}

/// What a directory says about a picture.
#[derive(Clone, Copy)]
struct Listed {
    length: u32,
    offset: u32,
}

pub(super) fn read(bytes: &[u8], extent: Extent) -> Result<Head<'_>, Error> {
    let (entry, offset) = largest(bytes, extent)?;
    let mut head = match entry {
        Entry::Png(file) => png::read(file).map_err(|error| match error {
            Error::Truncated(Truncation {
                needed: Some(needed),
                ..
            }) => error::short_head(ImageFormat::Ico, bytes.len(), needed + offset),
            other => other,
        })?,
        Entry::Bitmap { bitmap, .. } => bmp::head(ImageFormat::Ico, &bitmap),
    };
    head.format = ImageFormat::Ico;
    // Masks make parts of it transparent.
    head.alpha |= matches!(entry, Entry::Bitmap { .. });
    // An icon is one picture, whatever is in it.
    head.frames = FrameCount::Exactly(1);
    Ok(head)
}

/// The largest picture of a file that has been read.
pub(crate) fn entry(bytes: &[u8]) -> Result<Entry<'_>, Error> {
    largest(bytes, Extent::Whole).map(|(entry, _)| entry)
}

/// The largest picture, and where it begins.
fn largest(bytes: &[u8], extent: Extent) -> Result<(Entry<'_>, u64), Error> {
    let mut reader = Reader::new(ImageFormat::Ico, bytes);
    let listed = choose(&mut reader, bytes, extent)?;
    let offset = u64::from(listed.offset);
    if offset < DIRECTORY_BYTES {
        return Err(reader.malformed("its image begins inside its directory"));
    }
    reader.seek(offset);
    if reader.take(8)? == PNG_SIGNATURE {
        let file = bytes.get(listed.offset as usize..).unwrap_or_default();
        return Ok((Entry::Png(file), offset));
    }
    reader.seek(offset);
    let mut bitmap = bmp::picture(&mut reader)?;
    // The height counts the mask.
    bitmap.height /= 2;
    let [red, green, blue, alpha] = bitmap.masks;
    if bitmap.depth == 32 && alpha == 0 && (red | green | blue) & ALPHA == 0 {
        bitmap.masks[3] = ALPHA;
    }
    bitmap.drop_unused_alpha(bytes, extent);
    let end = bitmap.pixels + bitmap.row_bytes().1 * u64::from(bitmap.height);
    let is_masked = offset + u64::from(listed.length) != end;
    Ok((Entry::Bitmap { bitmap, is_masked }, offset))
}

/// The picture with the most pixels; of equal ones that with the most colours, and of those the first. If the pixels of
/// none are known, the first.
fn choose(reader: &mut Reader<'_>, bytes: &[u8], extent: Extent) -> Result<Listed, Error> {
    reader.skip(4);
    let count = reader.u16_le()?;
    let mut best: Option<(Option<(u64, u32)>, Listed)> = None;
    let mut farthest = 0;
    for _ in 0..count {
        // Sides, number of colours, planes and depth, or where a pointer points to.
        reader.skip(8);
        let listed = Listed {
            length: reader.u32_le()?,
            offset: reader.u32_le()?,
        };
        farthest = farthest.max(listed.offset);
        let rank = look_at(bytes, listed);
        if best.is_none_or(|(best, _)| rank > best) {
            best = Some((rank, listed));
        }
    }
    if extent == Extent::Beginning {
        reader.seek(u64::from(farthest));
        reader.take(LOOKED_AT_BYTES as u64)?;
    }
    best.map(|(_, listed)| listed)
        .ok_or_else(|| reader.malformed("its directory is empty"))
}

/// How many pixels of how many bits a picture has. `None` where that is not to be seen.
fn look_at(bytes: &[u8], listed: Listed) -> Option<(u64, u32)> {
    let start = listed.offset as usize;
    let found = bytes
        .get(start..)
        .filter(|_| u64::from(listed.offset) >= DIRECTORY_BYTES)?
        .first_chunk::<LOOKED_AT_BYTES>()?;
    let short = |at: usize| u32::from(u16::from_le_bytes([found[at], found[at + 1]]));
    let long = |at: usize| short(at) | short(at + 2) << 16;
    let (width, height, bits) = if found.starts_with(PNG_SIGNATURE) {
        let channels = match found[25] {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };
        let side = |at: usize| long(at).swap_bytes();
        (side(16), side(20), u32::from(found[24]) * channels)
    } else {
        match long(0) {
            12 => (short(4), short(6) / 2, short(10)),
            16..=124 => (long(4), long(8).cast_signed().unsigned_abs() / 2, short(14)),
            _ => return None,
        }
    };
    Some((u64::from(width) * u64::from(height), bits))
}
