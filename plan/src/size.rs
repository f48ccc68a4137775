//! Sizes and windows.

/// Width and height in pixels, both at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// A part of a picture, in pixels of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Columns before it.
    pub left: u32,
    /// Rows above it.
    pub top: u32,
    /// Its size.
    pub size: Size,
}

impl Size {
    /// The size with its sides exchanged.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self {
            width: self.height,
            height: self.width,
        }
    }

    /// Pixels.
    #[must_use]
    pub fn area(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

impl Window {
    /// All of a picture.
    #[must_use]
    pub fn whole(size: Size) -> Self {
        Self {
            left: 0,
            top: 0,
            size,
        }
    }
}
