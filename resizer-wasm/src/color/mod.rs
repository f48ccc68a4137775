//! Colour: from whatever the file means to sRGB. It is done on the small result, where the mean of two samples means about the
//! mean of their colours in sRGB, and else on the rows of the source (`rows.rs`).

mod bounds;
mod curve;
mod hdr;
mod matrix;
mod profile;
mod rows;
mod transform;

use moxcms::DataColorSpace;

use crate::contract::{Error, Warning, WarningKind};
use crate::head::Metadata;
use crate::picture::{self, Channels, Picture};

pub(crate) use profile::profile_name;
pub(crate) use rows::RowsToSrgb;
use transform::Transform;

/// How far the mean of two grays may be from what their mean means, in steps of 16 bits: five of 8 bits. With the curve of
/// Adobe RGB it is less than one, with a gamma of 1.8, that of BT.709 or light itself from 12 to 60.
const FAR: i32 = 5 * 257;

/// How pictures of a source become sRGB.
pub(crate) struct ToSrgb {
    channels: Channels,
    /// Absent where the samples are sRGB already, or nothing better is known.
    transform: Option<Transform>,
}

impl ToSrgb {
    /// For pictures with these channels, by what the file says of its colours. A profile that cannot be used is
    /// ignored with a warning.
    pub(crate) fn new(metadata: &Metadata, channels: Channels) -> (Self, Option<Warning>) {
        let peak = profile::brightest_light(metadata);
        let transform = |profile| Transform::new(&profile, channels, peak);
        let made = match profile::of(metadata, color_space(channels)) {
            Ok(profile) => profile.map_or(Ok(None), transform),
            Err(problem) => Err(problem),
        };
        // Where a profile cannot be used, it may say in another way what it is.
        let made = made.or_else(|problem| {
            profile::by_code_points(metadata, channels).map_or(Err(problem), transform)
        });
        let (transform, warning) = match made {
            Ok(transform) => (transform, None),
            Err(problem) => (
                None,
                Some(Warning {
                    kind: WarningKind::ColorProfile,
                    message: format!("the colour profile is ignored: {problem}"),
                }),
            ),
        };
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
        let mut made = vec![0; grays.len()];
        transform.convert(self.channels, &grays, &mut made);
        let made: Vec<i32> = made
            .chunks_exact(count)
            .map(|pixel| pixel[0].into())
            .collect();
        (0..made.len()).any(|first| {
            (first + 2..made.len()).step_by(2).any(|last| {
                let middle = made[(first + last) / 2];
                ((made[first] + made[last]) / 2 - middle).abs() > FAR
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
        let channels = match picture.channels {
            Channels::Cmyk => Channels::Rgb,
            channels => channels,
        };
        let mut samples = picture::zeroed(picture.size.area() * channels.count() as u64)?;
        transform.convert(picture.channels, &picture.samples, &mut samples);
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
