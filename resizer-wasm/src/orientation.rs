//! EXIF orientation, applied to the small result.

use image::metadata::Orientation;

use crate::contract::Error;
use crate::geometry::{stored_position, turned};
use crate::picture::{self, Picture};

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
    use crate::geometry::Size;
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
}
