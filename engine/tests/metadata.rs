//! What of a source's metadata is found in a result, byte for byte.

mod pictures;

use engine::{CallLimits, Limits, Resizer};
use recipe::{Encoding, Target};

const ARTIST: &[u8] = b"Zoe Artist\0";
const COPYRIGHT: &[u8] = b"(c) 2026 Zoe\0";
const CAMERA: &[u8] = b"Secret Camera\0";
const PLACE: &[u8] = b"secret place\0";
const PACKET: &[u8] = b"http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation=\"6\" secret='packet'/>";

/// An EXIF directory with an orientation of 6, texts, and GPS data.
fn exif() -> Vec<u8> {
    let texts = [(271u16, CAMERA), (315, ARTIST), (33432, COPYRIGHT)];
    let entries = texts.len() as u32 + 2;
    let mut next = 8 + 2 + entries * 12 + 4;
    let mut exif = b"II*\0\x08\0\0\0".to_vec();
    exif.extend((entries as u16).to_le_bytes());
    let entry = |exif: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32| {
        exif.extend(tag.to_le_bytes());
        exif.extend(kind.to_le_bytes());
        exif.extend(count.to_le_bytes());
        exif.extend(value.to_le_bytes());
    };
    entry(&mut exif, 274, 3, 1, 6);
    for (tag, text) in texts {
        entry(&mut exif, tag, 2, text.len() as u32, next);
        next += text.len() as u32;
    }
    // GPS: a directory with the text of tag 27, where the place was found.
    entry(&mut exif, 34853, 4, 1, next);
    exif.extend([0; 4]);
    for (_, text) in texts {
        exif.extend(text);
    }
    exif.extend(1u16.to_le_bytes());
    entry(&mut exif, 27, 7, PLACE.len() as u32, next + 18);
    exif.extend([0; 4]);
    exif.extend(PLACE);
    exif
}

fn segment(code: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16 + 2).to_be_bytes();
    [&[0xff, code][..], &length, content].concat()
}

/// A JPEG of 60 x 40, to be turned by a quarter.
fn source() -> Vec<u8> {
    let jpeg = pictures::jpeg(&pictures::photo(60, 40), false, None);
    let exif = [b"Exif\0\0", &exif()[..]].concat();
    [
        &jpeg[..2],
        &segment(0xe1, &exif),
        &segment(0xe1, PACKET),
        &jpeg[2..],
    ]
    .concat()
}

/// Which of the texts are in the result.
fn kept(keep: Option<&str>, format: Encoding) -> [bool; 5] {
    let target = Target {
        keep: keep.map(|words| words.parse().expect("known words")),
        format: Some(format),
        ..Target::thumbnail()
    };
    let resized = Resizer::embedded(CallLimits::default())
        .expect("the component loads")
        .resize(&source(), &[target], Limits::default())
        .expect("a good image");
    let output = &resized.outputs[0];
    assert_eq!((output.width, output.height), (40, 60), "it was turned");
    let info = Resizer::embedded(CallLimits::default())
        .expect("the component loads")
        .probe(&output.data)
        .expect("a good image");
    assert_eq!(info.orientation, 1);
    let holds = |text: &[u8]| output.data.windows(text.len()).any(|bytes| bytes == text);
    assert!(!holds(b"Orientation=\"6\""));
    [ARTIST, COPYRIGHT, CAMERA, PLACE, b"secret='packet'"].map(holds)
}

#[test]
fn nothing_is_kept_unless_it_is_asked_for() {
    for format in [Encoding::Jpeg, Encoding::Png, Encoding::Webp] {
        assert_eq!(kept(None, format), [false; 5], "{format}");
        assert_eq!(kept(Some("icc"), format), [false; 5], "{format}");
    }
}

#[test]
fn copyright_goes_without_place_and_camera() {
    for format in [Encoding::Jpeg, Encoding::Png, Encoding::Webp] {
        let expected = [true, true, false, false, false];
        assert_eq!(kept(Some("copyright"), format), expected, "{format}");
    }
}

#[test]
fn all_is_all_but_the_orientation() {
    for format in [Encoding::Jpeg, Encoding::Png, Encoding::Webp] {
        assert_eq!(kept(Some("all"), format), [true; 5], "{format}");
    }
}
