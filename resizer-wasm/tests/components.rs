//! JPEG files made of luma and chroma that never were RGB, beside results of the same file that were.

mod support;

use request::{Encoding, Length, Region, Target};
use support::{Picture, thumbnail};

/// A segment of EXIF data that says how the picture is to be turned.
fn exif(orientation: u8) -> Vec<u8> {
    let mut segment = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01".to_vec();
    segment.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
    segment
}

fn turned(file: &[u8], orientation: u8) -> Vec<u8> {
    [&file[..2], &exif(orientation), &file[2..]].concat()
}

/// Not where blocks begin.
const PART: Region = Region {
    left: Length::Pixels(51),
    top: Length::Pixels(30),
    width: Length::Pixels(211),
    height: Length::Pixels(175),
};

/// How near a result made of components is to one made of pixels, in dB. Most of the distance is that of the JPEG file.
fn nearness(file: &[u8], width: u32, crop: Option<Region>) -> f64 {
    let of = |encoding| {
        let target = Target {
            width: Some(width),
            crop,
            format: Some(encoding),
            ..Target::default()
        };
        thumbnail(file, target)
    };
    of(Encoding::Jpeg).psnr(&of(Encoding::Png))
}

/// An odd number of pixels has a pair with one pixel only, whose place turning changes: to have it wrong costs from 0.13 to
/// 0.35 dB here.
#[test]
fn turned_and_cut_results_are_those_of_pixels() {
    let original = Picture::drawn(401, 303);
    let file = original.jpeg();
    for (width, crop) in [(97, None), (98, None), (121, Some(PART))] {
        for turns in [[1, 2, 3, 4], [5, 6, 7, 8]] {
            let near = turns.map(|orientation| nearness(&turned(&file, orientation), width, crop));
            assert!(near[0] > 34.5, "{near:?} dB, {width} wide");
            assert!(
                near.iter().all(|one| *one > near[0] - 0.1),
                "{near:?} dB with orientations {turns:?}, {width} wide"
            );
        }
    }
}
