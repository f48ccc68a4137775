//! Rows of the simple formats: read one by one, and filled where they are lost and damage is accepted.

use super::rows::RowSource;
use super::salvage::Layout;
use super::terms::Terms;
use super::whole_frame::fill;
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::geometry::Size;
use crate::head::Head;
use crate::picture::{self, Channels, Row};

/// What can read one row after the other, of the layout that [`Layout::of`] the header gives.
pub(super) trait RowReader {
    /// Reads the next row, from above. Samples of 16 bits are in the order of bytes of the machine.
    ///
    /// # Errors
    /// `truncated` or `malformed` where the row is lost. It is asked for the next one all the same.
    fn read_row(&mut self, row: &mut [u8]) -> Result<(), Error>;
}

/// The rows of a picture.
pub(super) struct Rows<'a> {
    format: ImageFormat,
    layout: Layout,
    reader: Box<dyn RowReader + 'a>,
    is_tolerant: bool,
    given: u32,
    /// How many of them were there.
    there: u32,
    row: Vec<u8>,
    /// The same row, where samples have 16 bits.
    wide: Vec<u16>,
}

impl<'a> Rows<'a> {
    /// # Errors
    /// `limit-exceeded` where there is no memory for a row.
    pub(super) fn open(
        head: &Head,
        terms: Terms,
        reader: Box<dyn RowReader + 'a>,
    ) -> Result<Box<dyn RowSource + 'a>, Error> {
        let layout = Layout::of(head);
        let bytes = layout.row_bytes() as u64;
        Ok(Box::new(Self {
            format: head.format,
            layout,
            reader,
            is_tolerant: terms.tolerant,
            given: 0,
            there: 0,
            row: picture::zeroed(bytes)?,
            wide: picture::zeroed(if layout.sample_bytes == 2 {
                bytes / 2
            } else {
                0
            })?,
        }))
    }
}

impl RowSource for Rows<'_> {
    fn size(&self) -> Size {
        self.layout.size
    }

    fn channels(&self) -> Channels {
        self.layout.channels
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        self.given += 1;
        match self.reader.read_row(&mut self.row) {
            Ok(()) => self.there += 1,
            // A picture of which nothing is there is none.
            Err(error) if !self.is_tolerant => return Err(error),
            Err(error) if self.there == 0 && self.given == self.layout.size.height => {
                return Err(error);
            }
            Err(_) => fill(&mut self.row, self.layout.channels),
        }
        if self.layout.sample_bytes == 1 {
            return Ok(Row::Eight(&self.row));
        }
        for (sample, pair) in self.wide.iter_mut().zip(self.row.chunks_exact(2)) {
            *sample = u16::from_ne_bytes([pair[0], pair[1]]);
        }
        Ok(Row::Sixteen(&self.wide))
    }

    fn warnings(&mut self) -> Vec<Warning> {
        if self.there == self.given {
            return Vec::new();
        }
        // Rows that nobody asked for are not lost.
        let height = self.layout.size.height;
        let there = height - (self.given - self.there);
        vec![error::picture_lost(
            self.format,
            there.into(),
            height.into(),
            "rows",
        )]
    }
}
