//! The header of a WebP file: RIFF chunks (RFC 9649, section 2), the frame header of VP8 (RFC 6386, 9.1) and of
//! VP8L (RFC 9649, 3.4).

use super::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, FrameCount, ImageFormat};

const RIFF_HEADER_BYTES: u64 = 12;
const ALPHA: u8 = 1 << 4;
const EXIF: u8 = 1 << 3;
const ANIMATION: u8 = 1 << 1;

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Webp, bytes);
    reader.skip(4);
    let file_end = u64::from(reader.u32_le()?) + 8;
    reader.skip(RIFF_HEADER_BYTES - reader.position());
    let (kind, length) = chunk(&mut reader)?;
    let chunk_end = end(&reader, length);
    match &kind {
        b"VP8 " => lossy(&mut reader),
        b"VP8L" => lossless(&mut reader),
        b"VP8X" => extended(&mut reader, chunk_end, file_end),
        _ => Err(reader.malformed("it does not begin with a picture chunk")),
    }
}

/// The type and length of the next chunk.
fn chunk(reader: &mut Reader<'_>) -> Result<([u8; 4], u32), Error> {
    Ok((reader.array()?, reader.u32_le()?))
}

/// Where a chunk that begins here ends. Chunks are padded to an even length.
fn end(reader: &Reader<'_>, length: u32) -> u64 {
    reader.position() + u64::from(length) + u64::from(length & 1)
}

fn still<'a>(width: u32, height: u32, alpha: bool) -> Head<'a> {
    let mut head = Head::new(ImageFormat::Webp, width, height, ColorModel::Rgb);
    head.alpha = alpha;
    head
}

fn lossy<'a>(reader: &mut Reader<'a>) -> Result<Head<'a>, Error> {
    let [tag, _, _, start @ ..]: [u8; 6] = reader.array()?;
    if tag & 1 != 0 || start != [0x9d, 0x01, 0x2a] {
        return Err(reader.malformed("its picture does not begin with a key frame"));
    }
    // The upper two bits are a scaling hint for display.
    let width = u32::from(reader.u16_le()? & 0x3fff);
    let height = u32::from(reader.u16_le()? & 0x3fff);
    Ok(still(width, height, false))
}

fn lossless<'a>(reader: &mut Reader<'a>) -> Result<Head<'a>, Error> {
    if reader.u8()? != 0x2f {
        return Err(reader.malformed("its lossless picture has a wrong signature"));
    }
    let bits = reader.u32_le()?;
    let width = (bits & 0x3fff) + 1;
    let height = (bits >> 14 & 0x3fff) + 1;
    Ok(still(width, height, bits >> 28 & 1 != 0))
}

/// Walks over the other chunks where they have to be counted, or hold the orientation.
fn extended<'a>(reader: &mut Reader<'a>, chunk_end: u64, file_end: u64) -> Result<Head<'a>, Error> {
    let flags = reader.u8()?;
    reader.skip(3);
    let width = reader.u24_le()? + 1;
    let height = reader.u24_le()? + 1;
    let mut head = still(width, height, flags & ALPHA != 0);
    let is_animated = flags & ANIMATION != 0;
    if !is_animated && flags & EXIF == 0 {
        return Ok(head);
    }
    reader.skip(chunk_end.saturating_sub(reader.position()));
    let mut frames = 0;
    while reader.position() < file_end {
        let (kind, length) = match chunk(reader) {
            Ok(chunk) => chunk,
            // Frames are there to be counted, but a picture can be made without the number.
            Err(_) if flags & EXIF == 0 => {
                head.frames = FrameCount::AtLeast(frames);
                return Ok(head);
            }
            Err(error) => return Err(error),
        };
        let next = end(reader, length);
        match &kind {
            b"ANMF" => frames += 1,
            b"EXIF" => {
                head.set_exif(reader.take(u64::from(length))?);
            }
            _ => {}
        }
        reader.skip(next.saturating_sub(reader.position()));
    }
    if is_animated {
        head.frames = FrameCount::Exactly(frames);
    }
    Ok(head)
}
