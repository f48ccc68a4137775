//! Colours that are known to come out as others.

use std::borrow::Cow;

use super::*;
use crate::geometry::Size;
use crate::head::PngColor;
use crate::picture::Row;

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
            "it is for RGB, and the image is gray",
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

/// Whether rows are converted before they are resampled: not with the curves of most files.
#[test]
fn what_is_far_from_srgb_comes_first() {
    let gamma = |gamma: u32| Metadata {
        png_color: Some(PngColor {
            gamma: Some(gamma),
            ..PngColor::default()
        }),
        ..Metadata::default()
    };
    let points = |primaries, transfer| Metadata {
        png_color: Some(PngColor {
            cicp: Some([primaries, transfer, 0, 1]),
            ..PngColor::default()
        }),
        ..Metadata::default()
    };
    let rows = [
        (with_icc(&ColorProfile::new_srgb()), false),
        (with_icc(&ColorProfile::new_display_p3()), false),
        (with_icc(&ColorProfile::new_adobe_rgb()), false),
        (points(12, 13), false),
        (gamma(45_455), false),
        (gamma(100_000), true),
        (gamma(55_556), true),
        (gamma(35_714), true),
        (points(9, 14), true),
        (points(9, 16), true),
        (points(1, 8), true),
        (with_icc(&ColorProfile::new_pro_photo_rgb()), true),
    ];
    for (metadata, expected) in rows {
        for channels in [Channels::Rgb, Channels::Rgba] {
            let (to_srgb, _) = ToSrgb::new(&metadata, channels);
            assert_eq!(to_srgb.comes_first(), expected, "{metadata:?}");
        }
    }
    for channels in [Channels::Gray, Channels::GrayAlpha] {
        assert!(ToSrgb::new(&gamma(100_000), channels).0.comes_first());
        assert!(!ToSrgb::new(&gamma(45_455), channels).0.comes_first());
    }
}

#[test]
fn rows_become_what_pictures_become() {
    let metadata = with_icc(&ColorProfile::new_pro_photo_rgb());
    let (to_srgb, _) = ToSrgb::new(&metadata, Channels::Rgba);
    let row = [9, 80, 200, 255, 100, 100, 100, 7];
    let expected = to_srgb.apply(bytes(Channels::Rgba, &row)).unwrap().samples;
    let mut rows = RowsToSrgb::new(to_srgb);
    for _ in 0..2 {
        assert_eq!(rows.convert(Row::Eight(&row)), Row::Sixteen(&expected));
    }
}

/// A profile that cannot be used says by code points what it is.
#[test]
fn code_points_of_a_profile_stand_in_for_it() {
    let mut icc = vec![0; 128];
    icc.extend(b"\0\0\0\x01cicp\0\0\0\x90\0\0\0\x0c");
    icc.extend(b"cicp\0\0\0\0\x0c\x0d\0\x01");
    let metadata = Metadata {
        icc: Some(Cow::Owned(icc)),
        ..Metadata::default()
    };
    let (to_srgb, warning) = ToSrgb::new(&metadata, Channels::Rgb);
    assert_eq!(warning, None);
    let (p3, _) = ToSrgb::new(&with_icc(&ColorProfile::new_display_p3()), Channels::Rgb);
    let picture = bytes(Channels::Rgb, &[200, 100, 50]);
    let (found, expected) = (to_srgb.apply(picture.clone()), p3.apply(picture));
    assert_eq!(found.unwrap().to_bytes(), expected.unwrap().to_bytes());
    // Not where it is for other samples.
    let (_, warning) = ToSrgb::new(&metadata, Channels::Gray);
    assert!(warning.is_some());
}
