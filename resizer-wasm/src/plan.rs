//! What to compute for a target: sizes and the window, with no pixels in hand.
//!
//! A picture is scaled to `scaled`, and of that the `window` is kept. With `inside` the window is everything; with
//! `cover` it is the middle.

use crate::contract::{Encoding, Error, Fit, Target};
use crate::error::invalid_options;

/// Larger results than this are no thumbnails, and WebP can hold no more than 16383.
const MAX_SIDE: u32 = 16384;
const MAX_TARGETS: usize = 16;

/// Width and height in pixels, both at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// A part of a scaled picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) size: Size,
}

/// The geometry of one result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Geometry {
    /// The size that the whole picture is scaled to.
    pub(crate) scaled: Size,
    /// What is kept of it.
    pub(crate) window: Window,
}

impl Size {
    /// The size with its sides exchanged.
    pub(crate) fn swapped(self) -> Self {
        Self {
            width: self.height,
            height: self.width,
        }
    }

    fn min(self, other: Self) -> Self {
        Self {
            width: self.width.min(other.width),
            height: self.height.min(other.height),
        }
    }
}

impl Geometry {
    /// The same geometry for a picture whose sides are exchanged.
    ///
    /// A window in the middle stays in the middle when the picture is turned or mirrored, except that an odd
    /// remainder changes sides; the difference is one pixel of the scaled picture.
    pub(crate) fn swapped(self) -> Self {
        Self {
            scaled: self.scaled.swapped(),
            window: Window {
                left: self.window.top,
                top: self.window.left,
                size: self.window.size.swapped(),
            },
        }
    }
}

/// Checks all that can be checked without knowing the picture.
///
/// # Errors
/// `invalid-options`, naming the target by its number, the value and what is allowed.
pub(crate) fn check(targets: &[Target]) -> Result<(), Error> {
    if targets.is_empty() || targets.len() > MAX_TARGETS {
        return Err(invalid_options(format!(
            "{} targets were given; between 1 and {MAX_TARGETS} are possible",
            targets.len()
        )));
    }
    for (index, target) in targets.iter().enumerate() {
        let number = index + 1;
        if target.width.is_none() && target.height.is_none() {
            return Err(invalid_options(format!(
                "target {number} has neither a width nor a height; give at least one"
            )));
        }
        for (name, side) in [("width", target.width), ("height", target.height)] {
            if let Some(side) = side.filter(|side| !(1..=MAX_SIDE).contains(side)) {
                return Err(invalid_options(format!(
                    "the {name} of target {number} is {side}; it must be from 1 to {MAX_SIDE}"
                )));
            }
        }
        let quality = match target.encoding {
            Some(Encoding::Auto(jpeg) | Encoding::Jpeg(jpeg)) => jpeg.quality,
            Some(Encoding::Png | Encoding::Webp) | None => None,
        };
        if let Some(quality) = quality.filter(|quality| !(1..=100).contains(quality)) {
            return Err(invalid_options(format!(
                "the quality of target {number} is {quality}; it must be from 1 to 100"
            )));
        }
    }
    Ok(())
}

/// The geometry of `target` for an upright picture of size `source`. `target` has passed [`check`].
///
/// # Errors
/// `invalid-options` where the missing side of the box would come out too large.
pub(crate) fn geometry(source: Size, target: &Target) -> Result<Geometry, Error> {
    let may_enlarge = target.enlarge.unwrap_or(false);
    let fit = target.fit.unwrap_or(Fit::Inside);
    let scaled = match (target.width, target.height) {
        (Some(width), Some(height)) => {
            let bounds = Size { width, height };
            // The side that decides for `inside` is the other one for `cover`.
            let width_decides = by_width(source, bounds) == (fit == Fit::Inside);
            if width_decides {
                scaled_to_width(source, width, may_enlarge)
            } else {
                scaled_to_height(source, height, may_enlarge)
            }
        }
        (Some(width), None) => scaled_to_width(source, width, may_enlarge),
        (None, Some(height)) => scaled_to_height(source, height, may_enlarge),
        (None, None) => source,
    };
    let kept = match fit {
        Fit::Inside => scaled,
        Fit::Cover => scaled.min(Size {
            width: target.width.unwrap_or(u32::MAX),
            height: target.height.unwrap_or(u32::MAX),
        }),
    };
    if kept.width > MAX_SIDE || kept.height > MAX_SIDE {
        return Err(invalid_options(format!(
            "the result would be {} x {}; no side may exceed {MAX_SIDE}, so give the other side too",
            kept.width, kept.height
        )));
    }
    Ok(Geometry {
        scaled,
        window: Window {
            left: (scaled.width - kept.width) / 2,
            top: (scaled.height - kept.height) / 2,
            size: kept,
        },
    })
}

/// Whether the width reaches its bound first when `source` grows: `bounds` is relatively narrower.
fn by_width(source: Size, bounds: Size) -> bool {
    u64::from(bounds.width) * u64::from(source.height)
        <= u64::from(bounds.height) * u64::from(source.width)
}

fn scaled_to_width(source: Size, width: u32, may_enlarge: bool) -> Size {
    if width >= source.width && !may_enlarge {
        return source;
    }
    Size {
        width,
        height: proportional(source.height, width, source.width),
    }
}

fn scaled_to_height(source: Size, height: u32, may_enlarge: bool) -> Size {
    scaled_to_width(source.swapped(), height, may_enlarge).swapped()
}

/// `side * numerator / denominator`, rounded half up, and never 0.
///
/// A picture of 1280 x 853 in a box of 128 x 128: 853 * 128 / 1280 = 85.3, so 128 x 85.
fn proportional(side: u32, numerator: u32, denominator: u32) -> u32 {
    let product = u64::from(side) * u64::from(numerator);
    let rounded = (2 * product + u64::from(denominator)) / (2 * u64::from(denominator));
    u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn size(width: u32, height: u32) -> Size {
        Size { width, height }
    }

    fn target(width: Option<u32>, height: Option<u32>, fit: Fit, enlarge: bool) -> Target {
        Target {
            width,
            height,
            fit: Some(fit),
            enlarge: Some(enlarge),
            encoding: None,
        }
    }

    #[test]
    fn sizes_of_inside() {
        // (source, box width, box height, enlarge, result)
        for (source, width, height, enlarge, result) in [
            (size(1280, 853), Some(128), Some(128), false, size(128, 85)),
            (size(853, 1280), Some(128), Some(128), false, size(85, 128)),
            (size(1280, 853), Some(128), None, false, size(128, 85)),
            (size(1280, 853), None, Some(128), false, size(192, 128)),
            (size(5000, 1), Some(256), Some(256), false, size(256, 1)),
            (size(1, 5000), Some(256), None, false, size(1, 5000)),
            (size(100, 50), Some(200), Some(200), false, size(100, 50)),
            (size(100, 50), Some(200), Some(200), true, size(200, 100)),
            (size(3, 3), Some(2), Some(2), false, size(2, 2)),
            // 2.5 is rounded up.
            (size(4, 5), Some(2), None, false, size(2, 3)),
        ] {
            let geometry = geometry(source, &target(width, height, Fit::Inside, enlarge)).unwrap();
            assert_eq!(
                geometry.scaled, result,
                "{source:?} in {width:?} x {height:?}"
            );
            assert_eq!(geometry.window.size, result);
        }
    }

    #[test]
    fn sizes_of_cover() {
        // (source, box, enlarge, scaled, window)
        for (source, bounds, enlarge, scaled, left, top, kept) in [
            (
                size(1280, 853),
                size(128, 128),
                false,
                size(192, 128),
                32,
                0,
                size(128, 128),
            ),
            (
                size(853, 1280),
                size(128, 128),
                false,
                size(128, 192),
                0,
                32,
                size(128, 128),
            ),
            // An odd remainder of 7 leaves 3 on the left and 4 on the right.
            (
                size(27, 20),
                size(20, 20),
                false,
                size(27, 20),
                3,
                0,
                size(20, 20),
            ),
            // Too small to cover: cut, not scaled.
            (
                size(100, 50),
                size(80, 80),
                false,
                size(100, 50),
                10,
                0,
                size(80, 50),
            ),
            (
                size(100, 50),
                size(80, 80),
                true,
                size(160, 80),
                40,
                0,
                size(80, 80),
            ),
        ] {
            let target = target(Some(bounds.width), Some(bounds.height), Fit::Cover, enlarge);
            let expected = Geometry {
                scaled,
                window: Window {
                    left,
                    top,
                    size: kept,
                },
            };
            assert_eq!(
                geometry(source, &target),
                Ok(expected),
                "{source:?} over {bounds:?}"
            );
        }
    }

    #[test]
    fn a_result_that_only_the_aspect_ratio_makes_huge_is_refused() {
        let error =
            geometry(size(1, 60000), &target(Some(2), None, Fit::Inside, true)).unwrap_err();
        assert_eq!(
            error,
            Error::InvalidOptions(
                "the result would be 2 x 120000; no side may exceed 16384, so give the other side too"
                    .to_owned()
            )
        );
    }

    proptest! {
        #[test]
        fn inside_stays_inside_and_keeps_the_aspect_ratio(
            width in 1u32..20000, height in 1u32..20000,
            box_width in 1u32..2000, box_height in 1u32..2000, enlarge: bool,
        ) {
            let source = size(width, height);
            let target = target(Some(box_width), Some(box_height), Fit::Inside, enlarge);
            let result = geometry(source, &target).unwrap().window.size;
            prop_assert!(result.width >= 1 && result.height >= 1);
            prop_assert!(result.width <= box_width && result.height <= box_height);
            if !enlarge {
                prop_assert!(result.width <= width && result.height <= height);
            }
            // Each side is within one pixel of what the other side asks for.
            let by_width = f64::from(result.width) * f64::from(height) / f64::from(width);
            let by_height = f64::from(result.height) * f64::from(width) / f64::from(height);
            prop_assert!(
                (by_width - f64::from(result.height)).abs() <= 1.0
                    || (by_height - f64::from(result.width)).abs() <= 1.0
            );
        }

        #[test]
        fn cover_fills_the_box_where_it_may(
            width in 1u32..5000, height in 1u32..5000,
            box_width in 1u32..500, box_height in 1u32..500,
        ) {
            let target = target(Some(box_width), Some(box_height), Fit::Cover, true);
            let geometry = geometry(size(width, height), &target).unwrap();
            prop_assert_eq!(geometry.window.size, size(box_width, box_height));
            prop_assert!(geometry.window.left + box_width <= geometry.scaled.width);
            prop_assert!(geometry.window.top + box_height <= geometry.scaled.height);
        }
    }
}
