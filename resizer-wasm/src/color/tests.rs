//! Colours that are known to come out as others.

use std::borrow::Cow;

use super::*;
use crate::geometry::Size;
use crate::head::PngColor;

fn picture(channels: Channels, samples: &[u16]) -> Picture {
    Picture {
        size: Size {
            width: (samples.len() / channels.count()) as u32,
            height: 1,
        },
        channels,
        samples: samples.to_vec(),
    }
}

fn bytes(channels: Channels, bytes: &[u8]) -> Picture {
    let samples: Vec<u16> = bytes.iter().copied().map(picture::from_byte).collect();
    picture(channels, &samples)
}

fn with_icc(profile: &ColorProfile) -> Metadata<'static> {
    Metadata {
        icc: Some(Cow::Owned(profile.encode().unwrap())),
        ..Metadata::default()
    }
}

#[test]
fn srgb_stays_as_it_is_to_the_last_bit() {
    let (to_srgb, warning) = ToSrgb::new(&with_icc(&ColorProfile::new_srgb()), Channels::Rgb);
    assert!(warning.is_none());
    let picture = picture(Channels::Rgb, &[1, 2, 3, 40000, 50000, 65535]);
    assert_eq!(to_srgb.apply(picture.clone()), Ok(picture));
}

/// Adobe RGB (1998), annex C, and the conversion by matrices: its green is far outside of sRGB, its grays are equal.
#[test]
fn adobe_rgb_becomes_srgb() {
    let (to_srgb, warning) = ToSrgb::new(&with_icc(&ColorProfile::new_adobe_rgb()), Channels::Rgba);
    assert!(warning.is_none());
    let result = to_srgb
        .apply(bytes(
            Channels::Rgba,
            &[0, 255, 0, 255, 128, 128, 128, 77, 200, 100, 100, 255],
        ))
        .unwrap()
        .to_bytes();
    let expected = [0, 255, 0, 255, 127, 127, 127, 77, 227, 100, 100, 255];
    for (result, expected) in result.iter().zip(expected) {
        assert!(result.abs_diff(expected) <= 2, "{result} for {expected}");
    }
}

#[test]
fn a_linear_png_is_brightened() {
    let metadata = Metadata {
        png_color: Some(PngColor {
            gamma: Some(100_000),
            ..PngColor::default()
        }),
        ..Metadata::default()
    };
    for (channels, pixel) in [
        (Channels::Gray, &[55u8][..]),
        (Channels::GrayAlpha, &[55, 99]),
        (Channels::Rgb, &[55, 55, 55]),
    ] {
        let (to_srgb, _) = ToSrgb::new(&metadata, channels);
        let result = to_srgb.apply(bytes(channels, pixel)).unwrap();
        assert_eq!(result.channels, channels);
        // 55 / 255 of the light is 128 of 255 in sRGB.
        assert!(
            result.to_bytes()[0].abs_diff(128) <= 1,
            "{:?}",
            result.to_bytes()
        );
    }
}

#[test]
fn a_png_that_says_srgb_in_numbers_is_srgb() {
    let png_color = PngColor {
        gamma: Some(45_455),
        chromaticities: Some([
            31_269, 32_899, 63_999, 33_001, 30_000, 60_000, 15_000, 5_999,
        ]),
        ..PngColor::default()
    };
    assert!(
        profile::of(
            &Metadata {
                png_color: Some(png_color),
                ..Metadata::default()
            },
            DataColorSpace::Rgb
        )
        .unwrap()
        .is_none()
    );
}

#[test]
fn a_broken_or_foreign_profile_is_ignored_with_a_warning() {
    let broken = Metadata {
        icc: Some(Cow::Borrowed(b"not a profile")),
        ..Metadata::default()
    };
    for (metadata, channels, said) in [
        (broken, Channels::Rgb, "damaged"),
        (
            with_icc(&ColorProfile::new_adobe_rgb()),
            Channels::Gray,
            "it is for Rgb, and the image is Gray",
        ),
    ] {
        let (to_srgb, warning) = ToSrgb::new(&metadata, channels);
        let warning = warning.unwrap();
        assert_eq!(warning.kind, WarningKind::ColorProfile);
        assert!(warning.message.contains(said), "{}", warning.message);
        let picture = bytes(channels, &[1, 2, 3]);
        assert_eq!(to_srgb.apply(picture.clone()), Ok(picture));
    }
}

#[test]
fn inks_without_a_profile_take_their_share_of_light() {
    let (to_srgb, _) = ToSrgb::new(&Metadata::default(), Channels::Cmyk);
    let result = to_srgb.apply(bytes(
        Channels::Cmyk,
        &[0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255, 0, 128, 0, 128],
    ));
    assert_eq!(
        result.unwrap().to_bytes(),
        [255, 255, 255, 0, 255, 255, 0, 0, 0, 127, 63, 127]
    );
}
