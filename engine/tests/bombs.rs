//! Small files that ask for a lot: each ends in a typed error, with little memory and time.

mod pictures;

use std::time::Duration;

use engine::{CallLimits, Error, ImageErrorKind, Limits, Resizer};
use image::codecs::gif::GifEncoder;
use pictures::zeros;
use recipe::{Animation, Encoding, Target};

/// Far less than any of these pictures would take.
const MEMORY: usize = 24 << 20;

fn resizer() -> Resizer {
    Resizer::embedded(CallLimits {
        memory: MEMORY,
        time: Duration::from_secs(20),
        ..CallLimits::default()
    })
    .expect("the component loads")
}

/// All frames, as a GIF.
fn animation() -> Target {
    Target {
        format: Some(Encoding::Gif),
        animation: Some(Animation::All),
        ..Target::thumbnail()
    }
}

fn assert_too_large(name: &str, file: &[u8], target: &Target, said: &str) {
    match resizer().resize(file, std::slice::from_ref(target), Limits::default()) {
        Err(Error::Image {
            kind: ImageErrorKind::TooLarge,
            message,
            ..
        }) => assert!(message.contains(said), "{name}: {message}"),
        Err(other) => panic!("{name}: {other:?}"),
        Ok(_) => panic!("{name} was made"),
    }
}

fn png(width: u32, height: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[8, 6, 0, 0, 0],
    ]
    .concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        zeros::png_chunk(b"IHDR", &header),
        chunks.concat(),
        zeros::png_chunk(b"IDAT", b"\x78\x9c\x63\x00"),
    ]
    .concat()
}

fn tiff(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    // Width, height, bits, no compression, black is zero, offset, samples, rows per strip, bytes.
    let entries = [
        (256u16, width),
        (257, height),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 200),
        (277, 1),
        (278, height),
        (279, 100),
    ];
    file.extend((entries.len() as u16).to_le_bytes());
    for (tag, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend([4, 0, 1, 0, 0, 0]);
        file.extend(value.to_le_bytes());
    }
    file.resize(400, 0);
    file
}

#[test]
fn pictures_with_huge_sides() {
    let mut bmp = b"BM\0\x01\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bmp.extend(100_000u32.to_le_bytes());
    bmp.extend(90_000u32.to_le_bytes());
    bmp.extend(b"\x01\0\x18\0");
    bmp.resize(200, 0);
    let mut qoi = b"qoif".to_vec();
    qoi.extend(100_000u32.to_be_bytes());
    qoi.extend(90_000u32.to_be_bytes());
    qoi.extend([4, 0]);
    qoi.resize(200, 0);
    let mut tga = vec![0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    tga.extend([0xff, 0xff, 0xff, 0xff, 32, 8]);
    tga.resize(200, 0);
    let mut gif =
        b"GIF89a\xff\xff\xff\xff\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b".to_vec();
    gif.resize(100, 0);
    let webp = b"RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\x56\x50\x38\x20\x0a\0\0\0";
    let jpeg =
        b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xda";
    let mut psd = b"8BPS\0\x02\0\0\0\0\0\0\0\x03".to_vec();
    psd.extend(90_000u32.to_be_bytes());
    psd.extend(100_000u32.to_be_bytes());
    psd.extend([0, 8, 0, 3]);
    psd.resize(200, 0);
    let rows: [(&str, Vec<u8>); 10] = [
        ("PNG", png(60_000, 60_000, &[])),
        ("TIFF", tiff(100_000, 90_000)),
        ("BMP", bmp),
        ("QOI", qoi),
        ("TGA", tga),
        ("GIF", gif),
        ("WebP", webp.to_vec()),
        ("JPEG", jpeg.to_vec()),
        ("PSD", psd),
        ("PNM", b"P6 100000 90000 255\n\0\0\0".to_vec()),
    ];
    for (name, file) in rows {
        assert_too_large(
            name,
            &file,
            &Target::thumbnail(),
            "max-pixels allows 100000000",
        );
    }
}

#[test]
fn a_row_without_end() {
    assert_too_large(
        "PNG",
        &png(50_000_000, 1, &[]),
        &Target::thumbnail(),
        "no side may be longer than 1048576 pixels",
    );
}

#[test]
fn animations_without_end() {
    let mut many = Vec::new();
    let mut encoder = GifEncoder::new(&mut many);
    for _ in 0..2001 {
        let frame = image::Frame::new(pictures::disc(2));
        encoder.encode_frame(frame).expect("memory takes it");
    }
    drop(encoder);
    assert_too_large("frames", &many, &animation(), "max-frames allows 2000");

    let mut large = Vec::new();
    let mut encoder = GifEncoder::new(&mut large);
    let picture = image::RgbaImage::new(1000, 1000);
    for _ in 0..101 {
        let frame = image::Frame::new(picture.clone());
        encoder.encode_frame(frame).expect("memory takes it");
    }
    drop(encoder);
    assert_too_large(
        "pixels",
        &large,
        &animation(),
        "the animation has 101 frames of 1000 x 1000",
    );
    // A canvas of 400 MB is not made to find out.
    let mut giant = large.clone();
    giant[6..8].copy_from_slice(&10_000u16.to_le_bytes());
    giant[8..10].copy_from_slice(&10_000u16.to_le_bytes());
    let said = "the animation has 101 frames of 10000 x 10000";
    assert_too_large("canvas", &giant, &animation(), said);
    // Its first frame alone is no problem.
    let still = Target {
        animation: Some(Animation::FirstFrame),
        ..animation()
    };
    let resized = resizer().resize(&large, &[still], Limits::default());
    assert_eq!(resized.expect("a picture").outputs[0].frames, 1);
}

#[test]
fn scans_without_end() {
    let jpeg = pictures::jpeg(&pictures::photo(64, 64), true, None);
    let marker = |bytes: &[u8]| bytes[0] == 0xff && bytes[1] != 0;
    let start = jpeg
        .windows(2)
        .position(|bytes| bytes == b"\xff\xda")
        .expect("a scan begins somewhere");
    let length = 2 + jpeg[start + 2..]
        .windows(2)
        .position(marker)
        .expect("it ends");
    let (head, rest) = jpeg.split_at(start);
    // The first scan, again and again, before the picture is complete.
    let bomb = [head, &rest[..length].repeat(200), &rest[length..]].concat();
    assert_too_large("JPEG", &bomb, &Target::thumbnail(), "100");
}

/// 64 MB of zeros in a profile and in a text, packed: the picture beside them is small, so it is made without them.
#[test]
fn chunks_that_unpack_to_a_lot() {
    let packed = zeros::zlib_stream(64 << 20);
    let profile = zeros::png_chunk(b"iCCP", &[b"bomb\0\0", &packed[..]].concat());
    let text = zeros::png_chunk(b"zTXt", &[b"bomb\0\0", &packed[..]].concat());
    let international = zeros::png_chunk(
        b"iTXt",
        &[b"XML:com.adobe.xmp\0\x01\0\0\0", &packed[..]].concat(),
    );
    let small = pictures::encoded(pictures::photo(40, 30), image::ImageFormat::Png);
    let (head, rest) = small.split_at(33);
    let bomb = [head, &profile, &text, &international, rest].concat();
    let target = Target {
        keep: Some("all".parse().expect("a word")),
        ..Target::thumbnail()
    };
    let resized = resizer()
        .resize(&bomb, &[target], Limits::default())
        .expect("the picture is fine");
    assert_eq!(resized.outputs[0].width, 40);
    assert!(resized.outputs[0].data.len() < 100_000);
}

#[test]
fn a_file_with_too_many_bytes() {
    let mut file = pictures::jpeg(&pictures::photo(40, 30), false, None);
    file.resize(5000, 0);
    let limits = Limits {
        max_file_bytes: Some(4999),
        ..Limits::default()
    };
    match resizer().resize(&file, &[Target::thumbnail()], limits) {
        Err(Error::Image {
            kind: ImageErrorKind::TooLarge,
            message,
            ..
        }) => assert_eq!(
            message,
            "the file has 5000 bytes; max-file-bytes allows 4999"
        ),
        other => panic!("{other:?}"),
    }
}
