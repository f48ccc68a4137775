//! The header of a GIF file, and its frames (GIF89a specification, sections 17 to 27).

use std::borrow::Cow;

use super::header::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, FrameCount, ImageFormat};

const SIGNATURE_BYTES: u64 = 6;
const GRAPHIC_CONTROL: u8 = 0xf9;
/// Some writers end the sub-blocks of a frame twice.
const STRAY: u8 = 0;
/// Behind an XMP packet there are bytes that lead a reader of sub-blocks to the end, wherever it comes from.
const XMP_TRAILER_BYTES: usize = 258;

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Gif, bytes);
    reader.skip(SIGNATURE_BYTES);
    let width = u32::from(reader.u16_le()?);
    let height = u32::from(reader.u16_le()?);
    let flags = reader.u8()?;
    reader.skip(2); // Background colour and pixel aspect ratio.
    skip_color_table(&mut reader, flags);

    let mut head = Head::new(ImageFormat::Gif, width, height, ColorModel::Indexed);
    head.depth = (flags & 7) + 1;
    first_frame(&mut reader, &mut head, bytes)?;
    let mut frames = 1;
    head.frames = match count_frames(&mut reader, &mut frames, &mut head.restores_canvas) {
        Some(()) => FrameCount::Exactly(frames),
        None => {
            // A frame that is not there may do it.
            head.restores_canvas = true;
            FrameCount::AtLeast(frames)
        }
    };
    Ok(head)
}

/// Reads up to the end of the first image descriptor.
fn first_frame<'a>(
    reader: &mut Reader<'a>,
    head: &mut Head<'a>,
    bytes: &'a [u8],
) -> Result<(), Error> {
    loop {
        match reader.u8()? {
            0x21 => match reader.u8()? {
                GRAPHIC_CONTROL => {
                    let [_size, flags] = reader.array()?;
                    head.alpha = flags & 1 != 0;
                    head.restores_canvas |= is_restored(flags);
                    reader.skip(3); // Delay and transparent colour.
                    skip_sub_blocks(reader)?;
                }
                0xff => application(reader, head, bytes)?,
                _ => skip_sub_blocks(reader)?,
            },
            0x2c => {
                let left = reader.u16_le()?;
                let top = reader.u16_le()?;
                let width = u32::from(reader.u16_le()?);
                let height = u32::from(reader.u16_le()?);
                let flags = reader.u8()?;
                skip_color_table(reader, flags);
                reader.skip(1); // Minimum code size.
                head.progressive = flags & 0x40 != 0;
                // Some writers leave the canvas empty, or smaller than the picture. It grows to hold the first frame,
                // as it does in browsers; later frames are cut off.
                head.width = head.width.max(u32::from(left) + width);
                head.height = head.height.max(u32::from(top) + height);
                // A frame that leaves a part of the canvas free leaves it transparent.
                let covers = (left, top) == (0, 0) && width >= head.width && height >= head.height;
                head.alpha |= !covers;
                return Ok(());
            }
            STRAY => {}
            0x3b => return Err(reader.malformed("it ends before an image begins")),
            other => {
                return Err(reader.malformed(&format!(
                    "a block at byte {} begins with {other:#04x}; expected 0x21, 0x2c or 0x3b",
                    reader.position() - 1
                )));
            }
        }
    }
}

/// An extension of some application: a profile or XMP, which not the specification but use defines.
fn application<'a>(
    reader: &mut Reader<'a>,
    head: &mut Head<'a>,
    bytes: &'a [u8],
) -> Result<(), Error> {
    let length = reader.u8()?;
    let name = reader.take(u64::from(length))?;
    let start = reader.position() as usize;
    match name {
        b"ICCRGBG1012" => {
            let mut profile = Vec::new();
            loop {
                let length = reader.u8()?;
                if length == 0 {
                    break;
                }
                profile.extend_from_slice(reader.take(u64::from(length))?);
            }
            head.metadata.icc = Some(Cow::Owned(profile));
            return Ok(());
        }
        // Not in sub-blocks.
        b"XMP DataXMP" => {
            skip_sub_blocks(reader)?;
            let end = reader.position() as usize;
            head.metadata.xmp = bytes
                .get(start..end.saturating_sub(XMP_TRAILER_BYTES))
                .map(Cow::Borrowed);
        }
        // An empty name would have ended the extension.
        _ if length > 0 => skip_sub_blocks(reader)?,
        _ => {}
    }
    Ok(())
}

/// Counts the frames behind the one whose data the reader stands at. `None` where the bytes end first, or are
/// damaged: the number is not needed to make a picture of the first frame.
fn count_frames(reader: &mut Reader<'_>, frames: &mut u32, restores: &mut bool) -> Option<()> {
    skip_sub_blocks(reader).ok()?;
    loop {
        match reader.u8().ok()? {
            0x21 => {
                if reader.u8().ok()? == GRAPHIC_CONTROL {
                    let [length, flags] = reader.array().ok()?;
                    *restores |= length > 0 && is_restored(flags);
                    reader.skip(u64::from(length).saturating_sub(1));
                }
            }
            0x2c => {
                *frames += 1;
                reader.skip(8);
                let flags = reader.u8().ok()?;
                skip_color_table(reader, flags);
                reader.skip(1);
            }
            STRAY => continue,
            0x3b => return Some(()),
            _ => return None,
        }
        skip_sub_blocks(reader).ok()?;
    }
}

/// Whether what was there before a frame with these flags comes back after it.
fn is_restored(flags: u8) -> bool {
    flags >> 2 & 7 == 3
}

fn skip_color_table(reader: &mut Reader<'_>, flags: u8) {
    if flags & 0x80 != 0 {
        reader.skip(3 << ((flags & 7) + 1));
    }
}

fn skip_sub_blocks(reader: &mut Reader<'_>) -> Result<(), Error> {
    loop {
        let length = reader.u8()?;
        if length == 0 {
            return Ok(());
        }
        reader.skip(u64::from(length));
    }
}
