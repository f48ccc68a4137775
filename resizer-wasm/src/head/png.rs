//! The header of a PNG file: chunks up to the first image data, and the few behind it that can matter (PNG
//! specification, third edition, clause 11).

use std::borrow::Cow;

use super::header::{Head, PngColor};
use super::png_text::{Tries, unpacked};
use super::reader::Reader;
use super::{c2pa, png_text};
use crate::contract::{ColorModel, Error, FrameCount, ImageFormat};
use crate::{error, iptc};

const SIGNATURE_BYTES: usize = 8;
const CHECKSUM_BYTES: u64 = 4;
/// Chunk lengths are limited to 31 bits (clause 5.3).
const MAX_CHUNK_BYTES: u32 = i32::MAX as u32;
/// Bytes of a C2PA chunk that say what it is.
const MANIFEST_START: u32 = 64;
const XMP: &[u8] = b"XML:com.adobe.xmp\0";
/// What XMP begins with in a segment of a JPEG, and so in a copy of the segment.
const XMP_SEGMENT: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// What has been found in the chunks so far.
#[derive(Default)]
struct Found {
    color: PngColor,
    tries: Tries,
    /// It outranks the copies of EXIF data in text chunks.
    has_exif_chunk: bool,
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
    let mut found = Found::default();
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
            b"caBX" => {
                let start = reader.take(u64::from(length.min(MANIFEST_START)))?;
                head.metadata.has_c2pa |= c2pa::is_manifest_store(start);
            }
            b"tEXt" | b"zTXt" if !png_text::may_be_profile(&mut reader, length)? => {}
            b"tEXt" | b"zTXt" | b"eXIf" | b"iTXt" | b"iCCP" | b"sRGB" | b"gAMA" | b"cHRM"
            | b"cICP" | b"cLLI" | b"mDCV" => {
                let data = reader.take(u64::from(length))?;
                let checksum = reader.u32_be()?;
                let chunk = Chunk {
                    kind,
                    data,
                    checksum: Some(checksum),
                };
                ancillary(&mut head, &mut found, chunk);
            }
            _ => {}
        }
        reader.seek(end);
    };
    // A profile outranks the others, but cICP.
    if found.color != PngColor::default() {
        head.metadata.png_color = Some(found.color);
    }
    behind_picture(&mut head, bytes, picture, &mut found);
    Ok(head)
}

/// Orientation and XMP may also come behind the picture, where the file is there that far.
fn behind_picture<'a>(head: &mut Head<'a>, bytes: &'a [u8], start: u64, found: &mut Found) {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    for chunk in chunks_from(bytes, start) {
        let matters = match &chunk.kind {
            b"eXIf" | b"iTXt" => true,
            b"tEXt" | b"zTXt" => png_text::is_profile(chunk.data),
            _ => false,
        };
        if matters && chunk.checksum.is_some() {
            ancillary(head, found, chunk);
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
fn ancillary<'a>(head: &mut Head<'a>, found: &mut Found, chunk: Chunk<'a>) {
    let Chunk { kind, data, .. } = chunk;
    let Found { color, tries, .. } = found;
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
        b"eXIf" if !std::mem::replace(&mut found.has_exif_chunk, true) => head.set_exif(data),
        b"iTXt" if data.starts_with(XMP) && head.metadata.xmp.is_some() => {}
        b"iTXt" if data.starts_with(XMP) => head.metadata.xmp = png_text::text(&kind, data, tries),
        b"tEXt" | b"zTXt" | b"iTXt" => {
            if let Some((kind, profile)) = png_text::profile(&kind, data, tries) {
                raw_profile(head, kind, profile);
            }
        }
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
        b"cLLI" if data.len() == 8 => color.brightest = number(0).filter(|light| *light > 0),
        b"mDCV" if data.len() == 24 => color.screen = number(4).filter(|light| *light > 0),
        _ => {}
    }
}

/// A profile of a text chunk. Chunks that are made for its kind outrank it.
fn raw_profile(head: &mut Head<'_>, kind: &[u8], profile: Vec<u8>) {
    let metadata = &mut head.metadata;
    match kind {
        b"exif" | b"APP1" | b"app1" => match profile.strip_prefix(XMP_SEGMENT) {
            Some(packet) => {
                metadata.xmp.get_or_insert(Cow::Owned(packet.to_vec()));
            }
            None if metadata.exif.is_none() => head.set_exif(profile),
            None => {}
        },
        b"xmp" => {
            metadata.xmp.get_or_insert(Cow::Owned(profile));
        }
        b"iptc" => {
            if let Some(iptc) = iptc::in_resources(&profile) {
                metadata.iptc.get_or_insert(Cow::Owned(iptc.to_vec()));
            }
        }
        _ => {}
    }
}

/// A name, which ends with a zero byte, the method, which is 0, and a zlib stream.
fn profile(data: &[u8]) -> Option<Vec<u8>> {
    let end = data.iter().position(|byte| *byte == 0)?;
    let packed = data.get(end + 2..)?;
    unpacked(packed).filter(|profile| !profile.is_empty())
}

fn header_chunk<'a>(reader: &mut Reader<'a>) -> Result<Head<'a>, Error> {
    let mut before = None;
    let (mut kind, mut length) = chunk(reader)?;
    while &kind != b"IHDR" && kind.iter().all(u8::is_ascii_alphabetic) {
        before.get_or_insert(kind);
        reader.skip(u64::from(length) + CHECKSUM_BYTES);
        (kind, length) = chunk(reader)?;
    }
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
    // Apple's files begin with a chunk of their own.
    if let Some(kind) = before.filter(|kind| kind != b"CgBI") {
        let kind = String::from_utf8_lossy(&kind);
        let problem = format!(
            "its chunk {kind} comes before the header chunk (IHDR), so what is before that is ignored"
        );
        head.warn(error::damage(ImageFormat::Png, &problem));
    }
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
