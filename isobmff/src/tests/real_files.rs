//! Files of libavif's and libheif's encoders, and what those programs were asked for.

use crate::{Chroma, Coding, Image};

/// `avifenc -s 10 --min 40 --max 50 --yuv 420 --irot 1 --imir 0 --crop 2,4,8,10` of 13 x 17 pixels with alpha.
const TURNED_AVIF: &[u8] = include_bytes!("../../tests/files/turned.avif");
/// `avifenc -s 10 --min 40 --max 50 -d 10 --yuv 444 --grid 2x2 --cicp 9/16/9` of 128 x 128 pixels.
const GRID_AVIF: &[u8] = include_bytes!("../../tests/files/grid.avif");
/// `heif-enc -q 20` of 13 x 17 pixels.
const SMALL_HEIC: &[u8] = include_bytes!("../../tests/files/small.heic");

#[test]
fn an_avif_that_is_turned_and_cropped() {
    let image = Image::from_file(TURNED_AVIF).unwrap();
    assert_eq!((image.picture.width, image.picture.height), (13, 17));
    let window = image.window;
    assert_eq!(
        (window.left, window.top, window.width, window.height),
        (2, 4, 8, 10)
    );
    assert_eq!(image.orientation, 5);
    assert_eq!(image.picture.chroma(), Chroma::Yuv420);
    assert!(image.alpha.is_some());
}

#[test]
fn an_avif_of_tiles() {
    let image = Image::from_file(GRID_AVIF).unwrap();
    assert_eq!(image.upright_size(), (128, 128));
    assert_eq!(image.picture.tiles.len(), 4);
    assert_eq!(image.picture.depth(), 10);
    assert_eq!(image.color.nclx.unwrap().transfer, 16);
}

#[test]
fn a_heic() {
    let image = Image::from_file(SMALL_HEIC).unwrap();
    assert_eq!(image.picture.coding(), Coding::Hevc);
    assert_eq!(image.upright_size(), (13, 17));
    let data = &image.picture.tiles[0].data;
    assert!(!data.of(SMALL_HEIC).unwrap().is_empty());
}
