//! The header of a JPEG file: segments up to the frame header (ITU-T T.81, annex B).

use image::metadata::Orientation;

use super::reader::Reader;
use super::{Head, exif_orientation};
use crate::contract::{Error, ImageFormat};

pub(super) fn read(bytes: &[u8]) -> Result<Head, Error> {
    let mut reader = Reader::new(ImageFormat::Jpeg, bytes);
    reader.skip(2); // Start of image, which was the signature.
    let mut orientation = None;
    loop {
        let marker = next_marker(&mut reader)?;
        match marker {
            0xc0..=0xc2 => {
                let orientation = orientation.unwrap_or(Orientation::NoTransforms);
                return frame_header(&mut reader, marker, orientation);
            }
            0xc3 => return Err(reader.unsupported("lossless coding")),
            0xc5..=0xc7 | 0xde => return Err(reader.unsupported("hierarchical coding")),
            0xc9..=0xcb | 0xcd..=0xcf => return Err(reader.unsupported("arithmetic coding")),
            0xd9 => return Err(reader.malformed("it ends before a picture begins")),
            0xda => return Err(reader.malformed("the picture begins without a frame header")),
            // Markers without a segment.
            0x01 | 0xd0..=0xd8 => {}
            0xe1 => {
                let segment = segment(&mut reader)?;
                if orientation.is_none() && segment.starts_with(b"Exif\0\0") {
                    orientation = Some(exif_orientation(segment));
                }
            }
            _ => {
                let length = segment_length(&mut reader)?;
                reader.skip(length);
            }
        }
    }
}

/// The code of the next marker. Before it there may be fill bytes, and in some files junk, which is skipped.
fn next_marker(reader: &mut Reader<'_>) -> Result<u8, Error> {
    loop {
        reader.skip_past(0xff)?;
        let mut code = 0xff;
        while code == 0xff {
            code = reader.u8()?;
        }
        if code != 0 {
            return Ok(code);
        }
    }
}

/// The number of bytes behind the length field, which counts itself.
fn segment_length(reader: &mut Reader<'_>) -> Result<u64, Error> {
    let length = reader.u16_be()?;
    match length.checked_sub(2) {
        Some(rest) => Ok(u64::from(rest)),
        None => Err(reader.malformed(&format!(
            "a segment before byte {} has a length of {length}; at least 2 is needed",
            reader.position()
        ))),
    }
}

fn segment<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Error> {
    let length = segment_length(reader)?;
    reader.take(length)
}

fn frame_header(
    reader: &mut Reader<'_>,
    marker: u8,
    orientation: Orientation,
) -> Result<Head, Error> {
    segment_length(reader)?;
    let precision = reader.u8()?;
    let height = reader.u16_be()?;
    let width = reader.u16_be()?;
    if precision != 8 {
        return Err(reader.unsupported(&format!("{precision} bits per sample")));
    }
    if height == 0 {
        return Err(reader.unsupported("a height that is given only after the picture (DNL)"));
    }
    Ok(Head {
        format: ImageFormat::Jpeg,
        width: u32::from(width),
        height: u32::from(height),
        orientation,
        frames: Some(1),
        alpha: false,
        progressive: marker == 0xc2,
    })
}
