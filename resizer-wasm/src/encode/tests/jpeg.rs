//! JPEG files against those of `cjpeg`, which are equal byte for byte, and against other decoders.

use std::io::Write;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::pictures::{any_picture, noise, photo, picture, size};
use super::read::{self, psnr, rgba};
use crate::contract::ChromaSubsampling::{self, Yuv420, Yuv444};
use crate::contract::JpegOptions;
use crate::encode::Choice;
use crate::metadata::Kept;
use crate::picture::{Channels, Picture};

/// A way to make a file.
#[derive(Debug, Clone, Copy)]
struct Way {
    quality: u8,
    sampling: ChromaSubsampling,
    progressive: bool,
}

/// Every sampling, and the ends of the scale.
const WAYS: [Way; 10] = [
    way(80, Yuv420, false),
    way(80, Yuv420, true),
    way(80, Yuv444, false),
    way(80, Yuv444, true),
    way(97, Yuv420, false),
    way(97, Yuv420, true),
    way(100, Yuv444, false),
    way(100, Yuv444, true),
    way(1, Yuv420, false),
    way(1, Yuv420, true),
];

const fn way(quality: u8, sampling: ChromaSubsampling, progressive: bool) -> Way {
    Way {
        quality,
        sampling,
        progressive,
    }
}

fn encoded(picture: &Picture, way: Way) -> Vec<u8> {
    let options = JpegOptions {
        quality: Some(way.quality),
        progressive: Some(way.progressive),
        chroma_subsampling: Some(way.sampling),
    };
    let encoded = Choice::Jpeg(options).encode(&picture.clone().into(), &Kept::default(), None);
    encoded.unwrap().data
}

/// Whether there is a `cjpeg`.
fn cjpeg_is_here() -> bool {
    let here = Command::new("cjpeg").arg("-version").output().is_ok();
    if !here {
        println!("skipped: there is no cjpeg in PATH (Debian: libjpeg-turbo-progs)");
    }
    here
}

/// What `cjpeg` makes of the picture.
fn cjpeg(picture: &Picture, way: Way) -> Vec<u8> {
    let size = picture.size;
    let gray = picture.channels == Channels::Gray;
    let kind = if gray { 5 } else { 6 };
    let mut input = format!("P{kind}\n{} {}\n255\n", size.width, size.height).into_bytes();
    input.extend(picture.to_bytes());
    let halved = way.sampling == Yuv420 && !gray;
    let mut process = Command::new("cjpeg")
        .args(["-dct", "int", "-optimize", "-baseline"])
        .args(["-sample", if halved { "2x2" } else { "1x1" }])
        .args(["-quality", &way.quality.to_string()])
        .args(way.progressive.then_some("-progressive"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("cjpeg runs");
    let mut stdin = process.stdin.take().expect("piped");
    let writing = std::thread::spawn(move || stdin.write_all(&input));
    let output = process.wait_with_output().expect("cjpeg runs");
    writing.join().expect("no panic").expect("cjpeg reads");
    assert!(output.status.success());
    output.stdout
}

fn assert_equals_cjpeg(name: &str, picture: &Picture, way: Way) {
    let (ours, theirs) = (encoded(picture, way), cjpeg(picture, way));
    let lengths = (ours.len(), theirs.len());
    assert!(ours == theirs, "{name} as {way:?}: {lengths:?} bytes");
}

/// Squares of black and white, which have the largest levels there are.
fn checks(width: u32, height: u32, channels: Channels, side: usize) -> Picture {
    picture(size(width, height), channels, |x, y, _| {
        if (x / side + y / side).is_multiple_of(2) {
            0
        } else {
            255
        }
    })
}

/// Pictures that differ in what is at the edges of blocks and MCUs, and that have extreme levels.
fn pictures() -> Vec<(String, Picture)> {
    let mut pictures = Vec::new();
    for channels in [Channels::Gray, Channels::Rgb] {
        for (width, height) in [
            (1, 1),
            (2, 1),
            (1, 2),
            (3, 3),
            (7, 9),
            (8, 8),
            (9, 8),
            (15, 17),
            (16, 16),
            (17, 16),
            (16, 17),
            (17, 33),
            (33, 17),
            (24, 24),
            (40, 25),
            (100, 75),
        ] {
            for (kind, picture) in [
                ("photo", photo(size(width, height), channels)),
                ("noise", noise(size(width, height), channels, 5)),
                ("small checks", checks(width, height, channels, 1)),
                ("large checks", checks(width, height, channels, 4)),
            ] {
                let name = format!("{kind}, {channels:?}, {width} x {height}");
                pictures.push((name, picture));
            }
        }
    }
    pictures
}

#[test]
fn files_equal_those_of_cjpeg() {
    if !cjpeg_is_here() {
        return;
    }
    for (name, picture) in pictures() {
        for way in WAYS {
            assert_equals_cjpeg(&name, &picture, way);
        }
    }
}

/// Runs of empty blocks have a greatest length, and so do codes.
#[test]
fn large_files_equal_those_of_cjpeg() {
    if !cjpeg_is_here() {
        return;
    }
    let flat = picture(size(2050, 1100), Channels::Gray, |_, _, _| 77);
    let mixed = picture(size(700, 900), Channels::Rgb, |x, y, channel| {
        let noise = (x * 7919 + y * 104_729 + x * y * 31) % 251;
        (noise * y / 900 + x / 8 * channel) as u8
    });
    for way in WAYS {
        assert_equals_cjpeg("flat", &flat, way);
        assert_equals_cjpeg("mixed", &mixed, way);
    }
}

#[test]
fn the_best_quality_is_nearly_the_picture() {
    for (name, picture) in pictures() {
        let expected = rgba(&picture);
        for progressive in [false, true] {
            let way = Way {
                quality: 100,
                sampling: Yuv444,
                progressive,
            };
            let found = psnr(&expected, &read::jpeg(&encoded(&picture, way)));
            assert!(found > 44.0, "{name}: {found} dB");
        }
    }
}

/// A decoder needs some rows of a baseline file only, and finds all of the picture there.
#[test]
fn our_own_decoder_streams_what_it_reads() {
    for (name, picture) in pictures() {
        for way in WAYS {
            let data = encoded(&picture, way);
            let header = jpeg_shrink::read_header(&data).unwrap();
            assert_eq!(header.streamed, !way.progressive, "{name}");
            let options = jpeg_shrink::Options::default();
            let scale = jpeg_shrink::Scale::Full;
            let mut decoder = jpeg_shrink::Decoder::new(&data, scale, &options).unwrap();
            for _ in 0..picture.size.height {
                assert!(!decoder.next_row().unwrap().is_empty(), "{name}");
            }
            decoder.finish();
            assert_eq!(decoder.damage(), [], "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_file_equals_that_of_cjpeg(
        picture in any_picture(), quality in 1u8..=100, full: bool, progressive: bool,
    ) {
        prop_assume!(!picture.channels.has_alpha());
        let sampling = if full { Yuv444 } else { Yuv420 };
        let way = Way { quality, sampling, progressive };
        let data = encoded(&picture, way);
        prop_assert_eq!(read::jpeg(&data).size, picture.size);
        if cjpeg_is_here() {
            prop_assert_eq!(data, cjpeg(&picture, way));
        }
    }
}
