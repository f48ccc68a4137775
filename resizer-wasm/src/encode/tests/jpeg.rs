//! JPEG files against those of `cjpeg`, which are equal byte for byte, and against other decoders.

use proptest::prelude::*;

use super::cjpeg;
use super::pictures::{any_picture, noise, photo, picture, size};
use super::read::{self, psnr, rgba};
use crate::contract::ChromaSubsampling::{self, Yuv420, Yuv444};
use crate::contract::{JpegOptions, Tables};
use crate::encode::Choice;
use crate::metadata::Kept;
use crate::picture::{Channels, Picture};

/// A way to make a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub(super) quality: u8,
    pub(super) sampling: ChromaSubsampling,
    pub(super) progressive: bool,
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
        tables: None,
        effort: None,
    };
    let encoded = Choice::Jpeg(options).encode(&picture.clone().into(), &Kept::default(), None);
    encoded.unwrap().data
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

/// Runs of empty blocks have a greatest length, and so do codes.
fn large_pictures() -> [(String, Picture); 2] {
    let flat = picture(size(2050, 1100), Channels::Gray, |_, _, _| 77);
    let mixed = picture(size(700, 900), Channels::Rgb, |x, y, channel| {
        let noise = (x * 7919 + y * 104_729 + x * y * 31) % 251;
        (noise * y / 900 + x / 8 * channel) as u8
    });
    [
        ("large and flat".to_owned(), flat),
        ("large and mixed".to_owned(), mixed),
    ]
}

/// The digests of what `cjpeg` made of a picture when it was last asked. They hold where there is no `cjpeg`.
#[test]
fn files_equal_those_that_cjpeg_has_made() {
    let pictures = pictures().into_iter().chain(large_pictures());
    let found: Vec<String> = pictures
        .map(|(name, picture)| cjpeg::line(&name, WAYS.map(|way| encoded(&picture, way))))
        .collect();
    for (found, written) in found.iter().zip(cjpeg::written()) {
        assert_eq!(found, written);
    }
    assert_eq!(found.len(), cjpeg::written().count());
}

/// Tells at which byte a file differs, and that the digests are those of the `cjpeg` here.
#[test]
#[ignore = "needs cjpeg of libjpeg-turbo: run by cargo xtask test"]
fn files_equal_those_of_the_cjpeg_here() {
    let mut lines = Vec::new();
    for (name, picture) in pictures().into_iter().chain(large_pictures()) {
        let files = WAYS.map(|way| {
            let (ours, theirs) = (encoded(&picture, way), cjpeg::file(&picture, way));
            let at = ours.iter().zip(&theirs).position(|(a, b)| a != b);
            let lengths = (ours.len(), theirs.len());
            assert!(
                ours == theirs,
                "{name} as {way:?}: {lengths:?} bytes, different from byte {at:?}"
            );
            theirs
        });
        lines.push(cjpeg::line(&name, files));
    }
    cjpeg::check(&lines);
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

/// The file with an effort and the tables for photographs.
fn with_effort(picture: &Picture, quality: u8, sampling: ChromaSubsampling, effort: u8) -> Vec<u8> {
    let options = JpegOptions {
        quality: Some(quality),
        progressive: None,
        chroma_subsampling: Some(sampling),
        tables: Some(Tables::Photographic),
        effort: Some(effort),
    };
    let encoded = Choice::Jpeg(options).encode(&picture.clone().into(), &Kept::default(), None);
    encoded.unwrap().data
}

/// From effort 1 on levels are the same: what is written in one scan or in many is read alike, by others and by our own decoder.
#[test]
fn efforts_differ_in_scans_alone() {
    for (name, picture) in pictures() {
        for (quality, sampling) in [(80, Yuv420), (97, Yuv444), (1, Yuv420)] {
            let files = [1, 2, 3].map(|effort| with_effort(&picture, quality, sampling, effort));
            let read = files.clone().map(|file| read::jpeg(&file));
            assert_eq!(read[0].size, picture.size, "{name}");
            assert_eq!(read[1], read[0], "{name}, {quality}");
            assert_eq!(read[2], read[0], "{name}, {quality}");
            assert!(files[2].len() <= files[1].len(), "{name}, {quality}");
            let progressive = files.map(|file| {
                let options = jpeg_shrink::Options::default();
                let scale = jpeg_shrink::Scale::Full;
                let mut decoder = jpeg_shrink::Decoder::new(&file, scale, &options).unwrap();
                for _ in 0..picture.size.height {
                    assert!(!decoder.next_row().unwrap().is_empty(), "{name}");
                }
                decoder.finish();
                assert_eq!(decoder.damage(), [], "{name}");
                !jpeg_shrink::read_header(&file).unwrap().streamed
            });
            assert_eq!(progressive, [false, true, true], "{name}");
        }
    }
}

#[test]
fn an_effort_makes_photographs_smaller() {
    let picture = photo(size(400, 300), Channels::Rgb);
    let lengths = [0, 1, 2, 3].map(|effort| with_effort(&picture, 80, Yuv420, effort).len());
    assert!(
        lengths.is_sorted_by(|more, less| more >= less),
        "{lengths:?}"
    );
    assert!(lengths[2] * 100 < lengths[0] * 95, "{lengths:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_file_has_the_size_of_the_picture(picture in any_picture(), way in any_way()) {
        prop_assume!(!picture.channels.has_alpha());
        prop_assert_eq!(read::jpeg(&encoded(&picture, way)).size, picture.size);
    }

    #[test]
    #[ignore = "needs cjpeg of libjpeg-turbo: run by cargo xtask test"]
    fn any_file_equals_that_of_the_cjpeg_here(picture in any_picture(), way in any_way()) {
        prop_assume!(!picture.channels.has_alpha());
        prop_assert_eq!(encoded(&picture, way), cjpeg::file(&picture, way));
    }
}

fn any_way() -> impl Strategy<Value = Way> {
    (1u8..=100, any::<bool>(), any::<bool>()).prop_map(|(quality, full, progressive)| {
        way(quality, if full { Yuv444 } else { Yuv420 }, progressive)
    })
}
