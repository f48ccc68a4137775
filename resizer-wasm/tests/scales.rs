//! Thumbnails of JPEG files that are decoded smaller, beside those made of every pixel. Photographs are measured by
//! `cargo xtask fidelity`; this is the same on a drawing that is as coarse and as fine as they are.

mod support;

use request::{Encoding, Target};
use support::Picture;

/// The short side of the results.
const RESULT: u32 = 48;

fn thumbnail(source: &[u8], encoding: Encoding) -> Picture {
    let target = Target {
        height: Some(RESULT),
        format: Some(encoding),
        ..Target::default()
    };
    support::thumbnail(source, target)
}

fn ppm(picture: &Picture) -> Vec<u8> {
    let header = format!("P6 {} {} 255\n", picture.width, picture.height);
    [header.as_bytes(), &picture.rgb].concat()
}

/// For a source with `ratio` pixels of a result's at `divisor`: how much farther from the original a result as JPEG is
/// than that of every pixel, and how near the two are without losses. Both in dB.
fn measured(divisor: u32, ratio: f64) -> (f64, f64) {
    let height = (f64::from(RESULT * divisor) * ratio).ceil() as u32;
    let original = Picture::drawn(height * 5 / 4, height);
    let file = original.jpeg();
    let every_pixel = ppm(&Picture::of_jpeg(&file));
    let truth = thumbnail(&ppm(&original), Encoding::Png);
    let scaled = thumbnail(&file, Encoding::Jpeg).psnr(&truth);
    let full = thumbnail(&every_pixel, Encoding::Jpeg).psnr(&truth);
    let near = thumbnail(&file, Encoding::Png).psnr(&thumbnail(&every_pixel, Encoding::Png));
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
