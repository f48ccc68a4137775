//! Frames that are cut off or have wrong bytes: an error, or the rows that are there; no panic, no endless loop.

mod support;

use proptest::prelude::*;
use support::{TOLERANT, all, decode, load};
use vp8_shrink::{Decoder, Error, Options, Scale};

/// Every beginning of a frame ends in an error, or in the picture if nothing is missing that matters; tolerated, it
/// gives the rows that do not depend on what is missing, and the others gray.
#[test]
fn every_beginning_of_a_frame_ends() {
    for name in [
        "q50",
        "q10",
        "1x1",
        "partitions4",
        "simple-filter",
        "segments",
    ] {
        let frame = load(name);
        for scale in [Scale::Full, Scale::Quarter] {
            let whole = decode(&frame, scale, &Options::default()).expect(name);
            let row_bytes = whole.width * 3;
            let mut last = 0;
            for length in 0..frame.len() {
                let part = &frame[..length];
                let strict = decode(part, scale, &Options::default());
                let lax = decode(part, scale, &TOLERANT);
                match &strict {
                    Ok(strict) => {
                        assert!(length + 4 >= frame.len(), "{name}: {length}");
                        assert!(lax.as_ref() == Ok(strict), "{name}: {length}");
                    }
                    Err(error) => assert_eq!(*error, Error::Truncated { offset: length }),
                }
                let Ok(lax) = lax else { continue };
                let good = match lax.damage {
                    Some(row) => (row as usize).div_ceil(scale.divisor() as usize),
                    None => whole.height,
                };
                let (found, rest) = lax.samples.split_at(row_bytes * good);
                assert!(found == &whole.samples[..found.len()], "{name}: {length}");
                assert!(
                    rest.iter().all(|sample| *sample == 0x80),
                    "{name}: {length}"
                );
                assert!(good >= last, "{name}: {length}");
                last = good;
            }
            assert!(last >= whole.height / 2, "{name}: {last}");
        }
    }
}

#[test]
fn damage_is_announced() {
    let frame = load("segments");
    let part = &frame[..frame.len() * 3 / 4];
    let decoder = Decoder::new(part, Scale::Full, &TOLERANT).expect("a header");
    let first = decoder.damage().expect("a quarter is missing");
    assert!(
        (16..90).contains(&first) && first.is_multiple_of(8),
        "{first}"
    );
    let decoder = Decoder::new(part, Scale::Half, &TOLERANT).expect("a header");
    assert_eq!(decoder.damage(), Some(first));
    let decoder = Decoder::new(&frame, Scale::Full, &TOLERANT).expect("a header");
    assert_eq!(decoder.damage(), None);
}

/// A frame that says 16 383 x 16 383 and ends: as little is done for it as can be.
#[test]
fn a_large_frame_without_data_is_over_quickly() {
    let mut frame = load("partitions4");
    frame[6..10].fill(0x3F);
    for scale in Scale::ALL {
        let mut decoder = Decoder::new(&frame, scale, &Options::default()).expect("a header");
        assert_eq!(
            decoder.next_row(),
            Err(Error::Truncated {
                offset: frame.len()
            })
        );
        assert!(decoder.next_row().is_err());
    }
}

/// One change to a frame; places are in 1/65536 of its length.
#[derive(Debug, Clone)]
enum Change {
    Set(u16, u8),
    Remove(u16, u8),
    Cut(u16),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        // The header is where most can go wrong.
        3 => (0..1000u16, any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        1 => (any::<u16>(), any::<u8>()).prop_map(|(at, count)| Change::Remove(at, count)),
        1 => any::<u16>().prop_map(Change::Cut),
    ]
}

fn apply(mut frame: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: u16| usize::from(at) * frame.len() / 65536;
        match change {
            Change::Set(at, byte) => {
                let at = place(*at);
                if let Some(old) = frame.get_mut(at) {
                    *old = *byte;
                }
            }
            Change::Remove(at, count) => {
                let at = place(*at);
                let end = (at + usize::from(*count)).min(frame.len());
                frame.drain(at..end);
            }
            Change::Cut(at) => {
                let at = place(*at);
                frame.truncate(at);
            }
        }
    }
    frame
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_frames_do_no_harm(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..5),
        scale in 0..4usize,
    ) {
        let names = all();
        let frame = apply(load(&names[which.index(names.len())]), &changes);
        let Ok((width, height)) = vp8_shrink::read_size(&frame) else { return Ok(()) };
        // Tolerated, all rows of whatever size come.
        if width * height > 1 << 18 {
            return Ok(());
        }
        let scale = Scale::ALL[scale];
        let strict = decode(&frame, scale, &Options::default());
        let lax = decode(&frame, scale, &TOLERANT);
        if let Ok(strict) = strict {
            prop_assert!(lax == Ok(strict));
        }
    }
}
