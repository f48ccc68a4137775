//! `extend`: rows and columns around a finished picture, as sharp's `extend` adds them.

use plan::Canvas;
use request::Edges;

use crate::backdrop;
use crate::contract::{Color, Error, ExtendWith};
use crate::geometry::Size;
use crate::picture::{self, Picture};

/// The picture with more around it: of a colour, or of its own pixels.
///
/// # Errors
/// `limit-exceeded` where there is no memory for it.
pub(crate) fn extend(
    picture: &Picture,
    edges: Edges,
    with: ExtendWith,
    color: Color,
) -> Result<Picture, Error> {
    let (Size { width, height }, Edges { top, left, .. }) = (picture.size, edges);
    let size = plan::extended(picture.size, edges);
    let source: fn(i64, i64) -> i64 = match with {
        ExtendWith::Background => {
            return backdrop::pad(picture, Canvas { size, left, top }, color);
        }
        ExtendWith::Copy => |at, length| at.clamp(0, length - 1),
        ExtendWith::Repeat => |at, length| at.rem_euclid(length),
        // There and back, with the pixel at the edge twice.
        ExtendWith::Mirror => |at, length| {
            let at = at.rem_euclid(2 * length);
            at.min(2 * length - 1 - at)
        },
    };
    let mut samples = picture::reserve(size.area() * picture.channels.count() as u64)?;
    for y in 0..size.height {
        let row = source(i64::from(y) - i64::from(top), height.into());
        for x in 0..size.width {
            let column = source(i64::from(x) - i64::from(left), width.into());
            samples.extend_from_slice(picture.pixel(column as usize, row as usize));
        }
    }
    Ok(Picture {
        size,
        channels: picture.channels,
        samples,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::{Channels, from_byte};

    /// What sharp 0.35 makes of "abc def" with the same edges.
    #[test]
    fn pixels_around_the_picture_are_those_of_sharp() {
        let picture = Picture {
            size: Size {
                width: 3,
                height: 2,
            },
            channels: Channels::Gray,
            samples: b"abcdef".iter().copied().map(from_byte).collect(),
        };
        let edges = Edges {
            top: 1,
            right: 4,
            bottom: 1,
            left: 4,
        };
        let dots = Color {
            red: b'.',
            green: b'.',
            blue: b'.',
            alpha: 255,
        };
        let rows = [
            (
                ExtendWith::Background,
                ["...........", "....abc....", "....def....", "..........."],
            ),
            (
                ExtendWith::Copy,
                ["aaaaabccccc", "aaaaabccccc", "dddddefffff", "dddddefffff"],
            ),
            (
                ExtendWith::Repeat,
                ["fdefdefdefd", "cabcabcabca", "fdefdefdefd", "cabcabcabca"],
            ),
            (
                ExtendWith::Mirror,
                ["ccbaabccbaa", "ccbaabccbaa", "ffeddeffedd", "ffeddeffedd"],
            ),
        ];
        for (with, expected) in rows {
            let extended = extend(&picture, edges, with, dots).unwrap();
            assert_eq!(extended.to_bytes(), expected.concat().as_bytes(), "{with}");
        }
    }
}
