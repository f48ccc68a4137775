//! Transforms of an image, whatever their order: resolved to a window of the stored image and an orientation as EXIF counts
//! them, of which the window comes first (HEIF, clauses 6.5.9, 6.5.10 and 6.5.12).

use crate::error::{Error, malformed};

/// A part of an image, in pixels of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Columns before it.
    pub left: u32,
    /// Rows above it.
    pub top: u32,
    /// Its columns, at least 1.
    pub width: u32,
    /// Its rows, at least 1.
    pub height: u32,
}

/// A property that changes an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transform {
    /// `irot`: by so many right angles, anticlockwise.
    Rotation(u8),
    /// `imir`: the left side and the right one are swapped, or else the upper and the lower one.
    Mirror { swaps_columns: bool },
    /// `clap`: a crop. Fractions: its size, and how far its centre is from that of the image.
    CleanAperture {
        width: (i64, i64),
        height: (i64, i64),
        right: (i64, i64),
        down: (i64, i64),
    },
}

/// Where the visible image is in the stored one: the window, of which columns and rows are swapped, and which is then mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placement {
    pub(crate) window: Window,
    swaps: bool,
    mirrors_columns: bool,
    mirrors_rows: bool,
}

impl Placement {
    /// Of an image as it is stored.
    pub(crate) fn new(width: u32, height: u32) -> Self {
        Self {
            window: Window {
                left: 0,
                top: 0,
                width,
                height,
            },
            swaps: false,
            mirrors_columns: false,
            mirrors_rows: false,
        }
    }

    /// As EXIF counts them (TIFF 6.0, tag 274), 1 to 8.
    pub(crate) fn orientation(&self) -> u8 {
        match (self.swaps, self.mirrors_columns, self.mirrors_rows) {
            (false, false, false) => 1,
            (false, true, false) => 2,
            (false, true, true) => 3,
            (false, false, true) => 4,
            (true, false, false) => 5,
            (true, true, false) => 6,
            (true, true, true) => 7,
            (true, false, true) => 8,
        }
    }

    /// # Errors
    /// [`Error::Malformed`] for a crop without a pixel of the image.
    pub(crate) fn apply(&mut self, transform: Transform) -> Result<(), Error> {
        match transform {
            Transform::Rotation(right_angles) => {
                for _ in 0..right_angles {
                    self.rotate();
                }
            }
            Transform::Mirror {
                swaps_columns: true,
            } => self.mirrors_columns = !self.mirrors_columns,
            Transform::Mirror {
                swaps_columns: false,
            } => self.mirrors_rows = !self.mirrors_rows,
            Transform::CleanAperture {
                width,
                height,
                right,
                down,
            } => self.crop(width, height, right, down)?,
        }
        Ok(())
    }

    /// By a right angle, anticlockwise: columns and rows are swapped, and then the rows are mirrored.
    fn rotate(&mut self) {
        *self = Self {
            window: self.window,
            swaps: !self.swaps,
            mirrors_columns: self.mirrors_rows,
            mirrors_rows: !self.mirrors_columns,
        };
    }

    fn crop(
        &mut self,
        width: (i64, i64),
        height: (i64, i64),
        right: (i64, i64),
        down: (i64, i64),
    ) -> Result<(), Error> {
        let window = self.window;
        let visible = match self.swaps {
            true => (window.height, window.width),
            false => (window.width, window.height),
        };
        let mut columns = part(visible.0, width, right)?;
        let mut rows = part(visible.1, height, down)?;
        // Back to the stored image.
        if self.mirrors_columns {
            columns.0 = visible.0 - columns.0 - columns.1;
        }
        if self.mirrors_rows {
            rows.0 = visible.1 - rows.0 - rows.1;
        }
        if self.swaps {
            (columns, rows) = (rows, columns);
        }
        self.window = Window {
            left: window.left + columns.0,
            top: window.top + rows.0,
            width: columns.1,
            height: rows.1,
        };
        Ok(())
    }
}

/// Start and length of a part of `side` pixels that is about `length` long and whose centre is off by `shift`; as far as it is
/// inside.
fn part(side: u32, length: (i64, i64), shift: (i64, i64)) -> Result<(u32, u32), Error> {
    let long = i128::from(length.0) / i128::from(length.1);
    // shift + (side - length) / 2, over a common denominator, which is positive. Numerators stay below 2^100.
    let (length, shift) = (wide(length), wide(shift));
    let under = 2 * length.1 * shift.1;
    let over = 2 * shift.0 * length.1 + (i128::from(side) * length.1 - length.0) * shift.1;
    let start = over.div_euclid(under);
    let end = (start + long).min(i128::from(side));
    let start = start.max(0);
    if start >= end {
        return Err(malformed("its clap box leaves nothing of the image"));
    }
    // Both are between 0 and the side.
    Ok((start as u32, (end - start) as u32))
}

fn wide((over, under): (i64, i64)) -> (i128, i128) {
    (i128::from(over), i128::from(under))
}
