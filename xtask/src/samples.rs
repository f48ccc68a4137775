//! Pictures to show options with, drawn here. Written as PPM and PGM, which are nothing but pixels.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::sample_photo::{self, View};

/// Writes all samples into `folder`.
///
/// # Errors
/// Where a file cannot be written.
pub(crate) fn write(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let scene = View {
        width: 960,
        height: 540,
        center: (720.0, 300.0),
        radius: 150.0,
    };
    let small = View {
        width: 32,
        height: 32,
        center: (16.0, 16.0),
        radius: 14.0,
    };
    for (name, view) in [("scene", scene), ("icon", small)] {
        let pixels = sample_photo::draw(&view);
        write_pixels(
            &folder.join(format!("{name}.ppm")),
            6,
            view.width,
            view.height,
            &pixels,
        )?;
    }
    write_gray(&folder.join("rings.pgm"), 512, 512, rings)?;
    write_gray(&folder.join("dots.pgm"), 512, 256, dots)?;
    write_see_through(&folder.join("bubble.pam"))
}

/// Circles that get finer to the outside, up to the finest that pixels can show: what a filter lets through that it
/// should not comes out as other circles.
fn rings(x: f64, y: f64) -> f64 {
    let (x, y) = (x - 256.0, y - 256.0);
    0.5 + 0.5 * ((x * x + y * y) * std::f64::consts::PI / 512.0).cos()
}

/// On the left black and white pixels in turn, which give half the light; on the right a gray with half the light.
fn dots(x: f64, y: f64) -> f64 {
    if x >= 256.0 {
        return 188.0 / 255.0;
    }
    f64::from((x as u32 + y as u32) % 2)
}

/// `tone` gives 0 to 1 at the middle of each pixel.
fn write_gray(path: &Path, width: u16, height: u16, tone: fn(f64, f64) -> f64) -> Result<()> {
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let tone = tone(f64::from(x) + 0.5, f64::from(y) + 0.5);
            pixels.push((tone * 255.0).round() as u8);
        }
    }
    write_pixels(path, 5, width, height, &pixels)
}

/// Portable any-map `P5` (gray) or `P6` (colour).
fn write_pixels(path: &Path, kind: u8, width: u16, height: u16, pixels: &[u8]) -> Result<()> {
    let mut file = format!("P{kind}\n{width} {height}\n255\n").into_bytes();
    file.extend_from_slice(pixels);
    Ok(fs::write(path, file)?)
}

/// A disc that gets more transparent to its middle, on nothing.
fn write_see_through(path: &Path) -> Result<()> {
    const SIDE: u16 = 400;
    let mut file = format!(
        "P7\nWIDTH {SIDE}\nHEIGHT {SIDE}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
    )
    .into_bytes();
    for y in 0..SIDE {
        for x in 0..SIDE {
            let distance = (f64::from(x) - 199.5).hypot(f64::from(y) - 199.5) / 180.0;
            let edge = ((1.0 - distance) * 180.0).clamp(0.0, 1.0);
            let alpha = (edge * (60.0 + 195.0 * distance * distance)) as u8;
            file.extend_from_slice(&[30, 110, 200, alpha]);
        }
    }
    Ok(fs::write(path, file)?)
}
