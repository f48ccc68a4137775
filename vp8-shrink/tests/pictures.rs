//! Decodes the files of tests/pictures (made by make.py there) and compares with what others make of them.

mod support;

use support::{all, by_image_webp, decode, fnv, load};
use vp8_shrink::{Decoder, Error, Options, Scale};

/// Samples as libwebp gave them when the files were made.
#[test]
fn samples_equal_those_of_libwebp() {
    let lines = include_str!("pictures/exact.tsv").lines();
    assert_eq!(lines.clone().count(), all().len());
    for line in lines {
        let [name, width, height, digest] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}");
        };
        let picture = decode(&load(name), Scale::Full, &Options::default()).expect(name);
        assert_eq!(picture.width.to_string(), width);
        assert_eq!(picture.height.to_string(), height);
        let found = format!("{:016x}", fnv(&picture.samples));
        assert_eq!(found, digest, "{name}");
    }
}

#[test]
fn samples_equal_those_of_image_webp() {
    for name in all() {
        let frame = load(&name);
        let picture = decode(&frame, Scale::Full, &Options::default()).expect(&name);
        assert!(by_image_webp(&frame) == Some(picture.samples), "{name}");
    }
}

/// Small sizes against means of the full size: the colours are converted before or after, so not exactly.
#[test]
fn small_sizes_show_the_same_picture() {
    // Samples beyond 0 and 255 are cut before or after the mean, and small pictures are all edges: not all files are alike.
    for name in [
        "smooth",
        "flat",
        "m4",
        "q75",
        "q90",
        "segments",
        "simple-filter",
    ] {
        let frame = load(name);
        let full = decode(&frame, Scale::Full, &Options::default()).expect(name);
        for scale in [Scale::Half, Scale::Quarter, Scale::Eighth] {
            let small = decode(&frame, scale, &Options::default()).expect(name);
            let side = scale.divisor() as usize;
            assert_eq!(small.width, full.width.div_ceil(side));
            assert_eq!(small.height, full.height.div_ceil(side));
            let mut apart = 0;
            for (at, sample) in small.samples.iter().enumerate() {
                let (x, y) = (at / 3 % small.width * side, at / 3 / small.width * side);
                let (mut sum, mut count) = (0, 0);
                for y in y..(y + side).min(full.height) {
                    for x in x..(x + side).min(full.width) {
                        sum += u32::from(full.samples[(y * full.width + x) * 3 + at % 3]);
                        count += 1;
                    }
                }
                apart += u32::from(*sample).abs_diff(sum / count);
            }
            let mean = f64::from(apart) / small.samples.len() as f64;
            assert!(mean < 8.0, "{name} at {scale:?}: {mean} levels apart");
        }
    }
}

/// Several sizes from one pass are those that each scale gives alone.
#[test]
fn scales_do_not_depend_on_one_another() {
    let sets: [&[Scale]; 4] = [
        &Scale::ALL,
        &[Scale::Eighth, Scale::Full],
        &[Scale::Quarter, Scale::Eighth, Scale::Quarter],
        &[Scale::Half],
    ];
    for name in all() {
        let frame = load(&name);
        for scales in sets {
            let mut decoder =
                Decoder::with_scales(&frame, scales, &Options::default()).expect(&name);
            let mut pictures = vec![Vec::new(); scales.len()];
            while let Some((place, row)) = decoder.next_row_of_any().expect(&name) {
                pictures[place].extend_from_slice(row);
            }
            for (picture, scale) in pictures.iter().zip(scales) {
                let alone = decode(&frame, *scale, &Options::default()).expect(&name);
                assert!(
                    *picture == alone.samples,
                    "{name} at {scale:?} of {scales:?}"
                );
            }
        }
    }
}

#[test]
fn headers_that_make_no_sense_are_refused() {
    let frame = load("q50");
    assert_eq!(vp8_shrink::read_size(&frame), Ok((61, 45)));
    let changed = |at: usize, byte: u8| {
        let mut frame = frame.clone();
        frame[at] = byte;
        Decoder::new(&frame, Scale::Full, &Options::default()).map(drop)
    };
    let malformed = |text: &str| Err(Error::Malformed(text.to_owned()));
    let no_key_frame = "it does not begin with a key frame";
    assert_eq!(changed(0, frame[0] | 1), malformed(no_key_frame));
    assert_eq!(changed(3, 0), malformed(no_key_frame));
    assert_eq!(changed(6, 0), malformed("its size is 0 x 45 pixels"));
    // Scaling for display is ignored.
    assert_eq!(changed(7, 0x40), Ok(()));
    // The first partition is longer than the frame.
    assert_eq!(
        changed(2, 0xFF),
        Err(Error::Truncated {
            offset: frame.len()
        })
    );
}
