//! The part of the canvas that a frame covers.

use crate::geometry::Size;

/// A rectangle on the canvas, with at least one pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::encode) struct Area {
    pub(in crate::encode) left: usize,
    pub(in crate::encode) top: usize,
    pub(in crate::encode) width: usize,
    pub(in crate::encode) height: usize,
}

impl Area {
    pub(in crate::encode) fn whole(size: Size) -> Self {
        Self {
            left: 0,
            top: 0,
            width: size.width as usize,
            height: size.height as usize,
        }
    }

    /// The smallest one with all of `marked`, in a canvas so many pixels wide; the first pixel where there are none.
    pub(in crate::encode) fn around(marked: &[bool], width: usize) -> Self {
        let (mut left, mut right) = (width, 0);
        let (mut top, mut bottom) = (usize::MAX, 0);
        for (y, row) in marked.chunks_exact(width).enumerate() {
            if let Some(first) = row.iter().position(|marked| *marked) {
                let last = row.iter().rposition(|marked| *marked).unwrap_or(first);
                (left, right) = (left.min(first), right.max(last));
                (top, bottom) = (top.min(y), y);
            }
        }
        if top > bottom {
            (left, right, top, bottom) = (0, 0, 0, 0);
        }
        Self {
            left,
            top,
            width: right - left + 1,
            height: bottom - top + 1,
        }
    }

    /// With its left and its top side at even places, as WebP has them.
    pub(in crate::encode) fn even(self) -> Self {
        let (left, top) = (self.left & !1, self.top & !1);
        Self {
            left,
            top,
            width: self.width + self.left - left,
            height: self.height + self.top - top,
        }
    }

    /// For each of its rows, where that is in a canvas so many pixels wide.
    pub(in crate::encode) fn rows(
        self,
        width: usize,
    ) -> impl Iterator<Item = std::ops::Range<usize>> {
        (self.top..self.top + self.height).map(move |y| {
            let start = y * width + self.left;
            start..start + self.width
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_area_is_found() {
        let marked = |places: &[usize]| -> Vec<bool> {
            (0..15).map(|place| places.contains(&place)).collect()
        };
        let area = |left, top, width, height| Area {
            left,
            top,
            width,
            height,
        };
        assert_eq!(Area::around(&marked(&[]), 5), area(0, 0, 1, 1));
        assert_eq!(Area::around(&marked(&[14]), 5), area(4, 2, 1, 1));
        let found = Area::around(&marked(&[3, 6]), 5);
        assert_eq!(found, area(1, 0, 3, 2));
        assert_eq!(found.even(), area(0, 0, 4, 2));
        assert_eq!(found.rows(5).collect::<Vec<_>>(), [1..4, 6..9]);
    }
}
