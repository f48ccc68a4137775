//! Files damaged at random: no panic, no endless loop, and in tolerant mode every row that the header promises.

mod support;

use jpeg_shrink::{Error, Options, Scale};
use proptest::prelude::*;
use support::{all, decode, load};

/// One change to a file; places are in 1/65536 of its length.
#[derive(Debug, Clone)]
enum Change {
    Set(u16, u8),
    Insert(u16, Vec<u8>),
    Remove(u16, u8),
    Cut(u16),
    Marker(u16, u8),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        2 => (any::<u16>(), prop::collection::vec(any::<u8>(), 1..6)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(at, count)| Change::Remove(at, count)),
        1 => any::<u16>().prop_map(Change::Cut),
        2 => (any::<u16>(), 0xC0..=0xFEu8).prop_map(|(at, code)| Change::Marker(at, code)),
    ]
}

fn apply(mut file: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: u16| usize::from(at) * file.len() / 65536;
        match change {
            Change::Set(at, byte) => {
                let at = place(*at);
                if let Some(old) = file.get_mut(at) {
                    *old = *byte;
                }
            }
            Change::Insert(at, bytes) => {
                let at = place(*at);
                file.splice(at..at, bytes.iter().copied());
            }
            Change::Remove(at, count) => {
                let at = place(*at);
                let end = (at + usize::from(*count)).min(file.len());
                file.drain(at..end);
            }
            Change::Cut(at) => {
                let at = place(*at);
                file.truncate(at);
            }
            Change::Marker(at, code) => {
                let at = place(*at);
                file.splice(at..at, [0xFF, *code]);
            }
        }
    }
    file
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_do_no_harm(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..5),
        scale in 0..4usize,
    ) {
        let names = all();
        let file = apply(load(&names[which.index(names.len())]), &changes);
        let scale = Scale::ALL[scale];
        // Headers can be made to promise pictures that take minutes.
        let options = Options { max_work: 20_000_000, ..Options::default() };
        let strict = decode(&file, scale, &options);
        if jpeg_shrink::read_header(&file).is_ok_and(|header| header.streamed) {
            // The same bits are read at each size, kept or not.
            for other in Scale::ALL {
                prop_assert_eq!(decode(&file, other, &options).is_err(), strict.is_err());
            }
        }
        let options = Options { tolerant: true, ..options };
        match (decode(&file, scale, &options), jpeg_shrink::read_header(&file)) {
            (Ok(lax), Ok(_)) => if let Ok(strict) = strict {
                prop_assert!(strict.samples == lax.samples);
            },
            (Err(_), Err(_)) => prop_assert!(strict.is_err()),
            (Err(Error::Limit(_)), Ok(_)) => {}
            // A scan without its tables cannot even begin.
            (Err(Error::Malformed(text)), Ok(_)) => prop_assert!(text.contains("table"), "{}", text),
            (lax, header) => prop_assert!(false, "{lax:?} {header:?}"),
        }
    }
}
