//! Files that are not as they should be: which are read, with which notes, and which errors the others give.

mod support;

use jpeg_shrink::{Damage, Decoder, Error, Options, Scale};
use support::{all, decode, load};

fn tolerant() -> Options {
    Options {
        tolerant: true,
        ..Options::default()
    }
}

/// Where the marker with this second byte stands, the `nth` of them.
fn marker(file: &[u8], code: u8, nth: usize) -> usize {
    let places = file
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| *pair == [0xFF, code]);
    places.map(|(at, _)| at).nth(nth).expect("the marker")
}

fn insert(file: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    [&file[..at], bytes, &file[at..]].concat()
}

/// Decodes at full size and at 1/8, and expects the same samples as of the whole file and these notes.
fn expect_same(name: &str, file: &[u8], notes: &[&str]) {
    for scale in Scale::ALL {
        let whole = decode(&load(name), scale, &Options::default()).expect(name);
        let picture = decode(file, scale, &Options::default()).expect(name);
        assert!(picture.samples == whole.samples, "{name} at {scale:?}");
        let found: Vec<String> = picture.damage.iter().map(Damage::to_string).collect();
        assert_eq!(found, notes, "{name} at {scale:?}");
    }
}

#[test]
fn damage_that_costs_no_picture_is_only_noted() {
    let file = load("420");
    let end = file.len();
    expect_same("420", &file, &[]);
    expect_same("420", &insert(&file, end, b"trailing junk"), &[]);
    expect_same("420", &[&file[..], &file[..]].concat(), &[]);
    expect_same(
        "420",
        &file[..end - 2],
        &["the end-of-image marker is missing"],
    );
    expect_same(
        "420",
        &insert(&file, 20, b"junk"),
        &["4 bytes at byte 20 belong to no segment"],
    );
    expect_same("420", &insert(&file, 20, &[0xFF; 9]), &[]);
    expect_same("420", &insert(&file, end - 2, &[0xFF; 9]), &[]);
    expect_same(
        "420",
        &insert(&file, end - 2, &[1, 2, 3]),
        &[&format!("3 bytes too many before byte {}", end + 1)],
    );
    expect_same(
        "420",
        &insert(&file, 20, &[0xFF, 0xD8, 0xFF, 0x42]),
        &[
            "unexpected marker FFD8 at byte 20",
            "unexpected marker FF42 at byte 22",
        ],
    );
    expect_same(
        "420",
        &insert(&file, 20, b"\xFF\xEE\0\x07Adobe"),
        &["the segment of marker FFEE at byte 20 is not valid"],
    );
    expect_same(
        "420",
        &insert(&file, 20, &[0xFF, 0xF7, 0, 4, 0xFF, 0xDA]),
        &[],
    );
}

#[test]
fn a_segment_without_a_length_is_empty() {
    let file = load("420");
    for length in [0, 1] {
        for code in [0xE5, 0xFE, 0xDB, 0xC4] {
            let file = insert(&file, 20, &[0xFF, code, 0, length]);
            let note = format!("the segment of marker FF{code:02X} at byte 20 is not valid");
            expect_same("420", &file, &[&note]);
        }
    }
    expect_same("420", &insert(&file, 20, &[0xFF, 0xE5, 0, 2]), &[]);
}

/// Without the scans of AC coefficients a picture is smooth where it would be squares.
#[test]
fn missing_scans_are_smoothed() {
    let file = load("gray-progressive");
    let scan = marker(&file, 0xDA, 0);
    let end = scan + marker(&file[scan..], 0xC4, 0);
    let part = [&file[..end], &[0xFF, 0xD9]].concat();
    let picture = decode(&part, Scale::Full, &Options::default()).expect("DC coefficients");
    assert_eq!(picture.damage, [Damage::MissingScans]);
    let width = picture.width;
    let steps = |inside: usize| {
        let rows = picture.samples.chunks(width);
        let across = rows.flat_map(|row| (8..width - 8).step_by(8).map(|x| &row[x + inside - 1..]));
        across
            .map(|pair| u64::from(pair[0].abs_diff(pair[1])))
            .sum::<u64>()
    };
    // Squares have steps at the borders of blocks alone.
    assert!(steps(0) < 10 * steps(4), "{} {}", steps(0), steps(4));
    let eighth = decode(&part, Scale::Eighth, &Options::default()).expect("means");
    assert_eq!(eighth.damage, [Damage::MissingScans]);
}

#[test]
fn the_tables_of_motion_jpeg_need_not_be_there() {
    let mut file = load("420");
    while let Some(at) = file.windows(2).position(|pair| pair == [0xFF, 0xC4]) {
        let length = usize::from(file[at + 2]) << 8 | usize::from(file[at + 3]);
        file.drain(at..at + 2 + length);
    }
    expect_same("420", &file, &[]);
}

#[test]
fn the_height_may_follow_the_scan() {
    for name in [
        "420",
        "422",
        "gray-restart",
        "one-by-one",
        "420-progressive",
    ] {
        let mut file = load(name);
        let frame = if name.contains("progressive") {
            0xC2
        } else {
            0xC0
        };
        let frame = marker(&file, frame, 0);
        let height: Vec<u8> = file.splice(frame + 5..frame + 7, [0, 0]).collect();
        let scan = marker(&file, 0xDA, 0);
        let end = scan
            + 2
            + file[scan + 2..]
                .windows(2)
                .position(|pair| {
                    pair[0] == 0xFF && pair[1] != 0 && !(0xD0..0xD8).contains(&pair[1])
                })
                .expect("a marker");
        expect_same(
            name,
            &insert(&file, end, &[0xFF, 0xDC, 0, 4, height[0], height[1]]),
            &[],
        );
        let error = jpeg_shrink::read_header(&file).expect_err("no height");
        assert!(matches!(error, Error::Malformed(_)), "{error}");
    }
}

#[test]
fn restart_markers_may_be_misnumbered() {
    let file = load("gray-restart");
    let first = marker(&file, 0xD0, 0);
    let mut wrong = file.clone();
    for at in first..wrong.len() - 1 {
        if wrong[at] == 0xFF && (0xD0..0xD8).contains(&wrong[at + 1]) {
            wrong[at + 1] = 0xD0;
        }
    }
    let second = marker(&file, 0xD1, 0);
    expect_same(
        "gray-restart",
        &wrong,
        &[&format!(
            "restart marker 0 at byte {second} should be number 1"
        )],
    );
    let mut one = file.clone();
    one[second + 1] = 0xD5;
    expect_same(
        "gray-restart",
        &one,
        &[&format!(
            "restart marker 5 at byte {second} should be number 1"
        )],
    );
}

#[test]
fn a_lost_restart_interval_costs_only_itself() {
    let file = load("gray-restart");
    let whole = decode(&file, Scale::Full, &Options::default()).expect("whole");
    // 3 rows of 8 blocks an interval: 6 rows of blocks, 2 intervals. Take 420-restart for more: 2 MCUs each.
    let (from, to) = (marker(&file, 0xD0, 0), file.len() - 2);
    assert!(from < to && whole.height == 43);
    let file = load("420-restart");
    let whole = decode(&file, Scale::Full, &Options::default()).expect("whole");
    let (from, to) = (marker(&file, 0xD1, 0), marker(&file, 0xD2, 0));
    let mut short = file.clone();
    short.drain(from..to);
    let error = decode(&short, Scale::Full, &Options::default()).expect_err("an interval is lost");
    assert!(matches!(error, Error::Malformed(_)), "{error}");
    let picture = decode(&short, Scale::Full, &tolerant()).expect("tolerant");
    assert!(
        matches!(
            picture.damage[..],
            [Damage::LostData {
                first: 4,
                units: 2,
                of: 12,
                ..
            }]
        ),
        "{:?}",
        picture.damage
    );
    // MCUs 4 and 5 of four in a row: the left half of the second row.
    for y in 0..43 {
        for x in 0..61 {
            // Upsampling takes chroma from a pixel further.
            let lost = (15..33).contains(&y) && x < 34;
            let at = (y * 61 + x) * 3;
            if !lost {
                assert_eq!(
                    picture.samples[at..at + 3],
                    whole.samples[at..at + 3],
                    "{x}, {y}"
                );
            }
        }
    }
}

#[test]
fn lost_picture_is_an_error_unless_tolerated() {
    let file = load("420");
    let scan = marker(&file, 0xDA, 0);
    let cut = &file[..scan + 300];
    let error = decode(cut, Scale::Full, &Options::default()).expect_err("cut");
    assert!(
        matches!(error, Error::Truncated { offset, .. } if offset == cut.len()),
        "{error}"
    );
    let picture = decode(cut, Scale::Full, &tolerant()).expect("tolerant");
    assert!(
        matches!(picture.damage[..], [Damage::LostData { of: 12, .. }]),
        "{:?}",
        picture.damage
    );
    // The same with an end-of-image marker: somebody meant it.
    let ended = [cut, &[0xFF, 0xD9]].concat();
    let error = decode(&ended, Scale::Full, &Options::default()).expect_err("ended");
    assert!(matches!(error, Error::Malformed(_)), "{error}");
    // A scan too few.
    let file = load("one-by-one");
    let last = marker(&file, 0xDA, 2);
    let two = [&file[..last], &[0xFF, 0xD9]].concat();
    let picture = decode(&two, Scale::Full, &Options::default()).expect("a scan too few");
    let components = vec![3];
    assert_eq!(picture.damage, [Damage::MissingComponents { components }]);
    let [red, .., blue] = [0, 1, 2].map(|channel| {
        let of_whole = decode(&file, Scale::Full, &Options::default()).expect("whole");
        let samples = picture.samples.iter().zip(&of_whole.samples);
        samples
            .skip(channel)
            .step_by(3)
            .filter(|(one, other)| one != other)
            .count()
    });
    assert!(red > 100 && blue == 0, "{red} {blue}");
    let error = decode(&file[..last], Scale::Full, &Options::default()).expect_err("cut");
    assert!(matches!(error, Error::Truncated { .. }), "{error}");
}

#[test]
fn what_is_not_read_is_named() {
    let file = load("420");
    let frame = marker(&file, 0xC0, 0);
    for (code, name) in [
        (0xC5, "hierarchical coding"),
        (0xCB, "lossless coding with arithmetic codes"),
        (0xCD, "hierarchical coding"),
    ] {
        let mut other = file.clone();
        other[frame + 1] = code;
        let error = jpeg_shrink::read_header(&other).expect_err(name);
        assert_eq!(error, Error::Unsupported(name.to_owned()));
    }
    let mut deep = file.clone();
    deep[frame + 4] = 12;
    let error = jpeg_shrink::read_header(&deep).expect_err("12-bit");
    assert_eq!(
        error.to_string(),
        "unsupported JPEG: 12-bit samples; only 8-bit ones are read"
    );
    assert!(matches!(
        jpeg_shrink::read_header(b"GIF89a"),
        Err(Error::Malformed(_))
    ));
    assert!(matches!(
        jpeg_shrink::read_header(b""),
        Err(Error::Truncated { .. })
    ));
}

/// Files whose end is not looked at, as all coefficients are there before it.
const SCANS: [&str; 7] = [
    "420-arithmetic",
    "420-arithmetic-restart",
    "one-by-one",
    "one-by-one-restart",
    "two-and-one",
    "refined",
    "late",
];

/// Every beginning of every file ends in an error, or in the picture if only the end-of-image marker is missing; tolerated, it gives all rows once the headers are there.
#[test]
fn every_beginning_of_a_file_ends() {
    for name in all() {
        let file = load(&name);
        for length in 0..file.len() {
            let part = &file[..length];
            for scale in [Scale::Full, Scale::Eighth] {
                let strict = decode(part, scale, &Options::default());
                if let Ok(picture) = &strict
                    && scale == Scale::Full
                {
                    assert!(length + 2 >= file.len(), "{name}: {length}");
                    let unread = name.contains("progressive") || SCANS.contains(&&name[..]);
                    assert!(unread || !picture.damage.is_empty(), "{name}: {length}");
                }
                let lax = decode(part, scale, &tolerant());
                assert_eq!(
                    lax.is_ok(),
                    jpeg_shrink::read_header(part).is_ok(),
                    "{name} {length} {lax:?}"
                );
                if let (Ok(strict), Ok(lax)) = (&strict, &lax) {
                    assert!(strict.samples == lax.samples, "{name}: {length}");
                }
            }
        }
    }
}

/// A file that says 65 500 x 30 000 and ends: as little is done for it as can be.
#[test]
fn a_large_frame_without_data_is_over_quickly() {
    for name in ["420", "420-restart", "420-progressive"] {
        let mut file = load(name);
        let frame = if name.contains("progressive") {
            0xC2
        } else {
            0xC0
        };
        let frame = marker(&file, frame, 0);
        file.splice(frame + 5..frame + 9, [0x0F, 0xA0, 0x0F, 0xA0]);
        let error = decode(&file, Scale::Eighth, &Options::default()).expect_err("no data");
        assert!(
            matches!(error, Error::Malformed(_) | Error::Truncated { .. }),
            "{error}"
        );
        let mut decoder = Decoder::new(&file, Scale::Eighth, &tolerant()).expect("a header");
        for _ in 0..500 {
            assert_eq!(decoder.next_row().expect("a row").len(), 1500);
        }
    }
}
