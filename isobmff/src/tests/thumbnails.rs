//! Which thumbnails are described.

use super::builder::{File, auxc, av1c, boxed, clap, grid, hvcc, imir, irot, ispe};
use crate::Image;

const NCLX: &[u8] = b"nclx\0\x01\0\x0d\0\x06\x80";

fn colr(contents: &[u8]) -> Vec<u8> {
    boxed(b"colr", contents)
}

/// An image of 4032 x 3024 with these properties.
fn image(properties: &[Vec<u8>]) -> File {
    let mut all = vec![ispe(4032, 3024), av1c()];
    all.extend_from_slice(properties);
    File::new().item(1, b"av01", &all, b"image")
}

/// The same with a thumbnail of these properties.
fn with(file: File, id: u16, (width, height): (u32, u32), properties: &[Vec<u8>]) -> File {
    let mut all = vec![ispe(width, height), av1c()];
    all.extend_from_slice(properties);
    file.item(id, b"av01", &all, b"thumbnail")
        .reference(b"thmb", id, &[1])
}

/// Columns and rows of the thumbnail.
fn found(file: &File) -> Option<(u32, u32)> {
    let bytes = file.bytes();
    let thumbnail = Image::from_file(&bytes).unwrap().thumbnail?;
    let data = thumbnail.tiles[0].data.of(&bytes);
    assert_eq!(*data.unwrap(), *b"thumbnail");
    Some((thumbnail.width, thumbnail.height))
}

#[test]
fn a_file_may_have_none() {
    assert_eq!(found(&image(&[])), None);
    // A reference to another image.
    let file = image(&[])
        .item(2, b"av01", &[ispe(320, 240), av1c()], b"thumbnail")
        .reference(b"thmb", 2, &[3]);
    assert_eq!(found(&file), None);
}

#[test]
fn the_largest_is_taken() {
    let file = with(image(&[]), 2, (160, 120), &[]);
    assert_eq!(found(&file), Some((160, 120)));
    let file = with(with(file, 3, (512, 384), &[]), 4, (320, 240), &[]);
    assert_eq!(found(&file), Some((512, 384)));
}

#[test]
fn proportions_are_the_same_within_a_pixel() {
    for (size, expected) in [
        ((320, 240), true),
        ((320, 241), true),
        ((320, 239), true),
        ((320, 242), false),
        ((240, 320), false),
        ((320, 320), false),
        ((4032, 3024), true),
        ((8064, 6048), false),
        ((1, 1), true),
    ] {
        let found = found(&with(image(&[]), 2, size, &[])).is_some();
        assert_eq!(found, expected, "{size:?}");
    }
}

#[test]
fn transforms_and_colors_are_the_same() {
    let of = |image_has: &[&Vec<u8>], thumbnail_has: &[&Vec<u8>]| {
        let [image_has, thumbnail_has] =
            [image_has, thumbnail_has].map(|all| all.iter().copied().cloned().collect::<Vec<_>>());
        found(&with(image(&image_has), 2, (320, 240), &thumbnail_has)).is_some()
    };
    let (turned, mirrored) = (irot(1), imir(0));
    assert!(of(&[&turned], &[&turned]));
    assert!(!of(&[&turned], &[]));
    assert!(!of(&[], &[&turned]));
    assert!(!of(&[&turned], &[&irot(3)]));
    assert!(!of(&[&turned], &[&mirrored]));
    let (nclx, icc) = (colr(NCLX), colr(b"profan ICC profile"));
    assert!(of(&[&nclx], &[&nclx]));
    assert!(of(&[&nclx, &icc], &[&icc, &nclx]));
    assert!(!of(&[&nclx], &[]));
    assert!(!of(&[], &[&nclx]));
    assert!(!of(&[&nclx, &icc], &[&nclx, &colr(b"profanother one")]));
}

#[test]
fn an_image_with_a_crop_or_alpha_has_none() {
    let crop = clap([2000, 1500, 0, 0], 1);
    assert_eq!(found(&with(image(&[crop]), 2, (320, 240), &[])), None);
    let alpha = with(image(&[]), 2, (320, 240), &[])
        .item(3, b"av01", &[ispe(4032, 3024), av1c(), auxc()], b"alpha")
        .reference(b"auxl", 3, &[1]);
    assert_eq!(found(&alpha), None);
}

#[test]
fn what_is_coded_in_another_way_or_cannot_be_read_is_none() {
    let other = |kind, properties: &[Vec<u8>]| {
        let file = image(&[]).item(2, kind, properties, b"thumbnail");
        found(&file.reference(b"thmb", 2, &[1]))
    };
    assert_eq!(other(b"hvc1", &[ispe(320, 240), hvcc()]), None);
    assert_eq!(other(b"jpeg", &[ispe(320, 240)]), None);
    assert_eq!(other(b"av01", &[ispe(320, 240)]), None);
    assert_eq!(other(b"av01", &[ispe(0, 240), av1c()]), None);
    let ten_bits = boxed(b"av1C", &[0x81, 0, 0b0100_1100, 0]);
    assert_eq!(other(b"av01", &[ispe(320, 240), ten_bits]), None);
    let monochrome = boxed(b"av1C", &[0x81, 0, 0b0001_1100, 0]);
    assert_eq!(other(b"av01", &[ispe(320, 240), monochrome]), None);
    let unknown = boxed(b"what", b"");
    assert_eq!(other(b"av01", &[unknown, ispe(320, 240), av1c()]), None);
}

/// Encoders of phones fill the last block so.
#[test]
fn what_fills_a_thumbnail_on_the_right_and_below_is_cropped() {
    let of = |crop| found(&with(image(&[]), 2, (336, 256), &[clap(crop, 1)]));
    assert_eq!(of([320, 240, -8, -8]), Some((320, 240)));
    assert_eq!(of([320, 240, 0, 0]), None);
    assert_eq!(of([336, 240, 0, -8]), None);
}

/// libheif cuts a thumbnail with a side that its encoder cannot have so.
#[test]
fn a_grid_may_be_one() {
    let file = image(&[])
        .item(2, b"av01", &[ispe(64, 64), av1c()], b"thumbnail")
        .item(3, b"grid", &[ispe(64, 48)], &grid(1, 1, 64, 48))
        .reference(b"dimg", 3, &[2])
        .reference(b"thmb", 3, &[1]);
    assert_eq!(found(&file), Some((64, 48)));
}
