//! From a profile's colours to sRGB's: by our own means where it is made of curves and a matrix, else by the library's.

use std::sync::Arc;

use moxcms::{CmsError, ColorProfile, Layout, Transform16BitExecutor, TransformOptions};

use super::matrix::{MatrixTransform, Model};
use crate::picture::Channels;

/// Differences up to this, in steps of 16 bits, cannot be seen in 8: half a step.
const INVISIBLE: u16 = 128;

pub(super) enum Transform {
    Matrix(MatrixTransform),
    Tables(Arc<Transform16BitExecutor>),
}

impl Transform {
    /// For samples of these channels. `None` where it would do nothing that can be seen: most profiles describe sRGB, and their
    /// pixels are better left alone. `peak` is the brightest light of the picture, in cd/m², where it is known.
    ///
    /// # Errors
    /// Why the profile cannot be used.
    pub(super) fn new(
        profile: &ColorProfile,
        channels: Channels,
        peak: Option<f64>,
    ) -> Result<Option<Self>, String> {
        if let Some(model) = Model::of(profile) {
            return Ok((!model.is_srgb()).then(|| Self::Matrix(model.transform(peak))));
        }
        let transform = by_library(profile, channels).map_err(|error| problem(&error))?;
        let transform = Self::Tables(transform);
        Ok(transform.changes_colors(channels).then_some(transform))
    }

    /// Samples in sRGB. `to` has room for as many pixels as `from` has: gray stays gray, and inks become RGB.
    pub(super) fn convert(&self, channels: Channels, from: &[u16], to: &mut [u16]) {
        let transform = match self {
            Self::Matrix(transform) => return transform.convert(channels, from, to),
            Self::Tables(transform) => transform.as_ref(),
        };
        match channels {
            Channels::Gray => grays::<1, 3>(transform, from, to),
            Channels::GrayAlpha => grays::<2, 4>(transform, from, to),
            // The lengths fit each other, which is all that can go wrong.
            Channels::Rgb | Channels::Rgba | Channels::Cmyk => {
                let _ = transform.transform(from, to);
            }
        }
    }

    /// Whether it does anything that can be seen.
    fn changes_colors(&self, channels: Channels) -> bool {
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
        let mut made = vec![0; grid.len()];
        self.convert(channels, &grid, &mut made);
        grid.iter()
            .zip(&made)
            .any(|(before, after)| before.abs_diff(*after) > INVISIBLE)
    }
}

fn by_library(
    profile: &ColorProfile,
    channels: Channels,
) -> Result<Arc<Transform16BitExecutor>, CmsError> {
    let (source, srgb) = match channels {
        Channels::Gray => (Layout::Gray, Layout::Rgb),
        Channels::GrayAlpha => (Layout::GrayAlpha, Layout::Rgba),
        Channels::Rgb => (Layout::Rgb, Layout::Rgb),
        Channels::Rgba => (Layout::Rgba, Layout::Rgba),
        // Four inks are laid out as four other samples are.
        Channels::Cmyk => (Layout::Rgba, Layout::Rgb),
    };
    let options = TransformOptions {
        rendering_intent: profile.rendering_intent,
        prefer_fixed_point: false,
        ..TransformOptions::default()
    };
    profile.create_transform_16bit(source, &ColorProfile::new_srgb(), srgb, options)
}

/// Grays, of which the library makes red, green and blue that are equal, but for rounding.
fn grays<const CHANNELS: usize, const RGB: usize>(
    transform: &Transform16BitExecutor,
    from: &[u16],
    to: &mut [u16],
) {
    const PIXELS: usize = 256;
    let mut made = [[0; RGB]; PIXELS];
    let parts = from.chunks(PIXELS * CHANNELS);
    for (from, to) in parts.zip(to.chunks_mut(PIXELS * CHANNELS)) {
        let made = &mut made[..from.len() / CHANNELS];
        // The lengths fit each other, which is all that can go wrong.
        let _ = transform.transform(from, made.as_flattened_mut());
        for (to, made) in to.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(made) {
            // Alpha comes last.
            to[CHANNELS - 1] = made[RGB - 1];
            to[0] = made[1];
        }
    }
}

fn problem(error: &CmsError) -> String {
    match error {
        CmsError::UnsupportedProfileConnection => "its connection space is neither XYZ nor Lab",
        CmsError::UnsupportedLutRenderingIntent(_) => "it has no table for its rendering intent",
        CmsError::BuildTransferFunction
        | CmsError::InvalidTrcCurve
        | CmsError::MalformedTrcCurve(_)
        | CmsError::ParametricCurveZeroDivision => "one of its curves is malformed",
        _ => "its tables do not make a transform to sRGB",
    }
    .to_owned()
}
