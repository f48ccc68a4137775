//! Rasters of farbfeld images, and what the resize component makes of them.

use codec_farbfeld::decode;
use raster::{Header, Model};
use request::Request;

/// An image of one colour.
fn farbfeld(width: u32, height: u32, pixel: [u16; 4]) -> Vec<u8> {
    let mut file = b"farbfeld".to_vec();
    file.extend(width.to_be_bytes());
    file.extend(height.to_be_bytes());
    for _ in 0..width * height {
        file.extend(pixel.iter().flat_map(|sample| sample.to_be_bytes()));
    }
    file
}

#[test]
fn the_raster_has_the_pixels() {
    let raster = decode(&farbfeld(3, 2, [0x1234, 0, 0xffff, 0x8000])).expect("an image");
    let (header, start) = Header::read(&raster).expect("a raster");
    assert_eq!((header.width, header.height, header.depth), (3, 2, 16));
    assert_eq!((header.model, header.alpha), (Model::Rgb, true));
    assert_eq!(raster.len(), start + 3 * 2 * 8);
    assert_eq!(
        raster[start..start + 8],
        [0x34, 0x12, 0, 0, 0xff, 0xff, 0, 0x80]
    );
}

#[test]
fn the_component_resizes_it() {
    let raster = decode(&farbfeld(40, 20, [0xffff, 0, 0, 0xffff])).expect("an image");
    let request = Request::read(r#"{"outputs": [{"width": 8, "format": "raster"}]}"#);
    let made = resizer::resize(&raster, &request.expect("a request")).expect("an output");
    let output = &made.outputs[0];
    assert_eq!((output.width, output.height), (8, 4));
    let (_, start) = Header::read(&output.data).expect("a raster");
    assert!(
        output.data[start..]
            .chunks(4)
            .all(|pixel| pixel == [255, 0, 0, 255])
    );
}

#[test]
fn whatever_is_wrong_has_a_kind() {
    let file = farbfeld(3, 2, [1; 4]);
    for (length, expected) in [
        (7, "unsupported-format"),
        (12, "truncated"),
        (63, "truncated"),
    ] {
        let (kind, message) = decode(&file[..length]).expect_err("it is cut off");
        assert_eq!(kind, expected, "{message}");
    }
    let huge = [&b"farbfeld"[..], &[0xff; 8]].concat();
    assert_eq!(
        decode(&huge).expect_err("no file has so many").0,
        "truncated"
    );
    let empty = farbfeld(0, 2, [0; 4]);
    assert_eq!(decode(&empty).expect_err("no pixels").0, "malformed");
}
