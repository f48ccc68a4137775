//! Both pictures at one size: rows in, differences out.

use std::array;
use std::collections::TryReserveError;

use crate::blur::{self, RADIUS};
use crate::color::Linear;

/// Rows that a blurred one is made of.
const WINDOW: usize = 2 * RADIUS + 1;
/// What is blurred of a pair of values a and b: a, b, a*a + b*b and a*b.
const BLURRED: usize = 4;
/// X, Y and B - Y.
const CHANNELS: usize = 3;
/// Sums are made in so many parts, each of every so-manieth pixel of a row.
const LANES: usize = 4;

/// The maps of a channel: what SSIM misses, edges that only the other picture has, and edges that it lost.
pub(crate) const MAPS: usize = 3;

/// Means of a map over all pixels.
#[derive(Clone, Copy, Default)]
pub(crate) struct Means {
    /// The mean.
    pub(crate) first: f64,
    /// The fourth root of the mean of fourth powers, which is that of the worst places.
    pub(crate) fourth: f64,
}

/// Of each channel, each map.
pub(crate) type Differences = [[Means; MAPS]; CHANNELS];

/// A row of a channel of both pictures.
struct Row {
    /// The picture's values, the original's first.
    values: [Vec<f32>; 2],
    /// Blurred along the row.
    blurred: [Vec<f32>; BLURRED],
}

/// Two pictures at one size.
pub(crate) struct Scale {
    width: usize,
    height: usize,
    /// The last rows of each channel; that with number `n` at place `n % WINDOW`. Rows outside of a picture are 0.
    rows: [Vec<Row>; CHANNELS],
    /// How many rows came.
    taken: usize,
    /// How many were compared.
    compared: usize,
    /// A row in light that waits for the one below it.
    above: Option<[Linear; 2]>,
    /// Between zeros, for the blur.
    padded: Vec<f32>,
    /// Blurred both ways.
    means: [Vec<f32>; BLURRED],
    /// Sums of first and fourth powers.
    sums: [[[f64; 2]; MAPS]; CHANNELS],
}

impl Scale {
    /// Of the rows that it keeps: values and blurred ones of each channel, what is blurred both ways, and rows in light.
    pub(crate) const BYTES_PER_COLUMN: u64 =
        ((CHANNELS * WINDOW * (2 + BLURRED) + BLURRED + 1 + 4 * CHANNELS) * size_of::<f32>())
            as u64;

    /// # Errors
    /// Where there is no memory for its rows.
    pub(crate) fn new(width: usize, height: usize) -> Result<Self, TryReserveError> {
        let row = || -> Result<Row, TryReserveError> {
            Ok(Row {
                values: [zeros(width)?, zeros(width)?],
                blurred: four_of_zeros(width)?,
            })
        };
        let rows = || (0..WINDOW).map(|_| row()).collect::<Result<Vec<_>, _>>();
        Ok(Self {
            width,
            height,
            rows: [rows()?, rows()?, rows()?],
            taken: 0,
            compared: 0,
            above: None,
            padded: zeros(width + 2 * RADIUS)?,
            means: four_of_zeros(width)?,
            sums: Default::default(),
        })
    }

    /// Takes a row of each picture, and hands one of half the size out where two are there.
    pub(crate) fn push(&mut self, pair: [Linear; 2]) -> Option<[Linear; 2]> {
        self.take(&pair);
        match self.above.take() {
            Some(above) => Some(halved(&above, &pair)),
            None => {
                self.above = Some(pair);
                None
            }
        }
    }

    /// Compares the last rows. Where the number of rows is odd, the last one is halved with itself.
    pub(crate) fn finish(&mut self) -> Option<[Linear; 2]> {
        while self.compared < self.taken.min(self.height) {
            self.clear_oldest();
            self.compare();
        }
        self.above.take().map(|last| halved(&last, &last))
    }

    /// Of all rows.
    pub(crate) fn differences(&self) -> Differences {
        #[expect(
            clippy::cast_precision_loss,
            reason = "pictures have less than 2^52 pixels"
        )]
        let pixels = (self.width * self.height) as f64;
        self.sums.map(|maps| {
            maps.map(|[first, fourth]| Means {
                first: first / pixels,
                fourth: (fourth / pixels).sqrt().sqrt(),
            })
        })
    }

    fn take(&mut self, pair: &[Linear; 2]) {
        let place = self.taken % WINDOW;
        for (side, row) in pair.iter().enumerate() {
            let [x, y, b] = &mut self.rows;
            let into = [x, y, b].map(|rows| &mut rows[place].values[side][..]);
            row.to_xyb(into);
        }
        for rows in &mut self.rows {
            let Row { values, blurred } = &mut rows[place];
            let [a, b] = values;
            let middle = RADIUS..RADIUS + self.width;
            for (kind, into) in blurred.iter_mut().enumerate() {
                let pixels = self.padded[middle.clone()]
                    .iter_mut()
                    .zip(a.iter().zip(&*b));
                match kind {
                    0 => pixels.for_each(|(to, (a, _))| *to = *a),
                    1 => pixels.for_each(|(to, (_, b))| *to = *b),
                    2 => pixels.for_each(|(to, (a, b))| *to = a * a + b * b),
                    _ => pixels.for_each(|(to, (a, b))| *to = a * b),
                }
                blur::horizontally(&self.padded, into);
            }
        }
        self.taken += 1;
        if self.taken > RADIUS {
            self.compare();
        }
    }

    /// Puts a row of zeros in the place of the oldest.
    fn clear_oldest(&mut self) {
        let place = self.taken % WINDOW;
        for rows in &mut self.rows {
            for blurred in &mut rows[place].blurred {
                blurred.fill(0.0);
            }
        }
        self.taken += 1;
    }

    /// Compares the row in the middle of those that are there.
    fn compare(&mut self) {
        // The oldest of WINDOW rows lies where the next one will.
        let oldest = self.taken % WINDOW;
        for (rows, sums) in self.rows.iter().zip(&mut self.sums) {
            for (kind, into) in self.means.iter_mut().enumerate() {
                let around =
                    array::from_fn(|step| &rows[(oldest + step) % WINDOW].blurred[kind][..]);
                blur::vertically(around, into);
            }
            let middle = &rows[(oldest + RADIUS) % WINDOW].values;
            add(middle, &self.means, sums);
        }
        self.compared += 1;
    }
}

/// Adds the differences of a row to the sums.
fn add(values: &[Vec<f32>; 2], means: &[Vec<f32>; BLURRED], sums: &mut [[f64; 2]; MAPS]) {
    let [a, b] = values;
    let [mean_a, mean_b, squares, product] = means;
    let width = a.len();
    let rows = [a, b, mean_a, mean_b, squares, product].map(|row| &row[..width]);
    let mut parts = [[[0.0f32; LANES]; 2]; MAPS];
    let mut start = 0;
    while start + LANES <= width {
        let pixels: [[f32; LANES]; 6] = rows.map(|row| array::from_fn(|lane| row[start + lane]));
        add_pixels(&pixels, &mut parts);
        start += LANES;
    }
    if start < width {
        // What two equal pictures have adds nothing.
        let pixels = rows
            .map(|row| array::from_fn(|lane| row.get(start + lane).map_or(0.0, |value| *value)));
        add_pixels(&pixels, &mut parts);
    }
    for (sums, parts) in sums.iter_mut().zip(&parts) {
        for (sum, parts) in sums.iter_mut().zip(parts) {
            *sum += parts.iter().map(|part| f64::from(*part)).sum::<f64>();
        }
    }
}

/// Keeps what is divided by what is nearly nothing finite.
const C2: f32 = 0.0009;

fn add_pixels(pixels: &[[f32; LANES]; 6], parts: &mut [[[f32; LANES]; 2]; MAPS]) {
    let [a, b, mean_a, mean_b, squares, product] = pixels;
    for lane in 0..LANES {
        let (mu_a, mu_b) = (mean_a[lane], mean_b[lane]);
        // SSIM without the division by the means' squares, which counts twice what XYB has in its curve.
        let apart = mu_a - mu_b;
        let likeness = (1.0 - apart * apart) * (2.0 * (product[lane] - mu_a * mu_b) + C2);
        let spread = squares[lane] - (mu_a * mu_a + mu_b * mu_b) + C2;
        let missed = (1.0 - likeness / spread).max(0.0);
        // How much further the other picture is from its own blur.
        let edge = (1.0 + (b[lane] - mu_b).abs()) / (1.0 + (a[lane] - mu_a).abs()) - 1.0;
        let maps = [missed, edge.max(0.0), (-edge).max(0.0)];
        for (part, value) in parts.iter_mut().zip(maps) {
            let square = value * value;
            part[0][lane] += value;
            part[1][lane] += square * square;
        }
    }
}

fn zeros(count: usize) -> Result<Vec<f32>, TryReserveError> {
    let mut zeros = Vec::new();
    zeros.try_reserve_exact(count)?;
    zeros.resize(count, 0.0);
    Ok(zeros)
}

fn four_of_zeros(count: usize) -> Result<[Vec<f32>; BLURRED], TryReserveError> {
    Ok([zeros(count)?, zeros(count)?, zeros(count)?, zeros(count)?])
}

fn halved(above: &[Linear; 2], below: &[Linear; 2]) -> [Linear; 2] {
    array::from_fn(|side| Linear::halved(&above[side], &below[side]))
}
