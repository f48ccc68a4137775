//! What `probe` says of the memory that a thumbnail needs, beside what one takes: large pictures of every kind that is read.

mod pictures;

use std::time::Duration;

use engine::{CallLimits, Limits, Resizer};
use image::{Rgb, RgbImage, Rgba, RgbaImage};
use pictures::large::{self, Tiff};
use pictures::zeros::zlib_stream;
use recipe::{Animation, Encoding, Quality, Target};

fn resizer() -> Resizer {
    Resizer::embedded(CallLimits {
        memory: 1 << 30,
        // Arbitrary: a busy machine takes its time for 48 megapixels.
        time: Duration::from_secs(300),
        ..CallLimits::default()
    })
    .expect("the component loads")
}

/// A thumbnail as `probe` means it. Those of decoders that scale are in a format for which no chroma is left away.
fn thumbnail(file: &[u8]) -> Target {
    let has_chroma = file.starts_with(b"\xff\xd8") || file.starts_with(b"RIFF");
    Target {
        width: Some(128),
        height: Some(128),
        format: has_chroma.then_some(Encoding::Png),
        ..Target::default()
    }
}

/// Writes down a file whose estimate is not right: never less than what is used, and never more than 1.5 times that.
fn check(name: &str, file: &[u8], wrong: &mut Vec<String>) {
    let resizer = resizer();
    let estimate = resizer.probe(file).expect(name).working_memory;
    let resized = resizer
        .resize(file, &[thumbnail(file)], Limits::default())
        .unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let used = resized.peak_memory.saturating_sub(file.len()) as u64;
    println!(
        "{name}: {estimate} estimated, {used} used, {:.2}",
        estimate as f64 / used as f64
    );
    if estimate < used || estimate > used * 3 / 2 {
        wrong.push(format!("{name}: {estimate} estimated, {used} used"));
    }
}

fn check_all(files: Vec<(&str, Vec<u8>)>) {
    let mut wrong = Vec::new();
    for (name, file) in files {
        check(name, &file, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A thumbnail whose quality is found by a score takes no more either: it is decoded again and compared, when the source's decoder
/// is gone.
#[test]
fn a_quality_by_a_score() {
    let resizer = resizer();
    let noise = pictures::noise(1500, 1200);
    for (name, file) in [
        ("JPEG", pictures::jpeg(&noise, false, None)),
        ("flat JPEG", pictures::jpeg(&flat(TWELVE), false, None)),
        ("PNG", large::png(TWELVE.0, TWELVE.1, (8, 2), false)),
        (
            "PNG with alpha",
            pictures::encoded(pictures::disc(900), image::ImageFormat::Png),
        ),
    ] {
        let estimate = resizer.probe(&file).expect(name).working_memory;
        for format in [Encoding::Jpeg, Encoding::Webp] {
            let target = Target {
                width: Some(128),
                height: Some(128),
                format: Some(format),
                quality: Some(Quality::Auto),
                ..Target::default()
            };
            let resized = resizer
                .resize(&file, &[target], Limits::default())
                .expect(name);
            assert!(resized.outputs[0].score.is_some());
            let used = resized.peak_memory.saturating_sub(file.len()) as u64;
            assert!(
                used <= estimate,
                "{name} as {format}: {estimate} estimated, {used} used"
            );
        }
    }
}

const TWELVE: (u32, u32) = (4000, 3000);
const FORTY_EIGHT: (u32, u32) = (8000, 6000);

/// One colour and an edge, for encoders that are fast with that.
fn flat((width, height): (u32, u32)) -> RgbImage {
    let mut picture = RgbImage::from_pixel(width, height, Rgb([90, 120, 200]));
    for y in 0..height / 2 {
        for x in 0..width / 8 {
            picture.put_pixel(x, y, Rgb([200, 40, 30]));
        }
    }
    picture
}

/// A photograph to a codec: smooth, with the noise of a sensor.
fn grainy(size: (u32, u32)) -> RgbImage {
    let mut picture = pictures::photo(size.0, size.1);
    let noise = pictures::noise(size.0, size.1);
    for (sample, noise) in picture.iter_mut().zip(noise.iter()) {
        *sample = sample.saturating_add(noise % 6);
    }
    picture
}

/// What the component makes of a small picture when it enlarges it.
fn enlarged(picture: RgbaImage, (width, height): (u32, u32), format: Encoding) -> Vec<u8> {
    let small = pictures::encoded(picture, image::ImageFormat::Png);
    enlarged_file(&small, (width, height), format)
}

fn enlarged_file(small: &[u8], (width, height): (u32, u32), format: Encoding) -> Vec<u8> {
    let target = Target {
        width: Some(width),
        height: Some(height),
        fit: Some(recipe::Fit::Fill),
        format: Some(format),
        enlarge: Some(true),
        animation: Some(Animation::All),
        filter: Some(recipe::Filter::Nearest),
        ..Target::default()
    };
    let mut resized = resizer()
        .resize(small, &[target], Limits::default())
        .expect("a large picture");
    resized.outputs.remove(0).data
}

#[test]
fn jpeg() {
    let picture = flat(TWELVE);
    check_all(vec![
        ("baseline", pictures::jpeg(&picture, false, None)),
        ("progressive", pictures::jpeg(&picture, true, None)),
        (
            "baseline of 48 megapixels",
            pictures::jpeg(&flat(FORTY_EIGHT), false, None),
        ),
    ]);
}

#[test]
fn png() {
    let (width, height) = TWELVE;
    let plain = |kind| large::png(FORTY_EIGHT.0, FORTY_EIGHT.1, kind, false);
    let interlaced = |kind| large::png(width, height, kind, true);
    check_all(vec![
        ("RGB", plain((8, 2))),
        ("RGBA of 16 bits", plain((16, 6))),
        ("palette", plain((4, 3))),
        ("RGB, interlaced", interlaced((8, 2))),
        ("RGBA, interlaced", interlaced((8, 6))),
        ("gray, interlaced", interlaced((8, 0))),
        ("palette, interlaced", interlaced((4, 3))),
        ("RGBA of 16 bits, interlaced", interlaced((16, 6))),
        ("gray of 16 bits, interlaced", interlaced((16, 0))),
    ]);
}

#[test]
fn webp() {
    let opaque = pictures::disc(8);
    let opaque = RgbaImage::from_fn(8, 6, |x, y| {
        let [red, green, blue, _] = opaque.get_pixel(x, y).0;
        Rgba([red, green, blue, 255])
    });
    let lossy = |picture: RgbaImage| enlarged(picture, TWELVE, Encoding::Webp);
    check_all(vec![
        ("lossy", lossy(opaque)),
        ("lossy with alpha", lossy(pictures::disc(8))),
        (
            "lossless",
            pictures::encoded(flat(TWELVE), image::ImageFormat::WebP),
        ),
        (
            "lossless with alpha",
            pictures::encoded(
                image::DynamicImage::from(flat(TWELVE)).to_rgba8(),
                image::ImageFormat::WebP,
            ),
        ),
    ]);
}

/// Noise has as many bytes as pixels have, which the decoder keeps beside them; our encoder uses more of the format than the other.
#[test]
fn lossless_webp_of_noise_and_of_a_photograph() {
    /// Up to this many pixels our encoder does all that it can.
    const FOUR: (u32, u32) = (2400, 1700);
    let with_alpha = |picture: RgbImage| image::DynamicImage::from(picture).to_rgba8();
    let encoded =
        |picture: image::DynamicImage| pictures::encoded(picture, image::ImageFormat::WebP);
    let ours = |picture: RgbImage| {
        let target = Target {
            width: Some(picture.width()),
            format: Some(Encoding::Webp),
            lossless: Some(true),
            ..Target::default()
        };
        let png = pictures::encoded(picture, image::ImageFormat::Png);
        let mut resized = resizer()
            .resize(&png, &[target], Limits::default())
            .expect("a lossless file");
        resized.outputs.remove(0).data
    };
    let noise = pictures::noise(TWELVE.0, TWELVE.1);
    check_all(vec![
        (
            "noise with alpha",
            encoded(with_alpha(noise.clone()).into()),
        ),
        ("noise", encoded(noise.into())),
        ("photograph", encoded(grainy(TWELVE).into())),
        (
            "photograph with alpha",
            encoded(with_alpha(grainy(TWELVE)).into()),
        ),
        (
            "noise, by our encoder",
            ours(pictures::noise(FOUR.0, FOUR.1)),
        ),
        ("photograph, by our encoder", ours(grainy(FOUR))),
    ]);
}

#[test]
fn gif() {
    let small = pictures::animation(8, 3);
    check_all(vec![
        ("still", enlarged(pictures::disc(8), TWELVE, Encoding::Gif)),
        ("animated", enlarged_file(&small, TWELVE, Encoding::Gif)),
    ]);
}

#[test]
fn tiff() {
    let (width, height) = TWELVE;
    let rgb = Tiff {
        bits: 8,
        samples: 3,
        photometric: 2,
        compression: 1,
        rows: 16,
        tile: None,
    };
    let inks = Tiff {
        samples: 4,
        photometric: 5,
        ..rgb
    };
    let row = |kind: Tiff| {
        vec![0; (width * u32::from(kind.samples) * u32::from(kind.bits) / 8 * kind.rows) as usize]
    };
    let make = |kind: Tiff, data: &[u8]| large::tiff(width, height, kind, data);
    let deep = Tiff { bits: 16, ..rgb };
    let one_strip = Tiff {
        rows: height,
        compression: 8,
        ..rgb
    };
    let tiled = Tiff {
        tile: Some((256, 256)),
        ..rgb
    };
    let tile = vec![0; 256 * 256 * 3];
    let jpeg_strip = pictures::jpeg(&flat((width, height)), false, None);
    let jpeg_tile = pictures::jpeg(&flat((512, 512)), false, None);
    let ycbcr = Tiff {
        photometric: 6,
        compression: 7,
        ..rgb
    };
    check_all(vec![
        ("strips", make(rgb, &row(rgb))),
        ("strips of inks", make(inks, &row(inks))),
        ("strips of 16 bits", make(deep, &row(deep))),
        (
            "Deflate in one strip",
            make(one_strip, &zlib_stream(36_000_000)),
        ),
        ("tiles", make(tiled, &tile)),
        (
            "tiles of 16 bits",
            make(Tiff { bits: 16, ..tiled }, &vec![0; 2 * tile.len()]),
        ),
        (
            "JPEG in one strip",
            make(
                Tiff {
                    rows: height,
                    ..ycbcr
                },
                &jpeg_strip,
            ),
        ),
        (
            "JPEG in tiles",
            make(
                Tiff {
                    tile: Some((512, 512)),
                    ..ycbcr
                },
                &jpeg_tile,
            ),
        ),
    ]);
}

#[test]
fn formats_that_are_read_row_by_row() {
    let (width, height) = TWELVE;
    let (wide, high) = FORTY_EIGHT;
    let pnm = |header: &str, bytes: u32| {
        let text = format!(
            "{header} {width} {height} {}\n",
            if bytes > 3 { 65535 } else { 255 }
        );
        [
            text.into_bytes(),
            vec![0; (width * height * bytes) as usize],
        ]
        .concat()
    };
    check_all(vec![
        ("BMP", large::plain_bmp(width, height)),
        ("BMP, run lengths", large::packed_bmp(wide, high)),
        ("ICO, bitmap", large::icon(width, height)),
        (
            "ICO, PNG",
            large::icon_of(&large::png(wide, high, (8, 2), false)),
        ),
        ("PNM", pnm("P6", 3)),
        ("PNM of 16 bits", pnm("P6", 6)),
        ("TGA", large::tga(width as u16, height as u16, false)),
        (
            "TGA, run lengths",
            large::tga(wide as u16, high as u16, true),
        ),
        ("QOI", large::qoi(wide, high)),
        ("PSD", large::psd(wide, high, 8)),
        ("PSD of 16 bits", large::psd(wide, high, 16)),
    ]);
}
