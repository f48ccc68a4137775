//! Pictures to encode.

use proptest::prelude::*;

use crate::geometry::Size;
use crate::picture::{Channels, Picture, from_byte};

pub(super) const CHANNELS: [Channels; 4] = [
    Channels::Gray,
    Channels::GrayAlpha,
    Channels::Rgb,
    Channels::Rgba,
];

pub(in crate::encode) fn size(width: u32, height: u32) -> Size {
    Size { width, height }
}

/// A picture whose samples are `of` their column, row and channel.
pub(super) fn picture(
    size: Size,
    channels: Channels,
    of: impl Fn(usize, usize, usize) -> u8,
) -> Picture {
    let mut samples = Vec::new();
    for y in 0..size.height as usize {
        for x in 0..size.width as usize {
            samples.extend((0..channels.count()).map(|channel| from_byte(of(x, y, channel))));
        }
    }
    Picture {
        size,
        channels,
        samples,
    }
}

/// Like a photograph, as far as encoders are concerned: soft everywhere, an edge, a little noise. The same on every
/// system, as cosines are those of `libm`.
pub(super) fn photo(size: Size, channels: Channels) -> Picture {
    picture(size, channels, |x, y, channel| {
        let (fx, fy) = (x as f32 / 17.0, y as f32 / 23.0);
        let wave = libm::sinf(fx + channel as f32) * 50.0 + libm::cosf(fx * 0.3 + fy) * 60.0;
        let edge = if x + 2 * y > size.width as usize {
            30.0
        } else {
            0.0
        };
        let noise = (x * 7919 + y * 104_729 + x * y * 31) % 11;
        (110.0 + wave + edge + noise as f32) as u8
    })
}

/// Noise from a seed.
pub(in crate::encode) fn noise(size: Size, channels: Channels, seed: u64) -> Picture {
    let state = std::cell::Cell::new(seed | 1);
    picture(size, channels, |_, _, _| {
        // Marsaglia's xorshift.
        let mut value = state.get();
        value ^= value << 13;
        value ^= value >> 7;
        value ^= value << 17;
        state.set(value);
        (value >> 24) as u8
    })
}

/// Any small picture: flat, soft or noise.
pub(super) fn any_picture() -> impl Strategy<Value = Picture> {
    let channels = prop::sample::select(CHANNELS.to_vec());
    (1u32..70, 1u32..70, channels, 0..3, any::<u64>()).prop_map(
        |(width, height, channels, kind, seed)| {
            let size = size(width, height);
            match kind {
                0 => picture(size, channels, |_, _, channel| {
                    (seed >> (8 * channel)) as u8
                }),
                1 => photo(size, channels),
                _ => noise(size, channels, seed),
            }
        },
    )
}
