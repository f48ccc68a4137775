//! Lossless WebP.

use image::ExtendedColorType;
use image::codecs::webp::WebPEncoder;

use super::refused;
use crate::contract::Error;
use crate::decode::{Channels, Pixels};

/// RFC 9649, 3.4: sides have 14 bits.
const MAX_SIDE: u32 = 1 << 14;

pub(super) fn encode(pixels: &Pixels) -> Result<Vec<u8>, Error> {
    if pixels.width > MAX_SIDE || pixels.height > MAX_SIDE {
        return Err(refused("WebP", "a side is longer than 16384 pixels"));
    }
    let color = match pixels.channels {
        Channels::Gray => ExtendedColorType::L8,
        Channels::GrayAlpha => ExtendedColorType::La8,
        Channels::Rgb => ExtendedColorType::Rgb8,
        Channels::Rgba => ExtendedColorType::Rgba8,
    };
    let mut data = Vec::new();
    WebPEncoder::new_lossless(&mut data)
        .encode(&pixels.data, pixels.width, pixels.height, color)
        .map_err(|error| refused("WebP", error))?;
    Ok(data)
}
