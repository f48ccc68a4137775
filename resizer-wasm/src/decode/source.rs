//! A picture opened for several results.

use super::jpeg::Scaled;
use super::{Reduction, Request, RowSource, open_rows};
use crate::contract::{Error, ImageFormat, Warning};
use crate::head::Head;
use crate::picture::{Channels, Row};
use crate::plan::Size;

/// The shape in which rows of a source come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) size: Size,
    /// What was done to the picture. Where that made it smaller, the last column and row may stand for fewer pixels
    /// of the file than the others.
    pub(crate) reduction: Reduction,
    pub(crate) channels: Channels,
}

/// Where the rows come from.
pub(crate) enum Source<'a> {
    /// All results are made from the same rows.
    Rows(Box<dyn RowSource + 'a>),
    /// The decoder scales, and each result has its own scale.
    Scaled(Box<Scaled<'a>>),
}

impl<'a> Source<'a> {
    /// Opens the picture in `bytes`, whose header is `head`; of an animation, the first frame. For each result,
    /// `steps` has the pixels of the file, along the side where they are fewer, for one of the result; 1 where the
    /// result is to be made of every pixel.
    ///
    /// # Errors
    /// Those of the decoder.
    pub(crate) fn open(
        bytes: &'a [u8],
        head: &Head,
        request: Request,
        steps: &[f64],
    ) -> Result<Self, Error> {
        if head.format == ImageFormat::Jpeg {
            return Scaled::open(bytes, request, steps)
                .map(|scaled| Self::Scaled(Box::new(scaled)));
        }
        open_rows(bytes, head, request).map(Self::Rows)
    }

    pub(crate) fn channels(&self) -> Channels {
        match self {
            Self::Rows(rows) => rows.channels(),
            Self::Scaled(scaled) => scaled.channels(),
        }
    }

    /// The shapes in which rows come, at least one.
    pub(crate) fn shapes(&self) -> Vec<Shape> {
        match self {
            Self::Rows(rows) => vec![Shape {
                size: rows.size(),
                reduction: Reduction::None,
                channels: rows.channels(),
            }],
            Self::Scaled(scaled) => scaled.shapes(),
        }
    }

    /// The place among the shapes of the rows for this result.
    pub(crate) fn place(&self, result: usize) -> usize {
        match self {
            Self::Rows(_) => 0,
            Self::Scaled(scaled) => scaled.place(result),
        }
    }

    /// The next row, and the place of its shape. Rows of one shape come in order, those of several mixed. Called no
    /// more often than there are rows.
    ///
    /// # Errors
    /// As [`RowSource::next_row`].
    pub(crate) fn next_row(&mut self) -> Result<Option<(usize, Row<'_>)>, Error> {
        match self {
            Self::Rows(rows) => Ok(Some((0, rows.next_row()?))),
            Self::Scaled(scaled) => scaled.next_row(),
        }
    }

    /// What was wrong with the file and did not matter. Asked once, after the last row.
    pub(crate) fn warnings(&mut self) -> Vec<Warning> {
        match self {
            Self::Rows(rows) => rows.warnings(),
            Self::Scaled(scaled) => scaled.warnings(),
        }
    }
}
