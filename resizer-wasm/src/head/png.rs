//! The header of a PNG file: chunks up to the first image data, and the few behind it that can matter (PNG
//! specification, third edition, clause 11).

use std::borrow::Cow;

use miniz_oxide::inflate::{self, TINFLStatus};

use super::header::{Head, PngColor};
use super::reader::Reader;
use crate::contract::{ColorModel, Error, FrameCount, ImageFormat};
use crate::error;

const SIGNATURE_BYTES: usize = 8;
const CHECKSUM_BYTES: u64 = 4;
/// Chunk lengths are limited to 31 bits (clause 5.3).
const MAX_CHUNK_BYTES: u32 = i32::MAX as u32;
/// What a compressed profile or XMP packet may unpack to. Real profiles have up to 2 MiB or so.
const MAX_UNPACKED_BYTES: usize = 4 << 20;
/// Packed profiles and packets that are tried. There is one of each in a good file; what cannot be unpacked may come a
/// thousand times, each time with [`MAX_UNPACKED_BYTES`] of work.
const MAX_TRIES: u32 = 8;
const XMP: &[u8] = b"XML:com.adobe.xmp\0";

/// How many packed chunks may still be tried.
struct Tries(u32);

impl Tries {
    /// Whether there is one more. It is then used up.
    fn take(&mut self) -> bool {
        let left = self.0.checked_sub(1);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// One chunk of a file that is there completely.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk<'a> {
    pub(crate) kind: [u8; 4],
    pub(crate) data: &'a [u8],
    /// The checksum in the file, where the file does not end before it.
    pub(crate) checksum: Option<u32>,
}

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Png, bytes);
    reader.skip(SIGNATURE_BYTES as u64);
    let mut head = header_chunk(&mut reader)?;
    let mut color = PngColor::default();
    let mut tries = Tries(MAX_TRIES);
    let mut has_palette = false;
    let picture = loop {
        let start = reader.position();
        let (kind, length) = chunk(&mut reader)?;
        let end = reader.position() + u64::from(length) + CHECKSUM_BYTES;
        match &kind {
            b"PLTE" => has_palette = true,
            // A colour, or the alpha of a palette that has come before.
            b"tRNS" => {
                head.alpha |= match head.color_model {
                    ColorModel::Indexed => has_palette && length <= 256,
                    ColorModel::Rgb => (6..=256).contains(&length),
                    _ => (2..=256).contains(&length),
                };
            }
            b"acTL" => head.frames = FrameCount::Exactly(reader.u32_be()?.max(1)),
            b"IDAT" => break start,
            b"IEND" => return Err(reader.malformed("it ends before an image begins")),
            b"eXIf" | b"iTXt" | b"iCCP" | b"sRGB" | b"gAMA" | b"cHRM" | b"cICP" => {
                let data = reader.take(u64::from(length))?;
                let checksum = reader.u32_be()?;
                let chunk = Chunk {
                    kind,
                    data,
                    checksum: Some(checksum),
                };
                ancillary(&mut head, &mut color, chunk, &mut tries);
            }
            _ => {}
        }
        reader.seek(end);
    };
    // A profile outranks the others, but cICP.
    if color != PngColor::default() {
        head.metadata.png_color = Some(color);
    }
    behind_picture(&mut head, bytes, picture, &mut tries);
    Ok(head)
}

/// Orientation and XMP may also come behind the picture, where the file is there that far.
fn behind_picture<'a>(head: &mut Head<'a>, bytes: &'a [u8], start: u64, tries: &mut Tries) {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let mut ignored = PngColor::default();
    for chunk in chunks_from(bytes, start) {
        if matches!(&chunk.kind, b"eXIf" | b"iTXt") && chunk.checksum.is_some() {
            ancillary(head, &mut ignored, chunk, tries);
        }
    }
}

/// The chunks of a whole file, from the first on. The last may be cut off.
pub(crate) fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    chunks_from(bytes, SIGNATURE_BYTES)
}

fn chunks_from(bytes: &[u8], start: usize) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, behind) = rest.split_first_chunk::<4>()?;
        let (kind, behind) = behind.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length);
        if length > MAX_CHUNK_BYTES {
            return None;
        }
        let (data, behind) = behind
            .split_at_checked(length as usize)
            .unwrap_or((behind, &[]));
        let checksum = behind.split_first_chunk::<4>();
        rest = checksum.map_or(&[], |(_, behind)| behind);
        Some(Chunk {
            kind: *kind,
            data,
            checksum: checksum.map(|(checksum, _)| u32::from_be_bytes(*checksum)),
        })
    })
}

/// Whether a chunk's checksum is right (clause 5.5).
pub(crate) fn verify(chunk: &Chunk<'_>) -> bool {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&chunk.kind);
    hasher.update(chunk.data);
    chunk.checksum == Some(hasher.finalize())
}

/// A chunk that the picture does without. One whose checksum is wrong is not believed.
fn ancillary<'a>(head: &mut Head<'a>, color: &mut PngColor, chunk: Chunk<'a>, tries: &mut Tries) {
    let Chunk { kind, data, .. } = chunk;
    if !verify(&chunk) {
        let kind = String::from_utf8_lossy(&kind);
        let problem = format!("the checksum of its chunk {kind} is wrong, so the chunk is ignored");
        head.warn(error::damage(ImageFormat::Png, &problem));
        return;
    }
    let number = |index: usize| {
        let bytes = data.get(index * 4..)?.first_chunk()?;
        Some(u32::from_be_bytes(*bytes))
    };
    match &kind {
        b"eXIf" if head.metadata.exif.is_none() => head.set_exif(data),
        b"iTXt" if head.metadata.xmp.is_none() => head.metadata.xmp = xmp(data, tries),
        b"iCCP" if head.metadata.icc.is_none() && tries.take() => match profile(data) {
            Some(profile) => head.metadata.icc = Some(Cow::Owned(profile)),
            None => head.warn(error::profile_not_used("it cannot be decompressed")),
        },
        b"sRGB" => color.srgb = true,
        b"gAMA" => color.gamma = number(0).filter(|gamma| *gamma > 0),
        b"cHRM" if data.len() == 32 => {
            color.chromaticities = Some(std::array::from_fn(|index| {
                number(index).unwrap_or_default()
            }));
        }
        b"cICP" => color.cicp = data.try_into().ok(),
        _ => {}
    }
}

/// A name, which ends with a zero byte, the method, which is 0, and a zlib stream.
fn profile(data: &[u8]) -> Option<Vec<u8>> {
    let end = data.iter().position(|byte| *byte == 0)?;
    let packed = data.get(end + 2..)?;
    unpacked(packed).filter(|profile| !profile.is_empty())
}

/// Keyword, whether it is compressed, the method, language, translated keyword, text.
fn xmp<'a>(data: &'a [u8], tries: &mut Tries) -> Option<Cow<'a, [u8]>> {
    let [compressed, _method, rest @ ..] = data.strip_prefix(XMP)? else {
        return None;
    };
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let text = parts.nth(2)?;
    match compressed {
        0 => Some(Cow::Borrowed(text)),
        _ if tries.take() => unpacked(text).map(Cow::Owned),
        _ => None,
    }
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    match inflate::decompress_to_vec_zlib_with_limit(packed, MAX_UNPACKED_BYTES) {
        Ok(data) => Some(data),
        // All was there but the checksum at the end.
        Err(error) if error.status == TINFLStatus::Adler32Mismatch => Some(error.output),
        Err(_) => None,
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
    let color_model = match (color_type, depth) {
        (0, 1 | 2 | 4 | 8 | 16) | (4, 8 | 16) => ColorModel::Gray,
        (3, 1 | 2 | 4 | 8) => ColorModel::Indexed,
        (2 | 6, 8 | 16) => ColorModel::Rgb,
        _ => {
            return Err(reader.malformed(&format!(
                "its colour type is {color_type} with a bit depth of {depth}, which PNG does not define"
            )));
        }
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
