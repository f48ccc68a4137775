//! PNG, 8 bits per sample.

use png::{BitDepth, ColorType, Compression, Encoder};

use super::refused;
use crate::contract::Error;
use crate::decode::{Channels, Pixels};

pub(super) fn encode(pixels: &Pixels) -> Result<Vec<u8>, Error> {
    let mut data = Vec::new();
    let mut encoder = Encoder::new(&mut data, pixels.width, pixels.height);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(match pixels.channels {
        Channels::Gray => ColorType::Grayscale,
        Channels::GrayAlpha => ColorType::GrayscaleAlpha,
        Channels::Rgb => ColorType::Rgb,
        Channels::Rgba => ColorType::Rgba,
    });
    encoder.set_compression(Compression::Balanced);
    let failed = |error| refused("PNG", error);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels.data).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(data)
}
