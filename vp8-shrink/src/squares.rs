//! Luma that is predicted in 16 squares of 4 x 4, each from those before it (RFC 6386, section 12.3).
//!
//! Most modes only distribute means of neighbouring samples. So all means of two and of three are made at once, and a
//! table says which of them goes where: no branch depends on the mode, which nothing could guess.

use lanes::{V128, Vector};

use crate::coefficients::Coefficients;
use crate::edges::Edges;
use crate::modes::SubMode;
use crate::samples::Samples;
use crate::transform::{self, Residual};

/// Predicts the squares and adds what was coded of them.
pub(crate) fn reconstruct(
    modes: &[SubMode; 16],
    edges: &Edges,
    coefficients: &Coefficients,
    out: &mut [[u8; 16]; 16],
) {
    // Four samples in each, the first in the lowest bits: above, and beyond the macroblock to the right.
    let mut above = [0; 5];
    for (word, samples) in above.iter_mut().zip(edges.luma_above.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*samples);
    }
    above[4] = u32::from_le_bytes(edges.luma_above_right);
    let mut corner = edges.luma_corner;
    let groups = coefficients.groups.iter().zip(&coefficients.contents);
    let rows = out.as_chunks_mut::<4>().0.iter_mut();
    let modes = modes.as_chunks::<4>().0.iter();
    let lefts = edges.luma_left.as_chunks::<4>().0;
    for (((group, content), rows), (modes, left)) in groups.zip(rows).zip(modes.zip(lefts)) {
        let mut residual: Residual = [[0; 16]; 4];
        transform::inverse(group, *content, &mut residual);
        // The lowest in the lowest bits.
        let mut left_word = u32::from_be_bytes(*left);
        for x in 0..4 {
            let around = Around {
                left: left_word,
                corner,
                above: u64::from(above[x]) | u64::from(above[x + 1]) << 32,
            };
            corner = (above[x] >> 24) as u8;
            let square = around.predict(modes[x]).add_residual(&residual[x]);
            let words = square.to_u32();
            for y in 0..4 {
                rows[y][4 * x..4 * x + 4].copy_from_slice(&words[y].to_le_bytes());
            }
            left_word = square
                .i8x16_shuffle::<15, 11, 7, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0>(square)
                .to_u32()[0];
            // To the right of the macroblock there is nothing yet: all squares at that side see the row above it.
            above[x] = words[3];
        }
        corner = left[3];
    }
}

/// What lies around a square.
#[derive(Debug, Clone, Copy)]
struct Around {
    /// From bottom to top, the first in the lowest bits.
    left: u32,
    corner: u8,
    /// Also of the square to the right, the first in the lowest bits.
    above: u64,
}

impl Around {
    /// The prediction as rows of 4 samples.
    #[inline(always)]
    fn predict(self, mode: SubMode) -> V128 {
        match mode {
            SubMode::Average => V128::u8x16_splat(self.average()),
            SubMode::TrueMotion => self.true_motion(),
            _ => self.means_of_neighbours(mode),
        }
    }

    fn average(self) -> u8 {
        let sum = sum_of_four(self.left) + sum_of_four(self.above as u32);
        ((sum + 4) >> 3) as u8
    }

    fn true_motion(self) -> V128 {
        let above = u64::from(self.above as u32);
        let above = V128::u64x2([above | above << 32; 2]);
        let offsets = self.left.to_be_bytes();
        let mut residual = [0; 16];
        for i in 0..16 {
            residual[i] = i16::from(offsets[i / 4]) - i16::from(self.corner);
        }
        above.add_residual(&residual)
    }

    #[inline(always)]
    fn means_of_neighbours(self, mode: SubMode) -> V128 {
        // From the lower left over the corner to the upper right; both ends twice.
        let left = u64::from(self.left);
        let line = V128::u64x2([
            (left & 255) | left << 8 | u64::from(self.corner) << 40 | self.above << 48,
            self.above >> 16 | (self.above >> 56) << 48,
        ]);
        let next =
            line.i8x16_shuffle::<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15>(line);
        let after_next =
            line.i8x16_shuffle::<2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 15>(line);
        let twos = line.u8x16_avgr(next);
        // The mean of those at both sides, rounded down, and the one between them.
        let odd = line.v128_xor(after_next).v128_and(V128::u8x16_splat(1));
        let threes = line.u8x16_avgr(after_next).i8x16_sub(odd).u8x16_avgr(next);
        let places = &PLACES[mode as usize % PLACES.len()];
        let of_twos = twos.i8x16_swizzle(V128::load(&places[0]));
        of_twos.v128_or(threes.i8x16_swizzle(V128::load(&places[1])))
    }
}

fn sum_of_four(samples: u32) -> u32 {
    let pairs = (samples & 0x00FF_00FF) + (samples >> 8 & 0x00FF_00FF);
    (pairs & 0xFFFF) + (pairs >> 16)
}

/// No sample.
const O: u8 = 255;

/// Of each mode, which mean of two, and which of three, each sample is. They are numbered by their first sample.
#[rustfmt::skip]
const PLACES: [[[u8; 16]; 2]; 10] = [
    [[O; 16], [O; 16]],
    [[O; 16], [O; 16]],
    // Vertical.
    [[O; 16], [5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8]],
    // Horizontal.
    [[O; 16], [3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0]],
    // Left and down.
    [[O; 16], [6, 7, 8, 9, 7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12]],
    // Right and down.
    [[O; 16], [4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5, 1, 2, 3, 4]],
    // Vertical, to the right.
    [
        [5, 6, 7, 8, O, O, O, O, O, 5, 6, 7, O, O, O, O],
        [O, O, O, O, 4, 5, 6, 7, 3, O, O, O, 2, 4, 5, 6],
    ],
    // Vertical, to the left.
    [
        [6, 7, 8, 9, O, O, O, O, 7, 8, 9, O, O, O, O, O],
        [O, O, O, O, 6, 7, 8, 9, O, O, O, 10, 7, 8, 9, 11],
    ],
    // Horizontal, down.
    [
        [4, O, O, O, 3, O, 4, O, 2, O, 3, O, 1, O, 2, O],
        [O, 4, 5, 6, O, 3, O, 4, O, 2, O, 3, O, 1, O, 2],
    ],
    // Horizontal, up. The mean of the lowest with itself is that sample.
    [
        [3, O, 2, O, 2, O, 1, O, 1, O, 0, 0, 0, 0, 0, 0],
        [O, 2, O, 1, O, 1, O, 0, O, 0, O, O, O, O, O, O],
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 12.3 as it stands there. `e` goes from the lower left over the corner, which is the fifth, to the upper
    /// right.
    fn plain(mode: SubMode, e: &[u8; 13]) -> [u8; 16] {
        let e = e.map(u32::from);
        let two = |i: usize| ((e[i] + e[i + 1] + 1) >> 1) as u8;
        // Around `i`.
        let three = |i: usize| {
            let (before, after) = (e[i.saturating_sub(1)], e[(i + 1).min(12)]);
            ((before + 2 * e[i] + after + 2) >> 2) as u8
        };
        std::array::from_fn(|place| {
            let (x, y) = (place % 4, place / 4);
            match mode {
                SubMode::Average => ((e[..4].iter().chain(&e[5..9]).sum::<u32>() + 4) >> 3) as u8,
                SubMode::TrueMotion => {
                    (e[3 - y] as i32 + e[5 + x] as i32 - e[4] as i32).clamp(0, 255) as u8
                }
                SubMode::Vertical => three(5 + x),
                SubMode::Horizontal => three(3 - y),
                SubMode::LeftDown => three(6 + x + y),
                SubMode::RightDown => three(4 + x - y),
                SubMode::VerticalRight => match (2 * x).checked_sub(y) {
                    None if y - 2 * x == 1 => three(4),
                    None => three(5 + 2 * x - y),
                    Some(along) if along % 2 == 0 => two(4 + along / 2),
                    Some(along) => three(4 + along.div_ceil(2)),
                },
                SubMode::VerticalLeft => match (x, y) {
                    (3, 2) => three(10),
                    (3, 3) => three(11),
                    (_, 0 | 2) => two(5 + x + y / 2),
                    _ => three(6 + x + y / 2),
                },
                SubMode::HorizontalDown => match (2 * y).checked_sub(x) {
                    None if x - 2 * y == 1 => three(4),
                    None => three(3 + x - 2 * y),
                    Some(along) if along % 2 == 0 => two(3 - along / 2),
                    Some(along) => three(4 - along.div_ceil(2)),
                },
                SubMode::HorizontalUp => match x + 2 * y {
                    along @ (0 | 2 | 4) => two(2 - along / 2),
                    along @ (1 | 3 | 5) => three(2 - along / 2),
                    _ => e[0] as u8,
                },
            }
        })
    }

    #[test]
    fn squares_are_predicted_as_in_the_standard() {
        let mut state = 3u32;
        let mut random = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let modes = [
            SubMode::Average,
            SubMode::TrueMotion,
            SubMode::Vertical,
            SubMode::Horizontal,
            SubMode::LeftDown,
            SubMode::RightDown,
            SubMode::VerticalRight,
            SubMode::VerticalLeft,
            SubMode::HorizontalDown,
            SubMode::HorizontalUp,
        ];
        for _ in 0..500 {
            let e: [u8; 13] = std::array::from_fn(|_| random());
            let around = Around {
                left: u32::from_le_bytes([e[0], e[1], e[2], e[3]]),
                corner: e[4],
                above: u64::from_le_bytes([e[5], e[6], e[7], e[8], e[9], e[10], e[11], e[12]]),
            };
            for mode in modes {
                assert_eq!(
                    around.predict(mode).to_u8(),
                    plain(mode, &e),
                    "{mode:?} {e:?}"
                );
            }
        }
    }
}
