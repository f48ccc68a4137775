//! Files that are damaged, cut off, or say what is not so: typed errors.

use heif::{Coded, Decoder, Purpose, Wish};
use isobmff::Image;
use request::Request;

use super::{MAX_PIXELS, file, ledger};
use crate::Avif;
use crate::decoder::Av1;

#[test]
fn limits_hold_before_anything_is_decoded() {
    let file = file("420-8-full");
    let error = crate::read(&file, 96 * 64 - 1).err().unwrap();
    assert_eq!(error.kind().word(), "too-large");
    assert_eq!(
        error.to_string(),
        "the image is 96 x 64, 6144 pixels; max-pixels allows 6143"
    );
    assert!(crate::read(&file, 96 * 64).is_ok());
}

/// The file with another size in its property `ispe`.
fn declared(name: &str, width: u32, height: u32) -> Vec<u8> {
    let mut file = file(name);
    let at = file.windows(4).position(|four| four == b"ispe").unwrap() + 8;
    file[at..at + 4].copy_from_slice(&width.to_be_bytes());
    file[at + 4..at + 8].copy_from_slice(&height.to_be_bytes());
    file
}

#[test]
fn sizes_that_are_not_the_frame_s_are_refused() {
    let kind = |width, height| {
        let file = declared("420-8-full", width, height);
        let source = match crate::read(&file, MAX_PIXELS) {
            Ok(source) => source,
            Err(error) => return error.kind().word(),
        };
        crate::decode(&source, &Wish::every_pixel())
            .unwrap_err()
            .kind()
            .word()
    };
    // Larger than declared: by rav1d's limit, which is set to it. Smaller, or of another shape: afterwards.
    assert_eq!(kind(95, 64), "malformed");
    assert_eq!(kind(96, 65), "malformed");
    assert_eq!(kind(64, 96), "malformed");
    assert_eq!(kind(u32::MAX, u32::MAX), "too-large");
    assert_eq!(kind(9000, 9000), "too-large");
}

#[test]
fn what_is_cut_is_an_error() {
    let whole = file("420-8-full");
    for length in (0..whole.len()).step_by(7) {
        let error = match crate::read(&whole[..length], MAX_PIXELS) {
            Ok(source) => crate::decode(&source, &Wish::every_pixel()).unwrap_err(),
            Err(error) => error,
        };
        let kind = error.kind().word();
        assert!(
            matches!(kind, "truncated" | "malformed"),
            "{length}: {error}"
        );
    }
}

/// rav1d 1.1.0 panics where the data of a tile is damaged, inside of a function that must not unwind: ../../rav1d.patch.
#[test]
fn damaged_data_is_an_error() {
    let mut damaged = file("tiles");
    let end = damaged.len();
    damaged[end - 2] = 0xff;
    let source = crate::read(&damaged, MAX_PIXELS).unwrap();
    let error = crate::decode(&source, &Wish::every_pixel()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "this image is damaged: its AV1 data cannot be decoded"
    );
}

/// Of each file.
const DAMAGED_COPIES: usize = 64;

/// A damaged file is decoded to something, or it is a typed error.
#[test]
fn damaged_files_are_errors_or_other_pictures() {
    let request = r#"{"outputs": [{"width": 12}], "limits": {"max-pixels": 65536}}"#;
    let request = Request::read(request).unwrap();
    for line in ledger() {
        for copy in damage::copies(&file(&line.name), DAMAGED_COPIES) {
            let _ = <Avif as codec::Decoder>::decode(&copy, &request);
        }
    }
}

#[test]
fn more_frames_than_an_image_has_are_refused() {
    let file = file("1x1-420");
    let image = Image::from_file(&file).unwrap();
    let tile = &image.picture.tiles[0];
    let coded = Coded {
        data: &[0x32, 0].repeat(17),
        configuration: tile.configuration,
        width: 1,
        height: 1,
        operating_point: 0,
        layer: None,
        purpose: Purpose::EveryPixel,
    };
    let error = Av1.decode(coded, &mut |_| Ok(())).unwrap_err();
    assert_eq!(error.kind().word(), "too-large");
}
