//! The curve of sRGB (IEC 61966-2-1), between values and light, both from 0 to 1.

use crate::pieces::OfLight;

/// The curve has a straight part up to this light, with this slope.
const STRAIGHT: f32 = 0.003_130_8;
const SLOPE: f32 = 12.92;

pub(crate) fn to_light(value: f64) -> f64 {
    if value <= 0.04045 {
        value / f64::from(SLOPE)
    } else {
        libm::pow((value + 0.055) / 1.055, 2.4)
    }
}

/// The inverse of [`to_light`].
pub(crate) fn from_light(light: f32) -> f32 {
    if light <= STRAIGHT {
        light * SLOPE
    } else {
        1.055 * libm::powf(light, 1.0 / 2.4) - 0.055
    }
}

/// [`from_light`] as a table, within an eighth of a step of 16 bits.
pub(crate) struct FromLight {
    above_straight: OfLight,
}

impl FromLight {
    pub(crate) fn new() -> Self {
        Self {
            // Up from 1/512, which is on the straight part.
            above_straight: OfLight::new(9, from_light),
        }
    }

    /// More light than 1 counts as 1. Of less than nothing comes less than nothing.
    #[inline]
    pub(crate) fn value(&self, light: f32) -> f32 {
        if light > STRAIGHT {
            self.above_straight.at(light)
        } else {
            light * SLOPE
        }
    }
}
