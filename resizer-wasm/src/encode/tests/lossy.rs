//! How close lossy WebP comes, and the shapes it can have.

use proptest::prelude::*;
use vp8_shrink::{Decoder, Options, Scale};

use super::pictures::{CHANNELS, noise, photo, picture, size};
use super::read::{self, psnr, rgba};
use crate::contract::{Error, WebpOptions};
use crate::encode::Choice;
use crate::metadata::Kept;
use crate::picture::{Channels, Picture};

fn encoded(picture: &Picture, quality: u8, effort: u8) -> Result<Vec<u8>, Error> {
    let options = WebpOptions {
        lossless: None,
        quality: Some(quality),
        effort: Some(effort),
    };
    let encoded = Choice::Webp(options).encode(&picture.clone().into(), &Kept::default(), None);
    encoded.map(|encoded| encoded.data)
}

/// A wrong bit anywhere shows at once: all that follows is predicted from it.
#[test]
fn quality_rises_to_nearly_the_picture() {
    // Gray, as colours have only a quarter of the pixels.
    let picture = photo(size(160, 120), Channels::Gray);
    let expected = rgba(&picture);
    for effort in 0..=6 {
        let mut last = (0.0, 0);
        for quality in [1, 20, 40, 60, 80, 90, 100] {
            let data = encoded(&picture, quality, effort).unwrap();
            let found = psnr(&expected, &read::webp(&data)[0].0);
            // Noise that is finer than the steps comes and goes.
            assert!(
                found > last.0 - 0.5,
                "{found} dB at {quality} with {effort}"
            );
            assert!(data.len() > last.1);
            last = (found, data.len());
        }
        assert!(last.0 > 46.0, "{} dB with {effort}", last.0);
    }
}

/// Modes are chosen by error and bits together, so a file may well have a few more bytes and a better picture.
#[test]
fn effort_makes_no_files_larger() {
    let pictures = [
        photo(size(160, 120), Channels::Rgb),
        photo(size(97, 61), Channels::Gray),
        noise(size(70, 50), Channels::Rgb, 3),
        picture(size(120, 90), Channels::Rgb, |x, y, _| {
            if (x / 30 + y / 20) % 2 == 0 { 40 } else { 200 }
        }),
    ];
    let bytes = |effort| -> usize {
        let lengths = pictures.iter().flat_map(|picture| {
            [40, 80].map(|quality| encoded(picture, quality, effort).unwrap().len())
        });
        lengths.sum()
    };
    let lengths: Vec<usize> = (0..=6).map(bytes).collect();
    for pair in lengths.windows(2) {
        assert!(pair[1] * 100 <= pair[0] * 103, "{lengths:?}");
    }
    assert!(lengths[6] < lengths[0], "{lengths:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the shape, two decoders that share no code read the same picture.
    #[test]
    fn decoders_agree(
        (width, height) in (1u32..90, 1u32..70),
        quality in 1u8..=100,
        effort in 0u8..=6,
        seed in any::<u32>(),
    ) {
        let shape = size(width, height);
        let picture = if seed % 2 == 0 {
            noise(shape, Channels::Rgb, u64::from(seed))
        } else {
            photo(shape, Channels::Rgb)
        };
        let data = encoded(&picture, quality, effort).unwrap();
        let theirs = &read::webp(&data)[0].0;
        // Behind `RIFF`, its length, `WEBP`, and the name and the length of the only chunk.
        prop_assert_eq!(&data[12..16], b"VP8 ");
        let mut decoder = Decoder::new(&data[20..], Scale::Full, &Options::default()).unwrap();
        for row in theirs.bytes.chunks_exact(4 * width as usize) {
            let ours = decoder.next_row().unwrap();
            for (ours, theirs) in ours.chunks_exact(3).zip(row.chunks_exact(4)) {
                prop_assert_eq!(ours, &theirs[..3]);
            }
        }
    }

    /// Alpha is kept exactly, and where all of it is transparent there is still a picture.
    #[test]
    fn alpha_of_any_shape_is_kept(
        (width, height) in (1u32..50, 1u32..40),
        effort in 0u8..=6,
        seed in any::<u32>(),
        transparent in any::<bool>(),
    ) {
        let mut picture = noise(size(width, height), Channels::Rgba, u64::from(seed));
        if transparent {
            picture.samples.chunks_exact_mut(4).for_each(|pixel| pixel[3] = 0);
        }
        let data = encoded(&picture, 60, effort).unwrap();
        let (expected, found) = (rgba(&picture), &read::webp(&data)[0].0);
        let alpha = |bytes: &[u8]| bytes.iter().skip(3).step_by(4).copied().collect::<Vec<_>>();
        prop_assert_eq!(alpha(&expected.bytes), alpha(&found.bytes));
    }
}

/// Levels reach their limits, and every token comes up.
#[test]
fn noise_and_hard_edges_survive() {
    for channels in CHANNELS {
        for (kind, picture) in [
            ("noise", noise(size(70, 50), channels, 11)),
            (
                "checks",
                picture(size(70, 50), channels, |x, y, _| {
                    if (x / 3 + y / 5) % 2 == 0 { 0 } else { 255 }
                }),
            ),
        ] {
            for effort in [0, 2, 4, 6] {
                let data = encoded(&picture, 100, effort).unwrap();
                let found = psnr(&rgba(&picture), &read::webp(&data)[0].0);
                // Colours are halved, and noise has as much in them as in its luminance.
                let least = match (kind, channels) {
                    ("noise", Channels::Rgb | Channels::Rgba) => 10.0,
                    _ => 30.0,
                };
                assert!(
                    found > least,
                    "{found} dB of {kind}, {channels:?}, {effort}"
                );
            }
        }
    }
}

#[test]
fn any_shape_can_be_written() {
    for (width, height) in [
        (1, 1),
        (2, 1),
        (15, 17),
        (16, 16),
        (17, 33),
        (1, 16383),
        (16383, 1),
        (16383, 17),
    ] {
        let picture = photo(size(width, height), Channels::Rgb);
        for effort in [0, 2] {
            let data = encoded(&picture, 50, effort).unwrap();
            assert_eq!(read::webp(&data)[0].0.size, picture.size);
        }
    }
}

#[test]
fn longer_sides_are_refused() {
    for lossless in [false, true] {
        for (width, height) in [(16384, 1), (1, 16384)] {
            let options = WebpOptions {
                lossless: Some(lossless),
                quality: None,
                effort: None,
            };
            let picture = photo(size(width, height), Channels::Gray);
            let refused =
                Choice::Webp(options).encode(&picture.clone().into(), &Kept::default(), None);
            let Err(Error::InvalidOptions(message)) = refused else {
                panic!("{width} x {height} was not refused");
            };
            assert!(message.contains("16383"), "{message}");
        }
    }
}

/// A hidden pixel has a colour too, which nobody sees and which costs.
#[test]
fn hidden_colours_cost_nothing() {
    let hidden = |color: fn(usize, usize) -> usize| {
        picture(size(64, 64), Channels::Rgba, move |x, y, channel| {
            match (x < 32, channel) {
                (true, 3) => 0,
                (true, _) => color(x, y) as u8,
                (false, 3) => 255,
                (false, _) => 90,
            }
        })
    };
    let plain = encoded(&hidden(|_, _| 0), 80, 2).unwrap();
    let wild = encoded(&hidden(|x, y| x * y * 77), 80, 2).unwrap();
    assert_eq!(plain, wild);
}

/// Macroblocks of which nobody sees anything take next to nothing, whatever is below.
#[test]
fn what_is_not_seen_takes_no_bytes() {
    let corner = noise(size(16, 16), Channels::Rgb, 5);
    let mut hidden = noise(size(160, 160), Channels::Rgba, 7);
    for (at, pixel) in hidden.samples.chunks_exact_mut(4).enumerate() {
        let (x, y) = (at % 160, at / 160);
        let is_seen = x < 16 && y < 16;
        pixel[3] = if is_seen { u16::MAX } else { 0 };
        if is_seen {
            pixel[..3].copy_from_slice(corner.pixel(x, y));
        }
    }
    let alone = encoded(&corner, 80, 2).unwrap();
    let data = encoded(&hidden, 80, 2).unwrap();
    assert!(
        data.len() < alone.len() + 150,
        "{} and {}",
        data.len(),
        alone.len()
    );
    let read = &read::webp(&data)[0].0.bytes;
    let seen = &read::webp(&alone)[0].0.bytes;
    // The last rows and columns are filtered with what is beside them.
    for y in 0..12 {
        assert_eq!(read[y * 640..][..48], seen[y * 64..][..48], "row {y}");
    }
}
