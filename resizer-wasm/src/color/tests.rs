//! Colours that are known to come out as others.

use std::borrow::Cow;

use moxcms::{ColorProfile, ToneReprCurve};
use proptest::prelude::*;

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

/// By double precision: what a matrix profile with one curve means.
fn expected(profile: &ColorProfile, color: [u16; 3]) -> [f64; 3] {
    let curve = profile.red_trc.as_ref().unwrap();
    let light = color.map(|sample| {
        let sample = f64::from(sample) / 65535.0;
        match curve {
            ToneReprCurve::Lut(table) if table.is_empty() => sample,
            ToneReprCurve::Lut(table) if table.len() == 1 => {
                sample.powf(f64::from(table[0]) / 256.0)
            }
            ToneReprCurve::Lut(table) => {
                let place = sample * (table.len() - 1) as f64;
                let [from, to] =
                    [place.floor(), place.ceil()].map(|at| f64::from(table[at as usize]));
                (from + (to - from) * place.fract()) / 65535.0
            }
            ToneReprCurve::Parametric(values) => {
                let values: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
                let [g, a, b, c, d] = values[..5] else {
                    panic!("{values:?}")
                };
                if sample < d {
                    c * sample
                } else {
                    (a * sample + b).powf(g)
                }
            }
        }
    });
    let matrix = profile.transform_matrix(&ColorProfile::new_srgb());
    matrix.v.map(|row| {
        let light = (row[0] * light[0] + row[1] * light[1] + row[2] * light[2]).clamp(0.0, 1.0);
        let value = match light {
            ..=0.003_130_8 => light * 12.92,
            _ => 1.055 * light.powf(1.0 / 2.4) - 0.055,
        };
        value * 65535.0
    })
}

/// Like Adobe RGB, with another curve.
fn with_curve(curve: ToneReprCurve) -> ColorProfile {
    let mut profile = ColorProfile::new_adobe_rgb();
    profile.red_trc = Some(curve.clone());
    profile.green_trc = Some(curve.clone());
    profile.blue_trc = Some(curve);
    profile
}

proptest! {
    /// Curves and a matrix, within a step of 16 bits of what they mean, and within five where the curve is a table, whose corners lie
    /// between ours.
    #[test]
    fn matrix_profiles_are_exact(colors in prop::collection::vec(any::<[u16; 3]>(), 1..50), which in 0_usize..7) {
        let table = |count: u16| {
            let value = |at: u16| (f64::from(at) / f64::from(count - 1)).powf(2.2) * 65535.0;
            ToneReprCurve::Lut((0..count).map(|at| value(at).round() as u16).collect())
        };
        let profile = match which {
            0 => ColorProfile::new_display_p3(),
            1 => ColorProfile::new_adobe_rgb(),
            2 => ColorProfile::new_pro_photo_rgb(),
            3 => with_curve(ToneReprCurve::Lut(Vec::new())),
            4 => with_curve(ToneReprCurve::Lut(vec![0x1cd])),
            5 => with_curve(table(4096)),
            _ => with_curve(table(33)),
        };
        let mut profile = profile;
        profile.cicp = None;
        let (to_srgb, _) = ToSrgb::new(&with_icc(&profile), Channels::Rgb);
        let samples: Vec<u16> = colors.iter().flatten().copied().collect();
        let made = to_srgb.apply(picture(Channels::Rgb, &samples)).unwrap().samples;
        let near = if which < 5 { 1.0 } else { 5.0 };
        // Written profiles have 16 bits after the point.
        let profile = ColorProfile::new_from_slice(&profile.encode().unwrap()).unwrap();
        for (color, made) in colors.iter().zip(made.as_chunks::<3>().0) {
            for (expected, made) in expected(&profile, *color).iter().zip(made) {
                prop_assert!((f64::from(*made) - expected).abs() <= near, "{which}: {color:?} {made} {expected}");
            }
        }
    }
}

/// White and black stay what they are, whatever the curves.
#[test]
fn white_and_black_stay() {
    for profile in [
        ColorProfile::new_display_p3(),
        ColorProfile::new_adobe_rgb(),
        ColorProfile::new_pro_photo_rgb(),
    ] {
        let (to_srgb, _) = ToSrgb::new(&with_icc(&profile), Channels::Rgb);
        let ends = picture(Channels::Rgb, &[0, 0, 0, 65535, 65535, 65535]);
        for (made, ends) in to_srgb
            .apply(ends.clone())
            .unwrap()
            .samples
            .iter()
            .zip(ends.samples)
        {
            assert!(made.abs_diff(ends) <= 8, "{made} for {ends}");
        }
    }
}

fn hdr(transfer: u8, brightest: Option<u32>) -> Metadata<'static> {
    Metadata {
        png_color: Some(PngColor {
            cicp: Some([9, transfer, 0, 1]),
            brightest: brightest.map(|light| light * 10_000),
            ..PngColor::default()
        }),
        ..Metadata::default()
    }
}

/// The byte that a gray of this value, from 0 to 1, becomes.
fn shown(metadata: &Metadata, value: f64) -> u8 {
    let (to_srgb, warning) = ToSrgb::new(metadata, Channels::Rgb);
    assert_eq!(warning, None);
    let gray = (value * 65535.0).round() as u16;
    let made = to_srgb
        .apply(picture(Channels::Rgb, &[gray; 3]))
        .unwrap()
        .to_bytes();
    assert!(
        made[0].abs_diff(made[1]) <= 1 && made[1].abs_diff(made[2]) <= 1,
        "{made:?}"
    );
    made[1]
}

/// BT.2408's white, 58 % of PQ and 75 % of HLG, stays bright and below what is brighter, up to the peak.
#[test]
fn hdr_is_neither_clipped_nor_washed_out() {
    const PQ: u8 = 16;
    const HLG: u8 = 18;
    // 1,000 cd/m² are 0.7518 of PQ, 26 are 0.3745.
    for (transfer, dark, white, sky, peak) in
        [(PQ, 0.3745, 0.58, 0.68, 0.7518), (HLG, 0.3, 0.75, 0.9, 1.0)]
    {
        let metadata = hdr(transfer, None);
        let [dark, white, sky, peak] =
            [dark, white, sky, peak].map(|value| shown(&metadata, value));
        assert!((70..110).contains(&dark), "{dark}");
        assert!((215..235).contains(&white), "{white}");
        assert!(sky >= white + 10, "{sky}");
        assert!(peak >= 254 && peak > sky, "{peak}");
    }
}

/// A file that says that nothing is brighter than white is shown as it is.
#[test]
fn hdr_without_highlights_is_not_rolled_off() {
    assert_eq!(shown(&hdr(16, Some(203)), 0.5807), 255);
    assert!(shown(&hdr(16, Some(400)), 0.5807) < 250);
    assert!(shown(&hdr(16, Some(4000)), 0.5807) < shown(&hdr(16, Some(1000)), 0.5807));
}
