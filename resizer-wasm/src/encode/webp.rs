//! Lossless WebP.

use image::ExtendedColorType;
use image::codecs::webp::WebPEncoder;

use super::{Encoded, refused};
use crate::contract::Error;
use crate::picture::{Channels, Picture};

/// RFC 9649, 3.4: sides have 14 bits.
const MAX_SIDE: u32 = 1 << 14;

pub(super) fn encode(picture: &Picture) -> Result<Encoded, Error> {
    let size = picture.size;
    if size.width > MAX_SIDE || size.height > MAX_SIDE {
        return Err(refused("WebP", "a side is longer than 16384 pixels"));
    }
    let color = match picture.channels {
        Channels::Gray => ExtendedColorType::L8,
        Channels::GrayAlpha => ExtendedColorType::La8,
        Channels::Rgb => ExtendedColorType::Rgb8,
        Channels::Rgba | Channels::Cmyk => ExtendedColorType::Rgba8,
    };
    let mut data = Vec::new();
    WebPEncoder::new_lossless(&mut data)
        .encode(&picture.to_bytes(), size.width, size.height, color)
        .map_err(|error| refused("WebP", error))?;
    Ok(Encoded {
        data,
        quality: None,
    })
}
