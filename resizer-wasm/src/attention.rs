//! Finding the most salient region of a picture.
//!
//! The picture is looked at in cells. Each cell gets a score: how strong its edges are, how saturated its colours,
//! and how much it looks like skin. The window with the greatest sum of scores wins. The three signals are those of
//! smartcrop.js and of libvips' `attention`; the way of adding them up is our own.

use crate::geometry::{Size, Window};
use crate::picture::{Picture, to_byte};

/// The longer side of the grid of cells.
const CELLS: u32 = 96;

/// Shares of the three signals in a cell's score.
const EDGE: f32 = 1.0;
const SKIN: f32 = 1.8;
const SATURATION: f32 = 0.4;

/// How much a cell at the border of a window counts, compared to one in its middle: the most salient region shall not be
/// cut.
const BORDER: f32 = 0.6;

/// Where a window of size `kept` shows most of what is salient. `picture` is upright and in sRGB.
pub(crate) fn window(picture: &Picture, kept: Size) -> Window {
    let grid = Grid::new(picture);
    let scores = grid.scores();
    let mut best = (f32::MIN, 0, 0);
    let tops = starts(picture.size.height, kept.height, grid.cell);
    let lefts = starts(picture.size.width, kept.width, grid.cell);
    for top in &tops {
        for left in &lefts {
            let score = grid.window_score(&scores, (*left, *top), kept)
                - 1e-4 * distance_from_middle(picture.size, kept, (*left, *top));
            if score > best.0 {
                best = (score, *left, *top);
            }
        }
    }
    Window {
        left: best.1,
        top: best.2,
        size: kept,
    }
}

/// The positions that are tried: one in each cell, and the last one.
fn starts(length: u32, kept: u32, cell: u32) -> Vec<u32> {
    let free = length - kept;
    let mut starts: Vec<u32> = (0..free).step_by(cell as usize).collect();
    starts.push(free);
    starts
}

/// From 0 to 1: among equals the middle wins.
fn distance_from_middle(size: Size, kept: Size, (left, top): (u32, u32)) -> f32 {
    let share = |start: u32, length: u32, kept: u32| {
        let free = (length - kept) as f32;
        if free == 0.0 {
            0.0
        } else {
            (start as f32 / free - 0.5).abs()
        }
    };
    share(left, size.width, kept.width) + share(top, size.height, kept.height)
}

/// Mean colours of square cells.
struct Grid {
    /// The side of a cell in pixels.
    cell: u32,
    columns: usize,
    rows: usize,
    /// Red, green, blue and alpha from 0 to 1.
    colors: Vec<[f32; 4]>,
}

impl Grid {
    fn new(picture: &Picture) -> Self {
        let Size { width, height } = picture.size;
        let cell = width.max(height).div_ceil(CELLS);
        let columns = width.div_ceil(cell) as usize;
        let rows = height.div_ceil(cell) as usize;
        let mut sums = vec![[0u32; 5]; columns * rows];
        for y in 0..height as usize {
            for x in 0..width as usize {
                let sum = &mut sums[y / cell as usize * columns + x / cell as usize];
                for (sum, value) in sum.iter_mut().zip(rgba(picture.pixel(x, y))) {
                    *sum += u32::from(value);
                }
                sum[4] += 1;
            }
        }
        let colors = sums
            .iter()
            .map(|[red, green, blue, alpha, count]| {
                [red, green, blue, alpha].map(|sum| *sum as f32 / (255.0 * *count as f32))
            })
            .collect();
        Self {
            cell,
            columns,
            rows,
            colors,
        }
    }

    fn scores(&self) -> Vec<f32> {
        let lightness: Vec<f32> = self.colors.iter().map(lightness).collect();
        let at = |column: usize, row: usize| lightness[row * self.columns + column];
        let mut scores = Vec::with_capacity(self.colors.len());
        for row in 0..self.rows {
            for column in 0..self.columns {
                let middle = at(column, row);
                // At the border the cell is its own neighbour, and so no edge.
                let neighbours = [
                    at(column.saturating_sub(1), row),
                    at((column + 1).min(self.columns - 1), row),
                    at(column, row.saturating_sub(1)),
                    at(column, (row + 1).min(self.rows - 1)),
                ];
                let edge: f32 = neighbours.iter().map(|other| (other - middle).abs()).sum();
                let color = &self.colors[row * self.columns + column];
                let score = EDGE * edge
                    + SKIN * skin(color, middle)
                    + SATURATION * saturation(color, middle);
                scores.push(score * color[3]);
            }
        }
        scores
    }

    /// The sum of the scores of the cells whose middles are within the window; cells near its border count less.
    fn window_score(&self, scores: &[f32], (left, top): (u32, u32), kept: Size) -> f32 {
        let cell = self.cell as f32;
        let weight = |index: usize, start: u32, length: u32| {
            let at = ((index as f32 + 0.5) * cell - start as f32) / length as f32;
            if !(0.0..=1.0).contains(&at) {
                return 0.0;
            }
            // 1 in the middle, `BORDER` at both ends, along a parabola.
            1.0 - (1.0 - BORDER) * (2.0 * at - 1.0) * (2.0 * at - 1.0)
        };
        let columns: Vec<f32> = (0..self.columns)
            .map(|column| weight(column, left, kept.width))
            .collect();
        let mut sum = 0.0;
        for row in 0..self.rows {
            let row_weight = weight(row, top, kept.height);
            if row_weight == 0.0 {
                continue;
            }
            let cells = &scores[row * self.columns..(row + 1) * self.columns];
            let row_sum: f32 = cells
                .iter()
                .zip(&columns)
                .map(|(score, weight)| score * weight)
                .sum();
            sum += row_weight * row_sum;
        }
        sum / (self.columns * self.rows) as f32
    }
}

/// 8-bit red, green, blue and alpha of a pixel with any channels but inks, which are gone by now.
fn rgba(pixel: &[u16]) -> [u8; 4] {
    let byte = |at: usize| to_byte(pixel[at]);
    match pixel.len() {
        1 => [byte(0), byte(0), byte(0), 255],
        2 => [byte(0), byte(0), byte(0), byte(1)],
        3 => [byte(0), byte(1), byte(2), 255],
        _ => [byte(0), byte(1), byte(2), byte(3)],
    }
}

/// ITU-R BT.709 luma.
fn lightness([red, green, blue, _]: &[f32; 4]) -> f32 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// From 0 to 1: how near the colour's direction is to that of skin, which is much the same for all people and
/// lights; only brightness differs. Very dark and very bright cells tell nothing.
fn skin([red, green, blue, _]: &[f32; 4], lightness: f32) -> f32 {
    const DIRECTION: [f32; 3] = [0.78, 0.57, 0.44];
    if !(0.2..=0.95).contains(&lightness) {
        return 0.0;
    }
    let length = (red * red + green * green + blue * blue).sqrt();
    let distance = [red, green, blue]
        .iter()
        .zip(DIRECTION)
        .map(|(color, direction)| (**color / length - direction).abs())
        .sum::<f32>();
    (1.0 - distance / 0.2).max(0.0)
}

/// From 0 to 1, without very dark and very bright cells.
fn saturation([red, green, blue, _]: &[f32; 4], lightness: f32) -> f32 {
    if !(0.05..=0.9).contains(&lightness) {
        return 0.0;
    }
    let most = red.max(*green).max(*blue);
    let least = red.min(*green).min(*blue);
    let share = (most - least) / most;
    ((share - 0.4) / 0.6).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::{Channels, from_byte};

    /// A gray picture of 400 x 100 with something of this colour, 60 x 60, at `left`.
    fn picture_with(left: usize, color: impl Fn(usize, usize) -> [u8; 3]) -> Picture {
        let mut samples = Vec::new();
        for y in 0..100 {
            for x in 0..400 {
                let inside = (left..left + 60).contains(&x) && (20..80).contains(&y);
                let pixel = if inside { color(x, y) } else { [120, 120, 120] };
                samples.extend(pixel.map(from_byte));
            }
        }
        Picture {
            size: Size {
                width: 400,
                height: 100,
            },
            channels: Channels::Rgb,
            samples,
        }
    }

    const SQUARE: Size = Size {
        width: 100,
        height: 100,
    };

    #[test]
    fn what_differs_from_its_surroundings_is_kept_whole() {
        let checks = |x: usize, y: usize| {
            if (x / 9 + y / 9).is_multiple_of(2) {
                [0, 0, 0]
            } else {
                [255, 255, 255]
            }
        };
        for left in [0, 70, 170, 290, 340] {
            for (name, picture) in [
                ("edges", picture_with(left, checks)),
                ("skin", picture_with(left, |_, _| [224, 172, 135])),
                ("colour", picture_with(left, |_, _| [220, 20, 40])),
            ] {
                let window = window(&picture, SQUARE);
                let found = window.left as usize;
                assert!(
                    found <= left && left + 60 <= found + 100,
                    "{name} at {left}: {found}"
                );
            }
        }
    }

    #[test]
    fn where_nothing_draws_the_eye_the_middle_is_kept() {
        let picture = picture_with(0, |_, _| [120, 120, 120]);
        let window = window(&picture, SQUARE);
        assert!(window.left.abs_diff(150) <= 4, "{}", window.left);
    }

    #[test]
    fn what_is_transparent_does_not_count() {
        let mut picture = picture_with(300, |_, _| [220, 20, 40]);
        picture.channels = Channels::Rgba;
        picture.samples = picture
            .samples
            .chunks_exact(3)
            .enumerate()
            .flat_map(|(at, pixel)| {
                let alpha = if at % 400 >= 290 { 0 } else { u16::MAX };
                [pixel[0], pixel[1], pixel[2], alpha]
            })
            .collect();
        assert!(window(&picture, SQUARE).left < 200);
    }
}
