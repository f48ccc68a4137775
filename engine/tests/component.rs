//! What the component does with pictures, seen from outside: through wasmtime, compared with independent code.

mod pictures;

use engine::{CallLimits, Error, FrameCount, ImageErrorKind, Limits, Output, Resizer};
use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage};
use recipe::{Encoding, Fit, OutputFormat, Quality, Target};

fn resizer() -> Resizer {
    Resizer::embedded(CallLimits::default()).expect("the component loads")
}

fn target(width: u32, height: u32, format: Encoding) -> Target {
    Target {
        width: Some(width),
        height: Some(height),
        format: Some(format),
        ..Target::default()
    }
}

fn resize(image: &[u8], target: &Target) -> Output {
    let mut resized = resizer()
        .resize(image, std::slice::from_ref(target), Limits::default())
        .expect("a good image");
    assert_eq!(resized.outputs.len(), 1);
    resized.outputs.remove(0)
}

fn decoded(output: &Output) -> DynamicImage {
    let picture = match output.format {
        OutputFormat::Jpeg => decoded_jpeg(&output.data),
        OutputFormat::Png => image::load_from_memory_with_format(&output.data, ImageFormat::Png)
            .expect("another decoder reads our PNG"),
        OutputFormat::Webp => image::load_from_memory_with_format(&output.data, ImageFormat::WebP)
            .expect("another decoder reads our WebP"),
        OutputFormat::Gif => image::load_from_memory_with_format(&output.data, ImageFormat::Gif)
            .expect("another decoder reads our GIF"),
        OutputFormat::Raster => panic!("no other decoder reads rasters"),
    };
    assert_eq!(picture.dimensions(), (output.width, output.height));
    picture
}

/// Not with the `image` crate: zune-jpeg 0.5.15, which it uses, gives green stripes on some processors for good files
/// with 4:2:0 sampling.
fn decoded_jpeg(file: &[u8]) -> DynamicImage {
    let mut decoder = jpeg_decoder::Decoder::new(file);
    let data = decoder.decode().expect("another decoder reads our JPEG");
    let info = decoder.info().expect("the picture has been decoded");
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    RgbImage::from_raw(width, height, data)
        .expect("three samples a pixel")
        .into()
}

/// Peak signal to noise ratio in decibels; more is more alike, and 40 is hard to see.
fn psnr(a: &RgbImage, b: &RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let squares: f64 = a
        .iter()
        .zip(b.iter())
        .map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2))
        .sum();
    10.0 * (255.0 * 255.0 * a.len() as f64 / squares.max(1.0)).log10()
}

/// All sources of one picture: name, file, and how well it survives its own encoder (in decibels).
fn sources(picture: &RgbImage) -> Vec<(&'static str, Vec<u8>, f64)> {
    vec![
        ("jpeg", pictures::jpeg(picture, false, None), 36.0),
        ("progressive", pictures::jpeg(picture, true, None), 36.0),
        (
            "png",
            pictures::encoded(picture.clone(), ImageFormat::Png),
            48.0,
        ),
        (
            "webp",
            pictures::encoded(picture.clone(), ImageFormat::WebP),
            48.0,
        ),
        (
            "gif",
            pictures::encoded(picture.clone(), ImageFormat::Gif),
            28.0,
        ),
    ]
}

#[test]
fn every_format_is_read_and_every_format_is_written() {
    let picture = pictures::photo(613, 411);
    let expected = DynamicImage::from(picture.clone())
        .resize_exact(128, 86, FilterType::Lanczos3)
        .to_rgb8();
    for (name, file, quality) in sources(&picture) {
        for (encoding, format, kept) in [
            (Encoding::Jpeg, OutputFormat::Jpeg, 31.0),
            (Encoding::Png, OutputFormat::Png, quality),
            (Encoding::Webp, OutputFormat::Webp, 29.0),
            (Encoding::Gif, OutputFormat::Gif, 26.0),
        ] {
            let output = resize(&file, &target(128, 128, encoding));
            assert_eq!(output.format, format, "{name}");
            assert_eq!((output.width, output.height), (128, 86), "{name}");
            let found = psnr(&decoded(&output).to_rgb8(), &expected);
            assert!(
                found >= quality.min(kept),
                "{name} to {format}: {found:.1} dB"
            );
        }
    }
}

#[test]
fn auto_keeps_the_format_and_probe_says_so() {
    let opaque = pictures::photo(200, 100);
    let disc = pictures::disc(100);
    for (file, expected) in [
        (pictures::jpeg(&opaque, false, None), OutputFormat::Jpeg),
        (
            pictures::encoded(opaque.clone(), ImageFormat::Png),
            OutputFormat::Png,
        ),
        (
            pictures::encoded(disc.clone(), ImageFormat::WebP),
            OutputFormat::Webp,
        ),
        (
            pictures::encoded(opaque, ImageFormat::Gif),
            OutputFormat::Gif,
        ),
        (pictures::encoded(disc, ImageFormat::Gif), OutputFormat::Gif),
    ] {
        assert_eq!(resize(&file, &Target::thumbnail()).format, expected);
        assert_eq!(
            resizer().probe(&file).map(|info| info.auto_format),
            Ok(expected)
        );
    }
}

#[test]
fn a_picture_is_turned_upright_in_all_eight_orientations() {
    // Red, green / blue, white: seen upright, whatever the stored form is.
    let upright = RgbImage::from_fn(96, 64, |x, y| match (x < 48, y < 32) {
        (true, true) => Rgb([220, 30, 30]),
        (false, true) => Rgb([30, 220, 30]),
        (true, false) => Rgb([30, 30, 220]),
        (false, false) => Rgb([240, 240, 240]),
    });
    let turn = |picture: &RgbImage, orientation: u8| -> RgbImage {
        use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
        // The inverse of what a viewer has to do.
        match orientation {
            2 => flip_horizontal(picture),
            3 => rotate180(picture),
            4 => flip_vertical(picture),
            5 => flip_horizontal(&rotate90(picture)),
            6 => rotate270(picture),
            7 => flip_horizontal(&rotate270(picture)),
            8 => rotate90(picture),
            _ => picture.clone(),
        }
    };
    for orientation in 1..=8 {
        let file = pictures::jpeg(&turn(&upright, orientation), false, Some(orientation));
        let info = resizer().probe(&file).expect("a good image");
        assert_eq!(
            (info.width, info.height),
            (96, 64),
            "orientation {orientation}"
        );
        assert_eq!(info.orientation, orientation);

        let output = resize(&file, &target(48, 48, Encoding::Png));
        assert_eq!(
            (output.width, output.height),
            (48, 32),
            "orientation {orientation}"
        );
        let picture = decoded(&output).to_rgb8();
        for (x, y, expected) in [
            (12, 8, [220, 30, 30]),
            (36, 8, [30, 220, 30]),
            (12, 24, [30, 30, 220]),
            (36, 24, [240, 240, 240]),
        ] {
            let found = picture.get_pixel(x, y).0;
            let near = found
                .iter()
                .zip(expected)
                .all(|(a, b): (&u8, u8)| a.abs_diff(b) < 12);
            assert!(near, "orientation {orientation}: {found:?} at ({x}, {y})");
        }
    }
}

#[test]
fn metadata_is_dropped() {
    let file = pictures::jpeg(&pictures::photo(64, 64), false, Some(1));
    assert!(file.windows(4).any(|bytes| bytes == b"Exif"));
    let output = resize(&file, &target(32, 32, Encoding::Auto));
    assert!(!output.data.windows(4).any(|bytes| bytes == b"Exif"));
}

#[test]
fn cover_fills_the_box_from_the_middle() {
    let picture = RgbImage::from_fn(300, 100, |x, _| match x / 100 {
        0 => Rgb([255, 0, 0]),
        1 => Rgb([0, 255, 0]),
        _ => Rgb([0, 0, 255]),
    });
    let file = pictures::encoded(picture, ImageFormat::Png);
    let cover = Target {
        fit: Some(Fit::Cover),
        ..target(50, 50, Encoding::Png)
    };
    let output = resize(&file, &cover);
    assert_eq!((output.width, output.height), (50, 50));
    let picture = decoded(&output).to_rgb8();
    assert_eq!(picture.get_pixel(25, 25).0, [0, 255, 0]);
    // The neighbours shine through at the very edge only.
    assert_eq!(picture.get_pixel(4, 25).0, [0, 255, 0]);
    assert_eq!(picture.get_pixel(45, 25).0, [0, 255, 0]);
}

#[test]
fn transparency_is_kept_without_a_fringe() {
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let file = pictures::encoded(pictures::disc(200), format);
        let lossless = Target {
            lossless: Some(true),
            ..target(50, 50, Encoding::Webp)
        };
        for target in [target(50, 50, Encoding::Png), lossless] {
            let picture = decoded(&resize(&file, &target)).to_rgba8();
            assert_eq!(picture.get_pixel(25, 25).0, [200, 40, 40, 255]);
            assert_eq!(picture.get_pixel(0, 0).0[3], 0);
            for pixel in picture.pixels().filter(|pixel| pixel.0[3] > 8) {
                assert!(pixel.0[1] <= 60, "green from transparent pixels: {pixel:?}");
            }
        }
        let jpeg = decoded(&resize(&file, &target(50, 50, Encoding::Jpeg))).to_rgb8();
        assert!(
            jpeg.get_pixel(0, 0).0.iter().all(|sample| *sample > 235),
            "white behind"
        );
    }
}

#[test]
fn nothing_is_enlarged_unless_asked() {
    let file = pictures::encoded(pictures::photo(60, 40), ImageFormat::Png);
    let mut asked = target(120, 120, Encoding::Png);
    assert_eq!(resize(&file, &asked).width, 60);
    asked.enlarge = Some(true);
    let output = resize(&file, &asked);
    assert_eq!((output.width, output.height), (120, 80));
}

#[test]
fn what_may_not_be_shrunk_keeps_its_pixels() {
    let photo = pictures::photo(60, 40);
    let file = pictures::encoded(photo.clone(), ImageFormat::Png);
    let rows = [
        (Fit::Inside, (0, 0), (60, 40)),
        (Fit::Outside, (0, 0), (60, 40)),
        (Fit::Fill, (0, 0), (60, 40)),
        (Fit::Contain, (0, 0), (60, 40)),
        // Cut to the box, around the middle.
        (Fit::Cover, (20, 10), (20, 20)),
    ];
    for (fit, (left, top), (width, height)) in rows {
        let asked = Target {
            fit: Some(fit),
            enlarge: Some(true),
            shrink: Some(false),
            ..target(20, 20, Encoding::Png)
        };
        let expected = image::imageops::crop_imm(&photo, left, top, width, height).to_image();
        let made = decoded(&resize(&file, &asked)).to_rgb8();
        assert!(made == expected, "{fit}");
    }
    let mut asked = target(90, 90, Encoding::Png);
    asked.shrink = Some(false);
    assert_eq!(resize(&file, &asked).width, 60);
    asked.enlarge = Some(true);
    let output = resize(&file, &asked);
    assert_eq!((output.width, output.height), (90, 60));
}

#[test]
fn gray_stays_gray() {
    let gray = image::GrayImage::from_fn(100, 80, |x, y| image::Luma([(x + y) as u8]));
    let output = resize(
        &pictures::encoded(gray, ImageFormat::Png),
        &target(50, 50, Encoding::Png),
    );
    assert_eq!(decoded(&output).color(), image::ColorType::L8);
}

#[test]
fn one_decode_serves_many_targets() {
    let file = pictures::jpeg(&pictures::photo(1200, 800), false, None);
    let targets = [
        target(800, 800, Encoding::Auto),
        target(100, 100, Encoding::Png),
        target(2000, 2000, Encoding::Webp),
    ];
    let resized = resizer()
        .resize(&file, &targets, Limits::default())
        .expect("a good image");
    let sizes: Vec<_> = resized
        .outputs
        .iter()
        .map(|output| (output.width, output.height))
        .collect();
    // The last one is not enlarged.
    assert_eq!(sizes, [(800, 533), (100, 67), (1200, 800)]);
}

#[test]
fn quality_changes_the_size_of_a_jpeg() {
    let file = pictures::jpeg(&pictures::noise(300, 300), false, None);
    let bytes = |quality: Option<u8>| {
        let target = Target {
            quality: quality.map(Quality::Number),
            ..target(200, 200, Encoding::Jpeg)
        };
        resize(&file, &target).data.len()
    };
    assert!(bytes(Some(30)) < bytes(None));
    assert_eq!(bytes(None), bytes(Some(80)));
    assert!(bytes(None) < bytes(Some(95)));
}

#[test]
fn a_wrong_request_says_what_is_allowed() {
    let file = pictures::jpeg(&pictures::photo(40, 30), false, None);
    let refused = |targets: &[Target]| match resizer().resize(&file, targets, Limits::default()) {
        Err(Error::Image {
            kind: ImageErrorKind::InvalidOptions,
            message,
            ..
        }) => message,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused(&[]),
        "outputs is a list of 0; expected a list of 1 to 16 objects"
    );
    assert_eq!(
        refused(&[Target::default()]),
        "output 1: no size is given; set width, height or both, or scale or crop"
    );
    assert_eq!(
        refused(&[Target::thumbnail(), target(0, 5, Encoding::Auto)]),
        "output 2: width is 0; expected a whole number from 1 to 16384"
    );
    let quality = Target {
        quality: Some(Quality::Number(101)),
        ..Target::thumbnail()
    };
    assert_eq!(
        refused(&[quality]),
        "output 1: quality is 101; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75"
    );
}

#[test]
fn probe_reads_a_prefix_and_says_how_much_more_it_needs() {
    let picture = pictures::photo(300, 200);
    for (name, file, _) in sources(&picture) {
        let whole = resizer().probe(&file).expect("a good image");
        assert_eq!(
            (whole.width, whole.height, whole.frames),
            (300, 200, FrameCount::Exactly(1)),
            "{name}"
        );
        assert_eq!(whole.progressive, name == "progressive");

        let mut length = 1;
        let mut calls = 0;
        let found = loop {
            calls += 1;
            match resizer().probe(&file[..length]) {
                Ok(info) => break info,
                Err(Error::Image {
                    kind: ImageErrorKind::Truncated,
                    needed: Some(needed),
                    ..
                }) => {
                    let needed = needed as usize;
                    assert!(
                        needed > length && needed <= file.len(),
                        "{name}: {needed} after {length}"
                    );
                    length = needed;
                }
                // One byte of a signature is no signature.
                Err(Error::Image {
                    kind: ImageErrorKind::UnsupportedFormat,
                    ..
                }) if length < 16 => {
                    length = 16;
                }
                other => panic!("{name}: {other:?}"),
            }
        };
        assert_eq!((found.width, found.height), (300, 200), "{name}");
        assert!(calls < 60, "{name} took {calls} calls");
    }
}

#[test]
fn frames_are_counted() {
    let file = pictures::animation(40, 5);
    let frames = |head: &[u8]| resizer().probe(head).map(|info| info.frames);
    assert_eq!(frames(&file), Ok(FrameCount::Exactly(5)));
    assert!(matches!(
        frames(&file[..file.len() - 20]),
        Ok(FrameCount::AtLeast(1..=5))
    ));
    assert_eq!(resize(&file, &Target::thumbnail()).width, 40);
}

#[test]
fn every_prefix_of_a_file_is_an_error_and_never_a_trap() {
    let resizer = resizer();
    for (name, file, _) in sources(&pictures::photo(48, 32)) {
        for length in 0..file.len() {
            match resizer.resize(&file[..length], &[Target::thumbnail()], Limits::default()) {
                // What is missing at the very end may be only an end marker.
                Ok(_) => assert!(
                    length + 64 > file.len(),
                    "{name}: {length} bytes of {}",
                    file.len()
                ),
                Err(Error::Image { .. }) => {}
                Err(other) => panic!("{name}, {length} bytes of {}: {other}", file.len()),
            }
        }
    }
}

#[test]
fn changed_bytes_are_never_a_trap() {
    let resizer = resizer();
    for (name, file, _) in sources(&pictures::photo(48, 32)) {
        for position in 0..file.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut damaged = file.clone();
                damaged[position] ^= flip;
                match resizer.resize(&damaged, &[Target::thumbnail()], Limits::default()) {
                    Ok(_) | Err(Error::Image { .. }) => {}
                    Err(other) => panic!("{name}, byte {position} ^ {flip:#x}: {other}"),
                }
            }
        }
    }
}
