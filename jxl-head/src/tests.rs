//! Heads, bit by bit.

mod real_files;

use proptest::prelude::*;

use super::*;

/// Writes bits, the lowest of a byte first.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    used: u32,
}

impl Writer {
    /// Of pairs of a value and its number of bits.
    fn of(pairs: &[(u32, u32)]) -> Vec<u8> {
        let mut writer = Self::default();
        for (value, count) in pairs {
            for bit in 0..*count {
                if writer.used.is_multiple_of(8) {
                    writer.bytes.push(0);
                }
                let last = writer.bytes.len() - 1;
                writer.bytes[last] |= ((value >> bit & 1) << (writer.used % 8)) as u8;
                writer.used += 1;
            }
        }
        writer.bytes
    }
}

/// A codestream with these bits behind its signature.
fn codestream(pairs: &[(u32, u32)]) -> Vec<u8> {
    let mut bytes = CODESTREAM.to_vec();
    bytes.extend(Writer::of(pairs));
    bytes
}

fn a_box(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    let mut bytes = (contents.len() as u32 + 8).to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(contents);
    bytes
}

fn container(boxes: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = CONTAINER.to_vec();
    bytes.extend(a_box(b"ftyp", b"jxl \0\0\0\0jxl "));
    bytes.extend(boxes.concat());
    bytes
}

/// 40 x 24, and everything else as it is by default.
const PLAIN: [(u32, u32); 5] = [(1, 1), (2, 5), (0, 3), (4, 5), (1, 1)];

/// 4000 x 3000 of 12 bits with premultiplied alpha of 16, gray, linear, orientation 6, animated, for 1000 cd/m2.
const RICH: &[(u32, u32)] = &[
    // Size: not small, 13 bits of height, no ratio, 13 bits of width.
    (0, 1),
    (1, 2),
    (2999, 13),
    (0, 3),
    (1, 2),
    (3999, 13),
    // Not default, extra fields, orientation, intrinsic size, preview of 16 x 8 by ratio, animation of 24000/1001.
    (0, 1),
    (1, 1),
    (5, 3),
    (0, 1),
    (1, 1),
    (1, 1),
    (2, 2),
    (0, 5),
    (7, 3),
    (1, 1),
    (3, 2),
    (23_999, 30),
    (1, 2),
    (1, 2),
    (3, 3),
    (0, 1),
    // 12 bits, 16 are enough for Modular.
    (0, 1),
    (2, 2),
    (1, 1),
    // Two extra channels: depth with a name of 2 bytes, alpha.
    (2, 2),
    (0, 4),
    (0, 1),
    (1, 2),
    (0, 1),
    (0, 2),
    (0, 2),
    (1, 2),
    (2, 4),
    (0x41, 8),
    (0x42, 8),
    (0, 1),
    (0, 2),
    (0, 1),
    (3, 2),
    (15, 6),
    (0, 2),
    (0, 2),
    (1, 1),
    // Not XYB. Colour: not default, no profile, gray, D65, no gamma, linear, relative.
    (0, 1),
    (0, 1),
    (0, 1),
    (1, 2),
    (1, 2),
    (0, 1),
    (2, 2),
    (6, 4),
    (1, 2),
    // Tone mapping: 1000.0 as binary16.
    (0, 1),
    (0x63d0, 16),
];

#[test]
fn a_plain_head_is_read() {
    let head = read(&codestream(&PLAIN)).unwrap();
    assert_eq!((head.width, head.height), (40, 24));
    assert_eq!(head.orientation, 1);
    assert_eq!(head.samples.bits, 8);
    assert_eq!(head.color, Color::SRGB);
    assert!(head.is_xyb && !head.is_container && !head.has_black);
    assert_eq!((head.alpha, head.animation), (None, None));
}

fn check_rich(head: &Head) {
    assert_eq!((head.width, head.height), (4000, 3000));
    assert_eq!(head.orientation, 6);
    assert_eq!(head.preview, Some((16, 8)));
    let animation = Animation {
        ticks: 24_000,
        per: 1001,
        loops: 3,
    };
    assert_eq!(head.animation, Some(animation));
    assert_eq!(head.samples.bits, 12);
    assert_eq!(head.extra_channels, 2);
    let alpha = head.alpha.unwrap();
    assert_eq!((alpha.samples.bits, alpha.is_premultiplied), (16, true));
    assert_eq!(head.color.space, Space::Gray);
    assert_eq!(head.color.transfer, Transfer::Linear);
    assert!(!head.is_xyb);
    assert_eq!(head.intensity_target, 1000.0);
}

#[test]
fn a_rich_head_is_read_from_a_codestream_and_from_the_parts_of_a_container() {
    let bytes = codestream(RICH);
    check_rich(&read(&bytes).unwrap());
    let whole = container(&[a_box(b"Exif", b"\0\0\0\0MM"), a_box(b"jxlc", &bytes)]);
    check_rich(&read(&whole).unwrap());
    // A part for each byte.
    let last = bytes.len() - 1;
    let parts: Vec<_> = bytes
        .iter()
        .enumerate()
        .map(|(index, byte)| {
            let is_last = if index == last { 1 << 31 } else { 0 };
            let mut part = (index as u32 | is_last).to_be_bytes().to_vec();
            part.push(*byte);
            a_box(b"jxlp", &part)
        })
        .collect();
    let in_parts = container(&parts);
    check_rich(&read(&in_parts).unwrap());
    let mut swapped = parts;
    swapped.swap(0, 1);
    let error = read(&container(&swapped)).unwrap_err();
    assert_eq!(
        error,
        Error::Malformed("part 1 of its codestream stands where part 0 should".to_owned())
    );
}

#[test]
fn every_beginning_asks_for_more_and_gets_there() {
    let bytes = codestream(RICH);
    let files = [
        bytes.clone(),
        container(&[a_box(b"xml ", b"<x/>"), a_box(b"jxlc", &bytes)]),
    ];
    for file in files {
        let mut length = 0;
        while let Err(error) = read(&file[..length]) {
            let Error::Truncated { needed } = error else {
                panic!("{error}");
            };
            assert!(needed > length as u64, "{needed} of {length}");
            length = (needed as usize).min(file.len());
        }
        for length in 0..file.len() {
            if let Err(error) = read(&file[..length]) {
                assert!(matches!(error, Error::Truncated { .. }), "{error}");
            }
        }
    }
}

#[test]
fn sizes_by_ratio_are_those_of_the_standard() {
    let width = |ratio: u32| {
        let bytes = codestream(&[(0, 1), (0, 2), (299, 9), (ratio, 3), (1, 1)]);
        read(&bytes).unwrap().width
    };
    assert_eq!(
        [1, 2, 3, 4, 5, 6, 7].map(width),
        [300, 360, 400, 450, 533, 375, 600]
    );
}

#[test]
fn what_no_decoder_may_accept_is_refused() {
    let huge = codestream(&[
        (0, 1),
        (3, 2),
        (0x3fff_ffff, 30),
        (0, 3),
        (3, 2),
        (0x3fff_ffff, 30),
        (1, 1),
    ]);
    let error = read(&huge).unwrap_err().to_string();
    assert!(error.contains("1073741824 x 1073741824"), "{error}");
    assert_eq!(read(b"\x89PNG\r\n"), Err(Error::NotJxl));
    let no_codestream = container(&[[0u32.to_be_bytes().to_vec(), b"xml <x/>".to_vec()].concat()]);
    assert_eq!(
        read(&no_codestream),
        Err(Error::Malformed("it has no codestream".to_owned()))
    );
    let short = container(&[
        a_box(b"jxlc", &codestream(RICH)[..6]),
        a_box(b"free", &[0; 9]),
    ]);
    let error = read(&short).unwrap_err().to_string();
    assert_eq!(error, "its codestream ends inside of its header");
    let short_box = container(&[[4u32.to_be_bytes().to_vec(), b"jxlc".to_vec()].concat()]);
    let error = read(&short_box).unwrap_err().to_string();
    assert!(error.contains("says that it has 4 bytes"), "{error}");
}

#[test]
fn a_box_of_another_kind_of_jumbf_is_no_manifest() {
    let has =
        |kind: &[u8; 4], contents: &[u8]| metadata(&container(&[a_box(kind, contents)])).has_c2pa;
    assert!(has(b"jumb", b"\0\0\0\x1ejumdc2pa and the rest"));
    for other in [
        &b"\0\0\0\x1ejumdjson and the rest"[..],
        b"....jumbc2pa",
        b"jumdc2pa",
        b"",
    ] {
        assert!(!has(b"jumb", other));
    }
    assert!(has(b"brob", b"jumb and what is compressed"));
}

#[test]
fn metadata_is_that_of_whole_boxes() {
    let bytes = codestream(&PLAIN);
    let file = container(&[
        a_box(b"Exif", b"\0\0\0\x02..MM"),
        a_box(b"jxlc", &bytes),
        a_box(b"brob", b"xml ...."),
        a_box(b"xml ", b"<x/>"),
        a_box(b"jumb", b"\0\0\0\x1ejumdc2pa and the rest"),
    ]);
    let found = metadata(&file);
    assert_eq!(found.exif, Some(&b"MM"[..]));
    assert_eq!(found.xmp, Some(&b"<x/>"[..]));
    assert!(found.has_compressed && found.has_c2pa);
    let cut = metadata(&file[..file.len() - 40]);
    assert_eq!(cut.xmp, None);
    assert_eq!(metadata(&bytes), Contents::default());
    // An offset beyond the box.
    let wrong = container(&[a_box(b"Exif", b"\xff\xff\xff\xffMM")]);
    assert_eq!(metadata(&wrong).exif, None);
}

proptest! {
    #[test]
    fn any_bytes_have_an_answer(
        start in prop_oneof![
            Just(CODESTREAM.to_vec()),
            Just(CONTAINER.to_vec()),
            Just(container(&[])),
        ],
        rest in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let bytes = [start, rest].concat();
        let _ = metadata(&bytes);
        match read(&bytes) {
            Ok(head) => prop_assert!(head.width > 0 && head.height > 0),
            Err(Error::Truncated { needed }) => prop_assert!(needed > bytes.len() as u64),
            Err(_) => {}
        }
    }
}
