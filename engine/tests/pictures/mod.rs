//! Pictures for the tests, drawn here, in every format that is read.

// Each test file uses its own part of this.
#![allow(dead_code, reason = "shared by several test programs")]

pub(crate) mod large;
pub(crate) mod zeros;

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// A smooth picture with an edge or two: what a photo is to a codec.
pub(crate) fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let wave = |at: u32, length: u32| {
            let phase = f64::from(at) / f64::from(length) * std::f64::consts::TAU;
            (127.5 + 100.0 * phase.sin()) as u8
        };
        let inside = (x > width / 3 && x < width / 2 && y > height / 4) as u8;
        Rgb([wave(x, width), wave(y, height), 60 + 120 * inside])
    })
}

/// Noise, which takes a codec the longest and the most memory.
pub(crate) fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 1u64;
    RgbImage::from_fn(width, height, |_, _| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        let [a, b, c, ..] = state.to_be_bytes();
        Rgb([a, b, c])
    })
}

/// An opaque disc on a transparent ground.
pub(crate) fn disc(side: u32) -> RgbaImage {
    let radius = f64::from(side) / 2.0;
    RgbaImage::from_fn(side, side, |x, y| {
        let distance = (f64::from(x) + 0.5 - radius).hypot(f64::from(y) + 0.5 - radius);
        if distance < radius * 0.9 {
            Rgba([200, 40, 40, 255])
        } else {
            Rgba([0, 255, 0, 0])
        }
    })
}

/// PNG, WebP (lossless) or GIF.
pub(crate) fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture
        .into()
        .write_to(&mut file, format)
        .expect("a picture in memory can be written");
    file.into_inner()
}

/// A JPEG, baseline or progressive, with an EXIF orientation if one is given.
pub(crate) fn jpeg(picture: &RgbImage, progressive: bool, orientation: Option<u8>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 92);
    encoder.set_progressive(progressive);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    if let Some(orientation) = orientation {
        // A TIFF header and a directory with one entry: tag 0x112, a short.
        let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        encoder.add_exif_metadata(&exif).expect("a short segment");
    }
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder
        .encode(picture, width, height, ColorType::Rgb)
        .expect("a picture in memory can be written");
    file
}

/// An animation of `frames` frames.
pub(crate) fn animation(side: u32, frames: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new(&mut file);
    for frame in 0..frames {
        let picture = RgbaImage::from_pixel(side, side, Rgba([frame * 40, 100, 200, 255]));
        encoder
            .encode_frame(image::Frame::new(picture))
            .expect("a frame in memory can be written");
    }
    drop(encoder);
    file
}
