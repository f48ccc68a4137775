//! The meaning of components: CMYK and YCCK as Adobe's programs write them, RGB, and what tells them apart.

mod support;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use jpeg_shrink::{Color, Error, Options, Scale};
use support::{decode, load};

const WIDTH: u16 = 40;
const HEIGHT: u16 = 24;

/// Four smooth samples a pixel.
fn cmyk() -> Vec<u8> {
    let mut samples = Vec::new();
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            samples.extend([x * 6, y * 10, 250 - x * 5, (x + y) * 3].map(|value| value as u8));
        }
    }
    samples
}

fn encode(samples: &[u8], kind: ColorType) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 97);
    encoder.set_sampling_factor(SamplingFactor::R_4_4_4);
    encoder
        .encode(samples, WIDTH, HEIGHT, kind)
        .expect("encoded");
    file
}

/// The largest difference of two samples.
fn apart(a: &[u8], b: &[u8]) -> u8 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(&a, &b)| a.abs_diff(b))
        .max()
        .unwrap_or(0)
}

/// Where the Adobe segment stands, and its length with the marker.
fn adobe(file: &[u8]) -> std::ops::Range<usize> {
    let at = file
        .windows(9)
        .position(|bytes| bytes == b"\xFF\xEE\0\x0EAdobe")
        .expect("Adobe");
    at..at + 16
}

#[test]
fn cmyk_comes_with_255_for_full_ink() {
    // jpeg-encoder takes ink and writes it inverted, as Adobe does.
    for kind in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let mut file = encode(&cmyk(), kind);
        let picture = decode(&file, Scale::Full, &Options::default()).expect("CMYK");
        assert_eq!(
            jpeg_shrink::read_header(&file).expect("a header").color,
            Color::Cmyk
        );
        assert!(apart(&picture.samples, &cmyk()) <= 6, "{kind:?}");
        if kind == ColorType::Cmyk {
            // Without the segment it is inverted all the same.
            file.drain(adobe(&file));
            let plain = decode(&file, Scale::Full, &Options::default()).expect("CMYK");
            assert_eq!(plain.samples, picture.samples);
        }
    }
}

#[test]
fn rgb_is_told_by_adobe_or_by_names() {
    // cjpeg -rgb writes an Adobe segment with transform 0, and the names R, G and B.
    let file = load("rgb");
    let expected = decode(&file, Scale::Full, &Options::default())
        .expect("RGB")
        .samples;
    let mut named = file.clone();
    named.drain(adobe(&file));
    let picture = decode(&named, Scale::Full, &Options::default()).expect("by names");
    assert_eq!(picture.samples, expected);
    let mut yes = file.clone();
    yes[adobe(&file).end - 1] = 1;
    let picture = decode(&yes, Scale::Full, &Options::default()).expect("YCbCr");
    assert_ne!(picture.samples, expected);
}

#[test]
fn two_components_are_not_read() {
    let mut file = load("rgb");
    let frame = file
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .expect("a frame");
    file[frame + 9] = 2;
    assert_eq!(
        jpeg_shrink::read_header(&file),
        Err(Error::Unsupported(
            "2 components; 1, 3 or 4 are read".to_owned()
        ))
    );
}

/// A table that comes again between scans is for the components that begin after it.
#[test]
fn quantisers_can_change_between_scans() {
    let file = load("one-by-one");
    let expected = decode(&file, Scale::Full, &Options::default())
        .expect("scans")
        .samples;
    let at = |code: u8, nth: usize| {
        let places = file
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| *pair == [0xFF, code]);
        places.map(|(at, _)| at).nth(nth).expect("a marker")
    };
    // Luma's table again with other values, before the second scan: luma does not use it any more.
    let table = &file[at(0xDB, 0)..at(0xDB, 0) + 69];
    let mut other = table.to_vec();
    assert_eq!(other[4], 0, "table 0 with 8 bits");
    other[5..].fill(1);
    let between = at(0xDA, 1);
    let changed = [&file[..between], &other, &file[between..]].concat();
    let picture = decode(&changed, Scale::Full, &Options::default()).expect("changed");
    assert_eq!(picture.samples, expected);
    // Before the first scan it is luma's.
    let before = at(0xDA, 0);
    let changed = [&file[..before], &other, &file[before..]].concat();
    let picture = decode(&changed, Scale::Full, &Options::default()).expect("changed");
    assert_ne!(picture.samples, expected);
    // Quantisers of zero leave nothing, and are read all the same.
    other[5..].fill(0);
    let changed = [&file[..before], &other, &file[before..]].concat();
    assert!(decode(&changed, Scale::Full, &Options::default()).is_ok());
}
