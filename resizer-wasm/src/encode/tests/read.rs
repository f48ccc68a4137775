//! Reading what was written, with decoders of others.

use std::io::Cursor;

use crate::geometry::Size;
use crate::picture::Picture;

/// A decoded picture: its size and 4 samples of 8 bits a pixel.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rgba {
    pub(super) size: Size,
    pub(super) bytes: Vec<u8>,
}

/// The picture as it should be read.
pub(super) fn rgba(picture: &Picture) -> Rgba {
    Rgba {
        size: picture.size,
        bytes: widened(&picture.to_bytes(), picture.channels.count()),
    }
}

fn widened(bytes: &[u8], count: usize) -> Vec<u8> {
    bytes
        .chunks_exact(count)
        .flat_map(|pixel| match *pixel {
            [gray] => [gray, gray, gray, 255],
            [gray, alpha] => [gray, gray, gray, alpha],
            [red, green, blue] => [red, green, blue, 255],
            _ => [pixel[0], pixel[1], pixel[2], pixel[3]],
        })
        .collect()
}

pub(super) fn jpeg(data: &[u8]) -> Rgba {
    let mut decoder = jpeg_decoder::Decoder::new(data);
    let bytes = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    let count = info.pixel_format.pixel_bytes();
    Rgba {
        size: Size {
            width: info.width.into(),
            height: info.height.into(),
        },
        bytes: widened(&bytes, count),
    }
}

/// The frames of a PNG; palettes are looked up.
pub(super) fn png(data: &[u8]) -> Vec<Rgba> {
    let mut decoder = png::Decoder::new(Cursor::new(data));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().unwrap();
    let frames = reader
        .info()
        .animation_control
        .map_or(1, |control| control.num_frames);
    let count = reader.output_color_type().0.samples();
    (0..frames)
        .map(|_| {
            let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut bytes).unwrap();
            Rgba {
                size: Size {
                    width: info.width,
                    height: info.height,
                },
                bytes: widened(&bytes, count),
            }
        })
        .collect()
}

/// The frames of a WebP with their delays in milliseconds.
pub(super) fn webp(data: &[u8]) -> Vec<(Rgba, u32)> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(data)).unwrap();
    let (width, height) = decoder.dimensions();
    let size = Size { width, height };
    let count = if decoder.has_alpha() { 4 } else { 3 };
    let mut bytes = vec![0; decoder.output_buffer_size().unwrap()];
    let mut frames = Vec::new();
    if decoder.is_animated() {
        while let Ok(milliseconds) = decoder.read_frame(&mut bytes) {
            let bytes = widened(&bytes, count);
            frames.push((Rgba { size, bytes }, milliseconds));
        }
    } else {
        decoder.read_image(&mut bytes).unwrap();
        let bytes = widened(&bytes, count);
        frames.push((Rgba { size, bytes }, 0));
    }
    frames
}

/// The frames of a GIF with their delays in hundredths of a second.
pub(super) fn gif(data: &[u8]) -> Vec<(Rgba, u16)> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(data).unwrap();
    let mut frames = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        let picture = Rgba {
            size: Size {
                width: frame.width.into(),
                height: frame.height.into(),
            },
            bytes: frame.buffer.to_vec(),
        };
        frames.push((picture, frame.delay));
    }
    frames
}

/// The peak signal-to-noise ratio in dB, of colours that are to be seen.
pub(super) fn psnr(a: &Rgba, b: &Rgba) -> f64 {
    assert_eq!(a.size, b.size);
    let (mut sum, mut count) = (0.0, 0.0);
    for (a, b) in a.bytes.chunks_exact(4).zip(b.bytes.chunks_exact(4)) {
        if a[3] == 0 {
            continue;
        }
        for (a, b) in a[..3].iter().zip(b) {
            sum += (f64::from(*a) - f64::from(*b)).powi(2);
            count += 1.0;
        }
    }
    10.0 * (255.0 * 255.0 * count / f64::max(sum, 1e-9)).log10()
}
