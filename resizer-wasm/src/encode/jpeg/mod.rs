//! JPEG, ITU-T T.81: baseline or progressive, with Huffman codes made for the picture.
//!
//! The coefficients are those of libjpeg with its accurate integer transform, and files without metadata equal
//! `cjpeg`'s byte for byte, which the tests make use of. Section numbers in the sources are those of T.81.
//!
//! A baseline file is made in two passes, as its codes stand in front of what they are for: the first goes over the
//! pixels, MCU by MCU, and leaves short tokens; the second writes the tokens with the codes that suit them.

mod baseline;
mod bits;
mod blocks;
mod chosen;
mod coefficients;
mod effort;
mod huffman;
mod layout;
mod levels;
mod order;
mod progressive;
mod quantize;
mod segments;
mod tables;
mod tokens;
mod transform;
mod trellis;
mod values;
mod words;

use effort::Effort;
use layout::{PixelSource, Samples};
use quantize::Quantizer;
use segments::{MAX_ICC, MAX_SEGMENT, Metadata};

use super::budget;
use super::encoded::{Encoded, refused};
use crate::contract::{ChromaSubsampling, Error, JpegOptions, Tables};
use crate::geometry::Size;
use crate::metadata::{Kept, Part};
use crate::picture::{self, Channels, Components};

/// The quality where none is given.
const DEFAULT_QUALITY: u8 = 80;

/// From this quality on, people look at edges: colour keeps its full resolution.
const FULL_CHROMA_QUALITY: u8 = 90;

pub(super) fn encode(
    picture: &picture::Pixels,
    options: JpegOptions,
    kept: &Kept,
    max_bytes: Option<u32>,
) -> Result<Encoded, Error> {
    let components = match picture.channels() {
        Channels::Gray => 1,
        Channels::Rgb => 3,
        Channels::GrayAlpha | Channels::Rgba | Channels::Cmyk => {
            return Err(refused("JPEG", "it has transparent pixels"));
        }
    };
    let bytes = picture.bytes();
    let samples = Samples::Together {
        bytes: &bytes,
        count: components,
    };
    best(samples, picture.size(), options, kept, max_bytes)
}

/// The file of a picture whose chroma has been halved.
pub(super) fn encode_components(
    picture: &Components,
    options: JpegOptions,
    kept: &Kept,
    max_bytes: Option<u32>,
) -> Result<Encoded, Error> {
    let [cb, cr] = &picture.chromas;
    let samples = Samples::Apart {
        luma: &picture.luma.samples,
        chromas: [&cb.samples, &cr.samples],
    };
    best(samples, picture.luma.size, options, kept, max_bytes)
}

/// The file of the best quality.
fn best(
    samples: Samples,
    size: Size,
    options: JpegOptions,
    kept: &Kept,
    max_bytes: Option<u32>,
) -> Result<Encoded, Error> {
    if size.width.max(size.height) > u32::from(u16::MAX) {
        return Err(refused("JPEG", "a side is longer than 65535 pixels"));
    }
    let metadata = Metadata::new(kept);
    budget::best_quality(asked(options), max_bytes, |quality| {
        let halved = match samples {
            Samples::Together { count, .. } => count == 3 && !full_chroma(options, quality),
            Samples::Apart { .. } => true,
        };
        let pixels = PixelSource {
            width: size.width as usize,
            height: size.height as usize,
            halved,
            samples,
        };
        let tables = tables::of(options.tables.unwrap_or(Tables::Default));
        let quantizers = tables.map(|table| Quantizer::new(table, quality));
        let effort = Effort::of(options.effort);
        match options.progressive.unwrap_or(effort.is_progressive) {
            true => progressive::encode(&pixels, &quantizers, effort, &metadata),
            false => baseline::encode(&pixels, &quantizers, effort, &metadata),
        }
    })
}

fn asked(options: JpegOptions) -> u8 {
    options.quality.unwrap_or(DEFAULT_QUALITY)
}

/// Whether chroma is halved at the quality that is asked for, and so at every lower one.
pub(super) fn halves_chroma(options: JpegOptions) -> bool {
    !full_chroma(options, asked(options))
}

fn full_chroma(options: JpegOptions, quality: u8) -> bool {
    match options
        .chroma_subsampling
        .unwrap_or(ChromaSubsampling::Auto)
    {
        ChromaSubsampling::Auto => quality >= FULL_CHROMA_QUALITY,
        ChromaSubsampling::Yuv444 => true,
        ChromaSubsampling::Yuv420 => false,
    }
}

/// What of the metadata does not fit into a JPEG and is left out.
pub(super) fn left_out(kept: &Kept) -> Vec<Part> {
    let length = |part: &Option<Vec<u8>>| part.as_ref().map_or(0, Vec::len);
    let mut parts = Vec::new();
    if length(&kept.icc) > MAX_ICC {
        parts.push(Part::Icc);
    }
    if length(&kept.exif) + segments::EXIF_NAME.len() > MAX_SEGMENT {
        parts.push(Part::Exif);
    }
    if length(&kept.xmp) + segments::XMP_NAME.len() > MAX_SEGMENT {
        parts.push(Part::Xmp);
    }
    parts
}
