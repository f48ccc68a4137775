//! Where everything is on a sheet: a row of titles, then a row for each input, with a column for the original and one
//! for each output.

use std::ops::RangeInclusive;

use crate::arguments::CellSize;

/// Pixels around and between cells.
pub(super) const SPACE: u32 = 24;
/// A line of text.
pub(super) const LINE: u32 = 20;
/// Between a picture and its label.
pub(super) const ABOVE_LABEL: u32 = 6;
/// Between the titles and the first row.
const BELOW_TITLES: u32 = 8;
/// Under each picture: its name, and what it is.
const LABEL_LINES: u32 = 2;
/// So narrow that a label has room, and so wide that a row is no burden on memory.
const CELL_WIDTH: RangeInclusive<u32> = 320..=1200;
const CELL_HEIGHT: RangeInclusive<u32> = 100..=1200;

/// The places of one sheet. All rows are of one height, because a PNG says at its beginning how high it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) cell: CellSize,
    columns: u32,
    rows: u32,
}

impl Layout {
    /// # Errors
    /// Where the cell is too small or large, or the sheet becomes larger than a PNG may be.
    pub(super) fn new(cell: CellSize, columns: usize, rows: usize) -> Result<Self, String> {
        let CellSize { width, height } = cell;
        if !CELL_WIDTH.contains(&width) || !CELL_HEIGHT.contains(&height) {
            return Err(format!(
                "the cell is {width}x{height}; expected a width of {} to {} and a height of {} to {}",
                CELL_WIDTH.start(),
                CELL_WIDTH.end(),
                CELL_HEIGHT.start(),
                CELL_HEIGHT.end()
            ));
        }
        let layout = |columns, rows| Self {
            cell,
            columns,
            rows,
        };
        let rows_height = u32::try_from(rows)
            .ok()
            .and_then(|rows| rows.checked_mul(layout(0, 0).row_height()));
        match (u32::try_from(columns), rows_height) {
            (Ok(columns), Some(height)) if height < i32::MAX as u32 - SPACE - 2 * LINE => {
                Ok(layout(columns, height / layout(0, 0).row_height()))
            }
            _ => Err("these are too many images for one sheet; make several".to_owned()),
        }
    }

    pub(super) fn width(&self) -> u32 {
        self.left(self.columns)
    }

    pub(super) fn height(&self) -> u32 {
        self.titles_height() + self.rows * self.row_height()
    }

    pub(super) fn titles_height(&self) -> u32 {
        SPACE + LINE + BELOW_TITLES
    }

    /// With the space below.
    pub(super) fn row_height(&self) -> u32 {
        self.cell.height + ABOVE_LABEL + LABEL_LINES * LINE + SPACE
    }

    /// The left edge of a column, counted from 0.
    pub(super) fn left(&self, column: u32) -> u32 {
        SPACE + column * (self.cell.width + SPACE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: CellSize = CellSize {
        width: 400,
        height: 300,
    };

    #[test]
    fn a_sheet_has_space_around_every_cell() {
        let layout = Layout::new(CELL, 3, 2).unwrap();
        assert_eq!(layout.left(1), 24 + 400 + 24);
        assert_eq!(layout.width(), 3 * 424 + 24);
        assert_eq!(layout.height(), 52 + 2 * (300 + 6 + 40 + 24));
    }

    #[test]
    fn what_cannot_be_a_sheet_is_refused() {
        let tiny = CellSize {
            width: 10,
            height: 300,
        };
        let error = Layout::new(tiny, 2, 1).unwrap_err();
        assert!(error.contains("10x300; expected a width of 320"), "{error}");
        let error = Layout::new(CELL, 2, usize::MAX).unwrap_err();
        assert!(error.contains("too many images"), "{error}");
        assert!(Layout::new(CELL, 2, 10_000_000).is_err());
    }
}
