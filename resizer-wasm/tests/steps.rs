//! `extend` and `grayscale` in every format and together with the other steps.

mod support;

use request::{Encoding, Fit, Limits, Request, Target};
use resizer::{Error, Resized, WarningKind, resize};
use support::Picture;

fn made(file: &[u8], target: &Target) -> Result<Resized, Error> {
    let request = Request::new(vec![target.clone()], Limits::default()).unwrap();
    resize(file, &request)
}

const FORMATS: [Encoding; 5] = [
    Encoding::Jpeg,
    Encoding::Png,
    Encoding::Webp,
    Encoding::Gif,
    Encoding::Raster,
];

fn sized(width: u32, format: Encoding) -> Target {
    Target {
        width: Some(width),
        format: Some(format),
        ..Target::default()
    }
}

/// The pixels of a PNG, as red, green and blue.
fn png(target: &Target, file: &[u8]) -> Picture {
    Picture::of_png(&made(file, target).unwrap().outputs[0].data)
}

#[test]
fn edges_are_around_what_is_made_without_them() {
    let file = Picture::drawn(90, 60).jpeg();
    let inner = sized(30, Encoding::Png);
    let plain = png(&inner, &file);
    let extended = Target {
        extend: "1,2,3,4".parse().ok(),
        background: "#ff0000".parse().ok(),
        ..inner
    };
    let found = png(&extended, &file);
    assert_eq!((found.width, found.height), (36, 24));
    for y in 0..24 {
        for x in 0..36 {
            let at = |picture: &Picture, x: u32, y: u32| {
                let start = (y * picture.width + x) as usize * 3;
                picture.rgb[start..start + 3].to_vec()
            };
            let expected = match (4..34).contains(&x) && (1..21).contains(&y) {
                true => at(&plain, x - 4, y - 1),
                false => vec![255, 0, 0],
            };
            assert_eq!(at(&found, x, y), expected, "({x}, {y})");
        }
    }
}

#[test]
fn the_size_is_said_with_the_edges() {
    let file = Picture::drawn(90, 60).jpeg();
    for format in FORMATS {
        let target = Target {
            height: Some(30),
            fit: Some(Fit::Contain),
            extend: "5".parse().ok(),
            ..sized(30, format)
        };
        let output = made(&file, &target).unwrap().outputs.remove(0);
        assert_eq!((output.width, output.height), (40, 40), "{format}");
        let info = resizer::probe(&output.data).unwrap();
        assert_eq!((info.width, info.height), (40, 40), "{format}");
    }
}

#[test]
fn an_output_that_is_extended_can_be_shrunk_to_fit() {
    let file = Picture::drawn(900, 600).jpeg();
    let target = Target {
        extend: "5".parse().ok(),
        max_bytes: Some(4_000),
        shrink_to_fit: Some(true),
        ..sized(600, Encoding::Png)
    };
    let made = made(&file, &target).unwrap();
    let output = &made.outputs[0];
    assert!(output.data.len() <= 4_000 && output.width < 600);
    // The shape is that of the picture, apart from its edges.
    let ratio = f64::from(output.width - 10) / f64::from(output.height - 10);
    assert!((ratio - 1.5).abs() < 0.1, "{ratio}");
    let said = &made.warnings[0].message;
    assert!(said.contains("in place of 610 x 410"), "{said}");
    let missed = Target {
        height: Some(2000),
        fit: Some(Fit::Cover),
        extend: "5".parse().ok(),
        ..sized(2000, Encoding::Jpeg)
    };
    let warnings = self::made(&file, &missed).unwrap().warnings;
    assert_eq!(warnings[0].kind, WarningKind::SmallerThanBox);
    assert!(
        warnings[0].message.starts_with("the output is 900 x 600,"),
        "{}",
        warnings[0].message
    );
}

#[test]
fn too_much_around_a_picture_is_refused() {
    let file = Picture::drawn(90, 60).jpeg();
    for edges in ["16384", "4294967295,0,4294967295,1"] {
        let target = Target {
            extend: edges.parse().ok(),
            ..sized(30, Encoding::Png)
        };
        match made(&file, &target) {
            Err(Error::InvalidOptions(message)) => {
                assert!(message.contains("max-side allows 16384"), "{message}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn gray_files_have_one_component_where_the_format_has_that() {
    let photo = Picture::drawn(90, 60);
    let file = photo.jpeg();
    for format in FORMATS {
        for quality in [None, "auto".parse().ok()] {
            let is_lossy = matches!(format, Encoding::Jpeg | Encoding::Webp);
            let target = Target {
                grayscale: Some(true),
                extend: "3".parse().ok(),
                background: "#ff0000".parse().ok(),
                quality: quality.filter(|_| is_lossy),
                ..sized(30, format)
            };
            let output = made(&file, &target).unwrap().outputs.remove(0);
            let model = resizer::probe(&output.data).unwrap().color_model;
            let expected = match format {
                Encoding::Webp => resizer::ColorModel::Ycbcr,
                Encoding::Gif => resizer::ColorModel::Indexed,
                _ => resizer::ColorModel::Gray,
            };
            assert_eq!(model, expected, "{format}");
        }
    }
    let target = Target {
        grayscale: Some(true),
        ..sized(30, Encoding::Png)
    };
    let found = png(&target, &file);
    assert!(found.rgb.chunks_exact(3).all(|pixel| pixel[0] == pixel[1]));
}

#[test]
fn a_profile_of_colors_is_not_kept_in_a_gray_file() {
    let file = include_bytes!("../../conformance/vectors/inputs/jpeg/everything.jpg");
    let target = Target {
        grayscale: Some(true),
        keep: "icc".parse().ok(),
        ..sized(20, Encoding::Jpeg)
    };
    let gray = made(file, &target).unwrap();
    let info = resizer::probe(&gray.outputs[0].data).unwrap();
    assert_eq!(info.icc_profile, None);
    assert_eq!(gray.warnings[0].kind, WarningKind::Metadata);
    let colors = Target {
        grayscale: None,
        ..target
    };
    let info = resizer::probe(&made(file, &colors).unwrap().outputs[0].data).unwrap();
    assert!(info.icc_profile.is_some());
}
