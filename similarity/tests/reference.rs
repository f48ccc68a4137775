//! Beside another implementation, the crate `ssimulacra2`, which was checked against libjxl's program.

use proptest::prelude::*;
use similarity::Comparison;
use ssimulacra2::{ColorPrimaries, Rgb, TransferCharacteristic, compute_frame_ssimulacra2};

/// Sides from which all six sizes are there: with fewer, the other implementation gives weights to the wrong ones.
const LEAST_SIDE: usize = 121;

fn ours(size: (usize, usize), original: &[u8], other: &[u8]) -> f64 {
    let (width, height) = size;
    let mut comparison = Comparison::new(width, height).unwrap();
    let rows = original.chunks(width * 3).zip(other.chunks(width * 3));
    rows.for_each(|(original, other)| comparison.push(original, other));
    comparison.finish()
}

fn theirs((width, height): (usize, usize), original: &[u8], other: &[u8]) -> f64 {
    let picture = |bytes: &[u8]| {
        let pixels = bytes.chunks_exact(3);
        let pixels = pixels.map(|pixel| [0, 1, 2].map(|at| f32::from(pixel[at]) / 255.0));
        let (curve, primaries) = (TransferCharacteristic::SRGB, ColorPrimaries::BT709);
        Rgb::new(pixels.collect(), width, height, curve, primaries).unwrap()
    };
    compute_frame_ssimulacra2(picture(original), picture(other)).unwrap()
}

/// Waves, a disc and grain.
fn picture((width, height): (usize, usize), seed: u32) -> Vec<u8> {
    let mut state = seed;
    let mut bytes = Vec::new();
    for y in 0..height {
        for x in 0..width {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = f64::from(state >> 28);
            let (x, y) = (x as f64, y as f64);
            let wave = 110.0 + 70.0 * (x / 13.0).sin() + 40.0 * (y / 9.0 + x / 50.0).cos();
            let is_disc = (x - 60.0).hypot(y - 80.0) < 35.0;
            let levels = [wave, wave * 0.7 + 30.0, 220.0 - wave].map(|level| (level + grain) as u8);
            let [r, g, b] = levels;
            bytes.extend(if is_disc { [b, r, g] } else { levels });
        }
    }
    bytes
}

fn jpeg((width, height): (usize, usize), rgb: &[u8], quality: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut file, quality);
    let (width, height) = (width as u16, height as u16);
    encoder
        .encode(rgb, width, height, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    jpeg_decoder::Decoder::new(&file[..]).decode().unwrap()
}

#[test]
fn compressed_pictures_have_the_score_of_the_reference() {
    for size in [(LEAST_SIDE, 160), (176, 144), (203, 131)] {
        let original = picture(size, 1);
        for quality in [10, 30, 50, 75, 85, 95] {
            let other = jpeg(size, &original, quality);
            let (ours, theirs) = (
                ours(size, &original, &other),
                theirs(size, &original, &other),
            );
            assert!(
                (ours - theirs).abs() < 0.3,
                "{size:?}, quality {quality}: {ours}, {theirs}"
            );
        }
    }
}

#[test]
fn a_better_file_has_a_better_score_at_every_size() {
    for side in [1, 2, 7, 8, 9, 15, 16, 17, 64, 130] {
        let size = (side, side);
        let original = picture(size, 5);
        let [bad, good] =
            [10, 95].map(|quality| ours(size, &original, &jpeg(size, &original, quality)));
        assert!(bad <= good && good <= 100.0, "{side}: {bad}, {good}");
    }
}

proptest! {
    #[test]
    fn equal_pictures_have_100_and_others_an_end(
        width in 1_usize..40,
        height in 1_usize..40,
        seeds in any::<[u32; 2]>(),
    ) {
        let size = (width, height);
        let noise = |seed: u32| -> Vec<u8> {
            let mut state = seed | 1;
            let next = |_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            };
            (0..width * height * 3).map(next).collect()
        };
        let [original, other] = seeds.map(noise);
        prop_assert_eq!(ours(size, &original, &original), 100.0);
        let score = ours(size, &original, &other);
        prop_assert!(score.is_finite() && score <= 100.0, "{}", score);
    }
}
