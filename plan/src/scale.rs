//! How sizes scale.

use crate::size::Size;

/// A factor that one side was chosen for, as a fraction: `length` is what `of` becomes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    length: u32,
    of: u32,
}

impl Scale {
    pub(crate) fn to_width(source: Size, width: u32) -> Self {
        Self {
            length: width,
            of: source.width,
        }
    }

    pub(crate) fn to_height(source: Size, height: u32) -> Self {
        Self {
            length: height,
            of: source.height,
        }
    }

    fn exceeds(self, other: Self) -> bool {
        u64::from(self.length) * u64::from(other.of) > u64::from(other.length) * u64::from(self.of)
    }

    pub(crate) fn larger(self, other: Self) -> Self {
        if other.exceeds(self) { other } else { self }
    }

    pub(crate) fn smaller(self, other: Self) -> Self {
        if self.exceeds(other) { other } else { self }
    }

    pub(crate) fn enlarges(self) -> bool {
        self.length > self.of
    }

    pub(crate) fn shrinks(self) -> bool {
        self.length < self.of
    }

    pub(crate) fn apply(self, size: Size) -> Size {
        Size {
            width: self.apply_to(size.width),
            height: self.apply_to(size.height),
        }
    }

    /// `side * length / of`, rounded half up as libvips does, and never 0.
    ///
    /// A picture of 1280 x 853 in a box of 128 x 128: 853 * 128 / 1280 = 85.3, so 128 x 85.
    fn apply_to(self, side: u32) -> u32 {
        let product = u64::from(side) * u64::from(self.length);
        let rounded = (2 * product + u64::from(self.of)) / (2 * u64::from(self.of));
        u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
    }
}
