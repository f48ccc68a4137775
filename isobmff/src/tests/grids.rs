//! Images of tiles.

use super::builder::{File, auxc, av1c, boxed, grid, hvcc, irot, ispe};
use crate::{Coding, Error, Image, MAX_TILES};

/// A grid of tiles of 16 x 16 pixels, whose item is 1, and whose tiles are those from 10 on.
fn file(columns: u8, rows: u8, width: u16, height: u16) -> File {
    let size = ispe(width.into(), height.into());
    let mut file = File::new().item(1, b"grid", &[size], &grid(columns, rows, width, height));
    let count = u16::from(columns) * u16::from(rows);
    for tile in 0..count {
        let color = boxed(b"colr", b"nclx\0\x01\0\x0d\0\x06\x80");
        let properties = [ispe(16, 16), hvcc(), color];
        file = file.item(10 + tile, b"hvc1", &properties, &[tile as u8; 3]);
    }
    let tiles: Vec<u16> = (10..10 + count).collect();
    file.reference(b"dimg", 1, &tiles)
}

fn refusal(file: &File) -> String {
    Image::from_file(&file.bytes()).unwrap_err().to_string()
}

#[test]
fn tiles_come_row_by_row() {
    let file = file(3, 2, 40, 20).bytes();
    let image = Image::from_file(&file).unwrap();
    let picture = &image.picture;
    assert_eq!((picture.width, picture.height), (40, 20));
    assert_eq!((picture.columns, picture.rows), (3, 2));
    assert_eq!(picture.coding(), Coding::Hevc);
    assert_eq!(picture.tiles.len(), 6);
    for (number, tile) in picture.tiles.iter().enumerate() {
        assert_eq!((tile.width, tile.height), (16, 16));
        assert_eq!(*tile.data.of(&file).unwrap(), [number as u8; 3]);
    }
    // What the grid does not say of its colours, its first tile does.
    assert_eq!(image.color.nclx.unwrap().primaries, 1);
}

#[test]
fn a_grid_may_be_turned_and_have_alpha_in_a_grid() {
    let color = file(2, 1, 30, 16);
    let (size, data) = (ispe(30, 16), grid(1, 1, 30, 16));
    let file = color
        .item(2, b"grid", &[ispe(30, 16), auxc()], &data)
        .item(3, b"av01", &[ispe(30, 16), av1c()], b"alpha")
        .reference(b"dimg", 2, &[3])
        .reference(b"auxl", 2, &[1]);
    let bytes = file.bytes();
    let image = Image::from_file(&bytes).unwrap();
    assert_eq!(image.alpha.unwrap().picture.tiles.len(), 1);

    let turned = File::new()
        .item(1, b"grid", &[size, irot(3)], &grid(2, 1, 30, 16))
        .item(10, b"hvc1", &[ispe(16, 16), hvcc()], b"x")
        .reference(b"dimg", 1, &[10, 10]);
    let turned = turned.bytes();
    let image = Image::from_file(&turned).unwrap();
    assert_eq!((image.orientation, image.upright_size()), (6, (16, 30)));
}

#[test]
fn tiles_that_do_not_fit_are_refused() {
    assert_eq!(
        refusal(&file(2, 2, 40, 20)),
        "its 2 x 2 tiles of 16 x 16 pixels do not fit an image of 40 x 20"
    );
    assert_eq!(
        refusal(&file(3, 2, 32, 20)),
        "its 3 x 2 tiles of 16 x 16 pixels do not fit an image of 32 x 20"
    );
    assert!(refusal(&file(1, 1, 0, 9)).contains("0 x 9 pixels"));
    let too_few = file(2, 1, 30, 16).reference(b"dimg", 1, &[10]);
    assert_eq!(refusal(&too_few), "its grid of 2 x 1 has 3 tiles");
    let other_size = File::new()
        .item(1, b"grid", &[ispe(30, 17)], &grid(2, 1, 30, 16))
        .item(10, b"hvc1", &[ispe(16, 16), hvcc()], b"x")
        .reference(b"dimg", 1, &[10, 10]);
    assert_eq!(
        refusal(&other_size),
        "its grid has 30 x 16 pixels and its ispe box says 30 x 17"
    );
}

#[test]
fn tiles_of_different_kinds_are_refused() {
    let tiles = |second: [Vec<u8>; 2], kind: &[u8; 4]| {
        File::new()
            .item(1, b"grid", &[ispe(30, 16)], &grid(2, 1, 30, 16))
            .item(10, b"hvc1", &[ispe(16, 16), hvcc()], b"x")
            .item(11, kind, &second, b"x")
            .reference(b"dimg", 1, &[10, 11])
    };
    let differ = "its tiles differ in size or coding";
    assert_eq!(refusal(&tiles([ispe(16, 15), hvcc()], b"hvc1")), differ);
    assert_eq!(refusal(&tiles([ispe(16, 16), av1c()], b"av01")), differ);
    assert_eq!(
        refusal(&tiles([ispe(16, 16), av1c()], b"grid")),
        "it uses items of an unknown kind (grid)"
    );
    let turned = File::new()
        .item(1, b"grid", &[ispe(16, 16)], &grid(1, 1, 16, 16))
        .item(10, b"hvc1", &[ispe(16, 16), hvcc(), irot(1)], b"x")
        .reference(b"dimg", 1, &[10]);
    assert_eq!(refusal(&turned), "it uses tiles that are turned or cropped");
}

#[test]
fn a_grid_has_no_more_tiles_than_are_read() {
    let mut data = grid(1, 1, 4096, 4096);
    (data[2], data[3]) = (255, 255);
    let huge = File::new()
        .item(1, b"grid", &[ispe(4096, 4096)], &data)
        .item(10, b"hvc1", &[ispe(16, 16), hvcc()], b"x")
        .reference(b"dimg", 1, &[10; 65_535]);
    // Already by its references.
    assert_eq!(refusal(&huge), "it has more than 16384 references");
    let huge = File::new()
        .item(1, b"grid", &[ispe(4096, 4096)], &data)
        .item(10, b"hvc1", &[ispe(16, 16), hvcc()], b"x")
        .reference(b"dimg", 1, &[10; 16_000]);
    let error = Image::from_file(&huge.bytes()).unwrap_err();
    let expected = Error::TooLarge(format!("it has more than {MAX_TILES} tiles"));
    assert_eq!(error, expected);
}

#[test]
fn the_data_of_a_grid_may_be_missing_from_a_beginning() {
    let bytes = file(2, 1, 30, 16).bytes();
    // The grid's own data is in idat, which a beginning always has; elsewhere it is asked for.
    let place = bytes.windows(4).position(|kind| kind == b"iloc").unwrap();
    let mut elsewhere = bytes.clone();
    // Of the first item: method 0, and an offset behind the box.
    let entry = place + 4 + 4 + 4;
    elsewhere[entry + 3] = 0;
    let end = bytes.len() as u32 + 100;
    elsewhere[entry + 8..entry + 12].copy_from_slice(&end.to_be_bytes());
    let needed = u64::from(end) + 8;
    assert_eq!(
        Image::from_beginning(&elsewhere),
        Err(Error::Truncated { needed })
    );
}
