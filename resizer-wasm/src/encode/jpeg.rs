//! JPEG with optimised Huffman tables.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::{Encoded, refused};
use crate::contract::{Error, JpegOptions};
use crate::picture::{Channels, Picture};

/// The quality where none is given.
const DEFAULT_QUALITY: u8 = 80;

/// From this quality on, people look at edges: colour keeps its full resolution.
const FULL_CHROMA_QUALITY: u8 = 90;

pub(super) fn encode(picture: &Picture, options: JpegOptions) -> Result<Encoded, Error> {
    let size = picture.size;
    let (width, height) = match (u16::try_from(size.width), u16::try_from(size.height)) {
        (Ok(width), Ok(height)) => (width, height),
        _ => return Err(refused("JPEG", "a side is longer than 65535 pixels")),
    };
    let color_type = match picture.channels {
        Channels::Gray => ColorType::Luma,
        _ => ColorType::Rgb,
    };
    let quality = options.quality.unwrap_or(DEFAULT_QUALITY);
    let mut data = Vec::new();
    let mut encoder = Encoder::new(&mut data, quality);
    encoder.set_sampling_factor(if quality < FULL_CHROMA_QUALITY {
        SamplingFactor::F_2_2
    } else {
        SamplingFactor::F_1_1
    });
    encoder.set_optimized_huffman_tables(true);
    encoder
        .encode(&picture.to_bytes(), width, height, color_type)
        .map_err(|error| refused("JPEG", error))?;
    Ok(Encoded {
        data,
        quality: Some(quality),
    })
}
