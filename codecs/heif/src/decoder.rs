//! What decodes the coded items.

use isobmff::Configuration;

use crate::error::Error;
use crate::frame::{CodedColor, Frame, Purpose};

/// A coded image item, as a decoder is handed it.
#[derive(Debug, Clone, Copy)]
pub struct Coded<'a> {
    /// Its bits, from all of its extents.
    pub data: &'a [u8],
    /// What its property `av1C` or `hvcC` says.
    pub configuration: Configuration<'a>,
    /// Columns of the picture, as its property `ispe` says: it has no more.
    pub width: u32,
    /// Rows of the picture, likewise.
    pub height: u32,
    /// The operating point to decode, as `a1op` says (AV1 only).
    pub operating_point: u8,
    /// The spatial layer to show, as `lsel` says (AV1 only); the best one where it says none.
    pub layer: Option<u16>,
    /// Which renditions its picture is for.
    pub purpose: Purpose,
}

/// A decoder of one coding.
pub trait Decoder {
    /// What the head of an item says of its colours, without decoding it.
    ///
    /// # Errors
    /// As `wit/resize.wit` describes them.
    fn color(&mut self, coded: Coded<'_>) -> Result<CodedColor, Error>;

    /// Decodes an item and hands over its picture: for each rendition of its purpose, every row once. Rows of a part begin at a
    /// multiple of 32 rows, of chroma too, so that no mean is of two parts.
    ///
    /// What a rendition is made of depends on the item and the rendition alone, not on the other renditions of its purpose.
    ///
    /// # Errors
    /// As `wit/resize.wit` describes them, and what `take` returns.
    fn decode(
        &mut self,
        coded: Coded<'_>,
        take: &mut dyn FnMut(&Frame<'_>) -> Result<(), Error>,
    ) -> Result<(), Error>;
}
