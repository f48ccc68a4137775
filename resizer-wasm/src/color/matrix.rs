//! Profiles that are curves and a matrix, and those that are a curve of grays: most of all there are. The profile's curves make
//! light of samples, the matrix makes sRGB's red, green and blue of that, and sRGB's curve makes samples again (ICC.1:2022,
//! annex F.3; IEC 61966-2-1).

use moxcms::{ColorProfile, DataColorSpace, ToneReprCurve};

use super::curve;
use super::hdr::{Kind, ToneMap};
use crate::picture::Channels;
use crate::pieces::OfSample;
use crate::srgb::{FromLight, from_light};

/// A sample to light, both from 0 to 1.
type Curve = Box<dyn Fn(f32) -> f32>;
/// Of light, from a profile's primaries to sRGB's.
type Matrix = [[f32; 3]; 3];

/// What a profile says.
pub(super) struct Model {
    /// One for all channels, or one for each.
    curves: Vec<Curve>,
    /// Absent for grays.
    matrix: Option<Matrix>,
    hdr: Option<Kind>,
}

impl Model {
    /// `None` where the profile is made of tables of colours.
    pub(super) fn of(profile: &ColorProfile) -> Option<Self> {
        let has_tables = profile.lut_a_to_b_perceptual.is_some()
            || profile.lut_a_to_b_colorimetric.is_some()
            || profile.lut_a_to_b_saturation.is_some();
        if has_tables || profile.pcs != DataColorSpace::Xyz {
            return None;
        }
        let channels = match profile.color_space {
            DataColorSpace::Gray => vec![profile.gray_trc.as_ref()?],
            DataColorSpace::Rgb if profile.is_matrix_shaper() => vec![
                profile.red_trc.as_ref()?,
                profile.green_trc.as_ref()?,
                profile.blue_trc.as_ref()?,
            ],
            _ => return None,
        };
        let matrix = (channels.len() == 3).then(|| {
            let matrix = profile.transform_matrix(&ColorProfile::new_srgb());
            matrix.v.map(|row| row.map(|value| value as f32))
        });
        // Code points outrank the curves, where both are there.
        let transfer = profile
            .cicp
            .as_ref()
            .filter(|_| matrix.is_some())
            .map(|cicp| cicp.transfer_characteristics);
        let hdr = transfer.and_then(Kind::of);
        let by_points =
            transfer.and_then(|transfer| ToneReprCurve::make_cicp_linear_evaluator(transfer).ok());
        let curves = match (hdr, by_points) {
            (Some(kind), _) => vec![Box::new(move |sample| kind.light(sample)) as Curve],
            (None, Some(curve)) => {
                vec![Box::new(move |sample| curve.evaluate_value(sample)) as Curve]
            }
            (None, None) => curves(&channels),
        };
        Some(Self {
            curves,
            matrix,
            hdr,
        })
    }

    /// Whether colours differ from sRGB's by so little that nobody sees it.
    pub(super) fn is_srgb(&self) -> bool {
        const SHARES: [f32; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
        /// Half a step of 8 bits.
        const INVISIBLE: f32 = 0.5 / 255.0;
        let light = |channel: usize| SHARES.map(|share| self.curve(channel)(share));
        let near =
            |light: f32, share: f32| (from_light(light.clamp(0.0, 1.0)) - share).abs() <= INVISIBLE;
        if self.hdr.is_some() {
            return false;
        }
        let lights = [light(0), light(1), light(2)];
        let Some(matrix) = &self.matrix else {
            return (0..6).all(|at| near(lights[0][at], SHARES[at]));
        };
        (0..216).all(|at| {
            let at = [at / 36, at / 6 % 6, at % 6];
            let color = multiplied(
                matrix,
                [0, 1, 2].map(|channel| lights[channel][at[channel]]),
            );
            color
                .iter()
                .zip(at)
                .all(|(light, at)| near(*light, SHARES[at]))
        })
    }

    fn curve(&self, channel: usize) -> &Curve {
        &self.curves[channel.min(self.curves.len() - 1)]
    }

    /// `peak` is the brightest light of the picture, in cd/m², where it is known.
    pub(super) fn transform(&self, peak: Option<f64>) -> MatrixTransform {
        MatrixTransform {
            curves: self.curves.iter().map(OfSample::new).collect(),
            matrix: self.matrix,
            tone_map: self.hdr.map(|kind| ToneMap::new(kind, peak)),
            srgb: FromLight::new(),
        }
    }
}

fn curves(channels: &[&ToneReprCurve]) -> Vec<Curve> {
    let are_equal = channels.windows(2).all(|pair| pair[0] == pair[1]);
    let different = if are_equal { &channels[..1] } else { channels };
    let curve = |curve: &&ToneReprCurve| {
        let curve = (*curve).clone();
        Box::new(move |sample| curve::light(&curve, sample)) as Curve
    };
    different.iter().map(curve).collect()
}

/// A model as tables.
pub(super) struct MatrixTransform {
    curves: Vec<OfSample>,
    matrix: Option<Matrix>,
    tone_map: Option<ToneMap>,
    srgb: FromLight,
}

impl MatrixTransform {
    /// Samples in sRGB, of the same channels. Both slices have the same length.
    pub(super) fn convert(&self, channels: Channels, from: &[u16], to: &mut [u16]) {
        match channels {
            Channels::Gray => self.grays::<1>(from, to),
            Channels::GrayAlpha => self.grays::<2>(from, to),
            Channels::Rgb | Channels::Cmyk => self.colors::<3>(from, to),
            Channels::Rgba => self.colors::<4>(from, to),
        }
    }

    fn grays<const CHANNELS: usize>(&self, from: &[u16], to: &mut [u16]) {
        let curve = &self.curves[0];
        let pixels = from.as_chunks::<CHANNELS>().0.iter();
        for (from, to) in pixels.zip(to.as_chunks_mut::<CHANNELS>().0) {
            *to = *from;
            to[0] = self.sample(curve.at(from[0]));
        }
    }

    fn colors<const CHANNELS: usize>(&self, from: &[u16], to: &mut [u16]) {
        let Some(matrix) = &self.matrix else {
            return to.copy_from_slice(from);
        };
        let [red, green, blue] = match &self.curves[..] {
            [red, green, blue] => [red, green, blue],
            curves => [&curves[0]; 3],
        };
        let pixels = from.as_chunks::<CHANNELS>().0.iter();
        for (from, to) in pixels.zip(to.as_chunks_mut::<CHANNELS>().0) {
            let mut light = [red.at(from[0]), green.at(from[1]), blue.at(from[2])];
            if let Some(tone_map) = &self.tone_map {
                light = tone_map.shown(light);
            }
            let [red, green, blue] = multiplied(matrix, light).map(|light| self.sample(light));
            *to = *from;
            to[0] = red;
            to[1] = green;
            to[2] = blue;
        }
    }

    #[inline]
    fn sample(&self, light: f32) -> u16 {
        // Less than nothing becomes nothing, and so does what is no number.
        (self.srgb.value(light) * f32::from(u16::MAX) + 0.5) as u16
    }
}

#[inline]
fn multiplied(matrix: &Matrix, [red, green, blue]: [f32; 3]) -> [f32; 3] {
    matrix.map(|row| row[0] * red + row[1] * green + row[2] * blue)
}
