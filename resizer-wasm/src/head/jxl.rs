//! The header of a JPEG XL image, which a codec decodes (ISO/IEC 18181).

use std::borrow::Cow;

use image::metadata::Orientation;
use jxl_head::{Color, Error as Problem, Primaries, Space, Transfer, WhitePoint};

use super::header::{Coded, Extent, Head, PngColor};
use crate::contract::{ColorModel, Error, FrameCount, ImageFormat};
use crate::error;
use crate::geometry::Size;

pub(super) fn read(bytes: &[u8], extent: Extent) -> Result<Head<'_>, Error> {
    let found = jxl_head::read(bytes).map_err(|problem| match problem {
        Problem::Truncated { needed } => error::short_head(ImageFormat::Jxl, bytes.len(), needed),
        problem => error::malformed(ImageFormat::Jxl, &problem.to_string()),
    })?;
    let (width, height) = (found.width, found.height);
    let color_model = match found.color.space {
        _ if found.has_black => ColorModel::Cmyk,
        Space::Gray => ColorModel::Gray,
        Space::Rgb | Space::Xyb | Space::Unknown => ColorModel::Rgb,
    };
    let mut head = Head::new(ImageFormat::Jxl, width, height, color_model);
    head.alpha = found.alpha.is_some();
    head.depth = found.samples.bits;
    if found.animation.is_some() {
        // Each frame would have to be walked.
        head.frames = FrameCount::AtLeast(1);
    }
    head.coded = Some(Coded {
        size: Size { width, height },
        memory: memory(&head),
    });
    // EXIF's does not count (ISO/IEC 18181-2).
    head.metadata.exif_orientation = Orientation::from_exif(found.orientation);
    match found.color.has_icc {
        // It is compressed, so that not even its name is known.
        true => head.metadata.icc = Some(Cow::Borrowed(&[])),
        false => head.metadata.png_color = color(&found.color),
    }
    head.metadata.has_c2pa = extent == Extent::Whole && jxl_head::metadata(bytes).has_c2pa;
    Ok(head)
}

/// The colours in code points of ITU-T H.273, where it has some for them. Decoded samples are RGB of the full range.
fn color(color: &Color) -> Option<PngColor> {
    let primaries = match (color.space, color.primaries, color.white_point) {
        (Space::Gray | Space::Rgb, Primaries::Srgb, WhitePoint::D65) => 1,
        (Space::Rgb, Primaries::Bt2100, WhitePoint::D65) => 9,
        (Space::Rgb, Primaries::P3, WhitePoint::Dci) => 11,
        (Space::Rgb, Primaries::P3, WhitePoint::D65) => 12,
        _ => return None,
    };
    let transfer = match color.transfer {
        Transfer::Bt709 => 1,
        Transfer::Linear => 8,
        Transfer::Srgb => 13,
        Transfer::Pq => 16,
        Transfer::Dci => 17,
        Transfer::Hlg => 18,
        Transfer::Gamma(_) | Transfer::Unknown => return None,
    };
    Some(PngColor {
        cicp: Some([primaries, transfer, 0, 1]),
        ..PngColor::default()
    })
}

/// All pixels, as a decoder that works by groups hands them over.
fn memory(head: &Head) -> u64 {
    let samples = match head.color_model {
        ColorModel::Gray => 1,
        ColorModel::Cmyk => 4,
        _ => 3,
    };
    let bytes = if head.depth > 8 { 2 } else { 1 };
    // Its sides are less than 2^30, and so this fits.
    head.size().area() * (samples + u64::from(head.alpha)) * bytes
}
