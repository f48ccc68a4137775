//! The thumbnail of a file in place of its image is as the decoder makes it. When it is taken, `heif-tests` tests.

use raster::Reduction;

use super::*;

/// Its item, of 64 x 64 pixels, of which 64 x 40 are seen.
#[test]
fn it_is_what_the_decoder_makes_of_it() {
    let file = file("embedded-thumbnail");
    let request = r#"{"outputs": [{"width": 32, "embedded-thumbnail": true}]}"#;
    let request = Request::read(request).unwrap();
    let raster = <Heic as codec::Decoder>::decode(&file, &request).unwrap();
    let (header, start) = Header::read(&raster).unwrap();
    assert_eq!(header.renditions, [Reduction::Thumbnail(64, 40)]);
    let thumbnail = Image::from_file(&file).unwrap().thumbnail.unwrap();
    let planes = decoded(&file, &thumbnail.tiles[0]).unwrap();
    let (luma, chroma) = planes.split_at(64 * 64);
    let (cb, cr) = chroma.split_at(32 * 32);
    let seen = [&luma[..64 * 40], &cb[..32 * 20], &cr[..32 * 20]].concat();
    assert!(raster[start..] == seen);
}
