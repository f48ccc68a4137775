use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::decode::png::input::StreamPosition;

/// Chunks of a file that hold `stream` in pieces of so many bytes.
fn pieces(stream: &[u8], bytes: usize) -> Vec<u8> {
    let mut file = Vec::new();
    for piece in stream.chunks(bytes) {
        file.extend((piece.len() as u32).to_be_bytes());
        file.extend(b"IDAT");
        file.extend(piece);
        file.extend([0; 4]);
    }
    file
}

/// All that can be unpacked, `step` bytes at a time, and how it ends.
fn unpack(file: &[u8], step: usize) -> (Vec<u8>, Stop) {
    let mut inflater = Inflater::new();
    let mut place = StreamPosition::before_chunk(0);
    let mut window = vec![0; WINDOW_BYTES + step];
    let mut position = 0;
    let mut all = Vec::new();
    loop {
        let from = position;
        let (input, to, stop) =
            inflater.run(Input::new(file, place), &mut window[..from + step], from);
        place = input.place();
        all.extend_from_slice(&window[from..to]);
        if stop != Stop::Enough {
            return (all, stop);
        }
        assert_eq!(to, from + step);
        position = to.min(WINDOW_BYTES);
        window.copy_within(to - position..to, 0);
    }
}

/// Bytes with repetitions near and far.
fn data() -> impl Strategy<Value = Vec<u8>> {
    let part = (vec(any::<u8>(), 1..40), 1..60usize);
    vec(part, 1..40).prop_map(|parts| {
        let mut data = Vec::new();
        for (bytes, times) in parts {
            data.extend(bytes.repeat(times));
            // From some way back.
            let start = data.len() / 3;
            data.extend_from_within(start..start + times.min(data.len() - start));
        }
        data
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_was_packed_is_unpacked(
        data in data(),
        level in 0..10u8,
        bytes in prop_oneof![1..20usize, 100..100_000usize],
        step in prop_oneof![1..30usize, 1000..20_000usize],
    ) {
        let file = pieces(&compress_to_vec_zlib(&data, level), bytes);
        let (unpacked, end) = unpack(&file, step);
        prop_assert_eq!(end, Stop::End);
        prop_assert!(unpacked == data);
    }

    #[test]
    fn of_a_stream_that_is_cut_off_the_beginning_is_unpacked(
        data in data(),
        level in 0..10u8,
        cut in any::<prop::sample::Index>(),
        step in 1..1000usize,
    ) {
        let stream = compress_to_vec_zlib(&data, level);
        // The checksum at the end is not looked at.
        let stream = &stream[..cut.index(stream.len() - 4)];
        let (unpacked, end) = unpack(&pieces(stream, 100), step);
        prop_assert_eq!(end, Stop::Starved);
        prop_assert!(data.starts_with(&unpacked));
    }

    #[test]
    fn any_bytes_are_unpacked_or_refused(
        mut stream in vec(any::<u8>(), 0..300),
        kind in 0..4u8,
        step in 1..1000usize,
    ) {
        // Most would not get beyond the header.
        let header = [0x78, 0x9c, kind << 1 | 1];
        stream.splice(..0, header);
        let (unpacked, _) = unpack(&pieces(&stream, 50), step);
        // The best that a bit can do.
        prop_assert!(unpacked.len() <= stream.len() * 8 * 258);
    }
}

#[test]
fn a_repetition_does_not_reach_beyond_the_beginning() {
    // A block with fixed codes: a length of 3 and a distance of 1, at once (RFC 1951, clause 3.2.6).
    let stream = [0x78, 0x9c, 0b0000_0011, 0b0000_0010, 0, 0];
    let (unpacked, end) = unpack(&pieces(&stream, 10), 100);
    assert_eq!(
        (unpacked.len(), end),
        (0, Stop::Damaged(DecompressionError::DistanceTooFarBack))
    );
}

#[test]
fn empty_blocks_and_pieces_are_passed_over() {
    // Three stored blocks without bytes, one with two, and the last with one.
    let stored = |last: u8, bytes: &[u8]| {
        let length = bytes.len() as u16;
        [
            &[last][..],
            &length.to_le_bytes(),
            &(!length).to_le_bytes(),
            bytes,
        ]
        .concat()
    };
    let stream = [
        vec![0x78, 0x9c],
        stored(0, &[]).repeat(3),
        stored(0, b"ab"),
        stored(1, b"c"),
        // The checksum, which is not looked at.
        vec![0; 4],
    ]
    .concat();
    for bytes in 1..stream.len() {
        let mut file = pieces(&[], 1);
        for piece in stream.chunks(bytes) {
            file.extend(pieces(piece, bytes));
            file.extend([0, 0, 0, 0, b'I', b'D', b'A', b'T', 0, 0, 0, 0]);
        }
        assert_eq!(unpack(&file, 1), (b"abc".to_vec(), Stop::End));
    }
}
