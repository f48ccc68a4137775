//! The sample photo: a happy face, drawn here, so that the demo needs no picture of anybody.

use std::f64::consts::{PI, TAU};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use jpeg_encoder::{ColorType, Encoder};

/// The demo's photo: the face fills it.
const PHOTO: View = View {
    width: 1280,
    height: 853,
    center: (640.0, 426.5),
    radius: 350.0,
};
const QUALITY: u8 = 92;
/// Samples per pixel and direction, so that edges are smooth.
const SAMPLES: u32 = 3;

type Color = [f64; 3];

/// A picture with the face in it. All lengths in pixels.
pub(crate) struct View {
    pub(crate) width: u16,
    pub(crate) height: u16,
    /// The middle of the face.
    pub(crate) center: (f64, f64),
    pub(crate) radius: f64,
}

/// Draws `target/demo/HappyFace.jpg`, 1280 x 853. That takes a second or two.
///
/// # Errors
/// Where the file cannot be written.
pub(crate) fn file(root: &Path) -> Result<PathBuf> {
    let path = root.join("target/demo/HappyFace.jpg");
    fs::create_dir_all(root.join("target/demo"))?;
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, QUALITY).encode(
        &draw(&PHOTO),
        PHOTO.width,
        PHOTO.height,
        ColorType::Rgb,
    )?;
    fs::write(&path, jpeg)?;
    Ok(path)
}

/// The pixels of a view, red, green and blue.
pub(crate) fn draw(view: &View) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(usize::from(view.width) * usize::from(view.height) * 3);
    for y in 0..u32::from(view.height) {
        for x in 0..u32::from(view.width) {
            let mut sum = [0.0; 3];
            for sample in 0..SAMPLES * SAMPLES {
                let offset = |index: u32| (f64::from(index) + 0.5) / f64::from(SAMPLES);
                let x = f64::from(x) + offset(sample % SAMPLES) - view.center.0;
                let y = f64::from(y) + offset(sample / SAMPLES) - view.center.1;
                let color = color_at(x / view.radius, y / view.radius);
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

/// A face with a radius of 1, in front of a striped wall.
fn color_at(x: f64, y: f64) -> Color {
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
