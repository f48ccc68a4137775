//! A format and its options, and which values they may have.

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::contract::{Error, GifOptions, JpegOptions, PngOptions, WebpOptions};
use crate::error::invalid_options;

const QUALITY: RangeInclusive<u8> = 1..=100;
const PNG_EFFORT: RangeInclusive<u8> = 1..=10;
const WEBP_EFFORT: RangeInclusive<u8> = 0..=6;
const COLORS: RangeInclusive<u16> = 2..=256;
const DITHER: RangeInclusive<f32> = 0.0..=1.0;

/// A format and its options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Choice {
    Jpeg(JpegOptions),
    Png(PngOptions),
    Webp(WebpOptions),
    Gif(GifOptions),
}

/// `number` is the target's, for messages.
///
/// # Errors
/// `invalid-options`, naming the value and what is allowed.
pub(super) fn check(choice: Choice, number: usize) -> Result<(), Error> {
    let target = Target(number);
    match choice {
        Choice::Jpeg(options) => target.within("quality", options.quality, QUALITY),
        Choice::Png(options) => {
            target.within("effort", options.effort, PNG_EFFORT)?;
            target.within("number of colors", options.colors, COLORS)?;
            target.within("dither", options.dither, DITHER)?;
            match options.depth {
                None | Some(8) => Ok(()),
                Some(16) if options.palette.unwrap_or(false) => Err(invalid_options(format!(
                    "the depth of target {number} is 16; with a palette it must be 8"
                ))),
                Some(16) => Ok(()),
                Some(depth) => Err(invalid_options(format!(
                    "the depth of target {number} is {depth}; it must be 8 or 16"
                ))),
            }
        }
        Choice::Webp(options) => {
            target.within("quality", options.quality, QUALITY)?;
            target.within("effort", options.effort, WEBP_EFFORT)
        }
        Choice::Gif(options) => {
            target.within("number of colors", options.colors, COLORS)?;
            target.within("dither", options.dither, DITHER)
        }
    }
}

struct Target(usize);

impl Target {
    fn within<T: PartialOrd + Display>(
        &self,
        name: &str,
        value: Option<T>,
        range: RangeInclusive<T>,
    ) -> Result<(), Error> {
        match value {
            // What is not a number is in no range.
            Some(value) if !range.contains(&value) => Err(invalid_options(format!(
                "the {name} of target {} is {value}; it must be from {} to {}",
                self.0,
                range.start(),
                range.end()
            ))),
            _ => Ok(()),
        }
    }
}
