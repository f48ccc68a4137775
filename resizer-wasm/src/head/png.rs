//! The header of a PNG file: chunks up to the first image data (PNG specification, third edition, clause 11).

use super::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, FrameCount, ImageFormat};

const SIGNATURE_BYTES: u64 = 8;
const CHECKSUM_BYTES: u64 = 4;
/// Chunk lengths are limited to 31 bits (clause 5.3).
const MAX_CHUNK_BYTES: u32 = i32::MAX as u32;

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Png, bytes);
    reader.skip(SIGNATURE_BYTES);
    let mut head = header_chunk(&mut reader)?;
    loop {
        let (kind, length) = chunk(&mut reader)?;
        let end = reader.position() + u64::from(length) + CHECKSUM_BYTES;
        match &kind {
            b"tRNS" => head.alpha = true,
            b"acTL" => head.frames = FrameCount::Exactly(reader.u32_be()?.max(1)),
            b"eXIf" => head.set_exif(reader.take(u64::from(length))?),
            b"IDAT" => return Ok(head),
            b"IEND" => return Err(reader.malformed("it ends before a picture begins")),
            _ => {}
        }
        reader.skip(end.saturating_sub(reader.position()));
    }
}

fn header_chunk<'a>(reader: &mut Reader<'a>) -> Result<Head<'a>, Error> {
    let (kind, length) = chunk(reader)?;
    if &kind != b"IHDR" || length != 13 {
        return Err(reader.malformed("it does not begin with a header chunk (IHDR)"));
    }
    let width = reader.u32_be()?;
    let height = reader.u32_be()?;
    let [depth, color_type, _compression, _filter, interlace] = reader.array()?;
    reader.skip(CHECKSUM_BYTES);
    let color_model = match color_type {
        0 | 4 => ColorModel::Gray,
        3 => ColorModel::Indexed,
        _ => ColorModel::Rgb,
    };
    let mut head = Head::new(ImageFormat::Png, width, height, color_model);
    head.depth = depth;
    // Bit 2 of the colour type: there is an alpha channel.
    head.alpha = color_type & 4 != 0;
    head.progressive = interlace != 0;
    Ok(head)
}

/// The type and length of the next chunk.
fn chunk(reader: &mut Reader<'_>) -> Result<([u8; 4], u32), Error> {
    let length = reader.u32_be()?;
    let kind = reader.array()?;
    if length > MAX_CHUNK_BYTES {
        return Err(reader.malformed(&format!(
            "the chunk before byte {} has a length of {length}",
            reader.position()
        )));
    }
    Ok((kind, length))
}
