//! Pictures of all formats but TIFF.

use super::files::{self, PNG_SIDE, Png, chunk, png};
use super::*;
use crate::contract::WarningKind;

#[test]
fn head_and_decoder_agree_on_every_kind_of_file() {
    for (name, file) in files::all() {
        // The agreement is asserted while decoding.
        let decoded = decode(&file).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(decoded.warnings, [], "{name}");
    }
}

#[test]
fn asking_for_what_is_needed_leads_to_the_head() {
    for (name, file) in files::all() {
        // No prober begins with less; the words of a PNM or a PAM are asked for one byte at a time.
        let mut length = file.len().min(64);
        let mut questions = 0;
        let head = loop {
            match head::read(&file[..length]) {
                Ok(head) => break head,
                Err(Error::Truncated(truncation)) => {
                    let needed = truncation.needed.unwrap() as usize;
                    assert!(needed > length && needed <= file.len(), "{name}: {needed}");
                    length = needed;
                }
                Err(error) => panic!("{name}: {error:?}"),
            }
            questions += 1;
        };
        assert!(questions < 10, "{name}: {questions}");
        let whole = head::read_whole(&file).unwrap();
        assert_eq!(
            (head.format, head.width, head.height, head.depth, head.alpha),
            (
                whole.format,
                whole.width,
                whole.height,
                whole.depth,
                whole.alpha
            ),
            "{name}"
        );
    }
}

/// What a PNG file of this kind is, expanded.
fn expected(kind: &Png) -> Vec<u16> {
    let mut samples = Vec::new();
    for y in 0..PNG_SIDE {
        for x in 0..PNG_SIDE {
            for channel in 0..kind.channels() {
                let sample = kind.sample(x, y, channel);
                match (kind.color_type, kind.depth) {
                    (3, _) => samples.extend([sample, 255 - sample, sample / 2]),
                    (_, 1) => samples.push(sample * 255),
                    (_, 2) => samples.push(sample * 85),
                    (_, 4) => samples.push(sample * 17),
                    _ => samples.push(sample),
                }
            }
        }
    }
    samples
}

#[test]
fn every_kind_of_png_is_read_interlaced_or_not() {
    for (color_type, depth) in files::PNG_KINDS {
        for interlaced in [false, true] {
            let mut kind = Png::new(color_type, depth);
            kind.interlaced = interlaced;
            let decoded = decode(&png(&kind)).unwrap();
            let what = format!("{color_type}/{depth}, interlaced: {interlaced}");
            assert_eq!(decoded.samples, expected(&kind), "{what}");
            assert_eq!(decoded.sixteen, depth == 16, "{what}");
        }
    }
}

#[test]
fn a_transparent_colour_becomes_alpha() {
    let mut kind = Png::new(0, 2);
    kind.before = chunk(b"tRNS", &[0, 1]);
    let decoded = decode(&png(&kind)).unwrap();
    assert_eq!(decoded.channels, Channels::GrayAlpha);
    for pixel in decoded.samples.chunks(2) {
        assert_eq!(pixel[1], if pixel[0] == 85 { 0 } else { 255 });
    }
    let mut kind = Png::new(3, 1);
    kind.before.extend(chunk(b"tRNS", &[7]));
    let decoded = decode(&png(&kind)).unwrap();
    assert_eq!(decoded.channels, Channels::Rgba);
    assert!(decoded.samples.chunks(4).any(|pixel| pixel[3] == 7));
}

#[test]
fn a_wrong_checksum_is_a_warning() {
    let mut kind = Png::new(0, 8);
    kind.before = chunk(b"gAMA", &[0, 0, 0xb1, 0x8f]);
    let mut file = png(&kind);
    let whole = decode(&file).unwrap();
    // The checksum of gAMA, and that of the picture.
    let gamma = file.windows(4).position(|bytes| bytes == b"gAMA").unwrap();
    file[gamma + 8] ^= 1;
    let end = file.len() - 13;
    file[end] ^= 1;
    let decoded = decode(&file).unwrap();
    assert_eq!(decoded.samples, whole.samples);
    let messages: Vec<_> = decoded
        .warnings
        .iter()
        .map(|warning| (warning.kind, warning.message.as_str()))
        .collect();
    assert_eq!(
        messages,
        [
            (
                WarningKind::Damage,
                "this PNG file is damaged: the checksum of its chunk gAMA is wrong, so the chunk is ignored"
            ),
            (
                WarningKind::Damage,
                "this PNG file is damaged: the checksums of 1 chunks are wrong, so the image may be too"
            ),
        ]
    );
    let without_end = &png(&Png::new(0, 8));
    let decoded = decode(&without_end[..without_end.len() - 12]).unwrap();
    assert_eq!(
        decoded.warnings[0].message,
        "this PNG file is damaged: its end is missing"
    );
}

#[test]
fn lossy_and_lossless_webp_are_read() {
    // The gradient that the files are made of.
    let gradient = |x: usize, y: usize| [x * 10, y * 15, (x + y) * 6, 255 - x * 8];
    for (file, tolerance) in [
        (files::LOSSY_WEBP, 40),
        (files::LOSSY_ALPHA_WEBP, 60),
        (files::LOSSLESS_ALPHA_WEBP, 0),
    ] {
        let decoded = decode(file).unwrap();
        let count = decoded.channels.count();
        for y in 0..16 {
            for x in 0..24 {
                let pixel = &decoded.samples[(y * 24 + x) * count..][..count];
                for (sample, expected) in pixel.iter().zip(gradient(x, y)) {
                    let difference = expected.abs_diff(usize::from(*sample));
                    assert!(difference <= tolerance, "{pixel:?} at {x}, {y}");
                }
            }
        }
    }
}

#[test]
fn simple_formats_are_read() {
    let samples = |name: &str| {
        let files = files::all();
        let (_, file) = files.iter().find(|(found, _)| found == name).unwrap();
        decode(file).unwrap().samples
    };
    // The lower row comes first, and blue does.
    let upper = [11, 10, 9, 14, 13, 12];
    assert_eq!(samples("BMP, 24 bits")[..6], upper);
    assert_eq!(samples("BMP, alpha mask")[..4], [11, 10, 9, 12]);
    assert_eq!(samples("PNM, plain"), [1, 2, 3, 4, 5, 6]);
    assert_eq!(samples("PNM, 16 bits"), [0x102, 0x304, 0x506, 0x708]);
    assert_eq!(samples("PAM"), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(samples("QOI"), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(samples("TGA"), [1, 2, 3, 4, 5, 6]);
    let (dark, light) = ([3, 2, 1], [6, 5, 4]);
    let rows = [light, dark, light, light, light, light];
    assert_eq!(samples("TGA, RLE"), rows.concat());
    let rows = [light, light, [0; 3], light, dark, light];
    assert_eq!(samples("BMP, RLE8"), rows.concat());
    assert_eq!(samples("ICO, 32 bits"), [3, 2, 1, 255, 6, 5, 4, 7]);
}

#[test]
fn the_largest_picture_of_an_icon_is_read() {
    let decoded = decode(&files::icon(&png(&Png::new(6, 8)), 5, 5)).unwrap();
    assert_eq!(decoded.samples, expected(&Png::new(6, 8)));
    let files = files::all();
    let (_, file) = files.iter().find(|(name, _)| name == "ICO, DIB").unwrap();
    let red = [255, 0, 0, 255];
    let masked = [255, 0, 0, 0];
    let decoded = decode(file).unwrap();
    assert_eq!(
        decoded.samples,
        [red, red, masked, masked, red, red, red, red].concat()
    );
    // A pointer has the place that it points to where an icon has its depth.
    let mut pointer = file.clone();
    pointer[2] = 2;
    pointer[26..30].copy_from_slice(&[3, 2, 1, 1]);
    assert_eq!(decode(&pointer).unwrap(), decoded);
}
