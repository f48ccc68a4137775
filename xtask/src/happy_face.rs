//! The sample photo: a happy face, drawn here, so that the demo needs no picture of anybody.

use std::f64::consts::{PI, TAU};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use jpeg_encoder::{ColorType, Encoder};

const WIDTH: u16 = 1280;
const HEIGHT: u16 = 853;
const QUALITY: u8 = 92;
/// Samples per pixel and direction, so that edges are smooth.
const SAMPLES: u32 = 3;

type Color = [f64; 3];

/// Draws `target/demo/HappyFace.jpg`, 1280 x 853. That takes a second or two.
///
/// # Errors
/// Where the file cannot be written.
pub(crate) fn file(root: &Path) -> Result<PathBuf> {
    let path = root.join("target/demo/HappyFace.jpg");
    fs::create_dir_all(root.join("target/demo"))?;
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, QUALITY).encode(&draw(), WIDTH, HEIGHT, ColorType::Rgb)?;
    fs::write(&path, jpeg)?;
    Ok(path)
}

fn draw() -> Vec<u8> {
    let mut pixels = Vec::with_capacity(usize::from(WIDTH) * usize::from(HEIGHT) * 3);
    for y in 0..u32::from(HEIGHT) {
        for x in 0..u32::from(WIDTH) {
            let mut sum = [0.0; 3];
            for sample in 0..SAMPLES * SAMPLES {
                let offset = |index: u32| (f64::from(index) + 0.5) / f64::from(SAMPLES);
                let color = color_at(
                    f64::from(x) + offset(sample % SAMPLES),
                    f64::from(y) + offset(sample / SAMPLES),
                );
                for (sum, part) in sum.iter_mut().zip(color) {
                    *sum += part;
                }
            }
            let count = f64::from(SAMPLES * SAMPLES);
            pixels.extend(sum.map(|part| (part / count).clamp(0.0, 255.0) as u8));
        }
    }
    pixels
}

/// A face with a radius of 1 around the middle of the picture, in front of a striped wall.
fn color_at(x: f64, y: f64) -> Color {
    let x = (x - f64::from(WIDTH) / 2.0) / 350.0;
    let y = (y - f64::from(HEIGHT) / 2.0) / 350.0;
    let distance = x.hypot(y);
    if distance > 1.0 {
        return wall(x, y, distance);
    }
    let is_eye = ((x.abs() - 0.36) / 0.12).hypot((y + 0.28) / 0.19) < 1.0;
    let is_glint = ((x.abs() - 0.33) / 0.04).hypot((y + 0.35) / 0.06) < 1.0;
    if is_glint {
        return [255.0, 255.0, 250.0];
    }
    if is_eye || distance > 0.965 {
        return [70.0, 45.0, 20.0];
    }
    if is_smile(x, y) {
        return [150.0, 30.0, 40.0];
    }
    let cheek = (1.0 - ((x.abs() - 0.6) / 0.22).hypot((y - 0.18) / 0.16)).clamp(0.0, 1.0);
    let light = 1.0 - 0.17 * (x + 0.4).hypot(y + 0.5);
    [
        255.0 * light.min(1.0),
        (215.0 - 70.0 * cheek) * light,
        (70.0 + 40.0 * cheek) * light,
    ]
}

/// A crescent: below an arc through the corners of the mouth, above a deeper one.
fn is_smile(x: f64, y: f64) -> bool {
    let arc = |depth: f64| 0.16 + depth * (1.0 - (x / 0.58).powi(2));
    x.abs() < 0.58 && y > arc(0.16) && y < arc(0.5)
}

/// Stripes that turn around the face, getting finer to the outside: something for a resampler to get wrong.
fn wall(x: f64, y: f64, distance: f64) -> Color {
    let angle = y.atan2(x) + PI;
    let stripe = 0.5 + 0.5 * (angle * 24.0 + distance * distance * TAU).sin();
    let shade = 0.75 + 0.25 * stripe - 0.12 * (distance - 1.0);
    [95.0 * shade, 175.0 * shade, 235.0 * shade]
}
