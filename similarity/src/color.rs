//! From sRGB by way of light to XYB, the colour space of JPEG XL (ISO/IEC 18181-1).

use std::array;

/// A row in light: a plane each of red, green and blue, 0 to 1.
pub(crate) struct Linear(pub(crate) [Vec<f32>; 3]);

/// How much of red, green and blue long, medium and short cones take in.
const CONES: [[f32; 3]; 3] = [
    [0.3, 0.622, 0.078],
    [0.23, 0.692, 0.078],
    [0.243_422_69, 0.204_767_45, 0.551_809_9],
];
/// Added to each, so that the curve is not steep in the dark.
const BIAS: f32 = 0.003_793_073_4;
/// The cube root of [`BIAS`].
const ROOT_OF_BIAS: f32 = 0.155_954_2;

impl Linear {
    /// Of red, green and blue bytes.
    pub(crate) fn of_srgb(row: &[u8], levels: &[f32; 256]) -> Self {
        Self(array::from_fn(|channel| {
            row.chunks_exact(3)
                .map(|pixel| levels[usize::from(pixel[channel])])
                .collect()
        }))
    }

    /// Of half the width: the mean of four pixels of two rows. At the end of an odd row, the last one counts twice.
    pub(crate) fn halved(above: &Self, below: &Self) -> Self {
        Self(array::from_fn(|channel| {
            let (above, below) = (&above.0[channel], &below.0[channel]);
            let last = |row: &[f32]| row[0] + row[row.len() - 1];
            above
                .chunks(2)
                .zip(below.chunks(2))
                .map(|(above, below)| (last(above) + last(below)) * 0.25)
                .collect()
        }))
    }

    /// X, Y and B - Y, each moved and stretched to lie between 0 and 1, into rows of the same width.
    pub(crate) fn to_xyb(&self, into: [&mut [f32]; 3]) {
        let [x, y, b] = into;
        let [red, green, blue] = &self.0;
        let width = x.len();
        let (red, green, blue) = (&red[..width], &green[..width], &blue[..width]);
        let (y, b) = (&mut y[..width], &mut b[..width]);
        for at in 0..width {
            let [long, medium, short] = CONES.map(|[r, g, bl]| {
                let taken = r * red[at] + (g * green[at] + (bl * blue[at] + BIAS));
                cube_root(taken) - ROOT_OF_BIAS
            });
            let luma = 0.5 * (long + medium);
            x[at] = 0.5 * (long - medium) * 14.0 + 0.42;
            y[at] = luma + 0.01;
            b[at] = short - luma + 0.55;
        }
    }
}

/// Of a positive number, within 1 in 2^22: a guess from the exponent, and Halley's iteration twice.
fn cube_root(value: f32) -> f32 {
    // A third of the exponent, as bits of floats are logarithms, nearly.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a guess"
    )]
    let guess = (value.to_bits() as f32 * (1.0 / 3.0) + 709_921_077.0) as u32;
    let mut root = f32::from_bits(guess);
    for _ in 0..2 {
        let cube = root * root * root;
        root *= (cube + (value + value)) / ((cube + cube) + value);
    }
    root
}

/// What the bytes of sRGB are in light (IEC 61966-2-1).
pub(crate) const LEVELS: [f32; 256] = levels();

const fn levels() -> [f32; 256] {
    let mut levels = [0.0; 256];
    let mut byte = 0;
    while byte < 256 {
        levels[byte] = level(byte as f64 / 255.0) as f32;
        byte += 1;
    }
    levels
}

/// `((value + 0.055) / 1.055) ^ 2.4`, and a line near black.
const fn level(value: f64) -> f64 {
    if value <= 0.040_45 {
        return value / 12.92;
    }
    let base = (value + 0.055) / 1.055;
    // base ^ 2.4 = base^2 * (base^2)^(1/5), by Newton's method.
    let square = base * base;
    let mut root = 1.0;
    let mut step = 0;
    while step < 40 {
        let fourth = root * root * root * root;
        root -= (fourth * root - square) / (5.0 * fourth);
        step += 1;
    }
    square * root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_the_formula() {
        for (byte, level) in LEVELS.iter().enumerate() {
            let value = byte as f64 / 255.0;
            let expected = if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            };
            assert!((f64::from(*level) - expected).abs() < 1e-7, "{byte}");
        }
    }

    #[test]
    fn cube_roots_are_right_to_the_last_bits() {
        for step in 1..=10_000u16 {
            let value = f32::from(step) * 1.01e-4;
            let (found, expected) = (f64::from(cube_root(value)), f64::from(value).cbrt());
            assert!(
                (found / expected - 1.0).abs() < 2.4e-7,
                "{value}: {found}, {expected}"
            );
        }
        assert!((cube_root(BIAS) - ROOT_OF_BIAS).abs() < 1e-7);
    }
}
