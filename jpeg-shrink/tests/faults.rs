//! One wrong byte in the data of a scan: what is decoded of it where damage is tolerated.

mod support;

use jpeg_shrink::{Damage, Options, Scale};
use support::{decode, load};

/// Files with scans of each kind.
const FILES: [&str; 6] = [
    "420",
    "420-restart",
    "gray",
    "420-progressive",
    "420-progressive-restart",
    "one-by-one",
];

/// Every size shows the same damage: the same bits are read for each.
#[test]
fn all_sizes_go_on_alike() {
    let options = Options {
        tolerant: true,
        ..Options::default()
    };
    let mut excused = 0;
    for name in ["gray", "420", "444", "420-restart", "one-by-one"] {
        let file = load(name);
        let scan = file
            .windows(2)
            .rposition(|pair| pair == [0xFF, 0xDA])
            .expect("a scan");
        for at in (scan + 20..file.len() - 2).step_by(7) {
            let mut wrong = file.clone();
            wrong[at] ^= 0x55;
            let notes = Scale::ALL.map(|scale| decode(&wrong, scale, &options).expect(name).damage);
            assert!(
                notes.iter().all(|other| *other == notes[0]),
                "{name} {at}: {notes:?}"
            );
            excused += notes[0]
                .iter()
                .filter(|note| matches!(note, Damage::BadData { .. }))
                .count();
        }
    }
    assert!(excused > 20, "{excused}");
}

/// Most of the picture is left, where decoding finds back into step.
#[test]
fn a_wrong_byte_costs_a_part_of_the_picture() {
    let options = Options {
        tolerant: true,
        ..Options::default()
    };
    for name in FILES {
        let file = load(name);
        let whole = decode(&file, Scale::Full, &Options::default()).expect(name);
        let scan = file
            .windows(2)
            .position(|pair| pair == [0xFF, 0xDA])
            .expect("a scan");
        let mut wrong_samples = 0;
        let mut cases = 0;
        for at in (scan + 20..file.len() - 2).step_by(11) {
            let mut wrong = file.clone();
            wrong[at] ^= 0x10;
            let Ok(picture) = decode(&wrong, Scale::Full, &options) else {
                continue;
            };
            let pairs = picture.samples.iter().zip(&whole.samples);
            wrong_samples += pairs
                .filter(|(one, other)| one.abs_diff(**other) > 40)
                .count();
            cases += whole.samples.len();
        }
        assert!(
            wrong_samples * 4 < cases,
            "{name}: {wrong_samples} of {cases}"
        );
    }
}
