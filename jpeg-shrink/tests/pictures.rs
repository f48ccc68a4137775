//! Decodes the files of tests/pictures (made by make.py there) and compares with what libjpeg-turbo makes of them.

mod support;

use jpeg_shrink::{Decoder, Options, Scale};
use support::{all, decode, fnv, load, scale};

/// Samples as `djpeg` gave them when the files were made.
#[test]
fn samples_equal_those_of_libjpeg() {
    for line in include_str!("pictures/exact.tsv").lines() {
        let [name, eighths, digest] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}");
        };
        let scale = scale(eighths.parse().expect("a number"));
        let picture = decode(&load(name), scale, &Options::default()).expect(name);
        assert_eq!(
            format!("{:016x}", fnv(&picture.samples)),
            digest,
            "{name} at {eighths}/8"
        );
        assert_eq!(picture.damage, [], "{name} at {eighths}/8");
    }
}

/// The same with the `djpeg` of this machine.
#[test]
#[ignore = "needs djpeg of libjpeg-turbo: run by cargo xtask test"]
fn samples_equal_those_of_the_djpeg_here() {
    for line in include_str!("pictures/exact.tsv").lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let scale = scale(columns[1].parse().expect("a number"));
        let shown = support::djpeg(&support::path(columns[0]), scale);
        let picture = decode(&load(columns[0]), scale, &Options::default()).expect(columns[0]);
        assert!(shown.ends_with(&picture.samples), "{line}");
    }
}

/// Small sizes against means of the full size. Pictures with little detail only: a small transform and a mean treat
/// detail differently.
#[test]
fn small_sizes_show_the_same_picture() {
    for name in all() {
        let file = load(&name);
        let full = decode(&file, Scale::Full, &Options::default()).expect(&name);
        for scale in [Scale::Half, Scale::Quarter, Scale::Eighth] {
            let small = decode(&file, scale, &Options::default()).expect(&name);
            let shrink = 8 / scale.eighths() as usize;
            assert_eq!(small.width, full.width.div_ceil(shrink));
            assert_eq!(small.height, full.height.div_ceil(shrink));
            let means = full.means(shrink);
            let differences = small
                .samples
                .iter()
                .zip(&means)
                .map(|(&a, &b)| u64::from(a.abs_diff(b)));
            let mean = differences.sum::<u64>() as f64 / means.len() as f64;
            let fine = ["gray", "44", "42", "rgb", "tiny", "one", "two"]
                .iter()
                .any(|kind| name.starts_with(kind));
            let allowed = if fine {
                3.2
            } else if name == "narrow" {
                22.0
            } else {
                12.0
            };
            assert!(mean < allowed, "{name} at {scale:?}: {mean} levels apart");
        }
    }
}

/// The order in which coefficients come makes no difference, whatever is skipped of them.
#[test]
fn all_kinds_of_scans_give_the_same_picture() {
    for (name, others) in [
        (
            "gray",
            &["gray-2x2", "gray-restart", "gray-progressive"][..],
        ),
        ("422", &["one-by-one-restart", "two-and-one", "late"]),
        ("rgb", &["rgb-progressive"]),
        (
            "420",
            &[
                "420-restart",
                "420-arithmetic",
                "420-arithmetic-restart",
                "420-arithmetic-progressive",
                "420-progressive",
                "420-progressive-restart",
                "one-by-one",
                "refined",
            ],
        ),
    ] {
        for scale in Scale::ALL {
            let picture = decode(&load(name), scale, &Options::default()).expect(name);
            for other in others {
                let same = decode(&load(other), scale, &Options::default()).expect(other);
                assert!(
                    picture.samples == same.samples,
                    "{name} and {other} at {scale:?}"
                );
            }
        }
    }
}

/// What small sizes give, so that a change is seen. The last column is of this crate's own making: set
/// JPEG_SHRINK_WRITE=1 to write the file anew.
#[test]
fn small_sizes_stay_as_they_are() {
    let mut now = String::new();
    for name in all() {
        for eighths in [4, 3, 2, 1] {
            let picture = decode(&load(&name), scale(eighths), &Options::default()).expect(&name);
            now += &format!("{name}\t{eighths}\t{:016x}\n", fnv(&picture.samples));
        }
    }
    if std::env::var_os("JPEG_SHRINK_WRITE").is_some() {
        std::fs::write(support::folder().join("small.tsv"), &now).expect("written");
    }
    let written = std::fs::read_to_string(support::folder().join("small.tsv")).expect("read");
    for (now, written) in now.lines().zip(written.lines()) {
        assert_eq!(now, written);
    }
    assert_eq!(now.lines().count(), written.lines().count());
}

#[test]
fn headers_say_what_is_in_the_file() {
    let header = jpeg_shrink::read_header(&load("420-progressive")).expect("a header");
    assert_eq!((header.width, header.height), (61, 43));
    assert!(header.progressive && !header.streamed);
    assert_eq!(header.sampling, [(2, 2), (1, 1), (1, 1)]);
    assert_eq!(header.color, jpeg_shrink::Color::Rgb);
    assert!(header.memory(Scale::Eighth) < header.memory(Scale::Quarter));
    assert!(
        !jpeg_shrink::read_header(&load("one-by-one"))
            .expect("a header")
            .streamed
    );
    assert!(
        jpeg_shrink::read_header(&load("420"))
            .expect("a header")
            .streamed
    );
}

/// At 1/8 a progressive file is needed up to the last scan of what is kept, and what follows may be missing.
#[test]
fn the_end_of_a_progressive_file_is_not_needed_for_a_small_picture() {
    for (name, at_most) in [("gray-progressive", 75), ("rgb-progressive", 75)] {
        let file = load(name);
        let whole = decode(&file, Scale::Eighth, &Options::default()).expect(name);
        let mut decoder = Decoder::new(&file, Scale::Eighth, &Options::default()).expect(name);
        while !decoder.next_row().expect(name).is_empty() {}
        let used = decoder.bytes_used();
        assert!(
            used * 100 <= file.len() * at_most,
            "{name}: {used} of {}",
            file.len()
        );
        let part = decode(&file[..used], Scale::Eighth, &Options::default()).expect(name);
        assert_eq!(part.samples, whole.samples, "{name}");
    }
}

#[test]
fn work_and_scans_are_limited() {
    let file = load("refined");
    let few = Options {
        max_scans: 5,
        ..Options::default()
    };
    let error = Decoder::new(&file, Scale::Full, &few).expect_err("17 scans");
    assert_eq!(error.to_string(), "JPEG beyond a limit: more than 5 scans");
    let little = Options {
        max_work: 61 * 43 * 16,
        ..Options::default()
    };
    let error = Decoder::new(&file, Scale::Full, &little).expect_err("17 scans");
    assert_eq!(
        error.to_string(),
        "JPEG beyond a limit: 17 scans of 61 x 43 pixels, 44591 in all, where 41968 are allowed"
    );
    let enough = Options {
        max_work: 61 * 43 * 17,
        max_scans: 17,
        ..Options::default()
    };
    assert!(Decoder::new(&file, Scale::Full, &enough).is_ok());
    assert!(Decoder::new(&file, Scale::Eighth, &little).is_ok());
    let none = Options {
        max_work: 61 * 43 - 1,
        ..Options::default()
    };
    assert!(Decoder::new(&load("420"), Scale::Full, &none).is_err());
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
        let file = load(&name);
        for scales in sets {
            let mut decoder =
                Decoder::with_scales(&file, scales, &Options::default()).expect(&name);
            let mut pictures = vec![Vec::new(); scales.len()];
            while let Some((place, row)) = decoder.next_row_of_any().expect(&name) {
                pictures[place].extend_from_slice(row);
            }
            decoder.finish();
            for (picture, scale) in pictures.iter().zip(scales) {
                let alone = decode(&file, *scale, &Options::default()).expect(&name);
                assert!(
                    *picture == alone.samples,
                    "{name} at {scale:?} of {scales:?}"
                );
            }
        }
    }
}
