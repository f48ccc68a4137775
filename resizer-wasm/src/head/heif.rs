//! The header of an AVIF or HEIC file, which a codec decodes (ISO/IEC 23008-12).

use std::borrow::Cow;

use image::metadata::Orientation;
use isobmff::{Chroma, Coding, Error as Problem, Image, Nclx, Picture};

use super::header::{Coded, Extent, Head, PngColor};
use super::iso;
use crate::contract::{ColorModel, Error, FrameCount, ImageFormat};
use crate::error;
use crate::geometry::Size;

pub(super) fn read(bytes: &[u8], extent: Extent) -> Result<Head<'_>, Error> {
    let image = match extent {
        Extent::Beginning => Image::from_beginning(bytes),
        Extent::Whole => Image::from_file(bytes),
    };
    let image = image.map_err(|problem| {
        let called = iso::called(bytes);
        match problem {
            Problem::Truncated { needed } => error::short_head(called, bytes.len(), needed),
            Problem::Malformed(problem) => error::malformed(called, &problem),
            Problem::Unsupported(feature) => error::unsupported_feature(called, &feature),
            Problem::TooLarge(problem) => error::too_much_work(called, &problem),
        }
    })?;
    let picture = &image.picture;
    // The brand may say less than this, or something else.
    let format = match picture.coding() {
        Coding::Av1 => ImageFormat::Avif,
        Coding::Hevc => ImageFormat::Heic,
    };
    let mut head = Head::new(
        format,
        image.window.width,
        image.window.height,
        color_model(&image),
    );
    head.alpha = image.alpha.is_some();
    head.depth = picture.depth();
    if iso::is_sequence(bytes) {
        // They are in tracks, which are not read.
        head.frames = FrameCount::AtLeast(1);
    }
    head.coded = Some(Coded {
        size: size(picture),
        memory: memory(&image),
    });
    // Only the file's own properties count; EXIF repeats what they say (HEIF, clause 6.5.10).
    head.metadata.exif_orientation = Orientation::from_exif(image.orientation);
    head.metadata.icc = image.color.icc.map(Cow::Borrowed);
    head.metadata.png_color = image.color.nclx.and_then(color);
    head.metadata.has_c2pa = image.has_c2pa(bytes);
    Ok(head)
}

fn size(picture: &Picture) -> Size {
    Size {
        width: picture.width,
        height: picture.height,
    }
}

fn color_model(image: &Image) -> ColorModel {
    match image.picture.chroma() {
        Chroma::Monochrome => ColorModel::Gray,
        // The identity matrix of H.273.
        Chroma::Yuv444 if image.color.nclx.is_some_and(|nclx| nclx.matrix == 0) => ColorModel::Rgb,
        Chroma::Yuv420 | Chroma::Yuv422 | Chroma::Yuv444 => ColorModel::Ycbcr,
    }
}

/// Code points beyond a byte mean nothing to H.273 either.
fn color(nclx: Nclx) -> Option<PngColor> {
    let byte = |code: u16| u8::try_from(code).ok();
    let cicp = [
        byte(nclx.primaries)?,
        byte(nclx.transfer)?,
        byte(nclx.matrix)?,
        u8::from(nclx.full_range),
    ];
    Some(PngColor {
        cicp: Some(cicp),
        ..PngColor::default()
    })
}

/// What decoding a tile takes, and the raster, which has a quarter of the pixels where the thumbnail is small.
fn memory(image: &Image) -> u64 {
    let picture = &image.picture;
    // In halves of a sample.
    let color = match picture.chroma() {
        Chroma::Monochrome => 2,
        Chroma::Yuv420 => 3,
        Chroma::Yuv422 => 4,
        Chroma::Yuv444 => 6,
    };
    let alpha = if image.alpha.is_some() { 2 } else { 0 };
    let bytes = if picture.depth() > 8 { 2 } else { 1 };
    // A header can name more pixels than any memory has.
    let planes = |pixels: u64| pixels.min(1 << 48) * (color + alpha) * bytes / 2;
    /// What the decoder of HEVC takes, as codecs/heic asks for it.
    const HEVC_BYTES_PER_PIXEL: u64 = 16;
    let tile = &picture.tiles[0];
    let at_a_time = Size {
        width: tile.width,
        height: tile.height,
    };
    let decoded = match picture.coding() {
        // The planes twice: as the decoder has them, and as they are handed over.
        Coding::Av1 => 2 * planes(at_a_time.area()),
        Coding::Hevc => at_a_time.area().min(1 << 48) * HEVC_BYTES_PER_PIXEL,
    };
    decoded + planes(size(picture).area() / 4)
}
