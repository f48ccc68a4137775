//! Files with manifests of C2PA.

use super::builder::{File, boxed, ftyp};
use crate::c2pa::has_box;
use crate::{Extents, Image};

const UUID: &[u8] = b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";

fn uuid(kind: &[u8], purpose: &[u8]) -> Vec<u8> {
    boxed(
        b"uuid",
        &[kind, &[0; 4], purpose, b"\0 and manifests"].concat(),
    )
}

/// A file with a box between the first one and the others.
fn with(inserted: &[u8]) -> Vec<u8> {
    let file = File::still(&[]).bytes();
    let (first, others) = file.split_at(ftyp().len());
    [first, inserted, others].concat()
}

#[test]
fn a_manifest_is_seen_and_hides_nothing() {
    for purpose in [&b"manifest"[..], b"original", b"update"] {
        let file = with(&uuid(UUID, purpose));
        assert!(has_box(&file));
        assert!(Image::from_file(&file).unwrap().has_c2pa(&file));
    }
    let behind = [File::still(&[]).bytes(), uuid(UUID, b"manifest")].concat();
    assert!(has_box(&behind));
}

#[test]
fn other_boxes_are_none() {
    assert!(!has_box(&File::still(&[]).bytes()));
    assert!(!has_box(&with(&uuid(UUID, b"merkle"))));
    assert!(!has_box(&with(&uuid(b"another UUID, of", b"manifest"))));
    assert!(!has_box(&with(&boxed(
        b"free",
        &[UUID, &[0; 4], b"manifest\0"].concat()
    ))));
}

#[test]
fn bytes_that_end_are_no_reason_to_fail() {
    let file = with(&uuid(UUID, b"manifest"));
    let complete = ftyp().len() + 8 + 16 + 4 + b"manifest\0".len();
    for length in 0..file.len() {
        assert_eq!(has_box(&file[..length]), length >= complete, "{length}");
    }
    // A box that says to be longer than any file.
    assert!(!has_box(&with(
        b"\0\0\0\x01freE\xff\xff\xff\xff\xff\xff\xff\xff"
    )));
}

/// A description box with the UUID of what it describes.
fn description(kind: &[u8; 4]) -> Vec<u8> {
    let uuid = [kind, &b"\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71"[..]].concat();
    boxed(b"jumd", &[&uuid, &b"\x03c2pa\0"[..]].concat())
}

#[test]
fn a_superbox_says_what_it_holds() {
    assert!(has_box(&with(&boxed(b"jumb", &description(b"c2pa")))));
    assert!(!has_box(&with(&boxed(b"jumb", &description(b"json")))));
    assert!(!has_box(&with(&boxed(b"jumb", b""))));
}

#[test]
fn an_item_may_be_a_superbox() {
    let of = |kind: &[u8; 4], data: &[u8]| {
        let file = File::still(&[]).plain(2, kind, b"\0", data).bytes();
        Image::from_file(&file).unwrap().has_c2pa(&file)
    };
    let superbox = boxed(b"jumb", &description(b"c2pa"));
    assert!(of(b"jumb", &superbox));
    assert!(of(b"jumb", &description(b"c2pa")));
    assert!(!of(b"Exif", &superbox));
    assert!(!of(b"jumb", &boxed(b"jumb", &description(b"json"))));
    assert!(!of(b"jumb", b""));
    // In pieces, of which the file lacks the last one.
    let pieces = Extents {
        pieces: vec![0..3, 7..7, 3..16, 16..22, 22..u64::MAX],
    };
    assert_eq!(pieces.first_bytes(&superbox, 20), superbox[..20]);
    assert_eq!(pieces.first_bytes(&superbox[..9], 20), superbox[..9]);
    assert_eq!(pieces.first_bytes(b"", 20), b"");
    // After one of another kind.
    let file = File::still(&[])
        .plain(2, b"jumb", b"\0", &description(b"json"))
        .plain(3, b"jumb", b"\0", &superbox)
        .bytes();
    assert!(Image::from_file(&file).unwrap().has_c2pa(&file));
}
