//! TGA, QOI and PNM: what is rare, and what becomes of damage.

use super::*;
use crate::contract::WarningKind;
use crate::decode::whole_frame::FILL;

const GRAY: u16 = FILL as u16;

/// A TGA header: kind, palette, sides, depth, descriptor.
fn tga(kind: u8, (start, colors): (u8, u8), sides: (u8, u8), depth: u8, descriptor: u8) -> Vec<u8> {
    let has_map = u8::from(colors > 0);
    let map_bits = if colors > 0 { 24 } else { 0 };
    let (width, height) = sides;
    let map = [start, 0, colors, 0, map_bits];
    [
        &[0, has_map, kind][..],
        &map,
        &[0, 0, 0, 0, width, 0, height, 0, depth, descriptor],
    ]
    .concat()
}

#[test]
fn packets_of_a_tga_go_on_in_the_next_row() {
    // Two pixels one by one, and then five times the same.
    let packets = [1, 10, 20, 0x84, 30];
    for (descriptor, expected) in [
        (0x20, [10, 20, 30, 30, 30, 30]),
        (0x00, [30, 30, 30, 10, 20, 30]),
        (0x30, [30, 20, 10, 30, 30, 30]),
    ] {
        let file = [tga(11, (0, 0), (3, 2), 8, descriptor), packets.to_vec()].concat();
        assert_eq!(decode(&file).unwrap().samples, expected);
    }
}

#[test]
fn rows_of_a_tga_that_are_there_are_kept() {
    let packets = [1, 10, 20, 0x80, 30, 0x81];
    for (descriptor, expected) in [
        (0x20, [10, 20, 30, GRAY, GRAY, GRAY]),
        (0x00, [GRAY, GRAY, GRAY, 10, 20, 30]),
    ] {
        let file = [tga(11, (0, 0), (3, 2), 8, descriptor), packets.to_vec()].concat();
        assert!(matches!(decode(&file), Err(Error::Truncated(_))));
        let decoded = decode_with(&file, terms(true)).unwrap();
        assert_eq!(decoded.samples, expected);
        assert_eq!(decoded.warnings[0].kind, WarningKind::PictureLost);
    }
}

#[test]
fn a_palette_of_a_tga_begins_at_any_index() {
    let colors = [1, 2, 3, 4, 5, 6];
    let header = tga(1, (7, 2), (2, 2), 8, 0x20);
    let file = [&header[..], &colors, &[7, 8, 8, 7]].concat();
    let (first, second) = ([3, 2, 1], [6, 5, 4]);
    let decoded = decode(&file).unwrap();
    assert_eq!(decoded.samples, [first, second, second, first].concat());
    let wrong = [&header[..], &colors, &[7, 8, 8, 9]].concat();
    match decode(&wrong) {
        Err(Error::Malformed(message)) => assert_eq!(
            message,
            "this TGA image is damaged: a pixel has the index 9, which its palette lacks"
        ),
        other => panic!("{other:?}"),
    }
    let decoded = decode_with(&wrong, terms(true)).unwrap();
    assert_eq!(decoded.samples[..6], [first, second].concat());
    assert_eq!(decoded.samples[6..], [GRAY; 6]);
}

/// 3 x 2 pixels of three channels.
fn qoi(chunks: &[u8]) -> Vec<u8> {
    [b"qoif\0\0\0\x03\0\0\0\x02\x03\0", chunks].concat()
}

#[test]
fn a_qoi_needs_no_end() {
    // Red, small changes with overflow, larger ones, a run, and a colour seen before.
    let chunks = [
        0xfe,
        255,
        0,
        0,
        0b0111_0110,
        0xa5,
        0x7a,
        0xc1,
        (255 * 3 + 255 * 11) as u8 % 64,
    ];
    let decoded = decode(&qoi(&chunks)).unwrap();
    let changed = [0, 255, 0];
    let larger = [4, 4, 7];
    let red = [255, 0, 0];
    assert_eq!(
        decoded.samples,
        [red, changed, larger, larger, larger, red].concat()
    );
    assert_eq!(decoded.warnings, []);
    let cut_off = qoi(&chunks[..6]);
    assert!(matches!(decode(&cut_off), Err(Error::Truncated(_))));
    // There is not even a row.
    assert!(decode_with(&cut_off, terms(true)).is_err());
    let decoded = decode_with(&qoi(&chunks[..8]), terms(true)).unwrap();
    assert_eq!(decoded.samples[9..], [GRAY; 9]);
    assert_eq!(
        decoded.warnings[0].message,
        "this QOI file is damaged: 1 of 2 rows could be read, and the rest is filled"
    );
}

#[test]
fn samples_of_a_pnm_have_their_full_range() {
    for (file, expected) in [
        (&b"P2 3 1 4\n0 1# of four\n 9"[..], [0, 64, 255]),
        (b"P5 3 1 4 \0\x01\x09", [0, 64, 255]),
        (b"P1 3 1\n0 11", [255, 0, 0]),
        (b"P4 3 1\n\x60", [255, 0, 0]),
        (b"P2 3 1 1000 0 500 1000", [0, 32768, 65535]),
        (b"P5 3 1 1000 \0\0\x01\xf4\x03\xe8", [0, 32768, 65535]),
    ] {
        assert_eq!(decode(file).unwrap().samples, expected, "{file:?}");
    }
}

#[test]
fn words_between_the_samples_of_a_pnm_are_damage() {
    let file = b"P2 2 2 9\n9 9 9 x";
    match decode(file) {
        Err(Error::Malformed(message)) => assert_eq!(
            message,
            "this PNM image is damaged: its sample at byte 15 is not a number"
        ),
        other => panic!("{other:?}"),
    }
    let decoded = decode_with(file, terms(true)).unwrap();
    assert_eq!(decoded.samples, [255, 255, GRAY, GRAY]);
    match decode(b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 9\nTUPLTYPE CMYK\nENDHDR\n1234") {
        Err(Error::UnsupportedFormat(message)) => assert!(message.contains("CMYK"), "{message}"),
        other => panic!("{other:?}"),
    }
}
