//! Which colours of a table are near to which.

use crate::encode::palette::Color;
use crate::encode::sort::sort_by_number;

/// No colour has more neighbours than this: more would take time, and help little.
const MOST: usize = 12;

/// Beyond this distance, colours are not near.
pub(super) const FARTHEST: u8 = 60;

/// For each opaque colour those around it, the nearest first.
#[derive(Debug, Default)]
pub(super) struct Near(Vec<Vec<Neighbor>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Neighbor {
    pub(super) distance: u8,
    pub(super) index: u8,
}

impl Near {
    /// For at most 256 colours.
    pub(super) fn new(colors: &[Color]) -> Self {
        let neighbors = colors.iter().enumerate().map(|(at, color)| {
            let others = (0..=u8::MAX).zip(colors);
            let mut near: Vec<Neighbor> = others
                .filter(|(index, other)| usize::from(*index) != at && color[3] > 0 && other[3] > 0)
                .map(|(index, other)| Neighbor {
                    distance: distance(*color, *other),
                    index,
                })
                .filter(|neighbor| neighbor.distance <= FARTHEST)
                .collect();
            sort_by_number(&mut near, |neighbor| {
                u32::from(neighbor.distance) << 8 | u32::from(neighbor.index)
            });
            near.truncate(MOST);
            near
        });
        Self(neighbors.collect())
    }

    /// Those that are no farther from a colour than this.
    pub(super) fn of(&self, index: u8, distance: u8) -> impl Iterator<Item = Neighbor> {
        let near = self
            .0
            .get(usize::from(index))
            .into_iter()
            .flatten()
            .copied();
        near.take_while(move |neighbor| neighbor.distance <= distance)
    }
}

/// Of opaque colours, in steps of 8 bits: the length of the difference of red, green and blue. Others are as far apart as
/// can be.
pub(super) fn distance(a: Color, b: Color) -> u8 {
    if a[3] != b[3] {
        return u8::MAX;
    }
    let squares = (0..3).map(|channel| u32::from(a[channel].abs_diff(b[channel])).pow(2));
    u8::try_from(squares.sum::<u32>().isqrt()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_what_is_transparent_never() {
        let gray = |value: u8| [value, value, value, 255];
        let near = Near::new(&[gray(0), gray(20), gray(10), gray(200), [0; 4]]);
        let of = |index, distance| -> Vec<u8> {
            near.of(index, distance).map(|other| other.index).collect()
        };
        assert!(of(0, 16).is_empty());
        assert_eq!(of(0, 17), [2]);
        assert_eq!(of(0, FARTHEST), [2, 1]);
        assert!(of(4, FARTHEST).is_empty());
        assert!(of(3, FARTHEST).is_empty());
    }
}
