//! Files with manifests of C2PA.

use super::builder::{File, boxed, ftyp};
use crate::{Image, has_c2pa};

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
        assert!(has_c2pa(&file));
        assert!(Image::from_file(&file).is_ok());
    }
    let behind = [File::still(&[]).bytes(), uuid(UUID, b"manifest")].concat();
    assert!(has_c2pa(&behind));
}

#[test]
fn other_boxes_are_none() {
    assert!(!has_c2pa(&File::still(&[]).bytes()));
    assert!(!has_c2pa(&with(&uuid(UUID, b"merkle"))));
    assert!(!has_c2pa(&with(&uuid(b"another UUID, of", b"manifest"))));
    assert!(!has_c2pa(&with(&boxed(
        b"free",
        &[UUID, &[0; 4], b"manifest\0"].concat()
    ))));
}

#[test]
fn bytes_that_end_are_no_reason_to_fail() {
    let file = with(&uuid(UUID, b"manifest"));
    let complete = ftyp().len() + 8 + 16 + 4 + b"manifest\0".len();
    for length in 0..file.len() {
        assert_eq!(has_c2pa(&file[..length]), length >= complete, "{length}");
    }
    // A box that says to be longer than any file.
    assert!(!has_c2pa(&with(
        b"\0\0\0\x01freE\xff\xff\xff\xff\xff\xff\xff\xff"
    )));
}
