//! Sizes, windows, and where they lie in a picture that is stored in another orientation. The result is planned for the upright
//! picture, and the plan is turned to the stored one, so that only the small result has to be turned.

use image::metadata::Orientation;

pub(crate) use plan::{Size, Window};

/// Whether width and height change places.
pub(crate) fn swaps_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// `size` after, or before, being turned.
pub(crate) fn turned(orientation: Orientation, size: Size) -> Size {
    if swaps_sides(orientation) {
        size.swapped()
    } else {
        size
    }
}

/// Where `window` of an upright picture of size `upright` is stored.
pub(crate) fn stored_window(orientation: Orientation, upright: Size, window: Window) -> Window {
    let stored = turned(orientation, upright);
    let corner = |x: u32, y: u32| {
        let size = (stored.width as usize, stored.height as usize);
        stored_position(orientation, size, (x as usize, y as usize))
    };
    let Window { left, top, size } = window;
    let first = corner(left, top);
    let last = corner(left + size.width - 1, top + size.height - 1);
    Window {
        left: first.0.min(last.0) as u32,
        top: first.1.min(last.1) as u32,
        size: turned(orientation, size),
    }
}

/// Where the pixel that belongs at (`x`, `y`) of the upright picture is stored, in a stored picture of `width` x
/// `height`.
///
/// Stored 3 x 2 with orientation 6, which asks for a turn to the right by a quarter:
/// ```text
/// a b c      d a
/// d e f  ->  e b      upright (0, 0) is stored at (0, 1)
///            f c
/// ```
pub(crate) fn stored_position(
    orientation: Orientation,
    (width, height): (usize, usize),
    (x, y): (usize, usize),
) -> (usize, usize) {
    let right = width - 1;
    let bottom = height - 1;
    match orientation {
        Orientation::NoTransforms => (x, y),
        Orientation::FlipHorizontal => (right - x, y),
        Orientation::Rotate180 => (right - x, bottom - y),
        Orientation::FlipVertical => (x, bottom - y),
        Orientation::Rotate90FlipH => (y, x),
        Orientation::Rotate90 => (y, bottom - x),
        Orientation::Rotate270FlipH => (right - y, bottom - x),
        Orientation::Rotate270 => (right - y, x),
    }
}

/// Whether the left edge of the upright picture, or the upper one if they change places, is stored at the right; and
/// whether the other of the two is stored at the bottom.
pub(crate) fn mirrors(orientation: Orientation) -> (bool, bool) {
    let (x, y) = stored_position(orientation, (2, 2), (0, 0));
    (x == 1, y == 1)
}

/// The turn that does `first`, and then `second`. Every turn exchanges the sides or does not, and then mirrors in either
/// direction or does not, so eight are all there are: the symmetries of a rectangle and its transpose.
pub(crate) fn composed(first: Orientation, second: Orientation) -> Orientation {
    let (across, down) = mirrors(first);
    let (then_across, then_down) = match (swaps_sides(first), mirrors(second)) {
        (true, (across, down)) => (down, across),
        (false, both) => both,
    };
    let swaps = swaps_sides(first) != swaps_sides(second);
    match (swaps, across != then_across, down != then_down) {
        (false, false, false) => Orientation::NoTransforms,
        (false, true, false) => Orientation::FlipHorizontal,
        (false, true, true) => Orientation::Rotate180,
        (false, false, true) => Orientation::FlipVertical,
        (true, false, false) => Orientation::Rotate90FlipH,
        (true, false, true) => Orientation::Rotate90,
        (true, true, true) => Orientation::Rotate270FlipH,
        (true, true, false) => Orientation::Rotate270,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_turns_are_one() {
        let all = || (1..=8).filter_map(Orientation::from_exif);
        for (first, second) in all().flat_map(|first| all().map(move |second| (first, second))) {
            let stored = (3, 2);
            let between = match swaps_sides(first) {
                true => (2, 3),
                false => stored,
            };
            let whole = composed(first, second);
            let size = turned(
                whole,
                Size {
                    width: 3,
                    height: 2,
                },
            );
            for y in 0..size.height as usize {
                for x in 0..size.width as usize {
                    let one_by_one =
                        stored_position(first, stored, stored_position(second, between, (x, y)));
                    assert_eq!(
                        stored_position(whole, stored, (x, y)),
                        one_by_one,
                        "{first:?}, {second:?}, pixel ({x}, {y})"
                    );
                }
            }
        }
    }

    #[test]
    fn a_window_is_stored_where_its_pixels_are() {
        for value in 1..=8 {
            let orientation = Orientation::from_exif(value).unwrap();
            let size = Size {
                width: 5,
                height: 4,
            };
            let window = Window {
                left: 1,
                top: 0,
                size: Size {
                    width: 2,
                    height: 3,
                },
            };
            let stored = stored_window(orientation, size, window);
            let stored_size = turned(orientation, size);
            let extent = (stored_size.width as usize, stored_size.height as usize);
            for y in 0..size.height {
                for x in 0..size.width {
                    let within = |window: &Window, x: u32, y: u32| {
                        (window.left..window.left + window.size.width).contains(&x)
                            && (window.top..window.top + window.size.height).contains(&y)
                    };
                    let at = stored_position(orientation, extent, (x as usize, y as usize));
                    assert_eq!(
                        within(&window, x, y),
                        within(&stored, at.0 as u32, at.1 as u32),
                        "orientation {value}, pixel ({x}, {y})"
                    );
                }
            }
        }
    }
}
