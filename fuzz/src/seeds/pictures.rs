//! Small pictures of every kind that is read, for fuzzing to start from where there is no corpus.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Not a multiple of 8 or 16, so that blocks are cut.
const WIDTH: u16 = 37;
const HEIGHT: u16 = 21;

/// What makes one JPEG different from the others.
type Settings = fn(&mut Encoder<&mut Vec<u8>>);

/// Where an encoder refuses a picture in memory, this panics.
pub(super) fn all() -> Vec<(String, Vec<u8>)> {
    let mut all = jpegs();
    all.extend(other_jpegs());
    all.extend(others());
    all.extend(handmade());
    all.extend(documents());
    all.extend(lossy_webp());
    all
}

/// A picture with slopes, an edge and, in a corner, transparency.
fn picture() -> RgbaImage {
    RgbaImage::from_fn(WIDTH.into(), HEIGHT.into(), |x, y| {
        let inside = (8..20).contains(&x) && (5..15).contains(&y);
        let alpha = if x + y < 10 { (x * 25) as u8 } else { 255 };
        Rgba([
            (x * 6) as u8,
            (y * 12) as u8,
            if inside { 220 } else { 30 },
            alpha,
        ])
    })
}

fn jpegs() -> Vec<(String, Vec<u8>)> {
    let write = |color: ColorType, set: Settings| {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 80);
        set(&mut encoder);
        let samples = samples(color);
        encoder
            .encode(&samples, WIDTH, HEIGHT, color)
            .expect("a picture in memory can be written");
        file
    };
    let kinds: [(&str, ColorType, Settings); 7] = [
        ("baseline", ColorType::Rgb, |_| {}),
        ("gray", ColorType::Luma, |_| {}),
        ("cmyk", ColorType::Cmyk, |_| {}),
        ("ycck", ColorType::CmykAsYcck, |_| {}),
        ("subsampled", ColorType::Rgb, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::F_2_2);
            encoder.set_optimized_huffman_tables(true);
        }),
        ("restarts", ColorType::Rgb, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::F_2_1);
            encoder.set_restart_interval(2);
            // A TIFF header and a directory with one entry: tag 0x112, a short, with the value 6.
            let exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
            encoder.add_exif_metadata(exif).expect("a short segment");
        }),
        ("progressive", ColorType::Rgb, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::F_2_2);
            encoder.set_progressive(true);
        }),
    ];
    kinds
        .into_iter()
        .map(|(name, color, set)| (format!("{name}.jpg"), write(color, set)))
        .collect()
}

fn samples(color: ColorType) -> Vec<u8> {
    let picture = picture();
    let pixels = picture.pixels();
    match color {
        ColorType::Luma => pixels.map(|pixel| pixel.0[0]).collect(),
        ColorType::Rgb => pixels
            .flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]])
            .collect(),
        _ => pixels.flat_map(|pixel| pixel.0).collect(),
    }
}

fn others() -> Vec<(String, Vec<u8>)> {
    let rgba = DynamicImage::from(picture());
    let rgb = DynamicImage::from(rgba.to_rgb8());
    let deep = DynamicImage::from(rgba.to_rgba16());
    let gray = DynamicImage::from(rgba.to_luma8());
    let write = |picture: &DynamicImage, format: ImageFormat| {
        let mut file = Cursor::new(Vec::new());
        picture
            .write_to(&mut file, format)
            .expect("a picture in memory can be written");
        file.into_inner()
    };
    let mut animation = Vec::new();
    let mut encoder = GifEncoder::new(&mut animation);
    for step in 0..3 {
        let mut frame = picture();
        image::imageops::rotate180_in_place(&mut frame);
        frame.put_pixel(step, step, Rgba([255, 0, 0, 255]));
        encoder
            .encode_frame(image::Frame::new(frame))
            .expect("a frame in memory can be written");
    }
    drop(encoder);
    [
        ("rgba.png", write(&rgba, ImageFormat::Png)),
        ("rgb.png", write(&rgb, ImageFormat::Png)),
        ("gray.png", write(&gray, ImageFormat::Png)),
        ("deep.png", write(&deep, ImageFormat::Png)),
        ("rgba.webp", write(&rgba, ImageFormat::WebP)),
        ("rgb.webp", write(&rgb, ImageFormat::WebP)),
        ("rgba.gif", write(&rgba, ImageFormat::Gif)),
        ("animation.gif", animation),
        ("rgba.bmp", write(&rgba, ImageFormat::Bmp)),
        ("rgb.bmp", write(&rgb, ImageFormat::Bmp)),
        ("rgb.ppm", write(&rgb, ImageFormat::Pnm)),
        ("rgba.tga", write(&rgba, ImageFormat::Tga)),
    ]
    .map(|(name, file)| (name.to_owned(), file))
    .into()
}

/// Formats that no encoder is here for.
fn handmade() -> Vec<(String, Vec<u8>)> {
    // Four pixels: a colour, the same again twice (a run), and one in full.
    let mut qoi = b"qoif\0\0\0\x02\0\0\0\x02\x04\0".to_vec();
    qoi.extend(b"\xfe\x20\x40\x60\xc1\xff\x01\x02\x03\x80\0\0\0\0\0\0\0\x01");

    // 2 x 2 pixels, gray. Nine entries of twelve bytes: tag, type (3 is a short), count, value.
    let mut tiff = b"II*\0\x08\0\0\0\x09\0".to_vec();
    let pixels_at = 8 + 2 + 9 * 12 + 4;
    for (tag, value) in [
        (256, 2),         // Width.
        (257, 2),         // Height.
        (258, 8),         // Bits per sample.
        (259, 1),         // No compression.
        (262, 1),         // 0 is black.
        (273, pixels_at), // Where the strip is.
        (277, 1),         // Samples per pixel.
        (278, 2),         // Rows per strip.
        (279, 4),         // Bytes of the strip.
    ] {
        for number in [tag, 3, 1, 0, value, 0u16] {
            tiff.extend(number.to_le_bytes());
        }
    }
    tiff.extend([0, 0, 0, 0, 10, 90, 170, 250]);

    // One entry: a PNG behind the directory.
    let mut png = Cursor::new(Vec::new());
    DynamicImage::from(picture())
        .write_to(&mut png, ImageFormat::Png)
        .expect("a picture in memory can be written");
    let png = png.into_inner();
    let mut ico = vec![
        0,
        0,
        1,
        0,
        1,
        0,
        WIDTH as u8,
        HEIGHT as u8,
        0,
        0,
        1,
        0,
        32,
        0,
    ];
    ico.extend((png.len() as u32).to_le_bytes());
    ico.extend(22u32.to_le_bytes());
    ico.extend(png);

    [("run.qoi", qoi), ("gray.tif", tiff), ("png.ico", ico)]
        .map(|(name, file)| (name.to_owned(), file))
        .into()
}

/// From the tests of the decoder and from the vectors: kinds that no encoder here writes.
fn other_jpegs() -> Vec<(String, Vec<u8>)> {
    [
        (
            "arithmetic.jpg",
            &include_bytes!("../../../jpeg-shrink/tests/pictures/420-arithmetic-restart.jpg")[..],
        ),
        (
            "arithmetic-progressive.jpg",
            include_bytes!("../../../jpeg-shrink/tests/pictures/420-arithmetic-progressive.jpg"),
        ),
        (
            "lossless.jpg",
            include_bytes!("../../../conformance/vectors/inputs/jpeg/lossless-gray-restart.jpg"),
        ),
    ]
    .map(|(name, file)| (name.to_owned(), file.to_vec()))
    .into()
}

/// From the vectors.
fn documents() -> Vec<(String, Vec<u8>)> {
    [
        (
            "rgba.psd",
            &include_bytes!("../../../conformance/vectors/inputs/psd/rgba.psd")[..],
        ),
        (
            "indexed.psd",
            include_bytes!("../../../conformance/vectors/inputs/psd/indexed-transparent.psd"),
        ),
        (
            "rgba-16.psb",
            include_bytes!("../../../conformance/vectors/inputs/psd/rgba-16.psb"),
        ),
        (
            "window.raster",
            include_bytes!("../../../conformance/vectors/inputs/raster/window.raster"),
        ),
        (
            "two-renditions.raster",
            include_bytes!("../../../conformance/vectors/inputs/raster/two-renditions.raster"),
        ),
        (
            "bt2020-10.raster",
            include_bytes!("../../../conformance/vectors/inputs/raster/ycbcr-420-bt2020-10.raster"),
        ),
        (
            "alpha.raster",
            include_bytes!("../../../conformance/vectors/inputs/raster/ycbcr-420-alpha.raster"),
        ),
    ]
    .map(|(name, file)| (name.to_owned(), file.to_vec()))
    .into()
}

/// From the tests of the decoder: libwebp made them.
fn lossy_webp() -> Vec<(String, Vec<u8>)> {
    [
        (
            "segments.webp",
            &include_bytes!("../../../vp8-shrink/tests/pictures/segments.webp")[..],
        ),
        (
            "partitions.webp",
            include_bytes!("../../../vp8-shrink/tests/pictures/partitions4.webp"),
        ),
        (
            "simple-filter.webp",
            include_bytes!("../../../vp8-shrink/tests/pictures/simple-filter.webp"),
        ),
        (
            "tiny.webp",
            include_bytes!("../../../vp8-shrink/tests/pictures/5x2.webp"),
        ),
    ]
    .map(|(name, file)| (name.to_owned(), file.to_vec()))
    .into()
}
