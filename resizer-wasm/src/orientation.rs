//! EXIF orientation: how the stored picture has to be turned to be upright. It is applied to the small result; the
//! geometry is planned for the upright picture and turned back in advance.

use image::metadata::Orientation;

use crate::contract::Error;
use crate::picture::{self, Picture};
use crate::plan::{Size, Window};

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
fn stored_position(
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

/// Turns a picture upright.
///
/// # Errors
/// `limit-exceeded` where there is no memory for it.
pub(crate) fn apply<D: Copy>(
    orientation: Orientation,
    stored: Picture<D>,
) -> Result<Picture<D>, Error> {
    if orientation == Orientation::NoTransforms {
        return Ok(stored);
    }
    let size = (stored.size.width as usize, stored.size.height as usize);
    let upright = turned(orientation, stored.size);
    let mut samples = picture::reserve(stored.samples.len() as u64)?;
    for y in 0..upright.height as usize {
        for x in 0..upright.width as usize {
            let (from_x, from_y) = stored_position(orientation, size, (x, y));
            samples.extend_from_slice(stored.pixel(from_x, from_y));
        }
    }
    Ok(Picture {
        size: upright,
        channels: stored.channels,
        samples,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Channels;

    /// What TIFF 6.0 says of tag 274: which corner of the upright picture the first stored row and column are at.
    /// The stored picture is "abc def"; the rows are those of the upright one.
    const UPRIGHT: [(u8, &[&str]); 8] = [
        (1, &["abc", "def"]),
        (2, &["cba", "fed"]),
        (3, &["fed", "cba"]),
        (4, &["def", "abc"]),
        (5, &["ad", "be", "cf"]),
        (6, &["da", "eb", "fc"]),
        (7, &["fc", "eb", "da"]),
        (8, &["cf", "be", "ad"]),
    ];

    #[test]
    fn all_eight_orientations_come_out_upright() {
        for (value, rows) in UPRIGHT {
            let orientation = Orientation::from_exif(value).unwrap();
            let upright = apply(
                orientation,
                Picture {
                    size: Size {
                        width: 3,
                        height: 2,
                    },
                    channels: Channels::Gray,
                    samples: b"abcdef".map(u16::from).to_vec(),
                },
            )
            .unwrap();
            assert_eq!(
                upright.size,
                Size {
                    width: rows[0].len() as u32,
                    height: rows.len() as u32
                },
                "orientation {value}"
            );
            let expected: Vec<u16> = rows.concat().bytes().map(u16::from).collect();
            assert_eq!(upright.samples, expected, "orientation {value}");
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
