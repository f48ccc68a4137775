//! EXIF orientation: how the stored picture has to be turned to be upright. It is applied to the small result; the
//! geometry is planned for the stored picture, with the sides swapped in advance.

use image::metadata::Orientation;

use crate::decode::Pixels;

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

/// Turns a picture upright.
pub(crate) fn apply(orientation: Orientation, stored: Pixels) -> Pixels {
    if orientation == Orientation::NoTransforms {
        return stored;
    }
    let size = (stored.width as usize, stored.height as usize);
    let (width, height) = if swaps_sides(orientation) {
        (stored.height, stored.width)
    } else {
        (stored.width, stored.height)
    };
    let channels = stored.channels.count();
    let mut data = Vec::with_capacity(stored.data.len());
    for y in 0..height as usize {
        for x in 0..width as usize {
            let (from_x, from_y) = stored_position(orientation, size, (x, y));
            let start = (from_y * size.0 + from_x) * channels;
            data.extend_from_slice(&stored.data[start..start + channels]);
        }
    }
    Pixels {
        width,
        height,
        channels: stored.channels,
        data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Channels;

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
                Pixels {
                    width: 3,
                    height: 2,
                    channels: Channels::Gray,
                    data: b"abcdef".to_vec(),
                },
            );
            assert_eq!(upright.height as usize, rows.len(), "orientation {value}");
            assert_eq!(upright.width as usize, rows[0].len(), "orientation {value}");
            assert_eq!(
                upright.data,
                rows.concat().as_bytes(),
                "orientation {value}"
            );
        }
    }
}
