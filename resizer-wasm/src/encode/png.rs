//! PNG, 8 bits per sample.

use png::{BitDepth, ColorType, Compression, Encoder};

use super::{Encoded, refused};
use crate::contract::Error;
use crate::picture::{Channels, Picture};

pub(super) fn encode(picture: &Picture) -> Result<Encoded, Error> {
    let mut data = Vec::new();
    let mut encoder = Encoder::new(&mut data, picture.size.width, picture.size.height);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(match picture.channels {
        Channels::Gray => ColorType::Grayscale,
        Channels::GrayAlpha => ColorType::GrayscaleAlpha,
        Channels::Rgb => ColorType::Rgb,
        Channels::Rgba | Channels::Cmyk => ColorType::Rgba,
    });
    encoder.set_compression(Compression::Balanced);
    let failed = |error| refused("PNG", error);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer
        .write_image_data(&picture.to_bytes())
        .map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(Encoded {
        data,
        quality: None,
    })
}
