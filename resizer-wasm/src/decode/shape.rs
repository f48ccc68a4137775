//! The shape in which rows of a source come.

use plan::Reduction;

use super::rows::RowSource;
use crate::geometry::Size;
use crate::picture::Channels;

/// The shape in which rows of a source come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) size: Size,
    /// What was done to the picture. Where that made it smaller, the last column and row may stand for fewer pixels
    /// of the file than the others.
    pub(crate) reduction: Reduction,
    pub(crate) channels: Channels,
}

impl Shape {
    /// That of rows which are as the file has them.
    pub(crate) fn of(rows: &dyn RowSource) -> Self {
        Self {
            size: rows.size(),
            reduction: Reduction::None,
            channels: rows.channels(),
        }
    }
}
