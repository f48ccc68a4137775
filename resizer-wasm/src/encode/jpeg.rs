//! JPEG with optimised Huffman tables.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::{Encoded, budget, refused};
use crate::contract::{ChromaSubsampling, Error, JpegOptions};
use crate::metadata::{Kept, Part};
use crate::picture::{Channels, Pixels};

/// The quality where none is given.
const DEFAULT_QUALITY: u8 = 80;

/// From this quality on, people look at edges: colour keeps its full resolution.
const FULL_CHROMA_QUALITY: u8 = 90;

/// A segment has at most 65535 bytes with the two of its length.
const MAX_SEGMENT: usize = 65535 - 2;

const EXIF_NAME: &[u8] = b"Exif\0\0";
const XMP_NAME: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// What a segment of a profile has besides its part of it: a name, the part's number and how many there are. ICC.1,
/// annex B.4.
const ICC_NAME: usize = 12 + 2;
const MAX_ICC: usize = 254 * (MAX_SEGMENT - ICC_NAME);

pub(super) fn encode(
    picture: &Pixels,
    options: JpegOptions,
    kept: &Kept,
    max_bytes: Option<u32>,
) -> Result<Encoded, Error> {
    let asked = options.quality.unwrap_or(DEFAULT_QUALITY);
    let bytes = picture.bytes();
    budget::best_quality(asked, max_bytes, |quality| {
        encode_in(quality, picture, &bytes, options, kept)
    })
}

fn encode_in(
    quality: u8,
    picture: &Pixels,
    bytes: &[u8],
    options: JpegOptions,
    kept: &Kept,
) -> Result<Vec<u8>, Error> {
    let size = picture.size();
    let (width, height) = match (u16::try_from(size.width), u16::try_from(size.height)) {
        (Ok(width), Ok(height)) => (width, height),
        _ => return Err(refused("JPEG", "a side is longer than 65535 pixels")),
    };
    let color_type = match picture.channels() {
        Channels::Gray => ColorType::Luma,
        Channels::Rgb => ColorType::Rgb,
        Channels::GrayAlpha | Channels::Rgba | Channels::Cmyk => {
            return Err(refused("JPEG", "it has transparent pixels"));
        }
    };
    let mut data = Vec::new();
    let mut encoder = Encoder::new(&mut data, quality);
    encoder.set_sampling_factor(sampling(options, quality));
    encoder.set_progressive(options.progressive.unwrap_or(false));
    encoder.set_optimized_huffman_tables(true);
    for (number, segment) in [
        (1, segment(EXIF_NAME, kept.exif.as_deref())),
        (1, segment(XMP_NAME, kept.xmp.as_deref())),
    ] {
        if let Some(segment) = segment {
            encoder
                .add_app_segment(number, segment)
                .map_err(|error| refused("JPEG", error))?;
        }
    }
    if let Some(icc) = kept.icc.as_deref().filter(|icc| icc.len() <= MAX_ICC) {
        encoder
            .add_icc_profile(icc)
            .map_err(|error| refused("JPEG", error))?;
    }
    encoder
        .encode(bytes, width, height, color_type)
        .map_err(|error| refused("JPEG", error))?;
    Ok(data)
}

fn sampling(options: JpegOptions, quality: u8) -> SamplingFactor {
    let full = match options
        .chroma_subsampling
        .unwrap_or(ChromaSubsampling::Auto)
    {
        ChromaSubsampling::Auto => quality >= FULL_CHROMA_QUALITY,
        ChromaSubsampling::Yuv444 => true,
        ChromaSubsampling::Yuv420 => false,
    };
    if full {
        SamplingFactor::F_1_1
    } else {
        SamplingFactor::F_2_2
    }
}

/// What of the metadata does not fit into a JPEG and is left out.
pub(super) fn left_out(kept: &Kept) -> Vec<Part> {
    let length = |part: &Option<Vec<u8>>| part.as_ref().map_or(0, Vec::len);
    let mut parts = Vec::new();
    if length(&kept.icc) > MAX_ICC {
        parts.push(Part::Icc);
    }
    if length(&kept.exif) + EXIF_NAME.len() > MAX_SEGMENT {
        parts.push(Part::Exif);
    }
    if length(&kept.xmp) + XMP_NAME.len() > MAX_SEGMENT {
        parts.push(Part::Xmp);
    }
    parts
}

/// Nothing where it is too long for a segment.
fn segment(name: &[u8], content: Option<&[u8]>) -> Option<Vec<u8>> {
    let segment = [name, content?].concat();
    (segment.len() <= MAX_SEGMENT).then_some(segment)
}
