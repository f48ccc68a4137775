//! What is refused, and in which words.

use super::builder::{File, av1c, boxed, ftyp, full, infe, irot, ispe, of_parts, with_part};
use crate::{Error, Image};

fn error(file: &[u8]) -> Error {
    Image::from_file(file).unwrap_err()
}

fn unsupported(feature: &str) -> Error {
    Error::Unsupported(feature.to_owned())
}

fn malformed(problem: &str) -> Error {
    Error::Malformed(problem.to_owned())
}

#[test]
fn images_that_are_not_read_are_named() {
    for (kind, name) in [
        (b"iovl", "an overlay of several images (iovl)"),
        (b"tmap", "a tone map as its primary image (tmap)"),
        (b"avc1", "H.264 (avc1)"),
        (b"jpeg", "JPEG inside of HEIF (jpeg)"),
        (b"unci", "uncompressed pixels inside of HEIF (unci)"),
        (b"\0\xff'x", "items of an unknown kind (\\x00\\xff\\'x)"),
    ] {
        let file = File::new().item(1, kind, &[ispe(1, 1)], b"x");
        assert_eq!(error(&file.bytes()), unsupported(name));
    }
}

#[test]
fn an_unknown_property_is_refused_where_it_is_essential() {
    let unknown = boxed(b"abcd", b"");
    let harmless = [ispe(4, 4), av1c(), unknown.clone()];
    let file = File::new().item(1, b"av01", &harmless, b"x");
    assert!(Image::from_file(&file.bytes()).is_ok());
    let file = File::new().item(1, b"av01", &[unknown, ispe(4, 4), av1c()], b"x");
    assert_eq!(
        error(&file.bytes()),
        unsupported("the essential property abcd")
    );
}

#[test]
fn a_sequence_without_a_still_image_is_named() {
    let file = [boxed(b"ftyp", b"avis\0\0\0\0"), boxed(b"moov", b"")].concat();
    assert_eq!(
        error(&file),
        unsupported("an image sequence without a still image (moov without meta)")
    );
    assert_eq!(error(&ftyp()), malformed("it has no meta box"));
    // A beginning cannot know.
    assert!(matches!(
        Image::from_beginning(&file),
        Err(Error::Truncated { .. })
    ));
}

#[test]
fn data_elsewhere_is_named() {
    let located = |method: u8, elsewhere: u8| {
        let iloc = [
            &[0x44, 0, 0, 1, 0, 1, 0, method, 0, elsewhere, 0, 1][..],
            &[0; 7],
            &[1],
        ];
        let iloc = full(b"iloc", 1, 0, &iloc.concat());
        error(&with_part(&File::still(&[]), b"iloc", &iloc))
    };
    assert_eq!(
        located(2, 0),
        unsupported("data made of other items (iloc, method 2)")
    );
    assert_eq!(located(0, 1), unsupported("data in another file (dref)"));
    assert_eq!(located(3, 0), malformed("its iloc box has the method 3"));
}

#[test]
fn a_box_that_is_missing_is_named() {
    let parts = File::still(&[]).parts();
    let without = |kind: &[u8; 4]| {
        let mut parts = parts.clone();
        parts.retain(|part| part[4..8] != *kind);
        of_parts(&parts)
    };
    for (kind, problem) in [
        (
            b"pitm",
            "it has no pitm (which image is the primary one) box",
        ),
        (b"iinf", "it has no iinf box"),
        (b"iloc", "it has no iloc box"),
        (b"iprp", "it has no iprp box"),
        (b"idat", "an item is in the idat box, which is missing"),
    ] {
        assert_eq!(error(&without(kind)), malformed(problem));
    }
    assert!(Image::from_file(&without(b"iref")).is_ok());
    let twice = [&parts[..], &parts[1..2]].concat();
    assert_eq!(error(&of_parts(&twice)), malformed("it has two pitm boxes"));
}

#[test]
fn what_is_missing_of_an_item_is_named() {
    let file = |properties: &[Vec<u8>]| File::new().item(1, b"av01", properties, b"x");
    assert_eq!(
        error(&file(&[av1c()]).bytes()),
        malformed("item 1 has no size (ispe)")
    );
    assert_eq!(
        error(&file(&[ispe(0, 3), av1c()]).bytes()),
        malformed("its ispe box says 0 x 3 pixels")
    );
    assert_eq!(
        error(&file(&[ispe(3, 3)]).bytes()),
        malformed("item 1 does not say how it is coded")
    );
    assert_eq!(
        error(&file(&[ispe(3, 3), boxed(b"av1C", &[0x81])]).bytes()),
        malformed("its av1C box ends too early")
    );
    assert_eq!(
        error(&file(&[ispe(3, 3), boxed(b"hvcC", &[1; 22])]).bytes()),
        malformed("its hvcC box ends too early")
    );
    let none = full(b"iloc", 1, 0, &[0x44, 0, 0, 0]);
    assert_eq!(
        error(&with_part(&File::still(&[]), b"iloc", &none)),
        malformed("item 1 has no data (iloc)")
    );
    let mut absent = File::still(&[]);
    absent.primary = 7;
    assert_eq!(
        error(&absent.bytes()),
        malformed("there is no item 7, which is referred to")
    );
}

#[test]
fn what_is_there_twice_is_named() {
    let twice = File::still(&[]).plain(1, b"Exif", b"\0", b"x");
    assert_eq!(error(&twice.bytes()), malformed("there are two items 1"));
    let iinf = [&[0, 1][..], &infe(1, b"av01", b"\0")].concat();
    let iinf = full(b"iinf", 0, 0, &iinf);
    assert_eq!(
        error(&with_part(&twice, b"iinf", &iinf)),
        malformed("item 1 has two locations")
    );
    let associated =
        File::new()
            .item(1, b"av01", &[ispe(1, 1)], b"x")
            .item(1, b"av01", &[ispe(1, 1)], b"x");
    let empty = full(b"iloc", 1, 0, &[0x44, 0, 0, 0]);
    let mut parts = associated.parts();
    parts[2] = empty;
    parts[3] = iinf;
    assert_eq!(
        error(&of_parts(&parts)),
        malformed("item 1 has two lists of properties")
    );
}

#[test]
fn a_property_that_there_is_not_is_named() {
    let ipma = [&1u32.to_be_bytes()[..], &[0, 1, 3, 1, 0, 9]].concat();
    let iprp = [boxed(b"ipco", &ispe(1, 1)), full(b"ipma", 0, 0, &ipma)];
    let iprp = boxed(b"iprp", &iprp.concat());
    assert_eq!(
        error(&with_part(&File::still(&[]), b"iprp", &iprp)),
        malformed("item 1 has property 9, of 1")
    );
}

#[test]
fn derivations_end() {
    let file = File::new()
        .item(1, b"iden", &[irot(1)], b"")
        .reference(b"dimg", 1, &[1]);
    assert_eq!(
        error(&file.bytes()),
        Error::TooLarge("it has more than 8 derivations (iden)".to_owned())
    );
    let file = File::new().item(1, b"iden", &[irot(1)], b"");
    assert_eq!(
        error(&file.bytes()),
        malformed("an iden item refers to no image")
    );
}

#[test]
fn an_extent_outside_of_what_it_lies_in_is_refused() {
    let outside = malformed("an extent of an item lies outside of the file");
    let located = |method: u8, base: u64, offset: u64, length: u64| {
        let iloc = [
            &[0x88, 0x80, 0, 1, 0, 1, 0, method, 0, 0][..],
            &base.to_be_bytes(),
        ];
        let extent = [&[0, 1][..], &offset.to_be_bytes(), &length.to_be_bytes()];
        let iloc = [iloc.concat(), extent.concat()].concat();
        with_part(&File::still(&[]), b"iloc", &full(b"iloc", 1, 0, &iloc))
    };
    for file in [
        located(1, 0, 0, 11),
        located(1, 0, 11, 0),
        located(1, u64::MAX, 1, 1),
        located(0, u64::MAX, 1, 1),
        located(0, 1, 1, u64::MAX),
    ] {
        assert_eq!(error(&file), outside);
    }
    assert!(Image::from_file(&located(1, 0, 10, 0)).is_ok());
    // Far behind the file, which is found when it is read.
    let file = located(0, 0, u64::MAX - 1, 0);
    let image = Image::from_file(&file).unwrap();
    let data = image.picture.tiles[0].data.of(&file);
    assert_eq!(
        data,
        Err(Error::Truncated {
            needed: u64::MAX - 1
        })
    );
}
