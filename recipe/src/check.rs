//! What a recipe must not ask for, found before any picture is looked at.
//!
//! The component checks its arguments as well. Here it is said in the recipe's words, which are those that the user
//! typed, and where a thing is forbidden because it could mean nothing.

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::{DEFAULT_MAX_SIDE, Encoding, Options, Position, RecipeError, Target};

/// Pixels that a side of a result can have, where [`Options::max_side`] allows it.
pub const SIDE: RangeInclusive<u32> = 1..=65_535;
/// Values of the quality of JPEG and lossy WebP.
pub const QUALITY: RangeInclusive<u8> = 1..=100;
/// Values of the scale.
pub const SCALE: RangeInclusive<f32> = 0.001..=10.0;
/// Values of the device pixel ratio.
pub const RATIO: RangeInclusive<f32> = 0.1..=10.0;
/// Values of the effort for PNG.
pub const PNG_EFFORT: RangeInclusive<u8> = 1..=10;
/// Values of the effort for lossy WebP.
pub const WEBP_EFFORT: RangeInclusive<u8> = 0..=6;
/// Values of the number of colours of a palette.
pub const COLORS: RangeInclusive<u16> = 2..=256;
/// Values of the strength with which the error of a palette is spread.
pub const DITHER: RangeInclusive<f32> = 0.0..=1.0;

/// Checks everything that does not depend on the picture.
///
/// # Errors
/// Naming the first field that is wrong, what it is and what it may be.
pub(crate) fn check(target: &Target, options: &Options) -> Result<(), RecipeError> {
    numbers(target, options)?;
    format(target)?;
    combinations(target)
}

fn numbers(target: &Target, options: &Options) -> Result<(), RecipeError> {
    within("max-side", options.max_side, SIDE)?;
    // What is more cannot be written in TOML.
    within("max-work", options.max_work, 0..=u64::MAX / 2)?;
    let side = 1..=options.max_side.unwrap_or(DEFAULT_MAX_SIDE);
    within("width", target.width, side.clone())?;
    within("height", target.height, side)?;
    within("scale", target.scale, SCALE)?;
    within("device-pixel-ratio", target.device_pixel_ratio, RATIO)?;
    if let Some(Position::FocalPoint(point)) = target.position {
        within("position's x", Some(point.x), 0.0..=1.0)?;
        within("position's y", Some(point.y), 0.0..=1.0)?;
    }
    within(
        "crop's width",
        target.crop.map(|crop| crop.width),
        1..=u32::MAX,
    )?;
    within(
        "crop's height",
        target.crop.map(|crop| crop.height),
        1..=u32::MAX,
    )?;
    within("quality", target.quality, QUALITY)?;
    within("effort", target.effort, effort(target))?;
    within("colors", target.colors, COLORS)?;
    within("dither", target.dither, DITHER)?;
    match target.depth {
        None | Some(8 | 16) => Ok(()),
        Some(depth) => Err(RecipeError::Value {
            field: "depth",
            found: depth.to_string(),
            allowed: "8 or 16".to_owned(),
        }),
    }
}

/// With `auto` the number has to make sense for either format.
fn effort(target: &Target) -> RangeInclusive<u8> {
    match target.format {
        Some(Encoding::Png) => PNG_EFFORT,
        Some(Encoding::Webp) => WEBP_EFFORT,
        _ => *PNG_EFFORT.start()..=*WEBP_EFFORT.end(),
    }
}

fn within<N: PartialOrd + Display>(
    field: &'static str,
    value: Option<N>,
    range: RangeInclusive<N>,
) -> Result<(), RecipeError> {
    match value {
        Some(value) if !range.contains(&value) => Err(RecipeError::Value {
            field,
            found: value.to_string(),
            allowed: format!("a number from {} to {}", range.start(), range.end()),
        }),
        _ => Ok(()),
    }
}

/// An option that another format has would be ignored silently. With `auto` it is for where it applies.
fn format(target: &Target) -> Result<(), RecipeError> {
    use Encoding::{Gif, Jpeg, Png, Webp};

    let Some(format) = target.format.filter(|format| *format != Encoding::Auto) else {
        return Ok(());
    };
    let options: [(&str, bool, &[Encoding]); 9] = [
        ("quality", target.quality.is_some(), &[Jpeg, Webp]),
        ("progressive", target.progressive.is_some(), &[Jpeg]),
        (
            "chroma-subsampling",
            target.chroma_subsampling.is_some(),
            &[Jpeg],
        ),
        ("lossless", target.lossless.is_some(), &[Webp]),
        ("effort", target.effort.is_some(), &[Png, Webp]),
        ("palette", target.palette.is_some(), &[Png]),
        ("colors", target.colors.is_some(), &[Png, Gif]),
        ("dither", target.dither.is_some(), &[Png, Gif]),
        ("depth", target.depth.is_some(), &[Png]),
    ];
    for (field, is_given, formats) in options {
        if is_given && !formats.contains(&format) {
            let formats: Vec<&str> = formats.iter().map(|format| format.name()).collect();
            return Err(RecipeError::Format {
                field,
                formats: formats.join(" and "),
                format,
            });
        }
    }
    Ok(())
}

fn combinations(target: &Target) -> Result<(), RecipeError> {
    let refused = |field, message| Err(RecipeError::Combination { field, message });
    if target.scale.is_some() && (target.width.is_some() || target.height.is_some()) {
        return refused(
            "scale",
            "scale stands for width and height, and one of these is set; leave one of them out",
        );
    }
    let is_lossless = target.lossless == Some(true);
    let has_palette = target.palette == Some(true);
    match target.format {
        Some(Encoding::Webp) if is_lossless && target.quality.is_some() => {
            return refused(
                "quality",
                "quality is for lossy files, and lossless is set; leave one of them out",
            );
        }
        Some(Encoding::Webp) if is_lossless && target.effort.is_some() => {
            return refused(
                "effort",
                "the effort of a webp is for lossy files, and lossless is set; leave one of them out",
            );
        }
        Some(Encoding::Png) if !has_palette && target.colors.is_some() => {
            return refused(
                "colors",
                "colors is for a palette, which a png has only where asked; set palette as well",
            );
        }
        Some(Encoding::Png) if !has_palette && target.dither.is_some() => {
            return refused(
                "dither",
                "dither is for a palette, which a png has only where asked; set palette as well",
            );
        }
        _ => {}
    }
    if has_palette && target.depth == Some(16) {
        return refused(
            "depth",
            "a palette has 8 bits, and depth is 16; leave one of them out",
        );
    }
    Ok(())
}
