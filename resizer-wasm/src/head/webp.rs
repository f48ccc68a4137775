//! The header of a WebP file: RIFF chunks (RFC 9649, section 2), the frame header of VP8 (RFC 6386, 9.1) and of
//! VP8L (RFC 9649, 3.4).

use std::borrow::Cow;

use super::header::{Extent, Head};
use super::reader::Reader;
use crate::contract::{ColorModel, Error, FrameCount, ImageFormat};
use crate::error;

const RIFF_HEADER_BYTES: u64 = 12;
const ALPHA: u8 = 1 << 4;
const EXIF: u8 = 1 << 3;
const XMP: u8 = 1 << 2;
const ANIMATION: u8 = 1 << 1;

/// One chunk of a file that is there completely.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk<'a> {
    pub(crate) kind: [u8; 4],
    /// What is there of the data.
    pub(crate) data: &'a [u8],
    /// The length that the data should have, and whether all of it is there.
    pub(crate) length: u32,
    pub(crate) complete: bool,
}

/// The chunks in `bytes`, one behind the other. The last may be cut off.
pub(crate) fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (kind, behind) = rest.split_first_chunk::<4>()?;
        let (length, behind) = behind.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length);
        let data = behind.get(..length as usize);
        let next = (length as usize).saturating_add(length as usize & 1);
        rest = behind.get(next..).unwrap_or_default();
        Some(Chunk {
            kind: *kind,
            data: data.unwrap_or(behind),
            length,
            complete: data.is_some(),
        })
    })
}

pub(super) fn read(bytes: &[u8], extent: Extent) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Webp, bytes);
    reader.skip(4);
    let file_end = u64::from(reader.u32_le()?) + 8;
    reader.seek(RIFF_HEADER_BYTES);
    let (kind, length) = chunk(&mut reader)?;
    let chunk_end = end(&reader, length);
    match &kind {
        b"VP8 " => lossy(&mut reader),
        b"VP8L" => lossless(&mut reader),
        b"VP8X" => {
            let (flags, head) = extended(&mut reader)?;
            reader.seek(chunk_end);
            Walk {
                reader,
                file_end,
                length: bytes.len(),
                extent,
                flags,
            }
            .walk(head)
        }
        _ => Err(reader.malformed("it does not begin with an image chunk")),
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

fn lossy<'a>(reader: &mut Reader<'a>) -> Result<Head<'a>, Error> {
    let [tag, _, _, start @ ..]: [u8; 6] = reader.array()?;
    if tag & 1 != 0 || start != [0x9d, 0x01, 0x2a] {
        return Err(reader.malformed("its image does not begin with a key frame"));
    }
    // The upper two bits are a scaling hint for display.
    let width = u32::from(reader.u16_le()? & 0x3fff);
    let height = u32::from(reader.u16_le()? & 0x3fff);
    Ok(Head::new(
        ImageFormat::Webp,
        width,
        height,
        ColorModel::Ycbcr,
    ))
}

fn lossless<'a>(reader: &mut Reader<'a>) -> Result<Head<'a>, Error> {
    if reader.u8()? != 0x2f {
        return Err(reader.malformed("its lossless image has a wrong signature"));
    }
    let bits = reader.u32_le()?;
    let width = (bits & 0x3fff) + 1;
    let height = (bits >> 14 & 0x3fff) + 1;
    let mut head = Head::new(ImageFormat::Webp, width, height, ColorModel::Rgb);
    head.alpha = bits >> 28 & 1 != 0;
    Ok(head)
}

/// The flags and the canvas.
fn extended<'a>(reader: &mut Reader<'a>) -> Result<(u8, Head<'a>), Error> {
    let flags = reader.u8()?;
    reader.skip(3);
    let width = reader.u24_le()? + 1;
    let height = reader.u24_le()? + 1;
    let mut head = Head::new(ImageFormat::Webp, width, height, ColorModel::Rgb);
    head.alpha = flags & ALPHA != 0;
    Ok((flags, head))
}

/// The way over the chunks behind the flags.
struct Walk<'a> {
    reader: Reader<'a>,
    file_end: u64,
    /// Of the bytes given.
    length: usize,
    extent: Extent,
    flags: u8,
}

impl<'a> Walk<'a> {
    fn walk(mut self, mut head: Head<'a>) -> Result<Head<'a>, Error> {
        let is_animated = self.flags & ANIMATION != 0;
        let mut frames = 0;
        let mut has_picture = false;
        while self.reader.position() < self.file_end {
            let Ok((kind, length)) = chunk(&mut self.reader) else {
                self.check_need(has_picture, &head)?;
                if is_animated {
                    head.frames = FrameCount::AtLeast(frames);
                }
                return Ok(head);
            };
            let next = end(&self.reader, length);
            match &kind {
                b"VP8 " | b"VP8L" | b"ALPH" if !has_picture => {
                    has_picture = true;
                    still(&mut self.reader, &kind, &mut head)?;
                }
                b"ANMF" => {
                    if frames == 0 {
                        has_picture = true;
                        first_frame(&mut self.reader, &mut head)?;
                    }
                    frames += 1;
                }
                b"ICCP" => match self.reader.take(u64::from(length)) {
                    Ok(profile) => head.metadata.icc = Some(Cow::Borrowed(profile)),
                    Err(error) if self.extent == Extent::Beginning => return Err(error),
                    Err(_) => {}
                },
                b"EXIF" => match self.reader.take(u64::from(length)) {
                    Ok(exif) => head.set_exif(exif),
                    Err(error) if self.extent == Extent::Beginning => return Err(error),
                    Err(_) => {}
                },
                b"XMP " => {
                    let packet = self.reader.take(u64::from(length)).ok();
                    head.metadata.xmp = packet.map(Cow::Borrowed);
                }
                b"C2PA" => head.metadata.has_c2pa = true,
                _ => {}
            }
            self.reader.seek(next);
        }
        if !has_picture {
            return Err(self.reader.malformed("it ends before an image begins"));
        }
        if is_animated {
            head.frames = FrameCount::Exactly(frames);
        }
        Ok(head)
    }

    /// The bytes end. That is an error before the picture begins, and where the orientation is still to come.
    fn check_need(&self, has_picture: bool, head: &Head<'_>) -> Result<(), Error> {
        let short = |needed: u64| error::short_head(ImageFormat::Webp, self.length, needed);
        if !has_picture {
            return Err(short(self.reader.position() + 8));
        }
        let wants_exif = self.flags & EXIF != 0 && head.metadata.exif.is_none();
        let wants_xmp = self.flags & XMP != 0 && head.metadata.xmp.is_none();
        let wants_orientation =
            head.metadata.exif_orientation.is_none() && (wants_exif || wants_xmp);
        if wants_orientation
            && self.extent == Extent::Beginning
            && self.file_end > self.length as u64
        {
            return Err(short(self.file_end));
        }
        Ok(())
    }
}

/// The picture itself says whether it has alpha; the flags only promise it.
fn still(reader: &mut Reader<'_>, kind: &[u8; 4], head: &mut Head<'_>) -> Result<(), Error> {
    match kind {
        b"ALPH" => {
            head.alpha = true;
            head.color_model = ColorModel::Ycbcr;
        }
        b"VP8L" => head.alpha = lossless(reader)?.alpha,
        _ => {
            head.alpha = false;
            head.color_model = ColorModel::Ycbcr;
        }
    }
    Ok(())
}

/// Where the first frame leaves a part of the canvas free, that is transparent.
fn first_frame(reader: &mut Reader<'_>, head: &mut Head<'_>) -> Result<(), Error> {
    reader.skip(6);
    let width = reader.u24_le()? + 1;
    let height = reader.u24_le()? + 1;
    reader.skip(4); // Delay, and how it is laid on the canvas.
    if reader.array::<4>()? != *b"VP8L" {
        head.color_model = ColorModel::Ycbcr;
    }
    head.alpha |= width < head.width || height < head.height;
    Ok(())
}
