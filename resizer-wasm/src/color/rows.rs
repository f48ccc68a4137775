//! Rows of a source in sRGB, before they are resampled.

use super::ToSrgb;
use crate::picture::{self, Row};

/// Converts rows, one after the other.
pub(crate) struct RowsToSrgb {
    to_srgb: ToSrgb,
    /// The row with 16 bits, and what it becomes.
    deep: Vec<u16>,
    made: Vec<u16>,
}

impl RowsToSrgb {
    pub(crate) fn new(to_srgb: ToSrgb) -> Self {
        Self {
            to_srgb,
            deep: Vec::new(),
            made: Vec::new(),
        }
    }

    /// The row in sRGB, of the same channels.
    pub(crate) fn convert(&mut self, row: Row<'_>) -> Row<'_> {
        self.deep.clear();
        match row {
            Row::Eight(row) => self
                .deep
                .extend(row.iter().map(|sample| picture::from_byte(*sample))),
            Row::Sixteen(row) => self.deep.extend_from_slice(row),
        }
        let Some(transform) = &self.to_srgb.transform else {
            return Row::Sixteen(&self.deep);
        };
        // Inks are never converted by rows, so that there are as many samples as before.
        self.made.resize(self.deep.len(), 0);
        transform.convert(self.to_srgb.channels, &self.deep, &mut self.made);
        Row::Sixteen(&self.made)
    }
}
