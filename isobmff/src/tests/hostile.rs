//! Files that ask for much, and bytes at random.

use proptest::prelude::*;

use super::builder::{
    File, auxc, av1c, boxed, clap, ftyp, full, grid, hvcc, infe, irot, ispe, of_parts, with_part,
};
use crate::{Error, Image, MAX_ITEMS};

fn refusal(file: &[u8]) -> String {
    Image::from_file(file).unwrap_err().to_string()
}

#[test]
fn no_more_boxes_are_walked_than_files_have() {
    let many = [ftyp(), boxed(b"free", b"").repeat(300)].concat();
    let expected = "there is no meta box among its first 256 boxes";
    assert_eq!(refusal(&many), expected);
    let mut parts = File::still(&[]).parts();
    parts.push(boxed(b"free", b"").repeat(300));
    assert_eq!(
        refusal(&of_parts(&parts)),
        "it has more than 256 boxes in its meta box"
    );
    let iinf = [vec![0, 0], infe(1, b"av01", b"").repeat(MAX_ITEMS + 1)].concat();
    let iinf = full(b"iinf", 0, 0, &iinf);
    assert_eq!(
        refusal(&with_part(&File::still(&[]), b"iinf", &iinf)),
        "it has more than 16384 boxes in its iinf box"
    );
    let many = [ispe(1, 1), av1c(), boxed(b"free", b"").repeat(9000)].concat();
    let iprp = boxed(b"iprp", &boxed(b"ipco", &many));
    assert_eq!(
        refusal(&with_part(&File::still(&[]), b"iprp", &iprp)),
        "it has more than 8192 boxes in its ipco box"
    );
}

#[test]
fn sizes_of_boxes_are_not_trusted() {
    for (size, expected) in [
        (
            [0, 0, 0, 7],
            "its ftyp box has 7 bytes, less than its own header",
        ),
        (
            [0, 0, 0, 1],
            "at least 18446744073709551615 bytes are needed",
        ),
        ([255, 255, 255, 255], "at least 4294967295 bytes are needed"),
    ] {
        let file = [&size[..], b"ftyp", &[255; 8], &[0; 100]].concat();
        assert_eq!(refusal(&file), expected);
    }
    let inner = [&[0, 0, 0, 1][..], b"ipco", &[255; 8]].concat();
    let iprp = boxed(b"iprp", &inner);
    assert_eq!(
        refusal(&with_part(&File::still(&[]), b"iprp", &iprp)),
        "its iprp box ends inside of another one"
    );
}

#[test]
fn counts_are_not_trusted() {
    let many = [&[0x88, 0x88][..], &u32::MAX.to_be_bytes(), &[0; 50]];
    let iloc = full(b"iloc", 2, 0, &many.concat());
    assert_eq!(
        refusal(&with_part(&File::still(&[]), b"iloc", &iloc)),
        "its iloc box ends too early"
    );
    let ipma = full(b"ipma", 0, 0, &u32::MAX.to_be_bytes());
    let iprp = boxed(b"iprp", &[boxed(b"ipco", b""), ipma].concat());
    assert_eq!(
        refusal(&with_part(&File::still(&[]), b"iprp", &iprp)),
        "its ipma box ends too early"
    );
}

/// 4096 tiles that are one item of 65,535 extents without numbers.
#[test]
fn extents_are_counted_over_all_tiles() {
    let file = File::new()
        .item(1, b"grid", &[ispe(1024, 1024)], &grid(64, 64, 1024, 1024))
        .item(10, b"hvc1", &[ispe(16, 16), hvcc()], b"x")
        .reference(b"dimg", 1, &[10; 4096]);
    assert!(Image::from_file(&file.bytes()).is_ok());
    let entry = |id: u8, extents: u16| [&[0, id, 0, 1, 0, 0][..], &extents.to_be_bytes()].concat();
    let iloc = [vec![0, 0, 0, 2], entry(1, 1), entry(10, 65_535)].concat();
    let iloc = full(b"iloc", 1, 0, &iloc);
    assert_eq!(
        refusal(&with_part(&file, b"iloc", &iloc)),
        "it has more than 16384 extents"
    );
}

/// Every kind of box, for changing bytes of it.
fn rich() -> Vec<u8> {
    let color = boxed(b"colr", b"nclx\0\x09\0\x10\0\x09\x80");
    let crop = clap([20, 10, 1, 1], 1);
    let file = File::new()
        .item(1, b"iden", &[irot(1)], b"")
        .item(
            2,
            b"grid",
            &[ispe(30, 16), crop, color],
            &grid(2, 1, 30, 16),
        )
        .item(10, b"hvc1", &[ispe(16, 16), hvcc()], b"x")
        .item(11, b"hvc1", &[ispe(16, 16), hvcc()], b"x")
        .item(3, b"av01", &[ispe(30, 16), av1c(), auxc()], b"alpha")
        .plain(4, b"Exif", b"\0", b"\0\0\0\0II*\0")
        .plain(5, b"mime", b"\0application/rdf+xml\0", b"<x/>")
        .reference(b"dimg", 1, &[2])
        .reference(b"dimg", 2, &[10, 11])
        .reference(b"auxl", 3, &[2])
        .reference(b"prem", 2, &[3])
        .reference(b"cdsc", 4, &[2])
        .reference(b"cdsc", 5, &[2]);
    file.bytes()
}

/// What holds for any bytes.
fn check(bytes: &[u8]) {
    match Image::from_file(bytes) {
        Err(Error::Truncated { needed }) => assert!(needed > bytes.len() as u64),
        Err(_) => {}
        Ok(image) => {
            let window = image.window;
            assert!(window.width > 0 && window.left + window.width <= image.picture.width);
            assert!(window.height > 0 && window.top + window.height <= image.picture.height);
            assert!((1..=8).contains(&image.orientation));
            let count = image.picture.columns * image.picture.rows;
            assert_eq!(image.picture.tiles.len(), count as usize);
            for tile in &image.picture.tiles {
                let _ = tile.data.of(bytes).map(|data| data.len());
            }
            assert_eq!(Image::from_beginning(bytes), Ok(image));
        }
    }
    let _ = Image::from_beginning(bytes);
    let _ = crate::brands(bytes).map(Iterator::count);
}

#[test]
fn every_byte_may_be_any_other() {
    let file = rich();
    let image = Image::from_file(&file).unwrap();
    assert!(image.alpha.is_some() && image.exif.is_some() && image.xmp.is_some());
    for place in 0..file.len() {
        for byte in [0, 1, 2, 7, 8, 127, 128, 255] {
            let mut file = file.clone();
            file[place] = byte;
            check(&file);
        }
    }
}

proptest! {
    #[test]
    fn bytes_at_random_are_refused_or_described(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        check(&bytes);
        check(&[ftyp(), full(b"meta", 0, 0, &bytes)].concat());
    }

    #[test]
    fn a_file_with_some_bytes_changed_is_refused_or_described(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..6),
        cut in any::<usize>(),
    ) {
        let mut file = rich();
        let length = file.len();
        for (place, byte) in changes {
            file[place % length] = byte;
        }
        check(&file);
        check(&file[..cut % length]);
    }
}
