//! Fax compression: rows of black and white, each told by where colours change (ITU-T T.4 and T.6).

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use fax::decoder::{DecodeStatus, Group3Decoder, Group4Decoder};

use super::fax_bytes::Limited;
use super::fax_rows::{FaxRows, Layout};
use super::method::damaged;
use crate::contract::Error;

/// Ends a row of group 3. In TIFF it may be missing behind the last one.
const END_OF_LINE: &[u8] = &[0, 1];
/// Looked at behind the last code, which may end inside a byte.
const PADDING: &[u8] = &[0, 0];

/// How a strip or a tile is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    ModifiedHuffman,
    /// The same with rows of whole words.
    ModifiedHuffmanOfWords,
    Group3,
    Group3InTwoDimensions,
    Group4,
}

enum Group<'a> {
    Three(Group3Decoder<Limited<'a>>),
    Four(Group4Decoder<Limited<'a>>),
    Rows(FaxRows<'a>),
}

/// A strip or a tile that is decoded row by row.
pub(super) struct Fax<'a> {
    group: Group<'a>,
    width: u32,
    left: Rc<Cell<usize>>,
    ended: bool,
}

impl<'a> Fax<'a> {
    pub(super) fn new(packed: Cow<'a, [u8]>, width: u32, kind: Kind) -> Result<Self, Error> {
        let left = Rc::new(Cell::new(row_bytes(width)));
        let tail = match kind {
            Kind::Group3 => END_OF_LINE,
            Kind::Group4 => &[],
            _ => PADDING,
        };
        let bytes = Limited::new(packed, tail, Rc::clone(&left));
        let failed = |_| damaged("fax");
        let rows =
            |bytes, layout| Group::Rows(FaxRows::new(bytes, Rc::clone(&left), layout, width));
        let group = match kind {
            Kind::Group3 => Group::Three(Group3Decoder::new(bytes).map_err(failed)?),
            Kind::Group4 => {
                let Ok(decoder) = Group4Decoder::new(bytes, width);
                Group::Four(decoder)
            }
            Kind::ModifiedHuffman => rows(bytes, Layout::Units(1)),
            Kind::ModifiedHuffmanOfWords => rows(bytes, Layout::Units(2)),
            Kind::Group3InTwoDimensions => rows(bytes, Layout::Marks),
        };
        Ok(Self {
            group,
            width,
            left,
            ended: false,
        })
    }

    /// Fills a row: a bit for each pixel, set where it is black.
    pub(super) fn read(&mut self, row: &mut [u8]) -> Result<(), Error> {
        self.left.set(row_bytes(self.width));
        if self.ended {
            // White rows at the end may be left away.
            row.fill(0);
            return Ok(());
        }
        let changes = match &mut self.group {
            Group::Three(decoder) => {
                let status = decoder.advance().map_err(|_| damaged("fax"))?;
                self.ended = status == DecodeStatus::End;
                let changes = decoder.transitions();
                // A row of group 3 has all its pixels; one of group 4 only says where colours change.
                if changes.last() != Some(&self.width) {
                    return Err(damaged("fax"));
                }
                changes
            }
            Group::Four(decoder) => {
                let status = decoder.advance().map_err(|_| damaged("fax"))?;
                if status == DecodeStatus::End {
                    self.ended = true;
                    row.fill(0);
                    return Ok(());
                }
                decoder.transition()
            }
            Group::Rows(rows) => rows.read().ok_or_else(|| damaged("fax"))?,
        };
        row.fill(0);
        for change in changes.chunks(2) {
            let end = change.get(1).map_or(self.width, |end| *end);
            for x in change[0].min(self.width)..end.min(self.width) {
                row[x as usize / 8] |= 0x80 >> (x % 8);
            }
        }
        Ok(())
    }
}

/// More than the codes of a row can take, even where every pixel changes its colour.
fn row_bytes(width: u32) -> usize {
    (width as usize).saturating_mul(4).saturating_add(256)
}
