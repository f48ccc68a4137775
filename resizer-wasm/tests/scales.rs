//! Thumbnails of JPEG files that are decoded smaller, beside those made of every pixel. Photographs are measured by
//! `cargo xtask fidelity`; this is the same on a drawing that is as coarse and as fine as they are.

use std::io::Cursor;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use resizer::{Encoding, JpegOptions, Options, Output, PngOptions, Target, resize};

/// The short side of the results.
const RESULT: u32 = 48;

const JPEG: Encoding = Encoding::Jpeg(JpegOptions {
    quality: None,
    progressive: None,
    chroma_subsampling: None,
});
const PNG: Encoding = Encoding::Png(PngOptions {
    effort: None,
    palette: None,
    colors: None,
    dither: None,
    depth: None,
});

/// RGB, and its sides.
struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    /// Noise of all sizes of grain, each as strong as it is large. So is the detail in photographs: D. Field, "Relations
    /// between the statistics of natural images and the response properties of cortical cells", 1987.
    fn drawn(width: u32, height: u32) -> Self {
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

    fn ppm(&self) -> Vec<u8> {
        let header = format!("P6 {} {} 255\n", self.width, self.height);
        [header.as_bytes(), &self.rgb].concat()
    }

    fn jpeg(&self) -> Vec<u8> {
        let mut data = Vec::new();
        let mut encoder = Encoder::new(&mut data, 85);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        let (width, height) = (self.width as u16, self.height as u16);
        encoder
            .encode(&self.rgb, width, height, ColorType::Rgb)
            .unwrap();
        data
    }

    fn of_jpeg(data: &[u8]) -> Self {
        let mut decoder = jpeg_decoder::Decoder::new(data);
        let rgb = decoder.decode().unwrap();
        let info = decoder.info().unwrap();
        Self {
            width: info.width.into(),
            height: info.height.into(),
            rgb,
        }
    }

    fn of_png(data: &[u8]) -> Self {
        let mut reader = png::Decoder::new(Cursor::new(data)).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        assert_eq!(info.color_type, png::ColorType::Rgb);
        Self {
            width: info.width,
            height: info.height,
            rgb,
        }
    }

    fn psnr(&self, other: &Self) -> f64 {
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

fn thumbnail(source: &[u8], encoding: Encoding) -> Picture {
    let target = Target {
        width: None,
        height: Some(RESULT),
        device_pixel_ratio: None,
        fit: None,
        position: None,
        crop: None,
        background: None,
        enlarge: None,
        filter: None,
        linear: None,
        sharpen: None,
        keep: None,
        animation: None,
        encoding: Some(encoding),
        max_bytes: None,
        thumbhash: None,
    };
    let options = Options {
        max_pixels: None,
        max_frames: None,
        max_file_bytes: None,
        max_side: None,
        max_scans: None,
        max_work: None,
        tolerant: None,
    };
    let mut resized = resize(source, &[target], options).unwrap();
    let Output { data, .. } = resized.outputs.remove(0);
    match encoding {
        Encoding::Png(_) => Picture::of_png(&data),
        _ => Picture::of_jpeg(&data),
    }
}

/// For a source with `ratio` pixels of a result's at `divisor`: how much farther from the original a result as JPEG is
/// than that of every pixel, and how near the two are without losses. Both in dB.
fn measured(divisor: u32, ratio: f64) -> (f64, f64) {
    let height = (f64::from(RESULT * divisor) * ratio).ceil() as u32;
    let original = Picture::drawn(height * 5 / 4, height);
    let file = original.jpeg();
    let every_pixel = Picture::of_jpeg(&file).ppm();
    let truth = thumbnail(&original.ppm(), PNG);
    let scaled = thumbnail(&file, JPEG).psnr(&truth);
    let full = thumbnail(&every_pixel, JPEG).psnr(&truth);
    let near = thumbnail(&file, PNG).psnr(&thumbnail(&every_pixel, PNG));
    (full - scaled, near)
}

#[test]
fn an_eighth_is_good_enough_where_it_begins() {
    let (lost, near) = measured(8, 1.9);
    assert!(lost < 1.0, "{lost} dB lost");
    assert!(near > 50.5, "{near} dB");
}

#[test]
fn a_quarter_is_good_enough_where_it_begins() {
    let (lost, near) = measured(4, 1.5);
    assert!(lost < 1.0, "{lost} dB lost");
    assert!(near > 48.0, "{near} dB");
}

#[test]
fn a_half_is_good_enough_where_it_begins() {
    let (lost, near) = measured(2, 1.25);
    assert!(lost < 1.0, "{lost} dB lost");
    assert!(near > 51.0, "{near} dB");
}
