//! How visible errors are in a frame (visual masking): a pixel that differs much from its neighbours hides more of them.
//!
//! Drawings, which have flat areas, can lose more at their edges than photographs. A frame is taken for something between
//! the two. The constants were found by measuring bytes and SSIMULACRA2 of frames.

use super::near::FARTHEST;
use crate::contract::Error;
use crate::encode::palette::Color;
use crate::picture;

/// The weight of a pixel whose errors are as visible as can be.
pub(super) const FULL_WEIGHT: u32 = 256;

/// [`Masking::drawn`] of a frame with many flat areas.
const DRAWING: u32 = 256;

/// Up to this contrast, dithering hides the borders between two colours of the table. Beyond, they are not seen anyway.
const SMOOTH: u8 = 3;

/// The masking of a frame.
pub(super) struct Masking {
    /// For each pixel, the largest difference of a sample to those of the pixels above, below, to the left and to the right, as
    /// far as these are opaque.
    contrasts: Vec<u8>,
    /// From 0, a photograph, to [`DRAWING`].
    drawn: u32,
}

impl Masking {
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn new(pixels: &[Color], width: usize) -> Result<Self, Error> {
        let mut contrasts: Vec<u8> = picture::zeroed(pixels.len() as u64)?;
        let mut compare = |one: usize, other: usize| {
            let (a, b) = (pixels[one], pixels[other]);
            if a[3] > 0 && b[3] > 0 {
                let differences = a.iter().zip(b).map(|(a, b)| a.abs_diff(b));
                let most = differences.max().unwrap_or(0);
                contrasts[one] = contrasts[one].max(most);
                contrasts[other] = contrasts[other].max(most);
            }
        };
        for at in 0..pixels.len() {
            if at % width + 1 < width {
                compare(at, at + 1);
            }
            if at + width < pixels.len() {
                compare(at, at + width);
            }
        }
        let opaque = pixels
            .iter()
            .zip(&contrasts)
            .filter(|(pixel, _)| pixel[3] > 0);
        let (mut flat, mut all) = (0, 0);
        for (_, contrast) in opaque {
            flat += u64::from(*contrast == 0);
            all += 1;
        }
        // Of photographs up to 1/16 is flat, of drawings rarely less than 3/16.
        let share = (flat * 256 / all.max(1)).saturating_sub(16) as u32;
        Ok(Self {
            contrasts,
            drawn: (8 * share).min(DRAWING),
        })
    }

    /// A value between that of photographs and that of drawings.
    fn between(&self, photograph: u32, drawing: u32) -> u32 {
        (drawing * self.drawn + photograph * (DRAWING - self.drawn)) / DRAWING
    }

    /// Whether a pixel is to be dithered.
    pub(super) fn is_smooth(&self, at: usize) -> bool {
        self.contrasts[at] <= SMOOTH
    }

    /// How much errors of a pixel count, from 1 to [`FULL_WEIGHT`].
    pub(super) fn weight(&self, at: usize) -> u32 {
        let contrast = u32::from(self.contrasts[at]).max(4);
        self.between(FULL_WEIGHT, FULL_WEIGHT * 4 / contrast)
    }

    /// The squared error of a pixel that is not to be seen, weighted.
    pub(super) fn allowed_error(&self, at: usize) -> u64 {
        let visible = self.between(2, 4);
        let contrast = u32::from(self.contrasts[at]).max(visible);
        let most = 12 * FULL_WEIGHT;
        let allowed = (self.weight(at) * contrast / visible).min(most);
        u64::from(allowed * self.between(16, 12) / 16)
    }

    /// By how much a colour of a table has to lower the sum of squared errors, as a multiple of what is allowed for a pixel: it
    /// takes three bytes, and makes codes longer.
    pub(super) fn worth_of_color(&self) -> u64 {
        u64::from(3 * self.between(35, 100))
    }

    /// How far the colour of a pixel may be from the nearest of the table, as [`distance`](super::near::distance) measures it, where that
    /// saves bytes.
    pub(super) fn tolerance(&self, at: usize) -> u8 {
        let tolerance = u32::from(self.contrasts[at]) * self.between(0, 10) / 32;
        tolerance.min(FARTHEST.into()) as u8
    }

    /// A pixel whose samples all change by no more is left as it is: noise would be encoded anew in each frame.
    pub(super) fn noise(&self, at: usize) -> u8 {
        (self.contrasts[at] / 8).clamp(1, 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(value: u8) -> Color {
        [value, value, value, 255]
    }

    #[test]
    fn only_opaque_neighbours_count() {
        #[rustfmt::skip]
        let pixels = [
            gray(10), gray(10), gray(90),
            gray(10), gray(12), [0; 4],
            gray(10), [13, 40, 10, 255], [0; 4],
        ];
        let masking = Masking::new(&pixels, 3).unwrap();
        assert_eq!(masking.contrasts[..5], [0, 80, 80, 2, 28]);
        assert_eq!(masking.contrasts[6..], [30, 30, 0]);
    }

    #[test]
    fn drawings_have_flat_areas_and_may_lose_more_at_their_edges() {
        let drawing: Vec<Color> = (0..64).map(|at| gray(at / 32 * 200)).collect();
        let photograph = (0..64u32).map(|at| gray((at * 37 % 101) as u8));
        let photograph: Vec<Color> = photograph.collect();
        let drawing = Masking::new(&drawing, 8).unwrap();
        let photograph = Masking::new(&photograph, 8).unwrap();
        assert_eq!((photograph.drawn, drawing.drawn), (0, DRAWING));
        assert_eq!((drawing.tolerance(0), drawing.tolerance(32)), (0, FARTHEST));
        assert!((0..64).all(|at| photograph.tolerance(at) == 0));
        assert!(drawing.weight(32) < photograph.weight(32));
        assert_eq!(drawing.weight(0), FULL_WEIGHT);
        assert!(drawing.is_smooth(0) && !drawing.is_smooth(32));
    }

    #[test]
    fn nothing_opaque_is_no_drawing() {
        assert_eq!(Masking::new(&[[0; 4]; 6], 3).unwrap().drawn, 0);
    }
}
