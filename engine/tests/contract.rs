//! Promises of `wit/resize.wit` that concern several calls, or a whole call: what is made together equals what is made
//! alone, probing and resizing agree, and whatever goes wrong has its case.

mod pictures;

use engine::{
    CallLimits, Error, FrameCount, ImageErrorKind, Limits, Output, Resizer, Warning, WarningKind,
};
use image::ImageFormat;
use recipe::{Animation, Encoding, Filter, Fit, Gravity, OutputFormat, Position, Region, Target};

fn resizer() -> Resizer {
    Resizer::embedded(CallLimits::default()).expect("the component loads")
}

fn make(image: &[u8], target: Target) -> Output {
    let mut resized = resizer()
        .resize(image, &[target], Limits::default())
        .expect("a good image");
    resized.outputs.remove(0)
}

fn kind(image: &[u8], target: Target, limits: Limits) -> ImageErrorKind {
    match resizer().resize(image, &[target], limits) {
        Err(Error::Image { kind, .. }) => kind,
        other => panic!("{other:?}"),
    }
}

/// A photo in each format that the tests can write.
fn files() -> Vec<Vec<u8>> {
    let photo = pictures::photo(301, 207);
    vec![
        pictures::jpeg(&photo, false, Some(6)),
        pictures::jpeg(&photo, true, None),
        pictures::encoded(photo.clone(), ImageFormat::Png),
        pictures::encoded(photo.clone(), ImageFormat::WebP),
        pictures::encoded(photo, ImageFormat::Gif),
        pictures::encoded(pictures::disc(90), ImageFormat::Png),
        pictures::animation(40, 5),
    ]
}

/// Targets as different as can be.
fn targets() -> Vec<Target> {
    let small = Target {
        width: Some(64),
        height: Some(48),
        ..Target::default()
    };
    vec![
        Target::thumbnail(),
        Target {
            fit: Some(Fit::Cover),
            position: Some(Position::Attention),
            format: Some(Encoding::Webp),
            ..small.clone()
        },
        Target {
            fit: Some(Fit::Contain),
            position: Some(Position::Gravity(Gravity::Northwest)),
            format: Some(Encoding::Png),
            palette: Some(true),
            ..small.clone()
        },
        Target {
            fit: Some(Fit::Fill),
            filter: Some(Filter::Mitchell),
            linear: Some(true),
            format: Some(Encoding::Jpeg),
            ..small.clone()
        },
        Target {
            crop: Some(Region::of_pixels(3, 5, 30, 20)),
            sharpen: Some(true),
            format: Some(Encoding::Gif),
            ..Target::default()
        },
        Target {
            enlarge: Some(true),
            fit: Some(Fit::Outside),
            max_bytes: Some(60_000),
            thumbhash: Some(true),
            ..small.clone()
        },
        Target {
            shrink: Some(false),
            fit: Some(Fit::Cover),
            position: Some(Position::Attention),
            ..small
        },
    ]
}

#[test]
fn what_is_made_together_equals_what_is_made_alone() {
    for file in files() {
        let targets = targets();
        let together = resizer()
            .resize(&file, &targets, Limits::default())
            .expect("a good image");
        assert_eq!(together.outputs.len(), targets.len());
        for (output, target) in together.outputs.iter().zip(targets) {
            let label = target.to_string();
            assert!(make(&file, target) == *output, "{label}");
        }
    }
}

#[test]
fn probing_agrees_with_resizing() {
    for file in files() {
        let info = resizer().probe(&file).expect("a good image");
        // As large as the source, so that nothing is scaled.
        let output = make(
            &file,
            Target {
                width: Some(1000),
                height: Some(1000),
                animation: Some(Animation::All),
                ..Target::default()
            },
        );
        assert_eq!(
            (output.width, output.height, output.format),
            (info.width, info.height, info.auto_format)
        );
        assert_eq!(FrameCount::Exactly(output.frames), info.frames);
        assert!(info.working_memory > 0);
        assert!(matches!(info.depth, 1..=16));
    }
}

/// Whatever decodes it, and at whatever scale it could be decoded for the box.
#[test]
fn what_may_not_be_shrunk_has_the_size_that_probing_tells() {
    for file in files() {
        let info = resizer().probe(&file).expect("a good image");
        let target = Target {
            shrink: Some(false),
            enlarge: Some(true),
            width: Some(30),
            height: Some(30),
            ..Target::default()
        };
        let output = make(&file, target.clone());
        assert_eq!((output.width, output.height), (info.width, info.height));
        let cover = Target {
            fit: Some(Fit::Cover),
            ..target.clone()
        };
        let output = make(&file, cover);
        assert_eq!((output.width, output.height), (30, 30));
        // A box that is larger than all of them.
        let enlarged = Target {
            width: Some(310),
            height: None,
            ..target
        };
        assert_eq!(make(&file, enlarged).width, 310);
    }
}

#[test]
fn the_working_memory_is_about_what_is_used() {
    for file in files() {
        let estimate = resizer().probe(&file).expect("a good image").working_memory;
        let resized = resizer()
            .resize(&file, &[Target::thumbnail()], Limits::default())
            .expect("a good image");
        // The code's own memory and the granularity of 64 KiB weigh most for pictures as small as these.
        let used = resized.peak_memory as u64;
        assert!(estimate <= 4 * used, "{estimate} estimated, {used} used");
    }
}

#[test]
fn every_frame_is_made_where_the_format_moves() {
    let file = pictures::animation(40, 5);
    let frames = |format, animation| {
        let target = Target {
            format: Some(format),
            animation,
            ..Target::thumbnail()
        };
        make(&file, target).frames
    };
    assert_eq!(frames(Encoding::Gif, None), 5);
    assert_eq!(frames(Encoding::Webp, None), 5);
    assert_eq!(frames(Encoding::Png, None), 1);
    assert_eq!(frames(Encoding::Png, Some(Animation::All)), 5);
    assert_eq!(frames(Encoding::Gif, Some(Animation::FirstFrame)), 1);
    assert_eq!(frames(Encoding::Jpeg, Some(Animation::All)), 1);
}

#[test]
fn the_quality_used_is_told_where_there_is_one() {
    let file = pictures::jpeg(&pictures::noise(200, 150), false, None);
    let quality = |target: Target| {
        let target = Target {
            width: Some(150),
            ..target
        };
        make(&file, target).quality
    };
    let format = |format| Target {
        format: Some(format),
        ..Target::default()
    };
    assert_eq!(quality(format(Encoding::Jpeg)), Some(80));
    assert_eq!(quality(format(Encoding::Webp)), Some(80));
    assert_eq!(quality(format(Encoding::Png)), None);
    assert_eq!(quality(format(Encoding::Gif)), None);
    let lossless = Target {
        lossless: Some(true),
        ..format(Encoding::Webp)
    };
    assert_eq!(quality(lossless), None);
    for encoding in [Encoding::Jpeg, Encoding::Webp] {
        let budget = Target {
            max_bytes: Some(5000),
            width: Some(150),
            ..format(encoding)
        };
        let output = make(&file, budget);
        assert!(output.data.len() <= 5000);
        assert!(output.quality.is_some_and(|quality| quality < 80));
    }
}

#[test]
fn whatever_goes_wrong_has_its_case() {
    let png = pictures::encoded(pictures::photo(300, 200), ImageFormat::Png);
    let animation = pictures::animation(40, 5);
    let thumbnail = Target::thumbnail;
    let none = Limits::default();
    let target = |change: fn(&mut Target)| {
        let mut target = Target::thumbnail();
        change(&mut target);
        target
    };
    let limits = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        limits
    };
    use ImageErrorKind::{InvalidOptions, Malformed, TooLarge, Truncated, UnsupportedFormat};
    let rows = [
        (&b"not an image"[..], thumbnail(), none, UnsupportedFormat),
        (&png[..png.len() / 2], thumbnail(), none, Truncated),
        (
            &png,
            thumbnail(),
            limits(|l| l.max_pixels = Some(59_999)),
            TooLarge,
        ),
        (
            &png,
            thumbnail(),
            limits(|l| l.max_file_bytes = Some(100)),
            TooLarge,
        ),
        (
            &animation,
            thumbnail(),
            limits(|l| l.max_frames = Some(4)),
            TooLarge,
        ),
        (
            &animation,
            thumbnail(),
            limits(|l| l.max_pixels = Some(7_999)),
            TooLarge,
        ),
        (&png, target(|t| t.width = Some(0)), none, InvalidOptions),
        (
            &png,
            target(|t| t.device_pixel_ratio = Some(11.0)),
            none,
            InvalidOptions,
        ),
        (
            &png,
            target(|t| t.device_pixel_ratio = Some(f32::NAN)),
            none,
            InvalidOptions,
        ),
        (
            &png,
            target(|t| {
                t.crop = Some(Region::of_pixels(299, 0, 2, 2));
            }),
            none,
            InvalidOptions,
        ),
        (
            &png,
            target(|t| {
                t.format = Some(Encoding::Png);
                t.max_bytes = Some(50);
            }),
            none,
            TooLarge,
        ),
        (
            &png,
            target(|t| {
                t.format = Some(Encoding::Png);
                t.palette = Some(true);
                t.depth = Some(16);
            }),
            none,
            InvalidOptions,
        ),
    ];
    for (file, target, limits, expected) in rows {
        let label = format!("{target} {limits:?}");
        assert_eq!(kind(file, target, limits), expected, "{label}");
    }
    let mut broken = png.clone();
    // There is no depth of 3.
    broken[24] = 3;
    assert_eq!(kind(&broken, thumbnail(), none), Malformed);
}

#[test]
fn damage_that_costs_no_picture_is_a_warning() {
    let mut checksum = pictures::encoded(pictures::photo(300, 200), ImageFormat::Png);
    // The checksum of the header, which says the same as before.
    checksum[29] ^= 0xff;
    let jpeg = pictures::jpeg(&pictures::photo(300, 200), false, None);
    let endless = jpeg[..jpeg.len() - 2].to_vec();
    let junk = [&jpeg[..2], b"between segments", &jpeg[2..]].concat();
    for (name, file) in [("checksum", checksum), ("end", endless), ("junk", junk)] {
        let resized = resizer()
            .resize(&file, &[Target::thumbnail()], Limits::default())
            .expect(name);
        let kinds: Vec<WarningKind> = resized.warnings.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [WarningKind::Damage], "{name}");
    }
}

#[test]
fn half_a_picture_is_taken_only_where_asked_and_the_loss_is_told() {
    let photo = pictures::photo(300, 200);
    let tolerant = Limits {
        tolerant: Some(true),
        ..Limits::default()
    };
    for file in [
        pictures::jpeg(&photo, false, None),
        pictures::encoded(photo, ImageFormat::Png),
    ] {
        let whole = resizer()
            .resize(&file, &[Target::thumbnail()], tolerant)
            .expect("a good image");
        assert_eq!(whole.warnings, []);
        let half = &file[..file.len() / 2];
        assert_eq!(
            kind(half, Target::thumbnail(), Limits::default()),
            ImageErrorKind::Truncated
        );
        let resized = resizer()
            .resize(half, &[Target::thumbnail()], tolerant)
            .expect("half of a picture");
        let size = |output: &Output| (output.width, output.height);
        assert_eq!(size(&resized.outputs[0]), size(&whole.outputs[0]));
        let is_lost = |warning: &Warning| warning.kind == WarningKind::PictureLost;
        assert!(resized.warnings.iter().any(is_lost));
    }
}

#[test]
fn the_formats_that_are_listed_are_those_of_the_recipe() {
    let formats = resizer().formats().expect("a list");
    let names: Vec<String> = formats
        .iter()
        .map(|format| format!("{} {:?}", format.name.to_lowercase(), format.extensions))
        .collect();
    for format in recipe::ImageFormat::ALL {
        assert!(
            names.iter().any(|name| name.contains(format.name())),
            "{format}"
        );
    }
    let written: Vec<(&str, &str)> = formats
        .iter()
        .filter(|format| format.writes.is_some())
        .map(|format| (format.media_type.as_str(), format.extensions[0].as_str()))
        .collect();
    let expected: Vec<(&str, &str)> = OutputFormat::ALL
        .iter()
        .map(|format| (format.media_type(), format.extension()))
        .collect();
    assert_eq!(written, expected);
}
