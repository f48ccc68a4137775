//! Choosing the colours of a palette.

use super::color::{Color, Counted, premultiplied};
use super::nearest::Nearest;
use crate::contract::Error;
use crate::picture;

/// Colours that only differ in so many of their lowest bits count as one while a palette is chosen, where there are
/// [`MANY`].
const COARSE_BITS: u32 = 2;
const MANY: usize = 1 << 13;

/// How often entries are moved to the middle of what they stand for. The first times help most.
const ROUNDS: usize = 4;

/// When a palette has enough colours. Errors are squared, each as often as its colour is counted.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::encode) struct Worth {
    /// No more colours are needed where the sum of errors is no more than this.
    pub(in crate::encode) good: u64,
    /// What another colour has to lower it by.
    pub(in crate::encode) gain: u64,
}

/// Colours that count as one, premultiplied.
#[derive(Debug, Clone, Copy)]
struct Point {
    position: [f32; 4],
    weight: f32,
}

/// At most `colors` colours for these, as many as `worth` says.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn palette(
    counted: &[Counted],
    colors: usize,
    worth: Worth,
) -> Result<Vec<Color>, Error> {
    let mut points = points(counted)?;
    let mut centers = cut(&mut points, colors, worth);
    for _ in 0..ROUNDS {
        move_to_middle(&mut centers, &points);
    }
    Ok(centers.into_iter().map(color).collect())
}

fn points(counted: &[Counted]) -> Result<Vec<Point>, Error> {
    let bits = if counted.len() < MANY { 0 } else { COARSE_BITS };
    let mut colors = picture::reserve(counted.len() as u64)?;
    colors.extend(counted.iter().map(|counted| {
        let position = premultiplied(counted.color);
        (position.map(|value| value >> bits), position, counted.count)
    }));
    colors.sort_unstable();
    let mut points = Vec::new();
    for together in colors.chunk_by(|a, b| a.0 == b.0) {
        let mut moments = Moments::default();
        for (_, position, count) in together {
            moments.add(position.map(|value| value as f32), *count as f32);
        }
        points.push(Point {
            position: moments.center(),
            weight: moments.weight,
        });
    }
    Ok(points)
}

impl Point {
    /// Its squared distance, weighted.
    fn error(&self, center: [f32; 4]) -> f32 {
        let differences = self.position.iter().zip(center).map(|(a, b)| a - b);
        self.weight
            * differences
                .map(|difference| difference * difference)
                .sum::<f32>()
    }
}

/// Weight and sums of points.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    weight: f32,
    sum: [f32; 4],
}

impl Moments {
    fn add(&mut self, position: [f32; 4], weight: f32) {
        self.weight += weight;
        for (sum, value) in self.sum.iter_mut().zip(position) {
            *sum += value * weight;
        }
    }

    fn without(self, other: Self) -> Self {
        Self {
            weight: self.weight - other.weight,
            sum: std::array::from_fn(|axis| self.sum[axis] - other.sum[axis]),
        }
    }

    /// Not for no points at all.
    fn center(&self) -> [f32; 4] {
        self.sum.map(|sum| sum / self.weight)
    }

    /// The part of the sum of squares that the center explains: what a cut gains is told by this alone.
    fn explained(&self) -> f32 {
        self.sum.iter().map(|sum| sum * sum).sum::<f32>() / self.weight
    }
}

/// A range of the points, with its best cut.
struct Cell {
    start: usize,
    end: usize,
    center: [f32; 4],
    /// The squared error of the center.
    error: f32,
    /// By how much the error falls when it is cut; 0 where it cannot be.
    gain: f32,
    axis: usize,
    /// The first bin of the upper half.
    at: usize,
}

impl Cell {
    fn new(points: &[Point], start: usize, end: usize) -> Self {
        let mut all = Moments::default();
        for point in &points[start..end] {
            all.add(point.position, point.weight);
        }
        let center = all.center();
        let mut cell = Self {
            start,
            end,
            center,
            error: points[start..end]
                .iter()
                .map(|point| point.error(center))
                .sum(),
            gain: 0.0,
            axis: 0,
            at: 0,
        };
        for axis in 0..4 {
            let mut bins = [Moments::default(); 256];
            for point in &points[start..end] {
                bins[bin(point, axis)].add(point.position, point.weight);
            }
            let mut lower = Moments::default();
            for (index, moments) in bins.iter().enumerate().take(255) {
                if moments.weight == 0.0 {
                    continue;
                }
                lower.weight += moments.weight;
                for (sum, value) in lower.sum.iter_mut().zip(moments.sum) {
                    *sum += value;
                }
                let upper = all.without(lower);
                // What is left of rounding is no point.
                if upper.weight < 0.5 {
                    break;
                }
                let gain = lower.explained() + upper.explained() - all.explained();
                if gain > cell.gain {
                    (cell.gain, cell.axis, cell.at) = (gain, axis, index + 1);
                }
            }
        }
        cell
    }
}

fn bin(point: &Point, axis: usize) -> usize {
    (point.position[axis] as usize).min(255)
}

/// Cuts the cell that gains most until there are enough, and tells their centers.
fn cut(points: &mut [Point], colors: usize, worth: Worth) -> Vec<[f32; 4]> {
    let mut cells = vec![Cell::new(points, 0, points.len())];
    let error = |cells: &[Cell]| cells.iter().map(|cell| cell.error).sum::<f32>();
    while cells.len() < colors && error(&cells) > worth.good as f32 {
        let mut best = 0;
        for index in 1..cells.len() {
            if cells[index].gain > cells[best].gain {
                best = index;
            }
        }
        let cell = &cells[best];
        if cell.gain <= worth.gain as f32 {
            break;
        }
        let (start, end, axis, at) = (cell.start, cell.end, cell.axis, cell.at);
        // Stable, so that the order within the halves is the same everywhere.
        points[start..end].sort_by_key(|point| bin(point, axis) >= at);
        let lower = points[start..end].partition_point(|point| bin(point, axis) < at);
        let middle = start + lower;
        if middle == start || middle == end {
            // Only where rounding hid that there is nothing to cut.
            cells[best].gain = 0.0;
            continue;
        }
        cells[best] = Cell::new(points, start, middle);
        cells.push(Cell::new(points, middle, end));
    }
    cells.iter().map(|cell| cell.center).collect()
}

/// A round of k-means. An entry that stands for nothing stays where it is.
fn move_to_middle(centers: &mut [[f32; 4]], points: &[Point]) {
    let mut nearest = Nearest::new(
        centers
            .iter()
            .map(|center| center.map(|v| (v + 0.5) as i32)),
    );
    let mut moments = vec![Moments::default(); centers.len()];
    for point in points {
        let index = nearest.find(point.position.map(|value| (value + 0.5) as i32));
        moments[index].add(point.position, point.weight);
    }
    for (center, moments) in centers.iter_mut().zip(moments) {
        if moments.weight > 0.0 {
            *center = moments.center();
        }
    }
}

/// Not premultiplied any more.
fn color(center: [f32; 4]) -> Color {
    let alpha = (center[3] + 0.5) as u8;
    if alpha == 0 {
        return [0; 4];
    }
    let straight = |value: f32| (value * 255.0 / f32::from(alpha) + 0.5) as u8;
    [
        straight(center[0]),
        straight(center[1]),
        straight(center[2]),
        alpha,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_no_more_colors_than_are_worth_it() {
        let grays = (0..=255).map(|value| Counted {
            color: [value, value, value, 255],
            count: 1,
        });
        let grays: Vec<Counted> = grays.collect();
        let colors = |good, gain| palette(&grays, 256, Worth { good, gain }).unwrap().len();
        assert_eq!(colors(0, 0), 256);
        // 4 grays a colour have an error of 15, and 8 have 126.
        assert_eq!(colors(64 * 15, 0), 64);
        assert_eq!(colors(64 * 15 - 1, 0), 65);
        assert_eq!(colors(0, 126 - 2 * 15 - 1), 64);
        assert_eq!(colors(0, 126 - 2 * 15), 32);
        assert_eq!(colors(u64::MAX, 0), 1);
    }
}
