//! The header of a JPEG file: segments up to the first scan (ITU-T T.81, annex B).

use std::borrow::Cow;

use super::c2pa;
use super::header::{Extent, Head};
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};
use crate::{error, iptc};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// Followed by the number of the part, from 1, and the number of parts (ICC.1, annex B.4).
const ICC: &[u8] = b"ICC_PROFILE\0";
const ADOBE: &[u8] = b"Adobe";

/// What the segments before the first scan say.
#[derive(Default)]
struct Segments<'a> {
    frame: Option<Frame>,
    exif: Option<&'a [u8]>,
    xmp: Option<&'a [u8]>,
    iptc: Option<&'a [u8]>,
    has_c2pa: bool,
    /// Parts of the profile with their numbers, in the order of the file.
    icc_parts: Vec<(u8, &'a [u8])>,
    /// A JFIF segment is there: three components are YCbCr.
    jfif: bool,
    /// Adobe's colour transform: 0 none, 1 YCbCr, 2 YCCK.
    adobe_transform: Option<u8>,
}

/// What a frame header says.
struct Frame {
    width: u16,
    height: u16,
    progressive: bool,
    lossless: bool,
    components: u8,
    /// Identifiers of the first three components.
    ids: [u8; 3],
}

pub(super) fn read(bytes: &[u8], extent: Extent) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Jpeg, bytes);
    reader.skip(2); // Start of image, which was the signature.
    let mut segments = Segments::default();
    loop {
        match next_segment(&mut reader, &mut segments) {
            Ok(true) => {}
            Ok(false) => break,
            // The picture's header is there, and no more will come.
            Err(Error::Truncated(_)) if extent == Extent::Whole && segments.frame.is_some() => {
                break;
            }
            Err(error) => return Err(error),
        }
    }
    let Some(frame) = segments.frame.take() else {
        return Err(reader.malformed("the image begins without a frame header"));
    };
    head(&frame, segments, bytes)
}

/// Reads the next segment. `false` at the first scan.
fn next_segment<'a>(reader: &mut Reader<'a>, segments: &mut Segments<'a>) -> Result<bool, Error> {
    let marker = next_marker(reader)?;
    match marker {
        0xc0..=0xc3 | 0xc9 | 0xca => {
            let frame = frame_header(reader, marker)?;
            segments.frame.get_or_insert(frame);
        }
        0xc5..=0xc7 | 0xcd..=0xcf | 0xde => return Err(reader.unsupported("hierarchical coding")),
        0xcb => return Err(reader.unsupported("lossless coding with arithmetic codes")),
        0xd9 => return Err(reader.malformed("it ends before an image begins")),
        0xda => return Ok(false),
        // Markers without a segment.
        0x01 | 0xd0..=0xd8 => {}
        0xe0 => {
            segments.jfif |= segment(reader)?.starts_with(b"JFIF\0");
        }
        0xe1 => {
            let segment = segment(reader)?;
            if segment.starts_with(EXIF) {
                segments.exif.get_or_insert(segment);
            } else if let Some(packet) = segment.strip_prefix(XMP) {
                segments.xmp.get_or_insert(packet);
            }
        }
        0xe2 => {
            if let Some([number, _parts, data @ ..]) = segment(reader)?.strip_prefix(ICC) {
                segments.icc_parts.push((*number, data));
            }
        }
        0xeb => segments.has_c2pa |= c2pa::is_in_segment(segment(reader)?),
        0xed => {
            let resources = segment(reader)?;
            segments.iptc = segments.iptc.or_else(|| iptc::in_resources(resources));
        }
        0xee => {
            // Version and flags are before the transform.
            if let Some([_, _, _, _, _, _, transform, ..]) = segment(reader)?.strip_prefix(ADOBE) {
                segments.adobe_transform = Some(*transform);
            }
        }
        _ => {
            let length = segment_length(reader)?;
            reader.skip(length);
        }
    }
    Ok(true)
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

/// The number of bytes behind the length field. That counts itself; where it says less, it is taken for an empty
/// segment, as libjpeg does.
fn segment_length(reader: &mut Reader<'_>) -> Result<u64, Error> {
    Ok(u64::from(reader.u16_be()?).saturating_sub(2))
}

fn segment<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Error> {
    let length = segment_length(reader)?;
    reader.take(length)
}

fn frame_header(reader: &mut Reader<'_>, marker: u8) -> Result<Frame, Error> {
    let length = segment_length(reader)?;
    let end = reader.position() + length;
    let precision = reader.u8()?;
    let height = reader.u16_be()?;
    let width = reader.u16_be()?;
    let components = reader.u8()?;
    if precision != 8 {
        return Err(reader.unsupported(&format!("{precision}-bit samples")));
    }
    if !matches!(components, 1 | 3 | 4) {
        return Err(reader.unsupported(&format!("{components} colour components")));
    }
    let mut ids = [0; 3];
    for id in ids.iter_mut().take(components.into()) {
        *id = reader.u8()?;
        reader.skip(2); // Sampling factors, and which quantisers.
    }
    reader.seek(end);
    Ok(Frame {
        width,
        height,
        progressive: matches!(marker, 0xc2 | 0xca),
        lossless: marker == 0xc3,
        components,
        ids,
    })
}

fn head<'a>(frame: &Frame, segments: Segments<'a>, file: &[u8]) -> Result<Head<'a>, Error> {
    let height = match frame.height {
        0 => height_after_the_picture(file)?,
        height => u32::from(height),
    };
    // As libjpeg decides, and the decoder with it.
    let color_model = match (frame.components, segments.adobe_transform) {
        (1, _) => ColorModel::Gray,
        (4, None | Some(0)) => ColorModel::Cmyk,
        (4, Some(_)) => ColorModel::Ycck,
        (_, Some(0)) if !segments.jfif => ColorModel::Rgb,
        (_, None) if !segments.jfif && (frame.lossless || frame.ids == *b"RGB") => ColorModel::Rgb,
        _ => ColorModel::Ycbcr,
    };
    let width = u32::from(frame.width);
    let mut head = Head::new(ImageFormat::Jpeg, width, height, color_model);
    head.progressive = frame.progressive;
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
