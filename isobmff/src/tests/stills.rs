//! Files as they should be.

use super::builder::{
    File, auxc, av1c, boxed, ftyp, full, hvcc, imir, infe, irot, ispe, of_parts, with_part,
};
use crate::{Chroma, Coding, Error, Extents, Image, Light, MasteringDisplay, Nclx, Window, brands};

#[test]
fn one_image_is_described() {
    let nclx = boxed(b"colr", b"nclx\0\x09\0\x10\0\x09\x80");
    let icc = boxed(b"colr", b"profan ICC profile");
    let light = boxed(b"clli", &[0x03, 0xe8, 0, 100]);
    let file = File::still(&[nclx, icc, light]).bytes();
    let image = Image::from_file(&file).unwrap();
    assert_eq!((image.picture.width, image.picture.height), (64, 48));
    assert_eq!((image.picture.columns, image.picture.rows), (1, 1));
    assert_eq!(image.picture.coding(), Coding::Av1);
    assert_eq!(image.picture.depth(), 8);
    assert_eq!(image.picture.chroma(), Chroma::Yuv420);
    assert_eq!(
        image.window,
        Window {
            left: 0,
            top: 0,
            width: 64,
            height: 48
        }
    );
    assert_eq!(image.orientation, 1);
    assert_eq!(image.upright_size(), (64, 48));
    assert_eq!(
        image.color.nclx,
        Some(Nclx {
            primaries: 9,
            transfer: 16,
            matrix: 9,
            full_range: true
        })
    );
    assert_eq!(image.color.icc, Some(&b"an ICC profile"[..]));
    assert_eq!(image.light.content, Some((1000, 100)));
    assert_eq!(image.light.brightest(), Some(10_000_000));
    assert_eq!(image.alpha, None);
    assert_eq!((image.exif, image.xmp), (None, None));
    let tile = &image.picture.tiles[0];
    assert_eq!((tile.width, tile.height), (64, 48));
    assert_eq!(*tile.data.of(&file).unwrap(), *b"coded data");
    assert_eq!(tile.configuration.bytes, [0x81, 0, 12, 0]);
    assert_eq!((tile.layer, tile.operating_point), (None, None));
}

#[test]
fn hevc_says_depth_and_chroma_in_its_configuration() {
    let file = File::new().item(1, b"hvc1", &[ispe(5, 7), hvcc()], b"x");
    let file = file.bytes();
    let image = Image::from_file(&file).unwrap();
    assert_eq!(image.picture.coding(), Coding::Hevc);
    assert_eq!(image.picture.depth(), 10);
    assert_eq!(image.picture.chroma(), Chroma::Yuv422);
}

#[test]
fn av1_says_depth_and_chroma_in_its_configuration() {
    for (flags, depth, chroma) in [
        (0b0000_1100, 8, Chroma::Yuv420),
        (0b0100_1000, 10, Chroma::Yuv422),
        (0b0110_0000, 12, Chroma::Yuv444),
        (0b0001_1100, 8, Chroma::Monochrome),
    ] {
        let av1c = boxed(b"av1C", &[0x81, 0, flags, 0]);
        let file = File::new().item(1, b"av01", &[ispe(5, 7), av1c], b"x");
        let file = file.bytes();
        let picture = Image::from_file(&file).unwrap().picture;
        assert_eq!((picture.depth(), picture.chroma()), (depth, chroma));
    }
}

#[test]
fn layers_and_mastering_displays_are_told() {
    let mut display = [0; 24];
    (display[1], display[9], display[19], display[23]) = (7, 9, 4, 5);
    let file = File::still(&[
        boxed(b"lsel", &[0xff, 0xff]),
        boxed(b"a1op", &[3]),
        boxed(b"mdcv", &display),
    ]);
    let file = file.bytes();
    let image = Image::from_file(&file).unwrap();
    let tile = &image.picture.tiles[0];
    assert_eq!(tile.layer, Some(0xffff));
    assert_eq!(tile.operating_point, Some(3));
    let mastering = MasteringDisplay {
        // The file has green first.
        primaries: [(9, 0), (7, 0), (0, 0)],
        white: (0, 0),
        max_luminance: 4,
        min_luminance: 5,
    };
    assert_eq!(
        image.light,
        Light {
            content: None,
            mastering: Some(mastering)
        }
    );
}

#[test]
fn alpha_is_found_and_may_be_premultiplied() {
    let with_alpha = |file: File| {
        let monochrome = boxed(b"av1C", &[0x81, 0, 0b0001_1100, 0]);
        let properties = [ispe(64, 48), monochrome, auxc()];
        let file = file.item(2, b"av01", &properties, b"alpha");
        file.reference(b"auxl", 2, &[1])
    };
    let file = with_alpha(File::still(&[])).bytes();
    let alpha = Image::from_file(&file).unwrap().alpha.unwrap();
    assert!(!alpha.is_premultiplied);
    assert_eq!(alpha.picture.chroma(), Chroma::Monochrome);
    assert_eq!(*alpha.picture.tiles[0].data.of(&file).unwrap(), *b"alpha");

    let file = with_alpha(File::still(&[])).reference(b"prem", 1, &[2]);
    let file = file.bytes();
    let alpha = Image::from_file(&file).unwrap().alpha.unwrap();
    assert!(alpha.is_premultiplied);
}

#[test]
fn alpha_has_the_size_of_the_image() {
    let file = File::still(&[])
        .item(2, b"av01", &[ispe(64, 47), av1c(), auxc()], b"alpha")
        .reference(b"auxl", 2, &[1]);
    assert_eq!(
        Image::from_file(&file.bytes()),
        Err(Error::Unsupported(
            "alpha of another size than the image".to_owned()
        ))
    );
}

#[test]
fn another_auxiliary_image_is_no_alpha() {
    let depth = full(
        b"auxC",
        0,
        0,
        b"urn:mpeg:mpegB:cicp:systems:auxiliary:depth\0",
    );
    let file = File::still(&[])
        .item(2, b"av01", &[ispe(64, 48), av1c(), depth], b"depth")
        .reference(b"auxl", 2, &[1]);
    assert_eq!(Image::from_file(&file.bytes()).unwrap().alpha, None);
}

#[test]
fn metadata_is_found_by_its_kind() {
    let file = File::still(&[])
        .plain(2, b"Exif", b"\0", b"\0\0\0\0II*\0")
        .plain(3, b"mime", b"\0text/plain\0", b"no XMP")
        .plain(4, b"mime", b"XMP\0application/rdf+xml\0", b"<x/>")
        .reference(b"cdsc", 3, &[1])
        .reference(b"cdsc", 2, &[1])
        .reference(b"cdsc", 4, &[1]);
    let file = file.bytes();
    let image = Image::from_file(&file).unwrap();
    let data = |extents: Option<Extents>| extents.unwrap().of(&file).unwrap().into_owned();
    assert_eq!(data(image.exif), b"\0\0\0\0II*\0");
    assert_eq!(data(image.xmp), b"<x/>");
}

/// As `from_file`, with the length that each error names, from none on.
/// A length of 0 is "to the end of the file" (14496-12, clause 4.2.2).
#[test]
fn a_meta_box_may_go_on_to_the_end_of_the_file() {
    let mut file = File::still(&[]).bytes();
    let meta = ftyp().len();
    file[meta..meta + 4].fill(0);
    let image = Image::from_file(&file).unwrap();
    assert_eq!(Image::from_beginning(&file), Ok(image));
    for cut in meta + 8..file.len() {
        match Image::from_beginning(&file[..cut]) {
            Ok(_) => {}
            Err(Error::Truncated { needed }) => assert!(needed > cut as u64),
            Err(other) => panic!("{cut}: {other}"),
        }
    }
    // Whoever has all of it is told what is wrong.
    let whole = Image::from_file(&file[..meta + 40]);
    assert!(matches!(whole, Err(Error::Malformed(_))), "{whole:?}");
}

#[test]
fn a_beginning_says_how_long_the_next_one_has_to_be() {
    let file = [File::still(&[]).bytes(), boxed(b"mdat", &[0; 5000])].concat();
    let whole = Image::from_file(&file).unwrap();
    for length in 0..file.len() {
        let mut length = length;
        let mut rounds = 0;
        let image = loop {
            match Image::from_beginning(&file[..length]) {
                Ok(image) => break image,
                Err(Error::Truncated { needed }) => {
                    assert!(needed > length as u64);
                    length = needed as usize;
                    rounds += 1;
                }
                Err(error) => panic!("{length}: {error}"),
            }
        };
        assert_eq!(image, whole);
        assert!(rounds <= 3, "{rounds}");
    }
}

#[test]
fn boxes_before_and_after_are_passed_over() {
    let meta = full(b"meta", 0, 0, &File::still(&[]).parts().concat());
    let long = [&[0, 0, 0, 1][..], b"free", &24u64.to_be_bytes(), &[0; 8]].concat();
    let file = [
        &boxed(b"ftyp", b"mif1\0\0\0\0")[..],
        &long,
        &boxed(b"mdat", b"x"),
        &meta,
    ];
    assert!(Image::from_file(&file.concat()).is_ok());
}

#[test]
fn data_may_lie_in_the_file_in_pieces() {
    let still = File::still(&[]);
    // Version 2 with base offset: two extents of three bytes from byte 20.
    let iloc = [
        &[0x44, 0x40][..],
        &1u32.to_be_bytes(),
        &1u32.to_be_bytes(),
        &[0, 0, 0, 0],
        &20u32.to_be_bytes(),
        &2u16.to_be_bytes(),
    ];
    let extents = [1u32, 3, 5, 3].map(u32::to_be_bytes).concat();
    let iloc = full(b"iloc", 2, 0, &[&iloc.concat()[..], &extents].concat());
    let file = with_part(&still, b"iloc", &iloc);
    let image = Image::from_file(&file).unwrap();
    let data = image.picture.tiles[0].data.of(&file).unwrap();
    assert_eq!(*data, [&file[21..24], &file[25..28]].concat());
    // The file may end before.
    let data = &image.picture.tiles[0].data;
    assert_eq!(data.of(&file[..26]), Err(Error::Truncated { needed: 28 }));
}

#[test]
fn an_extent_without_a_length_goes_on_to_the_end() {
    // Version 0: file only, and no length.
    let iloc = [&[0x40, 0, 0, 1, 0, 1, 0, 0, 0, 1][..], &9u32.to_be_bytes()];
    let iloc = full(b"iloc", 0, 0, &iloc.concat());
    let file = with_part(&File::still(&[]), b"iloc", &iloc);
    let image = Image::from_file(&file).unwrap();
    let data = image.picture.tiles[0].data.of(&file).unwrap();
    assert_eq!(*data, file[9..]);
}

#[test]
fn numbers_of_items_may_be_wide() {
    let id = 0x0001_0002u32.to_be_bytes();
    let iinf_entry = [&id[..], &[0, 0], b"av01", b"\0"].concat();
    let iinf = [&1u32.to_be_bytes()[..], &full(b"infe", 3, 0, &iinf_entry)].concat();
    let iloc = [
        &[0x44, 0][..],
        &1u32.to_be_bytes(),
        &id,
        &[0, 1, 0, 0, 0, 1],
        &[0; 4],
        &4u32.to_be_bytes(),
    ];
    let ipma = [&1u32.to_be_bytes()[..], &id, &[2, 0x81, 2]].concat();
    let iprp = [
        boxed(b"ipco", &[ispe(3, 4), av1c()].concat()),
        full(b"ipma", 1, 0, &ipma),
    ];
    let file = of_parts(&[
        full(b"pitm", 1, 0, &id),
        full(b"iinf", 1, 0, &iinf),
        full(b"iloc", 2, 0, &iloc.concat()),
        boxed(b"iprp", &iprp.concat()),
        boxed(b"idat", b"data"),
    ]);
    let image = Image::from_file(&file).unwrap();
    assert_eq!(image.upright_size(), (3, 4));
    assert_eq!(*image.picture.tiles[0].data.of(&file).unwrap(), *b"data");
}

#[test]
fn an_image_may_be_derived_as_it_is() {
    let file = File::new()
        .item(1, b"iden", &[irot(1)], b"")
        .item(2, b"av01", &[ispe(64, 48), av1c(), imir(1)], b"x")
        .reference(b"dimg", 1, &[2]);
    let file = file.bytes();
    let image = Image::from_file(&file).unwrap();
    // Mirrored first, and then rotated.
    assert_eq!(image.orientation, 5);
    assert_eq!(image.upright_size(), (48, 64));
}

#[test]
fn what_is_said_of_items_that_there_are_not_is_passed_over() {
    let iinf = [&1u16.to_be_bytes()[..], &infe(1, b"av01", b"\0")].concat();
    let iinf = full(b"iinf", 0, 0, &iinf);
    let file = File::still(&[]).plain(9, b"Exif", b"\0", b"x");
    let file = with_part(&file.reference(b"cdsc", 9, &[1]), b"iinf", &iinf);
    assert_eq!(Image::from_file(&file).unwrap().exif, None);
}

#[test]
fn brands_are_the_major_one_and_the_compatible_ones() {
    let of = |bytes: &[u8]| brands(bytes).map(Iterator::collect::<Vec<_>>);
    let file = boxed(b"ftyp", b"mif1\0\0\0\0avifmiaf");
    assert_eq!(of(&file), Some(vec![*b"mif1", *b"avif", *b"miaf"]));
    assert_eq!(of(&file[..22]), Some(vec![*b"mif1", *b"avif"]));
    assert_eq!(of(&[&file[..], b"heic"].concat()).unwrap().len(), 3);
    assert_eq!(of(&file[..8]), Some(vec![]));
    assert_eq!(of(b"\0\0\0\x08free"), None);
    assert_eq!(of(b"\0\0\0"), None);
}
