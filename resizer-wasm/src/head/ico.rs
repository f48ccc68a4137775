//! The directory of a Windows icon or pointer, and the header of the largest picture in it (Microsoft's "Icons",
//! and the documentation of `ICONDIR`).

use super::header::Head;
use super::reader::Reader;
use super::{bmp, png};
use crate::contract::{ColorModel, Error, ImageFormat};

const DIRECTORY_BYTES: u64 = 6;
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Where the largest picture is, and what it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// The picture: a PNG file, or a BMP file without its file header, followed by a mask. It may be cut off.
    pub(crate) bytes: &'a [u8],
    /// How long it should be.
    pub(crate) length: u32,
    pub(crate) is_png: bool,
}

/// What a directory says about a picture.
struct Listed {
    width: u32,
    height: u32,
    depth: u16,
    length: u32,
    offset: u32,
}

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Ico, bytes);
    let (_, mut head) = largest(&mut reader, bytes)?;
    head.format = ImageFormat::Ico;
    // An icon is one picture, whatever is in it.
    head.frames = crate::contract::FrameCount::Exactly(1);
    Ok(head)
}

/// The largest picture of a file that has been probed.
pub(crate) fn entry(bytes: &[u8]) -> Result<Entry<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Ico, bytes);
    largest(&mut reader, bytes).map(|(entry, _)| entry)
}

fn largest<'a>(reader: &mut Reader<'a>, bytes: &'a [u8]) -> Result<(Entry<'a>, Head<'a>), Error> {
    let listed = choose(reader)?;
    reader.seek(u64::from(listed.offset));
    let start = usize::try_from(listed.offset).unwrap_or(usize::MAX);
    let end = start.saturating_add(listed.length as usize);
    let is_png = reader.take(8)? == PNG_SIGNATURE;
    let rest = bytes.get(start..).unwrap_or_default();
    let entry = Entry {
        bytes: bytes.get(start..end).unwrap_or(rest),
        length: listed.length,
        is_png,
    };
    if is_png {
        // What is needed counts from the icon's start.
        let is_complete = end <= bytes.len();
        let head = png::read(entry.bytes).map_err(|error| match error {
            // A longer file would not help.
            Error::Truncated(_) if is_complete => {
                reader.malformed("its image is longer than its directory says")
            }
            other => moved(other, u64::from(listed.offset)),
        })?;
        return Ok((entry, head));
    }
    reader.seek(u64::from(listed.offset));
    let mut head = bmp::picture(reader, ImageFormat::Ico)?;
    // The height counts the mask, which makes a part transparent.
    head.height /= 2;
    head.alpha = true;
    if head.color_model == ColorModel::Rgb && listed.depth == 0 {
        head.depth = 8;
    }
    Ok((entry, head))
}

/// The picture with the most pixels; of equal ones that with the most colours, and of those the first.
fn choose(reader: &mut Reader<'_>) -> Result<Listed, Error> {
    reader.skip(2);
    let is_pointer = reader.u16_le()? == 2;
    let count = reader.u16_le()?;
    let mut best: Option<Listed> = None;
    for _ in 0..count {
        let [width, height, _colors, _reserved] = reader.array()?;
        reader.skip(2); // Planes, or where a pointer points to.
        let depth = reader.u16_le()?;
        // 0 stands for 256.
        let side = |side: u8| if side == 0 { 256 } else { u32::from(side) };
        let listed = Listed {
            width: side(width),
            height: side(height),
            depth: if is_pointer { 0 } else { depth },
            length: reader.u32_le()?,
            offset: reader.u32_le()?,
        };
        let rank = |listed: &Listed| (listed.width * listed.height, listed.depth);
        if best.as_ref().is_none_or(|best| rank(&listed) > rank(best)) {
            best = Some(listed);
        }
    }
    match best {
        Some(best) if u64::from(best.offset) < DIRECTORY_BYTES => {
            Err(reader.malformed("its image begins inside its directory"))
        }
        Some(best) => Ok(best),
        None => Err(reader.malformed("its directory is empty")),
    }
}

fn moved(error: Error, by: u64) -> Error {
    match error {
        Error::Truncated(mut truncation) => {
            truncation.needed = truncation.needed.map(|needed| needed + by);
            Error::Truncated(truncation)
        }
        other => other,
    }
}
