//! `quality = auto` and `score`: the lowest quality with which an output looks as it should.

use image::ImageFormat;
use request::{Encoding, Limits, Quality, Request, Target};
use resizer::{Output, QualityBy};
use ssimulacra2::{ColorPrimaries, Rgb, TransferCharacteristic, compute_frame_ssimulacra2};

const WIDTH: u32 = 176;
const HEIGHT: u32 = 144;

/// A PPM of soft and of sharp shapes with some grain.
fn photo() -> Vec<u8> {
    let mut file = format!("P6 {WIDTH} {HEIGHT} 255\n").into_bytes();
    let mut state = 1_u32;
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = f64::from(state >> 29);
            let (fx, fy) = (f64::from(x), f64::from(y));
            let wave = 90.0 + 60.0 * (fx / 17.0).sin() + 40.0 * (fy / 11.0 + fx / 40.0).cos();
            let disc = ((fx - 90.0).hypot(fy - 70.0) < 30.0) as u32;
            let [r, g, b] = [wave, wave * 0.8 + 20.0, 200.0 - wave]
                .map(|sample| (sample + grain).clamp(0.0, 255.0) as u8);
            file.extend(if disc == 1 { [b, r, g] } else { [r, g, b] });
        }
    }
    file
}

fn made(file: &[u8], target: Target) -> Output {
    let request = Request::new(vec![target], Limits::default()).unwrap();
    let mut resized = resizer::resize(file, &request).unwrap();
    assert_eq!(resized.outputs.len(), 1);
    resized.outputs.remove(0)
}

fn target(format: Encoding, quality: Quality) -> Target {
    Target {
        width: Some(WIDTH),
        format: Some(format),
        quality: Some(quality),
        ..Target::default()
    }
}

/// By another implementation, of the file as another decoder shows it.
fn score(original: &[u8], output: &Output) -> f64 {
    let format = match output.data[0] {
        0xff => {
            return score_of(
                original,
                &jpeg_decoder::Decoder::new(&output.data[..])
                    .decode()
                    .unwrap(),
            );
        }
        _ => ImageFormat::WebP,
    };
    let shown = image::load_from_memory_with_format(&output.data, format).unwrap();
    score_of(original, &shown.to_rgb8())
}

fn score_of(original: &[u8], shown: &[u8]) -> f64 {
    let rgb = |bytes: &[u8]| {
        let pixels = bytes.chunks_exact(3);
        let pixels =
            pixels.map(|pixel| [pixel[0], pixel[1], pixel[2]].map(|byte| f32::from(byte) / 255.0));
        let (curve, primaries) = (TransferCharacteristic::SRGB, ColorPrimaries::BT709);
        Rgb::new(
            pixels.collect(),
            WIDTH as usize,
            HEIGHT as usize,
            curve,
            primaries,
        )
        .unwrap()
    };
    compute_frame_ssimulacra2(rgb(original), rgb(shown)).unwrap()
}

#[test]
fn the_lowest_quality_with_the_score_is_taken() {
    let file = photo();
    let pixels = &file[file.len() - (WIDTH * HEIGHT * 3) as usize..];
    for format in [Encoding::Jpeg, Encoding::Webp] {
        for (asked, wanted) in [
            (Quality::Auto, 75.0),
            (Quality::Score(60), 60.0),
            (Quality::Score(82), 82.0),
        ] {
            let output = made(&file, target(format, asked));
            let about = format!("{format}, {asked}: {:?}", (output.quality, output.score));
            assert_eq!(output.quality_by, Some(QualityBy::Score), "{about}");
            let found = f64::from(output.score.unwrap()) / 100.0;
            assert!(found >= wanted, "{about}");
            let other = score(pixels, &output);
            assert!((found - other).abs() < 0.3, "{about}: {other}");
            let number = output.quality.unwrap();
            let same = made(&file, target(format, Quality::Number(number)));
            assert_eq!(same.data, output.data, "{about}");
            let lower = made(&file, target(format, Quality::Number(number - 1)));
            assert!(score(pixels, &lower) < wanted + 0.3, "{about}");
        }
    }
}

#[test]
fn max_bytes_comes_before_the_score() {
    let file = photo();
    for format in [Encoding::Jpeg, Encoding::Webp] {
        let good = made(&file, target(format, Quality::Auto));
        let max_bytes = good.data.len() as u32 * 3 / 4;
        let limited = Target {
            max_bytes: Some(max_bytes),
            ..target(format, Quality::Auto)
        };
        let smaller = made(&file, limited);
        assert_eq!(smaller.quality_by, Some(QualityBy::MaxBytes));
        assert!(smaller.data.len() as u32 <= max_bytes);
        assert!(smaller.score < good.score && smaller.quality < good.quality);
        let roomy = Target {
            max_bytes: Some(good.data.len() as u32),
            ..target(format, Quality::Auto)
        };
        assert_eq!(made(&file, roomy), good);
    }
}

#[test]
fn qualities_that_are_tried_have_an_end() {
    let flat = [b"P6 64 64 255\n".to_vec(), vec![90; 64 * 64 * 3]].concat();
    let output = made(&flat, target(Encoding::Jpeg, Quality::Auto));
    assert_eq!(
        (output.quality, output.quality_by),
        (Some(34), Some(QualityBy::Lowest))
    );
    // Red and blue noise, of which 4:2:0 keeps little.
    let mut state = 7_u32;
    let mut noise = b"P6 64 64 255\n".to_vec();
    for _ in 0..64 * 64 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.extend(if state >> 31 == 0 {
            [255, 0, 0]
        } else {
            [0, 0, 255]
        });
    }
    let output = made(&noise, target(Encoding::Webp, Quality::Score(95)));
    assert_eq!(
        (output.quality, output.quality_by),
        (Some(96), Some(QualityBy::Highest))
    );
}

#[test]
fn formats_without_a_quality_take_no_notice() {
    let file = photo();
    let auto = Target {
        format: None,
        ..target(Encoding::Auto, Quality::Auto)
    };
    let lossless = Target {
        lossless: Some(true),
        quality: None,
        ..target(Encoding::Webp, Quality::Auto)
    };
    // A PPM becomes a JPEG.
    assert!(made(&file, auto).score.is_some());
    assert!(made(&file, lossless).score.is_none());
}
