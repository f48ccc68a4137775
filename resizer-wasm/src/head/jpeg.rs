//! The header of a JPEG file: segments up to the frame header (ITU-T T.81, annex B).

use std::borrow::Cow;

use super::c2pa;
use super::header::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};
use crate::{error, iptc};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// Followed by the number of the part, from 1, and the number of parts (ICC.1, annex B.4).
const ICC: &[u8] = b"ICC_PROFILE\0";
const ADOBE: &[u8] = b"Adobe";

/// What the segments before the frame header say.
#[derive(Default)]
struct Segments<'a> {
    exif: Option<&'a [u8]>,
    xmp: Option<&'a [u8]>,
    iptc: Option<&'a [u8]>,
    has_c2pa: bool,
    /// Parts of the profile with their numbers, in the order of the file.
    icc_parts: Vec<(u8, &'a [u8])>,
    /// Adobe's colour transform: 0 none, 1 YCbCr, 2 YCCK.
    adobe_transform: Option<u8>,
}

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Jpeg, bytes);
    reader.skip(2); // Start of image, which was the signature.
    let mut segments = Segments::default();
    loop {
        let marker = next_marker(&mut reader)?;
        match marker {
            0xc0..=0xc2 => return frame_header(&mut reader, marker, segments, bytes),
            0xc3 => return Err(reader.unsupported("lossless coding")),
            0xc5..=0xc7 | 0xde => return Err(reader.unsupported("hierarchical coding")),
            0xc9..=0xcb | 0xcd..=0xcf => return Err(reader.unsupported("arithmetic coding")),
            0xd9 => return Err(reader.malformed("it ends before an image begins")),
            0xda => return Err(reader.malformed("the image begins without a frame header")),
            // Markers without a segment.
            0x01 | 0xd0..=0xd8 => {}
            0xe1 => {
                let segment = segment(&mut reader)?;
                if segment.starts_with(EXIF) {
                    segments.exif.get_or_insert(segment);
                } else if let Some(packet) = segment.strip_prefix(XMP) {
                    segments.xmp.get_or_insert(packet);
                }
            }
            0xe2 => {
                let segment = segment(&mut reader)?;
                if let Some([number, _parts, data @ ..]) = segment.strip_prefix(ICC) {
                    segments.icc_parts.push((*number, data));
                }
            }
            0xeb => segments.has_c2pa |= c2pa::is_in_segment(segment(&mut reader)?),
            0xed => {
                let resources = segment(&mut reader)?;
                segments.iptc = segments.iptc.or_else(|| iptc::in_resources(resources));
            }
            0xee => {
                let segment = segment(&mut reader)?;
                // Version and flags are before the transform.
                if let Some([_, _, _, _, _, _, transform, ..]) = segment.strip_prefix(ADOBE) {
                    segments.adobe_transform = Some(*transform);
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

fn frame_header<'a>(
    reader: &mut Reader<'_>,
    marker: u8,
    segments: Segments<'a>,
    file: &[u8],
) -> Result<Head<'a>, Error> {
    segment_length(reader)?;
    let precision = reader.u8()?;
    let height = reader.u16_be()?;
    let width = reader.u16_be()?;
    let components = reader.u8()?;
    if precision != 8 {
        return Err(reader.unsupported(&format!("{precision} bits per sample")));
    }
    let height = match height {
        0 => height_after_the_picture(file)?,
        _ => u32::from(height),
    };
    let first_id = reader.u8()?;
    let color_model = match (components, segments.adobe_transform) {
        (1, _) => ColorModel::Gray,
        (3, Some(0)) => ColorModel::Rgb,
        (3, None) if first_id == b'R' => ColorModel::Rgb,
        (3, _) => ColorModel::Ycbcr,
        (4, Some(2)) => ColorModel::Ycck,
        (4, _) => ColorModel::Cmyk,
        _ => return Err(reader.unsupported(&format!("{components} colour components"))),
    };
    let mut head = Head::new(ImageFormat::Jpeg, u32::from(width), height, color_model);
    head.progressive = marker == 0xc2;
    head.metadata.icc = joined(segments.icc_parts);
    head.metadata.xmp = segments.xmp.map(Cow::Borrowed);
    head.metadata.iptc = segments.iptc.map(Cow::Borrowed);
    head.metadata.has_c2pa = segments.has_c2pa;
    if let Some(exif) = segments.exif {
        head.set_exif(exif);
    }
    Ok(head)
}

/// The height where the frame header leaves it to a segment behind the first scan (DNL, T.81 B.2.5).
fn height_after_the_picture(file: &[u8]) -> Result<u32, Error> {
    match jpeg_shrink::read_header(file) {
        Ok(header) => Ok(header.height),
        Err(jpeg_shrink::Error::Truncated { .. }) => {
            // Wherever it is, the file is not there yet.
            let more = file.len() as u64 * 2;
            Err(error::short_head(ImageFormat::Jpeg, file.len(), more))
        }
        Err(problem) => Err(error::malformed(ImageFormat::Jpeg, &problem.to_string())),
    }
}

/// The profile, put together in the order of its parts' numbers.
fn joined(mut parts: Vec<(u8, &[u8])>) -> Option<Cow<'_, [u8]>> {
    parts.sort_by_key(|(number, _)| *number);
    match parts.as_slice() {
        [] => None,
        [(_, only)] => Some(Cow::Borrowed(only)),
        _ => Some(Cow::Owned(
            parts.iter().flat_map(|(_, data)| *data).copied().collect(),
        )),
    }
}
