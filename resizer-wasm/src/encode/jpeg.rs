//! JPEG: baseline with optimised Huffman tables.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::refused;
use crate::contract::Error;
use crate::decode::{Channels, Pixels};

/// From this quality on, people look at edges: colour keeps its full resolution.
const FULL_CHROMA_QUALITY: u8 = 90;

pub(super) fn encode(pixels: Pixels, quality: u8) -> Result<Vec<u8>, Error> {
    let (width, height) = match (u16::try_from(pixels.width), u16::try_from(pixels.height)) {
        (Ok(width), Ok(height)) => (width, height),
        _ => return Err(refused("JPEG", "a side is longer than 65535 pixels")),
    };
    let color_type = match pixels.channels {
        Channels::Gray | Channels::GrayAlpha => ColorType::Luma,
        Channels::Rgb | Channels::Rgba => ColorType::Rgb,
    };
    let opaque = on_white(pixels);
    let mut data = Vec::new();
    let mut encoder = Encoder::new(&mut data, quality);
    encoder.set_sampling_factor(if quality < FULL_CHROMA_QUALITY {
        SamplingFactor::F_2_2
    } else {
        SamplingFactor::F_1_1
    });
    encoder.set_optimized_huffman_tables(true);
    encoder
        .encode(&opaque, width, height, color_type)
        .map_err(|error| refused("JPEG", error))?;
    Ok(data)
}

/// The samples without alpha: transparent pixels are laid on white, which is what a page would show behind them.
fn on_white(pixels: Pixels) -> Vec<u8> {
    if !pixels.channels.has_alpha() {
        return pixels.data;
    }
    let count = pixels.channels.count();
    pixels
        .data
        .chunks_exact(count)
        .flat_map(|pixel| {
            let (color, alpha) = pixel.split_at(count - 1);
            let alpha = u32::from(alpha[0]);
            color.iter().map(move |sample| {
                let mixed = u32::from(*sample) * alpha + 255 * (255 - alpha);
                ((mixed + 127) / 255) as u8
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparency_becomes_white() {
        let pixels = Pixels {
            width: 3,
            height: 1,
            channels: Channels::Rgba,
            data: vec![10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 127],
        };
        assert_eq!(on_white(pixels), [10, 20, 30, 255, 255, 255, 128, 128, 128]);
    }
}
