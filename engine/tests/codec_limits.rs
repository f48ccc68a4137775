//! Each codec within limits: damaged files, bombs, too little memory and too little time are typed errors, never a trap, and the next
//! call works.

#[path = "codec_limits/bombs.rs"]
mod bombs;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use engine::{Call, CallLimits, Error, ImageErrorKind, Limits, Resized, Resizer};
use recipe::{Encoding, Target};

/// Many pixels in a few kB.
const LARGE: [(&str, &[u8]); 3] = [
    ("avif", include_bytes!("files/large.avif")),
    ("heic", include_bytes!("files/large.heic")),
    ("jxl", include_bytes!("files/large.jxl")),
];

fn resizer() -> Resizer {
    Resizer::embedded(CallLimits::default()).expect("this processor runs the component")
}

fn target() -> Target {
    Target {
        width: Some(12),
        format: Some(Encoding::Png),
        ..Target::default()
    }
}

fn within(resizer: &Resizer, limits: CallLimits, image: &[u8]) -> Result<Resized, Error> {
    let call = Call {
        limits,
        ..Call::default()
    };
    resizer.resize_as(&call, image, &[target()], Limits::default())
}

/// The files of a codec's own tests, in the order of their names.
fn files(codec: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("codecs").join(codec).join("tests/files");
    let entries = fs::read_dir(folder).expect("the files of the codec's tests");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files
}

/// Copies of a file that are cut off, and others of which one byte has other bits. The codecs' own tests have more kinds of damage,
/// and thousands of copies; here they are in the sandbox.
fn damaged(file: &[u8]) -> Vec<Vec<u8>> {
    const COPIES: usize = 2;
    let places = (1..=COPIES).map(|part| file.len() * part / (COPIES + 1));
    let cut = places.clone().map(|place| file[..place].to_vec());
    let changed = places.map(|place| {
        let mut copy = file.to_vec();
        copy[place] ^= 0x5a;
        copy
    });
    cut.chain(changed).collect()
}

#[test]
fn damaged_files_are_typed_errors_or_other_pictures() {
    let resizer = resizer();
    for (codec, _) in LARGE {
        let mut refused = 0;
        for path in files(codec) {
            let file = fs::read(&path).expect("a file");
            let made = within(&resizer, CallLimits::default(), &file);
            assert!(made.is_ok(), "{}: {made:?}", path.display());
            for (index, copy) in damaged(&file).iter().enumerate() {
                match within(&resizer, CallLimits::default(), copy) {
                    Ok(_) => {}
                    Err(Error::Image { message, .. }) => {
                        assert!(!message.is_empty());
                        refused += 1;
                    }
                    Err(other) => panic!("{}, copy {index}: {other}", path.display()),
                }
            }
        }
        assert!(refused > 40, "{codec}: {refused}");
    }
}

#[test]
fn too_little_memory_is_a_typed_error() {
    let resizer = resizer();
    let limits = CallLimits {
        memory: 24 << 20,
        ..CallLimits::default()
    };
    for (codec, file) in LARGE {
        match within(&resizer, limits, file) {
            Err(Error::MemoryLimit { limit, asked }) => assert!(asked > limit),
            Err(Error::Image { kind, message, .. }) => {
                assert_eq!(kind, ImageErrorKind::LimitExceeded, "{codec}: {message}");
            }
            other => panic!("{codec}: {other:?}"),
        }
        let small = fs::read(&files(codec)[0]).expect("a file");
        within(&resizer, limits, &small).expect("the next call works");
    }
}

/// Of every limit below what a file needs, not only of one: a codec allocates at many places.
#[test]
fn whatever_memory_runs_out_for_the_error_is_typed() {
    let resizer = resizer();
    for (codec, _) in LARGE {
        let path = &files(codec)[0];
        let file = fs::read(path).expect("a file");
        let enough = within(&resizer, CallLimits::default(), &file).expect("a good file");
        for part in 1..24 {
            let limits = CallLimits {
                memory: enough.peak_memory * part / 24,
                ..CallLimits::default()
            };
            match within(&resizer, limits, &file) {
                Err(Error::MemoryLimit { .. }) => {}
                Err(Error::Image {
                    kind: ImageErrorKind::LimitExceeded,
                    ..
                }) => {}
                other => panic!("{}, {part}/24: {other:?}", path.display()),
            }
        }
    }
}

#[test]
fn a_codec_that_takes_too_long_is_ended() {
    let resizer = resizer();
    // Enough for the head, which takes a fraction of a millisecond, and not for megapixels.
    let limits = CallLimits {
        time: Duration::from_millis(30),
        ..CallLimits::default()
    };
    for (codec, file) in LARGE {
        resizer.probe(file).expect("a head");
        let made = within(&resizer, limits, file);
        assert!(
            matches!(made, Err(Error::Deadline { .. })),
            "{codec}: {made:?}"
        );
        let small = fs::read(&files(codec)[0]).expect("a file");
        within(&resizer, CallLimits::default(), &small).expect("the next call works");
    }
}
