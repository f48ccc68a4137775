//! Thumbnails of drawings in JPEG and lossy WebP files, beside those of the decoded pictures: edges from one pixel to the next stay as they
//! are, and colours too.

mod support;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use request::{Encoding, Length, Limits, Region, Request, Target};
use resizer::{Output, resize};
use support::{Picture, thumbnail};

const SIDE: u32 = 640;

/// Lines of letters, with strokes 3 pixels wide, on paper.
fn text(ink: [u8; 3], paper: [u8; 3]) -> Picture {
    let is_ink = |x: u32, y: u32| {
        let hash = (x / 3).wrapping_mul(0x9E37_79B1) ^ (y / 3).wrapping_mul(0x85EB_CA77);
        let mixed = (hash ^ (hash >> 15)).wrapping_mul(0x2C1B_3C6D);
        x % 12 < 10 && x % 160 < 100 && y % 40 < 14 && (mixed >> 13) & 1 == 0
    };
    let places = (0..SIDE * SIDE).map(|at| (at % SIDE, at / SIDE));
    Picture {
        width: SIDE,
        height: SIDE,
        rgb: places
            .flat_map(|(x, y)| if is_ink(x, y) { ink } else { paper })
            .collect(),
    }
}

fn jpeg(picture: &Picture, quality: u8, is_progressive: bool) -> Vec<u8> {
    let mut data = Vec::new();
    let mut encoder = Encoder::new(&mut data, quality);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    if is_progressive {
        encoder.set_progressive_scans(2);
    }
    let side = SIDE as u16;
    encoder
        .encode(&picture.rgb, side, side, ColorType::Rgb)
        .unwrap();
    data
}

fn ppm(file: &[u8]) -> Vec<u8> {
    let picture = Picture::of_jpeg(file);
    let header = format!("P6 {SIDE} {SIDE} 255\n");
    [header.as_bytes(), &picture.rgb].concat()
}

fn target(width: u32) -> Target {
    Target {
        width: Some(width),
        format: Some(Encoding::Png),
        ..Target::default()
    }
}

fn outputs(file: &[u8], targets: Vec<Target>, limits: Limits) -> Vec<Output> {
    let request = Request::new(targets, limits).unwrap();
    resize(file, &request).unwrap().outputs
}

#[test]
fn the_edges_and_colours_of_drawings_stay() {
    for (ink, paper) in [
        ([0; 3], [255; 3]),
        ([0, 0, 255], [255, 255, 0]),
        ([255, 0, 0], [0, 0, 255]),
    ] {
        for (quality, is_progressive) in [(75, false), (90, false), (75, true)] {
            let file = jpeg(&text(ink, paper), quality, is_progressive);
            let every_pixel = ppm(&file);
            for ratio in [2, 3, 4, 8] {
                let target = || target(SIDE / ratio);
                let near = thumbnail(&file, target()).psnr(&thumbnail(&every_pixel, target()));
                assert!(
                    near > 50.0,
                    "{near} dB of {ink:?} on {paper:?}, {quality}, {ratio}"
                );
            }
        }
    }
}

/// The picture in the format of a target as large as it is.
fn encoded(file: &[u8], encoding: Encoding) -> Vec<u8> {
    let whole = Target {
        format: Some(encoding),
        ..target(SIDE)
    };
    outputs(file, vec![whole], Limits::default()).remove(0).data
}

#[test]
fn drawings_in_webp_files_stay_too() {
    for (ink, paper) in [([0; 3], [255; 3]), ([0, 0, 255], [255, 255, 0])] {
        let file = encoded(&jpeg(&text(ink, paper), 95, false), Encoding::Webp);
        let every_pixel = encoded(&file, Encoding::Png);
        for ratio in [2, 4, 8, 16] {
            let target = || target(SIDE / ratio);
            let near = thumbnail(&file, target()).psnr(&thumbnail(&every_pixel, target()));
            assert!(near > 50.0, "{near} dB of {ink:?} on {paper:?}, {ratio}");
        }
    }
}

#[test]
fn a_result_of_a_drawing_does_not_depend_on_the_others() {
    let top = Region {
        left: Length::Pixels(0),
        top: Length::Pixels(0),
        width: Length::Pixels(SIDE),
        height: Length::Pixels(40),
    };
    let crop = |left, top| Region {
        left: Length::Pixels(left),
        top: Length::Pixels(top),
        width: Length::Pixels(SIDE - left),
        height: Length::Pixels(SIDE - top),
    };
    let targets = || {
        let mut targets: Vec<Target> = [320, 200, 90, 40].map(target).to_vec();
        targets.extend([Some(top), Some(crop(0, 300))].map(|crop| Target {
            crop,
            ..target(120)
        }));
        targets.push(Target {
            format: Some(Encoding::Jpeg),
            ..target(120)
        });
        targets
    };
    let drawing = text([0, 0, 255], [255, 255, 0]);
    for file in [
        jpeg(&drawing, 85, false),
        jpeg(&drawing, 85, true),
        encoded(&jpeg(&drawing, 95, false), Encoding::Webp),
    ] {
        let together = outputs(&file, targets(), Limits::default());
        for (target, output) in targets().into_iter().zip(together) {
            let alone = outputs(&file, vec![target], Limits::default()).remove(0);
            assert!(alone.data == output.data, "{} wide", output.width);
        }
    }
}

#[test]
fn a_drawing_is_decoded_twice_only_if_its_work_is_allowed() {
    let file = jpeg(&text([0; 3], [255; 3]), 85, false);
    let every_pixel = thumbnail(&ppm(&file), target(160));
    let nearness = |passes| {
        let limits = Limits {
            max_work: Some(passes * u64::from(SIDE * SIDE)),
            ..Limits::default()
        };
        let output = outputs(&file, vec![target(160)], limits).remove(0);
        Picture::of_png(&output.data).psnr(&every_pixel)
    };
    assert!(nearness(1) < 45.0);
    assert!(nearness(2) > 50.0);
}
