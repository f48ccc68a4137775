//! Ordered dithering: which of two entries of the palette a pixel gets, depends on its colour and its place alone. So what
//! does not change from frame to frame looks the same in all of them, and patterns repeat, which compresses well.
//!
//! The two are the nearest entry and the one that is nearest on the other side of the wanted colour. The threshold that
//! their share is compared with comes from B. Bayer's matrix ("An optimum method for two-level rendition of
//! continuous-tone pictures", 1973) of 8 x 8.

use super::color::{Color, premultiplied};
use super::nearest::Nearest;

/// Entries that are further apart than this are not mixed: their pattern would be more visible than the error.
const MOST_APART: i32 = 80 * 80;

/// Shares are counted in these parts.
const PARTS: i32 = 128;

/// How much of its share the other entry gets at most: all of it would be closer to the mean, but is noisier, and takes more
/// bytes.
const FULL_STRENGTH: f32 = 0.5;

pub(in crate::encode) struct Ordered {
    palette: Vec<Color>,
    colors: Vec<[i32; 4]>,
    nearest: Nearest,
    /// From 0, no dithering, to [`PARTS`].
    strength: i32,
}

impl Ordered {
    /// `palette` has opaque colours, from 1 to 256; `strength` is from 0 to 1.
    pub(in crate::encode) fn new(palette: Vec<Color>, strength: f32) -> Self {
        let colors: Vec<_> = palette.iter().map(|color| premultiplied(*color)).collect();
        Self {
            palette,
            nearest: Nearest::new(colors.iter().copied()),
            colors,
            strength: (strength.clamp(0.0, 1.0) * FULL_STRENGTH * PARTS as f32) as i32,
        }
    }

    /// The entry for an opaque pixel at this column and row.
    pub(in crate::encode) fn color(&mut self, color: Color, place: [usize; 2]) -> Color {
        let index = self.index(color, place);
        self.palette[index]
    }

    /// The entry that is nearest to an opaque pixel.
    pub(in crate::encode) fn nearest(&mut self, color: Color) -> Color {
        self.palette[self.nearest.find(premultiplied(color))]
    }

    fn index(&mut self, color: Color, [x, y]: [usize; 2]) -> usize {
        let wanted = premultiplied(color);
        let one = self.nearest.find(wanted);
        let near = self.colors[one];
        if near == wanted || self.strength == 0 {
            return one;
        }
        let beyond =
            std::array::from_fn(|channel| (2 * wanted[channel] - near[channel]).clamp(0, 255));
        let other = self.nearest.find(beyond);
        let between = difference(self.colors[other], near);
        let apart = dot(between, between);
        if apart == 0 || apart > MOST_APART {
            return one;
        }
        let share = dot(difference(wanted, near), between) * self.strength / apart;
        if share > threshold(x, y) { other } else { one }
    }

    /// The squared error of the nearest entry.
    pub(in crate::encode) fn squared_error(&mut self, color: Color) -> u32 {
        let wanted = premultiplied(color);
        let error = difference(wanted, self.colors[self.nearest.find(wanted)]);
        dot(error, error) as u32
    }
}

fn difference(a: [i32; 4], b: [i32; 4]) -> [i32; 4] {
    std::array::from_fn(|channel| a[channel] - b[channel])
}

fn dot(a: [i32; 4], b: [i32; 4]) -> i32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// From 1 to 127, all odd numbers.
fn threshold(x: usize, y: usize) -> i32 {
    let mut value = 0;
    for bit in 0..3 {
        let (x, y) = (x >> bit & 1, y >> bit & 1);
        value = value << 2 | (x ^ y) << 1 | y;
    }
    2 * value as i32 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_has_every_threshold_once() {
        let places = (0..64).map(|place| threshold(place % 8, place / 8));
        let mut all: Vec<_> = places.collect();
        assert_eq!(all[..4], [1, 65, 17, 81]);
        all.sort_unstable();
        assert!(all.into_iter().eq((0..64).map(|value| 2 * value + 1)));
    }

    #[test]
    fn patterns_bring_the_mean_closer() {
        let palette = [[0, 0, 0, 255], [40, 40, 40, 255], [255, 255, 255, 255]];
        let mut ordered = Ordered::new(palette.to_vec(), 1.0);
        let mut mean = |gray| {
            let color = [gray, gray, gray, 255];
            let shown = (0..64).map(|place| ordered.color(color, [place % 8, place / 8])[0]);
            shown.map(u32::from).sum::<u32>() / 64
        };
        assert_eq!([0, 17, 23, 40].map(&mut mean), [0, 8, 31, 40]);
        // The next entry is too far away.
        assert_eq!(mean(90), 40);
    }
}
