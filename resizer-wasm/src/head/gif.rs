//! The header of a GIF file, and its frames (GIF89a specification, sections 17 to 27).

use super::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, FrameCount, ImageFormat};

const SIGNATURE_BYTES: u64 = 6;

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Gif, bytes);
    reader.skip(SIGNATURE_BYTES);
    let width = u32::from(reader.u16_le()?);
    let height = u32::from(reader.u16_le()?);
    let flags = reader.u8()?;
    reader.skip(2); // Background colour and pixel aspect ratio.
    skip_color_table(&mut reader, flags);

    let mut transparent = false;
    let mut head = first_frame(&mut reader, &mut transparent)?;
    // A frame that leaves a part of the canvas free leaves it transparent.
    head.alpha |= (head.width, head.height) != (width, height);
    (head.width, head.height) = (width, height);
    head.depth = (flags & 7) + 1;
    head.frames = match remaining_frames(&mut reader) {
        Some(rest) => FrameCount::Exactly(rest + 1),
        None => FrameCount::AtLeast(1),
    };
    Ok(head)
}

/// Reads up to the end of the first image descriptor and its data. The sizes are the frame's own.
fn first_frame<'a>(reader: &mut Reader<'a>, transparent: &mut bool) -> Result<Head<'a>, Error> {
    loop {
        match reader.u8()? {
            0x21 => {
                let is_graphic_control = reader.u8()? == 0xf9;
                if is_graphic_control {
                    let [_size, flags] = reader.array()?;
                    *transparent = flags & 1 != 0;
                    reader.skip(3); // Delay and transparent colour.
                }
                skip_sub_blocks(reader)?;
            }
            0x2c => {
                reader.skip(4); // Position.
                let width = u32::from(reader.u16_le()?);
                let height = u32::from(reader.u16_le()?);
                let flags = reader.u8()?;
                skip_color_table(reader, flags);
                reader.skip(1); // Minimum code size.
                let mut head = Head::new(ImageFormat::Gif, width, height, ColorModel::Indexed);
                head.alpha = *transparent;
                head.progressive = flags & 0x40 != 0;
                return Ok(head);
            }
            0x3b => return Err(reader.malformed("it ends before a picture begins")),
            other => {
                return Err(reader.malformed(&format!(
                    "a block at byte {} begins with {other:#04x}; expected 0x21, 0x2c or 0x3b",
                    reader.position() - 1
                )));
            }
        }
    }
}

/// How many frames follow the data that the reader stands at. `None` where the bytes end first, or are damaged:
/// the number is not needed to make a picture of the first frame.
fn remaining_frames(reader: &mut Reader<'_>) -> Option<u32> {
    let mut frames = 0;
    skip_sub_blocks(reader).ok()?;
    loop {
        match reader.u8().ok()? {
            0x21 => reader.skip(1),
            0x2c => {
                frames += 1;
                reader.skip(8);
                let flags = reader.u8().ok()?;
                skip_color_table(reader, flags);
                reader.skip(1);
            }
            0x3b => return Some(frames),
            _ => return None,
        }
        skip_sub_blocks(reader).ok()?;
    }
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
