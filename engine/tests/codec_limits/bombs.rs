//! Small files that ask for a lot, each refused in little memory.

use std::fs;

use engine::{CallLimits, Error, ImageErrorKind};

use super::{LARGE, files, resizer, within};

/// Far less than what these files ask for.
const LIMITS: CallLimits = CallLimits {
    memory: 24 << 20,
    results: 24 << 20,
    time: std::time::Duration::from_secs(20),
};

#[track_caller]
fn assert_refused(name: &str, file: &[u8], expected: ImageErrorKind) {
    match within(&resizer(), LIMITS, file) {
        Err(Error::Image { kind, message, .. }) => {
            assert_eq!(kind, expected, "{name}: {message}");
            assert!(message.len() < 300, "{name}: {message}");
        }
        other => panic!("{name}: {other:?}"),
    }
}

fn boxed(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    let length = u32::try_from(contents.len() + 8).expect("a small box");
    [&length.to_be_bytes(), &kind[..], contents].concat()
}

fn full(kind: &[u8; 4], version: u8, contents: &[u8]) -> Vec<u8> {
    boxed(kind, &[&[version, 0, 0, 0], contents].concat())
}

/// A file with one of the codecs' brands and these boxes in `meta`.
fn of_parts(brand: &[u8; 4], parts: &[Vec<u8>]) -> Vec<u8> {
    let ftyp = boxed(b"ftyp", &[&brand[..], b"\0\0\0\0mif1"].concat());
    [ftyp, full(b"meta", 0, &parts.concat())].concat()
}

fn handler_and_primary() -> Vec<Vec<u8>> {
    vec![
        full(b"hdlr", 0, b"\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        full(b"pitm", 0, &1u16.to_be_bytes()),
    ]
}

fn infe(id: u16, kind: &[u8; 4]) -> Vec<u8> {
    full(
        b"infe",
        2,
        &[&id.to_be_bytes()[..], &[0, 0], kind, b"\0"].concat(),
    )
}

fn iinf(items: &[Vec<u8>]) -> Vec<u8> {
    let count = u16::try_from(items.len()).expect("few enough");
    full(
        b"iinf",
        0,
        &[&count.to_be_bytes()[..], &items.concat()].concat(),
    )
}

/// An item in the `idat` box: number, offset and length.
fn located(id: u16, offset: u32, length: u32) -> Vec<u8> {
    let head = [&id.to_be_bytes()[..], &[0, 1, 0, 0, 0, 1]].concat();
    [
        head,
        offset.to_be_bytes().into(),
        length.to_be_bytes().into(),
    ]
    .concat()
}

fn iloc(locations: &[Vec<u8>]) -> Vec<u8> {
    let count = u16::try_from(locations.len()).expect("few enough");
    full(
        b"iloc",
        1,
        &[&[0x44, 0][..], &count.to_be_bytes(), &locations.concat()].concat(),
    )
}

/// The file with another size of its image.
fn declared(file: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut file = file.to_vec();
    let at = file.windows(4).position(|four| four == b"ispe");
    let at = at.expect("a size") + 8;
    file[at..at + 4].copy_from_slice(&width.to_be_bytes());
    file[at + 4..at + 8].copy_from_slice(&height.to_be_bytes());
    file
}

#[test]
fn huge_sizes_are_refused_by_the_head() {
    for (codec, file) in LARGE.into_iter().filter(|(codec, _)| *codec != "jxl") {
        for (width, height) in [(65_535, 65_535), (u32::MAX, u32::MAX), (u32::MAX, 1)] {
            let name = format!("{codec} of {width} x {height}");
            assert_refused(
                &name,
                &declared(file, width, height),
                ImageErrorKind::TooLarge,
            );
        }
        // Within the limits of pixels, and not what its data is.
        let name = format!("{codec} of 9000 x 9000");
        let refused = within(&resizer(), LIMITS, &declared(file, 9000, 9000));
        assert!(
            matches!(refused, Err(Error::Image { .. })),
            "{name}: {refused:?}"
        );
    }
    // 2^20 x 2^20: the longest form of a height, a ratio of 1, and all else by default.
    let mut jxl = b"\xff\x0a\xfe\xff\x7f\0\xf2".to_vec();
    jxl.resize(100, 0xff);
    assert_refused("jxl", &jxl, ImageErrorKind::TooLarge);
}

#[test]
fn a_grid_of_65536_tiles_is_refused() {
    let tiles = [0, 0, 255, 255, 0x40, 0, 0x40, 0];
    let grid = [tiles.to_vec(), vec![0; 4]].concat();
    for (brand, kind) in [(b"avif", b"av01"), (b"heic", b"hvc1")] {
        let mut parts = handler_and_primary();
        parts.push(iinf(&[infe(1, b"grid"), infe(2, kind)]));
        parts.push(iloc(&[located(1, 0, 8), located(2, 0, 8)]));
        // All of them are the same item.
        let targets = [
            [0u8, 1].to_vec(),
            u16::MAX.to_be_bytes().to_vec(),
            [0u8, 2].repeat(65_535),
        ];
        parts.push(full(b"iref", 0, &boxed(b"dimg", &targets.concat())));
        parts.push(boxed(
            b"iprp",
            &[boxed(b"ipco", &[]), full(b"ipma", 0, &[0; 4])].concat(),
        ));
        parts.push(boxed(b"idat", &grid));
        assert_refused("grid", &of_parts(brand, &parts), ImageErrorKind::TooLarge);
    }
}

/// The properties of item 1: 9 x 9 pixels of AV1.
fn properties() -> Vec<u8> {
    let size = full(b"ispe", 0, &[0, 0, 0, 9, 0, 0, 0, 9]);
    let configuration = boxed(b"av1C", &[0x81, 0, 12, 0]);
    let associations = full(b"ipma", 0, &[0, 0, 0, 1, 0, 1, 2, 0x81, 0x82]);
    let all = boxed(b"ipco", &[size, configuration].concat());
    boxed(b"iprp", &[all, associations].concat())
}

#[test]
fn more_references_and_extents_than_files_have_are_refused() {
    let with = |parts: &[Vec<u8>]| {
        let others = [iinf(&[infe(1, b"av01")]), properties()];
        of_parts(
            b"avif",
            &[&handler_and_primary(), &others[..], parts].concat(),
        )
    };
    // From one item to a thousand, two hundred times.
    let targets = [&[0, 1][..], &1000u16.to_be_bytes(), &[0, 1].repeat(1000)];
    let references = boxed(b"dimg", &targets.concat()).repeat(200);
    let iref = full(b"iref", 0, &references);
    let file = with(&[iref, iloc(&[located(1, 0, 8)])]);
    assert_refused("iref", &file, ImageErrorKind::TooLarge);
    // One item in 65,535 pieces, each of them 4 MB of the file.
    let piece = [0u32.to_be_bytes(), 4_000_000u32.to_be_bytes()].concat();
    let head = [0x44, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0xff, 0xff];
    let iloc = full(b"iloc", 1, &[&head[..], &piece.repeat(65_535)].concat());
    assert_refused("iloc", &with(&[iloc]), ImageErrorKind::TooLarge);
}

/// A compressed box is metadata, which codecs do not unpack: a gigabyte of zeros in a few bytes is passed over.
#[test]
fn compressed_boxes_are_not_unpacked() {
    let file = files("jxl")
        .into_iter()
        .find(|path| path.ends_with("container.jxl"));
    let file = fs::read(file.expect("a container")).expect("a file");
    let good = within(&resizer(), LIMITS, &file).expect("a good file");
    // Behind the signature and `ftyp`: what a decoder of Brotli would never finish.
    let (head, rest) = file.split_at(12 + 20);
    let brob = boxed(b"brob", &[b"Exif", &[0x5b; 1 << 20][..]].concat());
    let bomb = [head, &brob.repeat(4), rest].concat();
    let made = within(&resizer(), LIMITS, &bomb).expect("the image is good");
    assert_eq!(made.outputs, good.outputs);
}
