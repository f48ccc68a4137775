//! The thumbnail of a file in place of its image is as the decoder makes it. When it is taken, `heif-tests` tests.

use super::*;

/// Its item, with filters.
#[test]
fn it_is_what_the_decoder_makes_of_it() {
    let file = file("thumbnail");
    let request = r#"{"outputs": [{"width": 32, "embedded-thumbnail": true}]}"#;
    let request = Request::read(request).unwrap();
    let raster = <Avif as codec::Decoder>::decode(&file, &request).unwrap();
    let (header, _) = Header::read(&raster).unwrap();
    assert_eq!(header.renditions, [Reduction::Thumbnail(64, 40)]);
    let thumbnail = Image::from_file(&file).unwrap().thumbnail.unwrap();
    let (_, planes) = decoded(&file, &thumbnail, Purpose::EveryPixel).unwrap();
    assert!(planes_of(&raster) == planes);
}
