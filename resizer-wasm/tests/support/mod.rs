//! Pictures, and what is made of them.
#![allow(dead_code, reason = "shared by several test programs")]

use std::io::Cursor;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use request::{Encoding, Limits, Request, Target};
use resizer::resize;

/// RGB, and its sides.
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) rgb: Vec<u8>,
}

impl Picture {
    /// Noise of all sizes of grain, each as strong as it is large. So is the detail in photographs: D. Field, "Relations
    /// between the statistics of natural images and the response properties of cortical cells", 1987.
    pub(crate) fn drawn(width: u32, height: u32) -> Self {
        let mut rgb = Vec::new();
        for y in 0..height {
            for x in 0..width {
                // Colour varies less than brightness.
                let light = grains(0, x, y);
                rgb.extend((1..4).map(|color| {
                    let value = 128.0 + light + 0.3 * grains(color, x, y);
                    value.clamp(0.0, 255.0) as u8
                }));
            }
        }
        Self { width, height, rgb }
    }

    pub(crate) fn jpeg(&self) -> Vec<u8> {
        let mut data = Vec::new();
        let mut encoder = Encoder::new(&mut data, 85);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        let (width, height) = (self.width as u16, self.height as u16);
        encoder
            .encode(&self.rgb, width, height, ColorType::Rgb)
            .unwrap();
        data
    }

    pub(crate) fn of_jpeg(data: &[u8]) -> Self {
        let mut decoder = jpeg_decoder::Decoder::new(data);
        let rgb = decoder.decode().unwrap();
        let info = decoder.info().unwrap();
        Self {
            width: info.width.into(),
            height: info.height.into(),
            rgb,
        }
    }

    pub(crate) fn of_png(data: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(Cursor::new(data));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        let rgb = match info.color_type {
            png::ColorType::Grayscale => rgb.into_iter().flat_map(|gray| [gray; 3]).collect(),
            color => {
                assert_eq!(color, png::ColorType::Rgb);
                rgb
            }
        };
        Self {
            width: info.width,
            height: info.height,
            rgb,
        }
    }

    pub(crate) fn psnr(&self, other: &Self) -> f64 {
        assert_eq!((self.width, self.height), (other.width, other.height));
        let pairs = self.rgb.iter().zip(&other.rgb);
        let squares = pairs.map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2));
        let mean = squares.sum::<f64>() / self.rgb.len() as f64;
        10.0 * (255.0 * 255.0 / mean).log10()
    }
}

/// What noise of grains of 2 to 256 pixels gives at a place.
fn grains(seed: u32, x: u32, y: u32) -> f64 {
    (1..9)
        .map(|octave| {
            let grain = 1 << octave;
            let (column, row) = (x / grain, y / grain);
            let part = |at: u32| f64::from(at % grain) / f64::from(grain);
            let corner = |right, below| noise([seed, octave, column + right, row + below]);
            let along = |below| corner(0, below) * (1.0 - part(x)) + corner(1, below) * part(x);
            (along(0) * (1.0 - part(y)) + along(1) * part(y)) * 6.0 * f64::from(octave)
        })
        .sum()
}

/// A number from -1 to 1 for each key: FNV-1a, then mixed as in xorshift.
fn noise(key: [u32; 4]) -> f64 {
    let hash = key.iter().fold(0x811c_9dc5_u32, |hash, part| {
        (hash ^ part).wrapping_mul(0x0100_0193).rotate_left(15)
    });
    let mixed = (hash ^ (hash >> 16)).wrapping_mul(0x45d9_f3b5);
    f64::from((mixed ^ (mixed >> 16)) % 2001) / 1000.0 - 1.0
}

/// The picture of the only output.
pub(crate) fn thumbnail(source: &[u8], target: Target) -> Picture {
    let format = target.format;
    let request = Request::new(vec![target], Limits::default()).unwrap();
    let output = resize(source, &request).unwrap().outputs.remove(0);
    match format {
        Some(Encoding::Png) => Picture::of_png(&output.data),
        _ => Picture::of_jpeg(&output.data),
    }
}
