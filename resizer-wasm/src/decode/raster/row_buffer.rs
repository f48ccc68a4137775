//! A row that is put together.

use crate::picture::Row;

/// A row of pixels; one of the two is as long as it.
pub(super) struct RowBuffer {
    pub(super) eight: Vec<u8>,
    pub(super) sixteen: Vec<u16>,
}

impl RowBuffer {
    pub(super) fn row(&self) -> Row<'_> {
        match self.sixteen.is_empty() {
            true => Row::Eight(&self.eight),
            false => Row::Sixteen(&self.sixteen),
        }
    }
}
