//! `resize`, with any bytes. What is asked for depends on them.

use request::{
    Animation, AspectRatio, ChromaSubsampling, Color, Edges, Encoding, ExifOrientation, ExtendWith,
    Filter, Fit, Gravity, ImageFormat, Keep, Length, Limits, Metadata, OutputFormat, Point,
    Position, Quality, Region, Request, Tables, Target,
};
use resizer::{Error, FrameCount, Output, Resized, WarningKind};

use crate::choices::Choices;

/// The limits are low, so that an input takes milliseconds.
const MAX_PIXELS: u32 = 1 << 17;
const MAX_FRAMES: u32 = 12;
const MAX_SIDE: u32 = 250;
const MAX_WORK: u64 = 1 << 21;

/// Resizes the file to one result or a few, and probes each.
///
/// # Panics
/// Where a promise of `resize` is broken.
pub fn check(file: &[u8]) {
    let mut choices = Choices::of(file);
    let limits = limits(&mut choices);
    let targets: Vec<Target> = (0..choices.one_of(&[1, 1, 1, 2, 3]))
        .map(|_| target(&mut choices))
        .collect();
    let request = Request::new(targets, limits).expect("it asks for what is possible");
    match resizer::resize(file, &request) {
        Ok(resized) => check_result(&resized, &request),
        // Nothing here takes as much memory as there is.
        Err(Error::LimitExceeded(message)) => panic!("{message}"),
        Err(_) => {}
    }
}

fn check_result(resized: &Resized, request: &Request) {
    let targets = request.outputs();
    assert_eq!(resized.outputs.len(), targets.len());
    assert!(resized.warnings.len() <= 32);
    if request.limits().tolerant != Some(true) {
        let lost = |kind| kind == WarningKind::PictureLost;
        assert!(
            !resized.warnings.iter().any(|warning| lost(warning.kind)),
            "{:?}",
            resized.warnings
        );
    }
    for (output, target) in resized.outputs.iter().zip(targets) {
        check_output(output, target);
    }
}

fn check_output(output: &Output, target: &Target) {
    let info = resizer::probe(&output.data).expect("a result is a picture");
    assert_eq!(info.format, read_as(output.format));
    // An orientation that was not applied stays in metadata that is kept.
    let is_ignored = target.orientation == Some(ExifOrientation::Ignore);
    assert!(info.orientation == 1 || is_ignored, "{}", info.orientation);
    let stored = match info.orientation {
        5..=8 => (info.height, info.width),
        _ => (info.width, info.height),
    };
    assert_eq!(stored, (output.width, output.height));
    assert_eq!(info.frames, FrameCount::Exactly(output.frames));
    assert!(output.width <= MAX_SIDE && output.height <= MAX_SIDE);
    if let Some(max_bytes) = target.max_bytes {
        assert!(
            output.data.len() <= max_bytes as usize,
            "{}",
            output.data.len()
        );
    }
    let asked_for = target.format.and_then(Encoding::fixed);
    assert_eq!(output.format, asked_for.unwrap_or(output.format));
    assert_eq!(output.thumbhash.is_some(), target.thumbhash == Some(true));
}

fn read_as(format: OutputFormat) -> ImageFormat {
    match format {
        OutputFormat::Jpeg => ImageFormat::Jpeg,
        OutputFormat::Png => ImageFormat::Png,
        OutputFormat::Webp => ImageFormat::Webp,
        OutputFormat::Gif => ImageFormat::Gif,
        OutputFormat::Raster => ImageFormat::Raster,
    }
}

fn limits(choices: &mut Choices) -> Limits {
    Limits {
        max_pixels: Some(MAX_PIXELS),
        max_frames: Some(MAX_FRAMES),
        max_file_bytes: None,
        max_side: Some(MAX_SIDE),
        max_scans: Some(12),
        max_work: Some(MAX_WORK),
        tolerant: choices.maybe(|choices| choices.once_in(2)),
    }
}

fn target(choices: &mut Choices) -> Target {
    let crop = choices.once_in(4).then(|| region(choices));
    let width = choices.maybe(|choices| 1 + choices.below(100));
    // Without either there would be nothing to do.
    let scale =
        (width.is_none() && choices.once_in(4)).then(|| choices.one_of(&[0.001, 0.3, 0.5, 2.0]));
    let needs_height = width.is_none() && scale.is_none();
    let height =
        (needs_height || (scale.is_none() && choices.once_in(2))).then(|| 1 + choices.below(100));
    let extend = choices.once_in(4).then(|| Edges {
        top: 1 + choices.below(9),
        right: choices.below(9),
        bottom: choices.below(9),
        left: choices.below(9),
    });
    let asked = Target {
        width,
        height,
        scale,
        device_pixel_ratio: choices
            .once_in(4)
            .then(|| choices.one_of(&[0.1, 0.5, 1.5, 2.0])),
        fit: choices.maybe(|choices| choices.one_of(Fit::ALL)),
        aspect_ratio: choices.maybe(|choices| AspectRatio {
            width: 1 + choices.below(20),
            height: 1 + choices.below(20),
        }),
        position: choices.maybe(position),
        crop,
        extend,
        extend_with: extend.and_then(|_| choices.maybe(|choices| choices.one_of(ExtendWith::ALL))),
        grayscale: choices.maybe(|choices| choices.once_in(2)),
        orientation: choices.maybe(|choices| choices.one_of(ExifOrientation::ALL)),
        flip: choices.maybe(|choices| choices.once_in(2)),
        flop: choices.maybe(|choices| choices.once_in(2)),
        rotate: choices.maybe(|choices| choices.one_of(&[90, 180, 270])),
        background: choices.maybe(|choices| Color {
            red: choices.byte(),
            green: choices.byte(),
            blue: choices.byte(),
            alpha: choices.byte(),
        }),
        enlarge: choices.maybe(|choices| choices.once_in(2)),
        filter: choices.maybe(|choices| {
            choices.one_of(&[
                Filter::Nearest,
                Filter::Bilinear,
                Filter::Mitchell,
                Filter::CatmullRom,
                Filter::Lanczos3,
            ])
        }),
        linear: choices.maybe(|choices| choices.once_in(2)),
        embedded_thumbnail: choices.maybe(|choices| choices.once_in(2)),
        sharpen: choices.maybe(|choices| choices.once_in(2)),
        keep: choices.maybe(|choices| {
            let all = Metadata::ALL.iter().copied();
            all.filter(|_| choices.once_in(2)).collect::<Keep>()
        }),
        animation: choices
            .maybe(|choices| choices.one_of(&[Animation::FirstFrame, Animation::All])),
        max_bytes: choices.once_in(4).then(|| 200 + choices.below(20_000)),
        thumbhash: choices.maybe(|choices| choices.once_in(2)),
        shrink: choices.maybe(|choices| choices.once_in(2)),
        ..Target::default()
    };
    let asked = match choices.once_in(2) {
        true => with_format(asked, choices),
        false => asked,
    };
    possible(Target {
        shrink_to_fit: choices.maybe(|choices| choices.once_in(2)),
        ..asked
    })
}

/// The same without options that change nothing, which are refused.
fn possible(asked: Target) -> Target {
    let has_one_side = asked.width.is_some() != asked.height.is_some();
    let aspect_ratio = asked.aspect_ratio.filter(|_| has_one_side);
    let fit =
        (asked.fit).filter(|fit| !has_one_side || aspect_ratio.is_some() || *fit == Fit::Fill);
    let has_side = asked.width.is_some() || asked.height.is_some();
    let fit = fit.filter(|_| has_side);
    let density = asked.device_pixel_ratio.unwrap_or(1.0);
    let enlarges = asked.scale.is_some_and(|scale| scale * density > 1.0);
    Target {
        aspect_ratio,
        fit,
        position: asked.position.filter(|position| match fit {
            Some(Fit::Cover | Fit::CoverDown) => true,
            Some(Fit::Contain) => matches!(position, Position::Gravity(_)),
            _ => false,
        }),
        shrink: asked.shrink.filter(|_| has_side),
        shrink_to_fit: asked.shrink_to_fit.filter(|_| {
            asked.max_bytes.is_some() && asked.shrink.is_none_or(|shrink| shrink || !has_side)
        }),
        enlarge: match fit {
            Some(Fit::CoverDown) => None,
            _ if enlarges => Some(true),
            _ => asked.enlarge,
        },
        background: asked
            .background
            .filter(|background| background.alpha == 255 || asked.format != Some(Encoding::Jpeg)),
        ..asked
    }
}

fn region(choices: &mut Choices) -> Region {
    if choices.once_in(2) {
        return Region {
            left: share(choices, 0),
            top: share(choices, 0),
            width: share(choices, 1),
            height: share(choices, 1),
        };
    }
    let [left, top] = [(); 2].map(|()| choices.below(8));
    let [width, height] = [(); 2].map(|()| 1 + choices.below(30));
    Region::of_pixels(left, top, width, height)
}

/// Two of them are not more than all.
fn share(choices: &mut Choices, least: u32) -> Length {
    Length::Percent((least + choices.below(50)) as f32)
}

fn position(choices: &mut Choices) -> Position {
    match choices.below(3) {
        0 => Position::Gravity(choices.one_of(&[
            Gravity::Center,
            Gravity::North,
            Gravity::Northeast,
            Gravity::East,
            Gravity::Southeast,
            Gravity::South,
            Gravity::Southwest,
            Gravity::West,
            Gravity::Northwest,
        ])),
        1 => Position::FocalPoint(Point {
            x: choices.share(),
            y: choices.share(),
        }),
        _ => Position::Attention,
    }
}

/// The same with a format, and with options that it has.
fn with_format(asked: Target, choices: &mut Choices) -> Target {
    let format = choices.one_of(Encoding::ALL);
    let is = |formats: &[Encoding]| format == Encoding::Auto || formats.contains(&format);
    let lossless = choices
        .maybe(|choices| choices.once_in(2))
        .filter(|_| is(&[Encoding::Webp]));
    let palette = choices
        .maybe(|choices| choices.once_in(2))
        .filter(|_| is(&[Encoding::Png]));
    let is_lossy = is(&[Encoding::Jpeg]) || is(&[Encoding::Webp]) && lossless != Some(true);
    let has_palette = is(&[Encoding::Gif]) || palette == Some(true);
    let most_effort = match format {
        Encoding::Jpeg => 3,
        Encoding::Png => 10,
        _ => 6,
    };
    let has_effort = is(&[Encoding::Jpeg, Encoding::Png, Encoding::Webp]);
    Target {
        format: Some(format),
        quality: choices.maybe(quality).filter(|_| is_lossy),
        progressive: choices
            .maybe(|choices| choices.once_in(2))
            .filter(|_| is(&[Encoding::Jpeg])),
        chroma_subsampling: choices
            .maybe(|choices| choices.one_of(ChromaSubsampling::ALL))
            .filter(|_| is(&[Encoding::Jpeg])),
        tables: choices
            .maybe(|choices| choices.one_of(Tables::ALL))
            .filter(|_| is(&[Encoding::Jpeg])),
        lossless,
        effort: choices
            .maybe(|choices| 1 + choices.below(most_effort) as u8)
            .filter(|_| has_effort),
        palette,
        colors: choices.maybe(colors).filter(|_| has_palette),
        dither: choices.maybe(Choices::share).filter(|_| has_palette),
        depth: choices
            .maybe(|choices| choices.one_of(&[8, 16]))
            .filter(|_| is(&[Encoding::Png, Encoding::Raster]) && palette != Some(true)),
        ..asked
    }
}

fn quality(choices: &mut Choices) -> Quality {
    match 1 + choices.below(100) as u8 {
        99 => Quality::Auto,
        100 => Quality::Score(80),
        number => Quality::Number(number),
    }
}

fn colors(choices: &mut Choices) -> u16 {
    2 + choices.below(255) as u16
}
