//! Files of libjxl's encoder, and what that program was asked for.

use crate::{Primaries, Transfer, read};

/// `cjxl -d 1` of 13 x 17 pixels with alpha.
const ALPHA: &[u8] = include_bytes!("../../tests/files/alpha.jxl");
/// `cjxl -d 0` of an animated PNG, 8 x 6 pixels, two frames of 100 ms.
const MOVING: &[u8] = include_bytes!("../../tests/files/moving.jxl");
/// `cjxl -d 1 --container=1 -x color_space=RGB_D65_202_Rel_PeQ` of 13 x 17 pixels that EXIF turns (orientation 6).
const TURNED: &[u8] = include_bytes!("../../tests/files/turned.jxl");

#[test]
fn a_codestream_with_alpha() {
    let head = read(ALPHA).unwrap();
    assert_eq!((head.width, head.height, head.orientation), (13, 17, 1));
    assert_eq!(head.alpha.unwrap().samples.bits, 8);
    assert!(head.is_xyb && !head.color.has_icc);
    assert_eq!(head.animation, None);
}

#[test]
fn an_animation() {
    let head = read(MOVING).unwrap();
    assert_eq!((head.width, head.height), (8, 6));
    let animation = head.animation.unwrap();
    assert_eq!((animation.per, animation.loops), (1, 0));
}

#[test]
fn a_container_with_hdr_that_is_turned() {
    let head = read(TURNED).unwrap();
    assert_eq!((head.width, head.height, head.orientation), (13, 17, 6));
    assert!(head.is_container);
    assert_eq!(head.color.primaries, Primaries::Bt2100);
    assert_eq!(head.color.transfer, Transfer::Pq);
}
