//! Colour: from whatever the file means to sRGB. It is done on the small result, where the mean of two samples means about the
//! mean of their colours in sRGB, and else on the rows of the source (`rows.rs`).

mod bounds;
mod profile;
mod rows;

use std::sync::Arc;

use moxcms::{
    CmsError, ColorProfile, DataColorSpace, Layout, Transform16BitExecutor, TransformOptions,
};

use crate::contract::{Error, Warning, WarningKind};
use crate::head::Metadata;
use crate::picture::{self, Channels, Picture};

pub(crate) use profile::profile_name;
pub(crate) use rows::RowsToSrgb;

/// Differences up to this, in steps of 16 bits, cannot be seen in 8: half a step.
const INVISIBLE: u16 = 128;

/// How far the mean of two grays may be from what their mean means, in steps of 16 bits: five of 8 bits. With the curve of
/// Adobe RGB it is less than one, with a gamma of 1.8, that of BT.709 or light itself from 12 to 60.
const FAR: i32 = 5 * 257;

/// How pictures of a source become sRGB.
pub(crate) struct ToSrgb {
    channels: Channels,
    /// Absent where the samples are sRGB already, or nothing better is known.
    transform: Option<Arc<Transform16BitExecutor>>,
}

impl ToSrgb {
    /// For pictures with these channels, by what the file says of its colours. A profile that cannot be used is
    /// ignored with a warning.
    pub(crate) fn new(metadata: &Metadata, channels: Channels) -> (Self, Option<Warning>) {
        let (profile, problem) = match profile::of(metadata, color_space(channels)) {
            Ok(profile) => (profile, None),
            Err(problem) => (None, Some(problem)),
        };
        let (transform, problem) = match profile.map(|profile| transform(&profile, channels)) {
            Some(Ok(transform)) => (Some(transform), problem),
            Some(Err(problem)) => (None, Some(problem)),
            None => (None, problem),
        };
        // Where a profile cannot be used, it may say in another way what it is.
        let (transform, problem) = match (problem, profile::by_code_points(metadata, channels)) {
            (Some(_), Some(profile)) => match self::transform(&profile, channels) {
                Ok(transform) => (Some(transform), None),
                Err(problem) => (None, Some(problem)),
            },
            (problem, _) => (transform, problem),
        };
        let warning = problem.map(|problem| Warning {
            kind: WarningKind::ColorProfile,
            message: format!("the colour profile is ignored: {problem}"),
        });
        let transform = transform.filter(|transform| changes_colors(transform.as_ref(), channels));
        (
            Self {
                channels,
                transform,
            },
            warning,
        )
    }

    /// Whether it does anything.
    pub(crate) fn changes(&self) -> bool {
        self.transform.is_some() || self.channels == Channels::Cmyk
    }

    /// Whether pictures have to be converted before they are resampled: in between, samples are averaged, and where the curve is
    /// far from sRGB's, the mean of two is another colour than that of both.
    pub(crate) fn comes_first(&self) -> bool {
        const LIGHTS: [u16; 9] = [0, 8191, 16383, 24575, 32767, 40959, 49151, 57343, 65535];
        let Some(transform) = self
            .transform
            .as_ref()
            .filter(|_| self.channels != Channels::Cmyk)
        else {
            return false;
        };
        let count = self.channels.count();
        let grays: Vec<u16> = LIGHTS
            .iter()
            .flat_map(|light| {
                let pixel = match self.channels {
                    Channels::GrayAlpha => [*light, u16::MAX, 0, 0],
                    _ => [*light, *light, *light, u16::MAX],
                };
                pixel.into_iter().take(count)
            })
            .collect();
        let (_, rgb) = layouts(self.channels);
        let mut made = vec![0; LIGHTS.len() * rgb.count()];
        if transform.transform(&grays, &mut made).is_err() {
            return false;
        }
        let greens: Vec<i32> = made
            .chunks_exact(rgb.count())
            .map(|pixel| pixel[1].into())
            .collect();
        (0..greens.len()).any(|first| {
            (first + 2..greens.len()).step_by(2).any(|last| {
                let middle = greens[(first + last) / 2];
                ((greens[first] + greens[last]) / 2 - middle).abs() > FAR
            })
        })
    }

    /// The picture in sRGB: gray stays gray, inks become RGB.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for it.
    pub(crate) fn apply(&self, picture: Picture) -> Result<Picture, Error> {
        let Some(transform) = &self.transform else {
            return match picture.channels {
                Channels::Cmyk => without_profile(&picture),
                _ => Ok(picture),
            };
        };
        let (_, rgb_channels) = layouts(self.channels);
        let mut samples = picture::zeroed(picture.size.area() * rgb_channels.count() as u64)?;
        // The lengths fit each other, which is all that can go wrong.
        if transform.transform(&picture.samples, &mut samples).is_err() {
            return Ok(picture);
        }
        let (channels, samples) = match picture.channels {
            Channels::Gray => (Channels::Gray, only_green(&samples, 3)),
            Channels::GrayAlpha => (Channels::GrayAlpha, only_green(&samples, 4)),
            Channels::Rgb | Channels::Cmyk => (Channels::Rgb, samples),
            Channels::Rgba => (Channels::Rgba, samples),
        };
        Ok(Picture {
            size: picture.size,
            channels,
            samples,
        })
    }
}

/// Whether a profile of this picture could be kept beside its unconverted pixels.
pub(crate) fn profile_fits(metadata: &Metadata, channels: Channels) -> bool {
    channels != Channels::Cmyk
        && metadata
            .icc
            .as_deref()
            .is_some_and(|icc| profile::parsed(icc, color_space(channels)).is_ok())
}

fn color_space(channels: Channels) -> DataColorSpace {
    match channels {
        Channels::Gray | Channels::GrayAlpha => DataColorSpace::Gray,
        Channels::Rgb | Channels::Rgba => DataColorSpace::Rgb,
        Channels::Cmyk => DataColorSpace::Cmyk,
    }
}

/// The layout for the transform, and what comes out of it.
fn layouts(channels: Channels) -> (Layout, Channels) {
    match channels {
        Channels::Gray => (Layout::Gray, Channels::Rgb),
        Channels::GrayAlpha => (Layout::GrayAlpha, Channels::Rgba),
        Channels::Rgb => (Layout::Rgb, Channels::Rgb),
        Channels::Rgba => (Layout::Rgba, Channels::Rgba),
        // Four inks are laid out as four other samples are.
        Channels::Cmyk => (Layout::Rgba, Channels::Rgb),
    }
}

fn transform(
    profile: &ColorProfile,
    channels: Channels,
) -> Result<Arc<Transform16BitExecutor>, String> {
    let (source, rgb) = layouts(channels);
    let destination = match rgb {
        Channels::Rgba => Layout::Rgba,
        _ => Layout::Rgb,
    };
    let options = TransformOptions {
        rendering_intent: profile.rendering_intent,
        prefer_fixed_point: false,
        ..TransformOptions::default()
    };
    profile
        .create_transform_16bit(source, &ColorProfile::new_srgb(), destination, options)
        .map_err(|error| {
            let problem = match error {
                CmsError::UnsupportedProfileConnection => {
                    "its connection space is neither XYZ nor Lab"
                }
                CmsError::UnsupportedLutRenderingIntent(_) => {
                    "it has no table for its rendering intent"
                }
                CmsError::BuildTransferFunction
                | CmsError::InvalidTrcCurve
                | CmsError::MalformedTrcCurve(_)
                | CmsError::ParametricCurveZeroDivision => "one of its curves is malformed",
                _ => "its tables do not make a transform to sRGB",
            };
            problem.to_owned()
        })
}

/// Whether a transform does anything that can be seen. Most profiles describe sRGB, and their pixels are better left
/// alone.
fn changes_colors(transform: &Transform16BitExecutor, channels: Channels) -> bool {
    const STEPS: [u16; 6] = [0, 13107, 26214, 39321, 52428, 65535];
    let grid: Vec<u16> = match channels {
        Channels::Gray => STEPS.to_vec(),
        Channels::GrayAlpha => STEPS.iter().flat_map(|gray| [*gray, u16::MAX]).collect(),
        Channels::Cmyk => return true,
        Channels::Rgb | Channels::Rgba => (0..216)
            .flat_map(|at| {
                let color = [STEPS[at / 36], STEPS[at / 6 % 6], STEPS[at % 6], u16::MAX];
                color.into_iter().take(channels.count())
            })
            .collect(),
    };
    let (_, rgb) = layouts(channels);
    let pixels = grid.len() / channels.count();
    let mut result = vec![0; pixels * rgb.count()];
    if transform.transform(&grid, &mut result).is_err() {
        return false;
    }
    let differs = |before: &[u16], after: &[u16]| match channels {
        Channels::Gray | Channels::GrayAlpha => before[0].abs_diff(after[1]) > INVISIBLE,
        _ => (0..3).any(|at| before[at].abs_diff(after[at]) > INVISIBLE),
    };
    grid.chunks_exact(channels.count())
        .zip(result.chunks_exact(rgb.count()))
        .any(|(before, after)| differs(before, after))
}

/// Gray from RGB or RGBA pixels whose three colours are equal, but for rounding.
fn only_green(samples: &[u16], count: usize) -> Vec<u16> {
    samples
        .chunks_exact(count)
        .flat_map(|pixel| pixel[1..2].iter().chain(&pixel[3..]))
        .copied()
        .collect()
}

/// Inks to light where no profile says how: each ink takes its share of what black leaves.
fn without_profile(picture: &Picture) -> Result<Picture, Error> {
    const FULL: u32 = u16::MAX as u32;
    let mut samples = picture::reserve(picture.size.area() * 3)?;
    for inks in picture.samples.chunks_exact(4) {
        let left = FULL - u32::from(inks[3]);
        let light = |ink: u16| (((FULL - u32::from(ink)) * left + FULL / 2) / FULL) as u16;
        samples.extend([light(inks[0]), light(inks[1]), light(inks[2])]);
    }
    Ok(Picture {
        size: picture.size,
        channels: Channels::Rgb,
        samples,
    })
}

#[cfg(test)]
mod tests;
