//! Between samples as they are stored and the floats that are added up.
//!
//! Floats go from 0 to 255, whatever the depth, so that 8-bit samples are whole numbers.

use crate::picture::Depth;
use crate::srgb::{FromLight, to_light};

/// What samples mean when they are added up.
pub(super) enum Tone {
    /// They are added as they are stored, as nearly all programs do.
    Stored,
    /// They are made linear first.
    Linear(Box<LinearTables>),
}

/// The light of each stored value, and the way back.
pub(super) struct LinearTables {
    eight: [f32; 256],
    /// Empty until a row with 16 bits comes.
    sixteen: Vec<f32>,
    from_light: FromLight,
}

impl Tone {
    pub(super) fn new(linear: bool) -> Self {
        if !linear {
            return Self::Stored;
        }
        Self::Linear(Box::new(LinearTables {
            eight: std::array::from_fn(|value| (to_light(value as f64 / 255.0) * 255.0) as f32),
            sixteen: Vec::new(),
            from_light: FromLight::new(),
        }))
    }

    /// Gets ready for rows with 16 bits.
    pub(super) fn expect_sixteen(&mut self) {
        if let Self::Linear(tables) = self
            && tables.sixteen.is_empty()
        {
            tables.sixteen = (0..=u16::MAX)
                .map(|value| (to_light(f64::from(value) / 65535.0) * 255.0) as f32)
                .collect();
        }
    }

    /// A sum as a stored sample. The filter's negative lobes overshoot at edges, so it is cut to the range.
    pub(super) fn store<D: Depth>(&self, sum: f32) -> D {
        match self {
            Self::Stored => D::from_float(sum),
            Self::Linear(tables) => {
                D::from_float(tables.from_light.value(sum.max(0.0) * (1.0 / 255.0)) * 255.0)
            }
        }
    }
}

/// A depth of samples: how they become floats.
pub(super) trait Sample: Copy {
    /// Without a curve: alpha, inks, and colours where light is not asked for.
    fn plain(self) -> f32;

    /// As light.
    fn light(self, tables: &LinearTables) -> f32;
}

impl Sample for u8 {
    fn plain(self) -> f32 {
        f32::from(self)
    }

    fn light(self, tables: &LinearTables) -> f32 {
        tables.eight[usize::from(self)]
    }
}

impl Sample for u16 {
    fn plain(self) -> f32 {
        f32::from(self) * (1.0 / 257.0)
    }

    fn light(self, tables: &LinearTables) -> f32 {
        tables.sixteen[usize::from(self)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_comes_back_as_it_was() {
        let mut linear = Tone::new(true);
        linear.expect_sixteen();
        let Tone::Linear(tables) = &linear else {
            unreachable!();
        };
        for value in 0..=u16::MAX {
            assert_eq!(u16::from_float(value.plain()), value);
            assert_eq!(linear.store::<u16>(value.light(tables)), value);
        }
    }

    #[test]
    fn half_the_light_is_188() {
        assert_eq!(Tone::new(true).store::<u8>(127.5), 188);
    }
}
