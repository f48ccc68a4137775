//! Whether what is asked for makes sense by itself, before a picture is looked at.

use crate::contract::{Error, Position, Target};
use crate::error::invalid_options;

const MAX_TARGETS: usize = 16;

/// Checks all that can be checked without knowing the picture. Encodings check their own options.
///
/// # Errors
/// `invalid-options`, naming the target by its number, the value and what is allowed.
pub(crate) fn check(targets: &[Target], max_side: u32) -> Result<(), Error> {
    if targets.is_empty() || targets.len() > MAX_TARGETS {
        return Err(invalid_options(format!(
            "{} targets were given; between 1 and {MAX_TARGETS} are possible",
            targets.len()
        )));
    }
    for (index, target) in targets.iter().enumerate() {
        check_target(index + 1, target, max_side).map_err(invalid_options)?;
    }
    Ok(())
}

fn check_target(number: usize, target: &Target, max_side: u32) -> Result<(), String> {
    let has_side = target.width.is_some() || target.height.is_some();
    if !has_side && target.scale.is_none() && target.crop.is_none() {
        return Err(format!(
            "target {number} has neither a width nor a height; give at least one, or a scale"
        ));
    }
    if has_side && target.scale.is_some() {
        return Err(format!(
            "target {number} has a scale beside a width or a height; leave one of them out"
        ));
    }
    if let Some(scale) = target.scale.filter(|scale| !(0.001..=10.0).contains(scale)) {
        return Err(format!(
            "the scale of target {number} is {scale}; it must be from 0.001 to 10"
        ));
    }
    for (name, side) in [("width", target.width), ("height", target.height)] {
        if let Some(side) = side.filter(|side| !(1..=max_side).contains(side)) {
            return Err(format!(
                "the {name} of target {number} is {side}; it must be from 1 to {max_side}"
            ));
        }
    }
    if let Some(ratio) = target
        .device_pixel_ratio
        .filter(|ratio| !(0.1..=10.0).contains(ratio))
    {
        return Err(format!(
            "the device pixel ratio of target {number} is {ratio}; it must be from 0.1 to 10"
        ));
    }
    if let Some(Position::FocalPoint(point)) = target.position
        && !((0.0..=1.0).contains(&point.x) && (0.0..=1.0).contains(&point.y))
    {
        return Err(format!(
            "the focal point of target {number} is ({}, {}); both must be from 0 to 1",
            point.x, point.y
        ));
    }
    if let Some(crop) = target.crop
        && (crop.width == 0 || crop.height == 0)
    {
        return Err(format!(
            "the crop of target {number} is {} x {}; both sides must be at least 1",
            crop.width, crop.height
        ));
    }
    if target.max_bytes == Some(0) {
        return Err(format!(
            "max-bytes of target {number} is 0; it must be at least 1"
        ));
    }
    Ok(())
}
