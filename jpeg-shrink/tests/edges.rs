//! Which files are told to be drawings: the same at all scales, and however they are coded.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use jpeg_shrink::{Chroma, Decoder, Edges, Options, Scale};

const SIDE: usize = 640;

/// A number for each place, as good as random.
fn hash(x: usize, y: usize) -> u32 {
    let mixed = (x as u32).wrapping_mul(0x9E37_79B1) ^ (y as u32).wrapping_mul(0x85EB_CA77);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2C1B_3C6D);
    mixed ^ (mixed >> 13)
}

fn picture(pixel: impl Fn(usize, usize) -> [u8; 3]) -> Vec<u8> {
    let places = (0..SIDE * SIDE).map(|at| (at % SIDE, at / SIDE));
    places.flat_map(|(x, y)| pixel(x, y)).collect()
}

/// Lines of letters, with strokes 2 pixels wide.
fn text(ink: [u8; 3], paper: [u8; 3]) -> Vec<u8> {
    picture(|x, y| {
        let is_letter = x % 12 < 10 && y % 40 < 14 && !hash(x / 60, y / 40).is_multiple_of(4);
        match is_letter && hash(x / 2, y / 2) & 1 == 0 {
            true => ink,
            false => paper,
        }
    })
}

/// Waves in which a few hard lines are, as in a photograph, over noise.
fn photograph() -> Vec<u8> {
    picture(|x, y| {
        let noise = hash(x, y) % 8;
        let wave = |length: f64, at: usize| 50.0 * (at as f64 / length).sin();
        let light = 110.0 + wave(9.0, x + y) + wave(31.0, 2 * x + 640 - y) + f64::from(noise);
        let light = if (x + y) % 160 < 2 { 20.0 } else { light };
        [light, 0.9 * light, 0.6 * light].map(|sample| sample.clamp(0.0, 255.0) as u8)
    })
}

fn files(rgb: &[u8]) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for quality in [75, 92] {
        for sampling in [SamplingFactor::F_1_1, SamplingFactor::F_2_2] {
            for is_progressive in [false, true] {
                let mut file = Vec::new();
                let mut encoder = Encoder::new(&mut file, quality);
                encoder.set_sampling_factor(sampling);
                if is_progressive {
                    // One of DC coefficients for each component, and one of all others.
                    encoder.set_progressive_scans(2);
                }
                let side = SIDE as u16;
                encoder.encode(rgb, side, side, ColorType::Rgb).unwrap();
                files.push(file);
            }
        }
    }
    files
}

fn edges(file: &[u8], sizes: &[(Scale, Chroma)]) -> Edges {
    let mut decoder = Decoder::with_chroma(file, sizes, &Options::default()).unwrap();
    while decoder.next_strip().unwrap() {}
    decoder.edges()
}

const SCALES: [Scale; 4] = [
    Scale::Full,
    Scale::Half,
    Scale::ThreeEighths,
    Scale::Quarter,
];

#[test]
fn drawings_have_hard_edges_at_all_scales_and_photographs_have_not() {
    for (rgb, expected) in [
        (text([0; 3], [255; 3]), Edges::Hard),
        (text([255; 3], [40; 3]), Edges::Hard),
        (text([0, 0, 255], [255, 255, 0]), Edges::HardInChroma),
        (text([255, 0, 0], [0, 0, 255]), Edges::HardInChroma),
        (photograph(), Edges::Soft),
        (picture(|_, _| [90, 120, 200]), Edges::Soft),
    ] {
        for (number, file) in files(&rgb).iter().enumerate() {
            for scale in SCALES {
                for chroma in [Chroma::Full, Chroma::Half] {
                    let found = edges(file, &[(scale, chroma)]);
                    assert_eq!(found, expected, "file {number} at {scale:?}, {chroma:?}");
                }
            }
            let several = [Scale::Half, Scale::Eighth].map(|scale| (scale, Chroma::Full));
            assert_eq!(edges(file, &several), expected, "file {number}");
            assert_eq!(edges(file, &several[1..]), Edges::Soft, "file {number}");
        }
    }
}

#[test]
fn a_drawing_is_told_before_all_of_it_is_decoded() {
    let file = &files(&text([0; 3], [255; 3]))[0];
    let mut decoder = Decoder::new(file, Scale::Quarter, &Options::default()).unwrap();
    assert_eq!(decoder.edges(), Edges::Soft);
    for _ in 0..20 {
        decoder.next_strip().unwrap();
    }
    assert_eq!(decoder.edges(), Edges::Hard);
}

#[test]
fn work_counts_the_scans_that_are_decoded() {
    let rgb = photograph();
    let pixels = (SIDE * SIDE) as u64;
    let work = |file: &[u8], scale| {
        let decoder = Decoder::new(file, scale, &Options::default()).unwrap();
        let work = decoder.work();
        let exactly = Options {
            max_work: work,
            ..Options::default()
        };
        assert!(Decoder::new(file, scale, &exactly).is_ok());
        let less = Options {
            max_work: work - 1,
            ..Options::default()
        };
        assert!(Decoder::new(file, scale, &less).is_err());
        work / pixels
    };
    let files = files(&rgb);
    assert_eq!(work(&files[0], Scale::Quarter), 1);
    assert_eq!(work(&files[1], Scale::Eighth), 3);
    assert_eq!(work(&files[1], Scale::Full), 6);
}

#[test]
fn scans_that_a_quarter_does_not_need_are_not_decoded_for_it() {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 90);
    // The detail of each component in several bands.
    encoder.set_progressive_scans(6);
    let side = SIDE as u16;
    let rgb = text([0; 3], [255; 3]);
    encoder.encode(&rgb, side, side, ColorType::Rgb).unwrap();
    for scale in SCALES {
        assert_eq!(edges(&file, &[(scale, Chroma::Full)]), Edges::Soft);
    }
}
