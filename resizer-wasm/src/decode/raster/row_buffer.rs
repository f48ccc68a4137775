//! A row that is put together.

use crate::picture::Row;

/// Room for a row of pixels. One of the two is as long as the longest; shorter ones have its beginning.
pub(super) struct RowBuffer {
    pub(super) eight: Vec<u8>,
    pub(super) sixteen: Vec<u16>,
}

/// A row in the making, in one of the two depths.
pub(super) enum RowMut<'a> {
    Eight(&'a mut [u8]),
    Sixteen(&'a mut [u16]),
}

impl RowBuffer {
    /// Of so many samples.
    pub(super) fn row_mut(&mut self, samples: usize) -> RowMut<'_> {
        match self.sixteen.is_empty() {
            true => RowMut::Eight(&mut self.eight[..samples]),
            false => RowMut::Sixteen(&mut self.sixteen[..samples]),
        }
    }

    /// The same, finished.
    pub(super) fn row(&self, samples: usize) -> Row<'_> {
        match self.sixteen.is_empty() {
            true => Row::Eight(&self.eight[..samples]),
            false => Row::Sixteen(&self.sixteen[..samples]),
        }
    }
}
