//! `quality = auto` and `score`: the lowest quality with which an output looks as it should.

use image::ImageFormat;
use request::{Encoding, Limits, Quality, QualityBy, Request, Target};
use resizer::Output;
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
            (Quality::Score(68), 68.0),
            (Quality::Score(79), 79.0),
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
fn few_bytes_are_kept_to_below_every_quality_that_is_tried_for_a_score() {
    let file = photo();
    let lowest = made(&file, target(Encoding::Jpeg, Quality::Number(34)));
    let limited = Target {
        max_bytes: Some(lowest.data.len() as u32 - 1),
        ..target(Encoding::Jpeg, Quality::Score(90))
    };
    let output = made(&file, limited.clone());
    assert_eq!(output.quality_by, Some(QualityBy::MaxBytes));
    assert!(output.quality < Some(34) && output.data.len() < lowest.data.len());
    let by_bytes = Target {
        quality: None,
        ..limited.clone()
    };
    assert_eq!(made(&file, by_bytes).data, output.data);
    let none_fits = Target {
        max_bytes: Some(100),
        ..limited
    };
    let request = Request::new(vec![none_fits], Limits::default()).unwrap();
    let error = resizer::resize(&file, &request).unwrap_err();
    assert!(matches!(error, resizer::Error::TooLarge(_)), "{error:?}");
}

#[test]
fn max_bytes_and_the_highest_quality_are_told_apart() {
    let file = photo();
    let best = made(&file, target(Encoding::Webp, Quality::Score(95)));
    assert_eq!(
        (best.quality, best.quality_by),
        (Some(96), Some(QualityBy::Highest))
    );
    let limited = Target {
        max_bytes: Some(best.data.len() as u32 - 1),
        ..target(Encoding::Webp, Quality::Score(95))
    };
    assert_eq!(made(&file, limited).quality_by, Some(QualityBy::MaxBytes));
}

#[test]
fn pictures_of_any_size_have_a_score() {
    for (width, height) in [(1, 1), (1, 40), (7, 7), (8, 8), (9, 300)] {
        for format in [Encoding::Jpeg, Encoding::Webp] {
            let mut file = format!("P6 {width} {height} 255\n").into_bytes();
            file.extend((0..width * height * 3).map(|at| (at * 37 % 251) as u8));
            let target = Target {
                width: Some(width),
                ..target(format, Quality::Auto)
            };
            let output = made(&file, target);
            let about = format!("{format} of {width} x {height}: {:?}", output.score);
            let reaches = output.score >= Some(7500);
            let is_highest = output.quality_by == Some(QualityBy::Highest);
            assert!(reaches != is_highest, "{about}");
        }
    }
}

#[test]
fn transparent_pictures_are_compared_on_black_and_on_white() {
    // White on nothing: on white, whatever is left of it is unseen.
    let mut canvas = image::RgbaImage::new(64, 64);
    for (x, y, pixel) in canvas.enumerate_pixels_mut() {
        let level = ((x * 7) ^ (y * 13)) as u8;
        *pixel = image::Rgba([255, 255, 255, level]);
    }
    let mut file = std::io::Cursor::new(Vec::new());
    canvas.write_to(&mut file, ImageFormat::WebP).unwrap();
    let target = Target {
        width: Some(64),
        ..target(Encoding::Webp, Quality::Auto)
    };
    let output = made(file.get_ref(), target);
    assert!(output.score >= Some(7500), "{:?}", output.score);
    let shown = image::load_from_memory_with_format(&output.data, ImageFormat::WebP).unwrap();
    assert!(shown.color().has_alpha());
}

/// Two frames of a GIF of other pixels.
fn animation() -> Vec<u8> {
    let mut file = Vec::new();
    let (width, height) = (WIDTH as u16, HEIGHT as u16);
    let palette: Vec<u8> = (0..=255)
        .flat_map(|level| [level, 255 - level, 90])
        .collect();
    let mut encoder = gif::Encoder::new(&mut file, width, height, &palette).unwrap();
    let rgb = photo().split_off(b"P6 176 144 255\n".len());
    let mut pixels: Vec<u8> = rgb.chunks_exact(3).map(|pixel| pixel[1]).collect();
    for _ in 0..2 {
        let frame = gif::Frame::from_indexed_pixels(width, height, &pixels[..], None);
        encoder.write_frame(&frame).unwrap();
        pixels.reverse();
    }
    drop(encoder);
    file
}

#[test]
fn the_first_frame_of_an_animation_decides() {
    let file = animation();
    let small = |quality, max_bytes| Target {
        width: Some(WIDTH / 2),
        max_bytes,
        ..target(Encoding::Webp, quality)
    };
    let output = made(&file, small(Quality::Score(80), None));
    assert_eq!(output.frames, 2);
    assert_eq!(output.quality_by, Some(QualityBy::Score));
    assert!(output.score >= Some(8000), "{:?}", output.score);
    let number = Quality::Number(output.quality.unwrap());
    assert_eq!(made(&file, small(number, None)).data, output.data);

    let max_bytes = output.data.len() as u32 * 3 / 4;
    let limited = made(&file, small(Quality::Score(80), Some(max_bytes)));
    assert_eq!(limited.quality_by, Some(QualityBy::MaxBytes));
    assert!(limited.data.len() as u32 <= max_bytes);
    assert!(limited.score < output.score && limited.quality < output.quality);
    assert!(limited.score.is_some());
}

#[test]
fn formats_without_a_quality_take_no_notice() {
    // What auto makes of a PPM is a JPEG, of a QOI with alpha a PNG.
    let auto = Target {
        format: None,
        ..target(Encoding::Auto, Quality::Auto)
    };
    assert!(made(&photo(), auto.clone()).score.is_some());
    let mut qoi = std::io::Cursor::new(Vec::new());
    let picture = image::RgbaImage::new(WIDTH, HEIGHT);
    picture.write_to(&mut qoi, ImageFormat::Qoi).unwrap();
    let output = made(qoi.get_ref(), auto);
    assert_eq!(output.format, request::OutputFormat::Png);
    assert_eq!((output.score, output.quality_by), (None, None));
}

#[test]
fn a_lossless_file_has_no_score() {
    for (format, field) in [(Encoding::Webp, "lossless"), (Encoding::Png, "png")] {
        let target = Target {
            lossless: (format == Encoding::Webp).then_some(true),
            ..target(format, Quality::Auto)
        };
        let error = Request::new(vec![target], Limits::default()).unwrap_err();
        assert!(error.to_string().contains(field), "{error}");
    }
}
