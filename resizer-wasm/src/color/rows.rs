//! Rows of a source in sRGB, before they are resampled.

use super::{ToSrgb, layouts, only_green};
use crate::picture::{self, Channels, Row};

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
        let channels = self.to_srgb.channels;
        let (_, rgb) = layouts(channels);
        let Some(transform) = &self.to_srgb.transform else {
            return Row::Sixteen(&self.deep);
        };
        self.made
            .resize(self.deep.len() / channels.count() * rgb.count(), 0);
        // The lengths fit each other, which is all that can go wrong.
        if transform.transform(&self.deep, &mut self.made).is_err() {
            return Row::Sixteen(&self.deep);
        }
        match channels {
            Channels::Gray | Channels::GrayAlpha => {
                self.deep = only_green(&self.made, rgb.count());
                Row::Sixteen(&self.deep)
            }
            Channels::Rgb | Channels::Rgba | Channels::Cmyk => Row::Sixteen(&self.made),
        }
    }
}
