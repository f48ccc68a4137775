//! BMP files and icons that are rare, or say something wrong about themselves.

use super::*;
use crate::contract::WarningKind;
use crate::decode::whole_frame::FILL;
use crate::probe;

const GRAY: u16 = FILL as u16;

/// A header of `length` bytes: sides, depth, compression, used colours, masks.
fn header(
    length: u32,
    (width, height): (i32, i32),
    depth: u16,
    compression: u32,
    masks: &[u32],
) -> Vec<u8> {
    let mut header = length.to_le_bytes().to_vec();
    header.extend(width.to_le_bytes());
    header.extend(height.to_le_bytes());
    header.extend([1, 0]);
    header.extend(depth.to_le_bytes());
    header.extend(compression.to_le_bytes());
    header.extend([0; 20]);
    for mask in masks {
        header.extend(mask.to_le_bytes());
    }
    header.resize(length as usize, 0);
    header
}

/// A file of a header, what is between it and the pixels, and these.
fn file(header: &[u8], between: &[u8], pixels: &[u8]) -> Vec<u8> {
    let start = 14 + header.len() as u32 + between.len() as u32;
    let mut file = b"BM\0\0\0\0\0\0\0\0".to_vec();
    file.extend(start.to_le_bytes());
    [&file, header, between, pixels].concat()
}

/// Colours of which each sample is ten times the index.
fn palette(count: u8) -> Vec<u8> {
    (0..count)
        .flat_map(|index| [index * 10, index * 10, index * 10, 0])
        .collect()
}

/// The red samples, which are as the others are.
fn reds(decoded: &Decoded) -> Vec<u16> {
    let step = decoded.channels.count();
    decoded.samples.iter().copied().step_by(step).collect()
}

/// A run-length file of 4 x 3 pixels with 16 colours.
fn runs(height: i32, depth: u16, codes: &[u8]) -> Vec<u8> {
    let compression = if depth == 8 { 1 } else { 2 };
    let header = header(40, (4, height), depth, compression, &[]);
    let mut file = file(&header, &palette(16), codes);
    file[46] = 16;
    file
}

#[test]
fn run_lengths_come_in_either_order_of_rows() {
    let codes = [
        2, 1, 0, 2, 1, 0, 1, 2, 0, 0, 0, 3, 3, 4, 5, 0, 0, 0, 4, 6, 0, 1,
    ];
    let rows = [[10, 10, 0, 20], [30, 40, 50, 0], [60; 4]];
    let decoded = decode(&runs(-3, 8, &codes)).unwrap();
    assert_eq!(reds(&decoded), rows.concat());
    assert_eq!(decoded.warnings, []);
    let upside_down = [rows[2], rows[1], rows[0]];
    assert_eq!(
        reds(&decode(&runs(3, 8, &codes)).unwrap()),
        upside_down.concat()
    );
    // Two in turn, one by one, and a move into the last row.
    let codes = [3, 0x12, 0, 0, 0, 4, 0x34, 0x56, 0, 2, 0, 1, 0, 1];
    let rows = [[10, 20, 10, 0], [30, 40, 50, 60], [0; 4]];
    assert_eq!(reds(&decode(&runs(-3, 4, &codes)).unwrap()), rows.concat());
}

#[test]
fn run_lengths_of_24_bits_have_pixels() {
    let codes = [
        1, 1, 2, 3, 0, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0, 4, 7, 8, 9, 0, 1,
    ];
    for length in [40, 64] {
        let file = file(&header(length, (4, 2), 24, 4, &[]), &[], &codes);
        let decoded = decode(&file).unwrap();
        let lower = [3, 2, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3];
        assert_eq!(
            decoded.samples,
            [[9, 8, 7].repeat(4), lower.to_vec()].concat()
        );
    }
    // The same number is JPEG's where a JPEG file is there.
    let jpeg = file(&header(40, (4, 2), 24, 4, &[]), &[], b"\xff\xd8\xff\xe0");
    for file in [jpeg, file(&header(40, (4, 2), 0, 4, &[]), &[], &[])] {
        match decode(&file) {
            Err(Error::UnsupportedFormat(message)) => {
                assert!(message.contains("JPEG compression"), "{message}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn damaged_run_lengths_keep_what_is_there() {
    let sound = [4, 1, 0, 0, 4, 2, 0, 0, 4, 3, 0, 1];
    assert_eq!(decode(&runs(-3, 8, &sound)).unwrap().warnings, []);
    // The last row is complete, and nothing says so.
    let decoded = decode(&runs(-3, 8, &sound[..10])).unwrap();
    assert_eq!((reds(&decoded)[8], decoded.warnings.len()), (30, 0));
    let cut_off = runs(-3, 8, &sound[..7]);
    assert!(matches!(decode(&cut_off), Err(Error::Truncated(_))));
    let far_below = runs(-3, 8, &[4, 1, 0, 0, 4, 2, 0, 2, 0, 77, 4, 3]);
    match decode(&far_below) {
        Err(Error::Malformed(message)) => assert_eq!(
            message,
            "this BMP image is damaged: its run lengths leave the image at byte 124"
        ),
        other => panic!("{other:?}"),
    }
    for (file, rows) in [(cut_off, 2), (far_below, 1)] {
        let decoded = decode_with(&file, terms(true)).unwrap();
        let kept = [[10; 4], [20; 4]].concat();
        let found = reds(&decoded);
        assert_eq!(found[..rows * 4], kept[..rows * 4]);
        assert!(found[rows * 4..].iter().all(|sample| *sample == GRAY));
        assert_eq!(decoded.warnings[0].kind, WarningKind::PictureLost);
    }
    // Too long a run costs nothing.
    let decoded = decode(&runs(-3, 8, &[9, 1, 0, 0, 4, 2, 0, 0, 4, 3, 0, 1])).unwrap();
    assert_eq!(reds(&decoded), [[10; 4], [20; 4], [30; 4]].concat());
    assert_eq!(
        decoded.warnings[0].message,
        "this BMP file is damaged: a run of pixels at byte 118 goes beyond its row"
    );
}

#[test]
fn headers_of_os2_may_be_short() {
    let pixels = [1, 2, 3, 4, 5, 6, 0, 0];
    for length in [16, 20, 36, 40, 42, 64] {
        let mut header = header(40, (2, 1), 24, 0, &[]);
        header.resize(64, 0);
        header.truncate(length);
        header[0] = length as u8;
        let decoded = decode(&file(&header, &[], &pixels)).unwrap();
        assert_eq!(decoded.samples, [3, 2, 1, 6, 5, 4], "{length}");
    }
}

#[test]
fn alpha_that_nobody_has_set_does_not_count() {
    let masks = [0xff_0000, 0xff00, 0xff, 0xff00_0000];
    for (length, compression) in [(56, 3), (108, 3), (124, 3), (108, 0), (124, 0)] {
        let header = header(length, (2, 1), 32, compression, &masks);
        let set = file(&header, &[], &[1, 2, 3, 0, 1, 2, 3, 9]);
        assert_eq!(
            decode(&set).unwrap().samples,
            [3, 2, 1, 0, 3, 2, 1, 9],
            "{length}"
        );
        assert!(probe(&set).unwrap().alpha);
        let unset = file(&header, &[], &[1, 2, 3, 0, 1, 2, 3, 0]);
        assert_eq!(
            decode(&unset).unwrap().samples,
            [3, 2, 1, 3, 2, 1],
            "{length}"
        );
        // That is not known of the beginning of a file.
        let alpha = |bytes| probe(bytes).unwrap().alpha;
        assert!(!alpha(&unset) && alpha(&unset[..unset.len() - 1]));
    }
    // Without a mask the last byte is nothing.
    let plain = file(&header(40, (1, 1), 32, 0, &[]), &[], &[1, 2, 3, 4]);
    assert_eq!(decode(&plain).unwrap().samples, [3, 2, 1]);
}

#[test]
fn masks_that_make_no_sense_are_refused() {
    for masks in [[0, 0, 0], [0b101, 2, 8], [0xff_0000, 0xff00, 0xff]] {
        let header = header(52, (2, 1), 16, 3, &masks);
        let found = decode(&file(&header, &[], &[0; 4]));
        assert!(matches!(found, Err(Error::Malformed(_))), "{masks:?}");
    }
}

#[test]
fn a_palette_ends_where_the_pixels_begin() {
    let header = header(40, (3, 1), 8, 0, &[]);
    let mut file = file(&header, &palette(4), &[3, 0, 4, 0]);
    // The header says nothing, so there would be 256 colours.
    assert_eq!(reds(&decode(&file).unwrap()), [30, 0, 0]);
    file[46] = 4;
    for (offset, warnings) in [(0, 0), (20, 1)] {
        file[10] = offset;
        let decoded = decode(&file).unwrap();
        assert_eq!(reds(&decoded), [30, 0, 0]);
        assert_eq!(decoded.warnings.len(), warnings);
    }
}

/// An icon of bitmaps of two pixels: what the directory says of width, depth and length, and all behind the header.
fn icon(pictures: &[(u8, u8, u32, u16, &[u8])]) -> Vec<u8> {
    let mut directory = vec![0, 0, 1, 0, pictures.len() as u8, 0];
    let mut body = Vec::new();
    for (width, depth, length, real_depth, rest) in pictures {
        let start = (6 + 16 * pictures.len() + body.len()) as u32;
        directory.extend([*width, 1, 0, 0, 1, 0, *depth, 0]);
        directory.extend(length.to_le_bytes());
        directory.extend(start.to_le_bytes());
        body.extend(header(40, (2, 2), *real_depth, 0, &[]));
        body.extend(*rest);
    }
    [directory, body].concat()
}

#[test]
fn a_mask_counts_where_there_is_no_alpha() {
    let (left, right) = ([1, 2, 3, 255], [4, 5, 6, 128]);
    let mask = [0xc0, 0, 0, 0];
    let decoded_alphas = |rest: &[u8], length| {
        let file = icon(&[(2, 32, length, 32, rest)]);
        let decoded = decode(&file).unwrap();
        assert_eq!(decoded.samples[..3], [3, 2, 1]);
        (decoded.samples[3], decoded.samples[7])
    };
    let with_alpha = [&left[..], &right, &mask].concat();
    assert_eq!(decoded_alphas(&with_alpha, 52), (255, 128));
    // Whatever the directory says is the length.
    assert_eq!(decoded_alphas(&with_alpha, 0), (255, 128));
    let without = [&left[..3], &[0], &right[..3], &[0], &[0x40, 0, 0, 0]].concat();
    assert_eq!(decoded_alphas(&without, 52), (255, 0));
    // There is no mask where the entry ends with its pixels.
    assert_eq!(decoded_alphas(&without, 48), (255, 255));
}

#[test]
fn a_mask_that_is_cut_off_hides_nothing_where_damage_is_accepted() {
    let file = icon(&[(2, 24, 52, 24, &[1, 2, 3, 4, 5, 6, 0, 0, 0x40, 0, 0])]);
    assert!(matches!(decode(&file), Err(Error::Truncated(_))));
    let decoded = decode_with(&file, terms(true)).unwrap();
    assert_eq!(decoded.samples, [3, 2, 1, 255, 6, 5, 4, 0]);
    assert_eq!(
        decoded.warnings[0].message,
        "this ICO file is damaged: 0 of 1 rows of its mask could be read, and the rest is filled"
    );
}

/// A larger picture, and of equal ones that with more colours.
#[test]
fn a_directory_that_is_wrong_about_sizes_is_not_believed() {
    let gray = [[0; 8], [9, 9, 9, 0, 0, 0, 0, 0]].concat();
    let colored = [1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0];
    let mut file = icon(&[(99, 32, 56, 1, &gray), (1, 1, 52, 24, &colored)]);
    let decoded = decode(&file).unwrap();
    assert_eq!(decoded.samples, [3, 2, 1, 255, 6, 5, 4, 255]);
    // A picture behind the end is none.
    file[18 + 16 + 2] = 1;
    assert_eq!(decode(&file).unwrap().samples[..4], [0, 0, 0, 255]);
}
