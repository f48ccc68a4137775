//! Brings the rows of a subsampled component to the width and height of the picture.
//!
//! Where libjpeg smooths by default ("fancy upsampling"), so is it done here, with the same weights and rounding: each
//! sample of the picture lies at a quarter of the way between two of the component's, and gets three quarters of the
//! nearer one and a quarter of the other. That is for components of half the width, half the height or both, unless
//! blocks are decoded to one sample. All else is repeated.

use crate::error::{Error, filled};
use crate::layout::{ComponentLayout, Layout};
use crate::plane::Plane;

/// How a component becomes as wide, or as high, as the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enlargement {
    /// It is already.
    Same,
    /// It is half as large. A sample of the picture gets three quarters of the component's nearest and a quarter of the
    /// next nearest; at the borders those that are not there are the nearest too.
    Smooth,
    /// Sample `x` of the picture is sample `x * from / to` of the component, rounded down.
    Repeat {
        /// Samples of the component.
        from: usize,
        /// Samples of the picture for them.
        to: usize,
    },
}

/// How a component becomes as wide and high as the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It has the width already; rows may be repeated.
    Direct,
    SmoothAcross,
    SmoothDown,
    SmoothBoth,
    Repeat,
}

/// Upsamples one component.
#[derive(Debug)]
pub(crate) struct Upsampler {
    way: Way,
    across: (usize, usize),
    down: (usize, usize),
    height: usize,
    row: Vec<u8>,
    sums: Vec<u16>,
}

impl Upsampler {
    /// `smallest`: samples along the side of a block of the components that are not subsampled.
    pub(crate) fn new(
        sizes: &ComponentLayout,
        picture: &Layout,
        smallest: usize,
    ) -> Result<Self, Error> {
        let smooth = smallest > 1;
        let way = match (sizes.across, sizes.down) {
            ((1, 1), (1, 2)) if smooth => Way::SmoothDown,
            ((1, 1), _) => Way::Direct,
            ((1, 2), (1, 1)) if smooth && sizes.width > 2 => Way::SmoothAcross,
            ((1, 2), (1, 2)) if smooth && sizes.width > 2 => Way::SmoothBoth,
            _ => Way::Repeat,
        };
        let row = match way {
            Way::Direct => 0,
            Way::SmoothAcross | Way::SmoothBoth => 2 * sizes.width,
            Way::SmoothDown | Way::Repeat => picture.width,
        };
        let sums = if way == Way::SmoothBoth {
            sizes.width
        } else {
            0
        };
        Ok(Self {
            way,
            across: sizes.across,
            down: sizes.down,
            height: sizes.height,
            row: filled(0, row)?,
            sums: filled(0, sums)?,
        })
    }

    /// What is done to the width, and to the height.
    pub(crate) fn enlargements(&self) -> (Enlargement, Enlargement) {
        let repeat = |(from, to)| match (from, to) {
            (1, 1) => Enlargement::Same,
            _ => Enlargement::Repeat { from, to },
        };
        let across = match self.way {
            Way::SmoothAcross | Way::SmoothBoth => Enlargement::Smooth,
            Way::Direct | Way::SmoothDown | Way::Repeat => repeat(self.across),
        };
        let down = match self.way {
            Way::SmoothDown | Way::SmoothBoth => Enlargement::Smooth,
            Way::Direct | Way::SmoothAcross | Way::Repeat => repeat(self.down),
        };
        (across, down)
    }

    /// The component's row that is nearest to row `y` of the picture, and the next nearest.
    fn rows(&self, y: usize) -> (usize, usize) {
        let near = (y * self.down.0 / self.down.1).min(self.height - 1);
        let far = match self.way {
            Way::SmoothDown | Way::SmoothBoth if y.is_multiple_of(2) => near.saturating_sub(1),
            Way::SmoothDown | Way::SmoothBoth => (near + 1).min(self.height - 1),
            _ => near,
        };
        (near, far)
    }

    /// The last of the component's rows that row `y` of the picture is made of.
    pub(crate) fn last_row(&self, y: usize) -> usize {
        let (near, far) = self.rows(y);
        near.max(far)
    }

    /// Row `y` of the picture.
    pub(crate) fn row<'r>(&'r mut self, plane: &'r Plane, y: usize) -> &'r [u8] {
        let (near, far) = self.rows(y);
        let (near, far) = (plane.row(near), plane.row(far));
        match self.way {
            Way::Direct => return near,
            Way::SmoothAcross => smooth_across(near, &mut self.row),
            Way::SmoothDown => {
                let half = 1 + (y % 2) as u16;
                for (out, (near, far)) in self.row.iter_mut().zip(near.iter().zip(far)) {
                    *out = ((3 * u16::from(*near) + u16::from(*far) + half) >> 2) as u8;
                }
            }
            Way::SmoothBoth => {
                for (sum, (near, far)) in self.sums.iter_mut().zip(near.iter().zip(far)) {
                    *sum = 3 * u16::from(*near) + u16::from(*far);
                }
                smooth_sums(&self.sums, &mut self.row);
            }
            Way::Repeat => repeat(near, self.across, &mut self.row),
        }
        &self.row
    }
}

/// Twice as many samples; those at the ends are repeated.
fn smooth_across(samples: &[u8], out: &mut [u8]) {
    let [first, .., last] = *samples else {
        return;
    };
    let inner = &mut out[1..2 * samples.len() - 1];
    for (pair, next) in inner
        .as_chunks_mut::<2>()
        .0
        .iter_mut()
        .zip(samples.windows(2))
    {
        let (left, right) = (u16::from(next[0]), u16::from(next[1]));
        // Rounds down on the left of a sample, up on its right.
        *pair = both((3 * left + right + 2) >> 2, (3 * right + left + 1) >> 2);
    }
    out[0] = first;
    out[2 * samples.len() - 1] = last;
}

/// The same with samples that are four times too large.
fn smooth_sums(sums: &[u16], out: &mut [u8]) {
    let [first, .., last] = *sums else {
        return;
    };
    let inner = &mut out[1..2 * sums.len() - 1];
    for (pair, next) in inner.as_chunks_mut::<2>().0.iter_mut().zip(sums.windows(2)) {
        let (left, right) = (next[0], next[1]);
        *pair = both((3 * left + right + 7) >> 4, (3 * right + left + 8) >> 4);
    }
    out[0] = ((4 * first + 8) >> 4) as u8;
    out[2 * sums.len() - 1] = ((4 * last + 7) >> 4) as u8;
}

/// Two samples, as one number, so that the loops around become loops over vectors.
#[inline(always)]
fn both(left: u16, right: u16) -> [u8; 2] {
    (left | right << 8).to_le_bytes()
}

fn repeat(samples: &[u8], (from, to): (usize, usize), out: &mut [u8]) {
    if from == 1 {
        for (out, &sample) in out.chunks_mut(to).zip(samples) {
            out.fill(sample);
        }
        return;
    }
    for (x, out) in out.iter_mut().enumerate() {
        *out = samples[x * from / to];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_quarter() {
        let mut out = [0; 6];
        smooth_across(&[0, 100, 200], &mut out);
        assert_eq!(out, [0, 25, 75, 125, 175, 200]);
        let mut out = [0; 6];
        smooth_sums(&[0, 400, 800], &mut out);
        assert_eq!(out, [0, 25, 75, 125, 175, 200]);
    }

    #[test]
    fn odd_ratios_repeat_the_sample_to_the_left() {
        let mut out = [0; 7];
        repeat(&[1, 2, 3, 4, 5], (2, 3), &mut out);
        assert_eq!(out, [1, 1, 2, 3, 3, 4, 5]);
        repeat(&[1, 2], (1, 4), &mut out);
        assert_eq!(out, [1, 1, 1, 1, 2, 2, 2]);
    }
}
