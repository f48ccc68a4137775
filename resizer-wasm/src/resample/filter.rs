//! The shapes of filters: how much an input counts by its distance.

use std::f64::consts::PI;

use crate::contract::Filter;

/// A filter in units of inputs, or of outputs when shrinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Nearest,
    Bilinear,
    Mitchell,
    CatmullRom,
    Lanczos3,
}

impl From<Filter> for Shape {
    fn from(filter: Filter) -> Self {
        match filter {
            Filter::Nearest => Self::Nearest,
            Filter::Bilinear => Self::Bilinear,
            Filter::Mitchell => Self::Mitchell,
            Filter::CatmullRom => Self::CatmullRom,
            Filter::Lanczos3 => Self::Lanczos3,
        }
    }
}

impl Shape {
    #[cfg(test)]
    pub(super) const ALL: [Self; 5] = [
        Self::Nearest,
        Self::Bilinear,
        Self::Mitchell,
        Self::CatmullRom,
        Self::Lanczos3,
    ];

    /// The distance from which on nothing counts.
    pub(super) fn support(self) -> f64 {
        match self {
            Self::Nearest => 0.5,
            Self::Bilinear => 1.0,
            Self::Mitchell | Self::CatmullRom => 2.0,
            Self::Lanczos3 => 3.0,
        }
    }

    /// How much an input at distance `x` counts.
    pub(super) fn weight(self, x: f64) -> f64 {
        let x = x.abs();
        if x >= self.support() {
            return 0.0;
        }
        match self {
            Self::Nearest => 1.0,
            Self::Bilinear => 1.0 - x,
            Self::Mitchell => cubic(x, 1.0 / 3.0, 1.0 / 3.0),
            Self::CatmullRom => cubic(x, 0.0, 0.5),
            Self::Lanczos3 => lanczos3(x),
        }
    }

    /// The same, convolved with [-amount, 1 + 2 amount, -amount].
    pub(super) fn sharpened(self, x: f64, amount: f64) -> f64 {
        let here = self.weight(x);
        if amount == 0.0 {
            return here;
        }
        here + amount * (2.0 * here - self.weight(x - 1.0) - self.weight(x + 1.0))
    }
}

/// The family of cubic filters of D. Mitchell and A. Netravali, "Reconstruction filters in computer graphics", 1988,
/// equation 8.
fn cubic(x: f64, b: f64, c: f64) -> f64 {
    let (x2, x3) = (x * x, x * x * x);
    let sum = if x < 1.0 {
        (12.0 - 9.0 * b - 6.0 * c) * x3 + (12.0 * b + 6.0 * c - 18.0) * x2 + (6.0 - 2.0 * b)
    } else {
        (-b - 6.0 * c) * x3
            + (6.0 * b + 30.0 * c) * x2
            + (-12.0 * b - 48.0 * c) * x
            + (8.0 * b + 24.0 * c)
    };
    sum / 6.0
}

/// C. Duchon, "Lanczos filtering in one and two dimensions", 1979: sinc(x) sinc(x/3), where sinc(x) is sin(πx) / (πx).
///
/// One sine does: with t = πx/3, sin 3t is sin t (3 - 4 sin² t). It comes from `libm`, which computes the same on every
/// machine.
fn lanczos3(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0;
    }
    let angle = PI * x / 3.0;
    let sine = libm::sin(angle);
    let square = sine * sine;
    square * (3.0 - 4.0 * square) / (3.0 * angle * angle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpolating_filters_are_one_at_zero_and_zero_at_the_neighbours() {
        for shape in [Shape::Bilinear, Shape::CatmullRom, Shape::Lanczos3] {
            assert!((shape.weight(0.0) - 1.0).abs() < 1e-12, "{shape:?}");
            for x in [1.0, 2.0, 3.0] {
                assert!(shape.weight(x).abs() < 1e-12, "{shape:?} at {x}");
            }
        }
        // Mitchell's smooths: 8/9 in the middle and 1/18 on each side.
        assert!((Shape::Mitchell.weight(0.0) - 8.0 / 9.0).abs() < 1e-12);
        assert!((Shape::Mitchell.weight(1.0) - 1.0 / 18.0).abs() < 1e-12);
    }

    #[test]
    fn one_sine_is_enough_for_lanczos() {
        let sinc = |x: f64| (PI * x).sin() / (PI * x);
        for step in 1..3000 {
            let x = f64::from(step) / 1000.0;
            let expected = sinc(x) * sinc(x / 3.0);
            assert!((Shape::Lanczos3.weight(x) - expected).abs() < 1e-14, "{x}");
        }
    }

    #[test]
    fn filters_are_continuous() {
        for shape in [
            Shape::Bilinear,
            Shape::Mitchell,
            Shape::CatmullRom,
            Shape::Lanczos3,
        ] {
            for step in 0..3100 {
                let x = f64::from(step) / 1000.0;
                assert!((shape.weight(x) - shape.weight(x + 0.001)).abs() < 0.005);
            }
        }
    }
}
