//! Functions as straight pieces between values that are right: what a picture needs of a curve, without a power for each
//! sample.

/// A function of a sample, in 4,096 pieces.
pub(crate) struct OfSample {
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy)]
struct Piece {
    first: f32,
    /// From the first value to that of the next piece.
    rise: f32,
}

/// Samples in a piece.
const SAMPLES: u16 = 16;

impl OfSample {
    /// `value` is asked for shares of the largest sample, from 0 to 1.
    pub(crate) fn new(value: impl Fn(f32) -> f32) -> Self {
        let full = f32::from(u16::MAX);
        let mut first = value(0.0);
        let pieces = (0..=u16::MAX / SAMPLES)
            .map(|at| {
                let start = at * SAMPLES;
                let (samples, last) = match start.checked_add(SAMPLES) {
                    Some(end) => (SAMPLES, value(f32::from(end) / full)),
                    // The last piece ends with the largest sample.
                    None => (SAMPLES - 1, value(1.0)),
                };
                let rise = (last - first) * f32::from(SAMPLES) / f32::from(samples);
                Piece {
                    first: std::mem::replace(&mut first, last),
                    rise,
                }
            })
            .collect();
        Self { pieces }
    }

    #[inline]
    pub(crate) fn at(&self, sample: u16) -> f32 {
        let Piece { first, rise } = self.pieces[usize::from(sample / SAMPLES)];
        first + rise * (f32::from(sample % SAMPLES) / f32::from(SAMPLES))
    }
}

/// A function of light from 0 to 1, in 128 pieces for each doubling of it: eyes see ratios.
pub(crate) struct OfLight {
    pieces: Vec<Piece>,
    /// The bits of the least light that is told from less.
    least: u32,
}

/// Of the bits of a number, those that count within a piece.
const WITHIN: u32 = f32::MANTISSA_DIGITS - 1 - 7;
/// The largest number below 1.
const ALMOST_ONE: f32 = 1.0 - f32::EPSILON / 2.0;

impl OfLight {
    /// Below `1 / 2^doublings` it stays the same.
    pub(crate) fn new(doublings: u8, value: impl Fn(f32) -> f32) -> Self {
        let least = f32::from_bits((127 - u32::from(doublings)) << (f32::MANTISSA_DIGITS - 1));
        let (least, end) = (least.to_bits(), 1_f32.to_bits());
        let mut first = value(f32::from_bits(least));
        let pieces = (least..end)
            .step_by(1 << WITHIN)
            .map(|start| {
                let last = value(f32::from_bits(start + (1 << WITHIN)));
                Piece {
                    rise: last - first,
                    first: std::mem::replace(&mut first, last),
                }
            })
            .collect();
        Self { pieces, least }
    }

    /// More than 1 counts as 1, and what is no number as 0.
    #[inline]
    pub(crate) fn at(&self, light: f32) -> f32 {
        let least = f32::from_bits(self.least);
        let light = if light > least {
            light.min(ALMOST_ONE)
        } else {
            least
        };
        let place = light.to_bits() - self.least;
        let Piece { first, rise } = self.pieces[(place >> WITHIN) as usize];
        let within = place & ((1 << WITHIN) - 1);
        first + rise * (within as f32 / (1 << WITHIN) as f32)
    }
}
