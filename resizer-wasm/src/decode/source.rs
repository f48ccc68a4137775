//! A picture opened for several results.

use super::jpeg::Scaled;
use super::{Reduction, Request, RowSource, StripSource, open_rows, webp};
use crate::contract::{Error, ImageFormat, Warning};
use crate::geometry::Size;
use crate::head::Head;
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

/// What a result asks of the decoder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wish {
    /// Pixels of the file, along the side where they are fewer, for one of the result; 1 where the result is to be made
    /// of every pixel.
    pub(crate) step: f64,
    /// Whether chroma of half the width and height is all that is wanted.
    pub(crate) halves_chroma: bool,
}

/// How the picture comes.
pub(crate) enum Source<'a> {
    /// All results are made from the same rows.
    Rows(Box<dyn RowSource + 'a>),
    /// The decoder scales, and each result has its own scale.
    Strips(Box<dyn StripSource + 'a>),
}

impl<'a> Source<'a> {
    /// Opens the picture in `bytes`, whose header is `head`; of an animation, the first frame. There is a wish for
    /// each result.
    ///
    /// # Errors
    /// Those of the decoder.
    pub(crate) fn open(
        bytes: &'a [u8],
        head: &Head,
        request: Request,
        wishes: &[Wish],
    ) -> Result<Self, Error> {
        match head.format {
            ImageFormat::Jpeg => {
                let scaled = Scaled::open(bytes, request, wishes)?;
                Ok(Self::Strips(Box::new(scaled)))
            }
            ImageFormat::Webp => webp::open(bytes, head, request, wishes),
            _ => open_rows(bytes, head, request).map(Self::Rows),
        }
    }

    pub(crate) fn channels(&self) -> Channels {
        match self {
            Self::Rows(rows) => rows.channels(),
            Self::Strips(strips) => strips.channels(),
        }
    }

    /// What was wrong with the file and did not matter. Asked once, at the end.
    pub(crate) fn warnings(&mut self) -> Vec<Warning> {
        match self {
            Self::Rows(rows) => rows.warnings(),
            Self::Strips(strips) => strips.warnings(),
        }
    }
}
