//! Fax compression: rows of black and white, each told by where colours change (ITU-T T.4 and T.6).

use std::borrow::Cow;
use std::cell::Cell;
use std::convert::Infallible;
use std::rc::Rc;

use fax::decoder::{DecodeStatus, Group3Decoder, Group4Decoder};

use super::method::damaged;
use crate::contract::Error;

/// Ends a row of group 3. In TIFF it may be missing behind the last one.
const END_OF_LINE: &[u8] = &[0, 1];

/// Bytes of a strip, as many of them as one row may take. The decoder notes every change of colour, so that a row
/// without end would take any amount of memory.
struct Limited<'a> {
    packed: Cow<'a, [u8]>,
    /// What follows.
    tail: &'static [u8],
    position: usize,
    left: Rc<Cell<usize>>,
}

impl Iterator for Limited<'_> {
    type Item = Result<u8, Infallible>;

    fn next(&mut self) -> Option<Self::Item> {
        let after = || self.tail.get(self.position - self.packed.len());
        let byte = *self.packed.get(self.position).or_else(after)?;
        self.left.set(self.left.get().checked_sub(1)?);
        self.position += 1;
        Some(Ok(byte))
    }
}

enum Group<'a> {
    Three(Group3Decoder<Limited<'a>>),
    Four(Group4Decoder<Limited<'a>>),
}

/// A strip or a tile that is decoded row by row.
pub(super) struct Fax<'a> {
    group: Group<'a>,
    width: u32,
    left: Rc<Cell<usize>>,
    ended: bool,
}

impl<'a> Fax<'a> {
    pub(super) fn new(packed: Cow<'a, [u8]>, width: u32, is_group_4: bool) -> Result<Self, Error> {
        let left = Rc::new(Cell::new(row_bytes(width)));
        let bytes = Limited {
            packed,
            tail: if is_group_4 { &[] } else { END_OF_LINE },
            position: 0,
            left: Rc::clone(&left),
        };
        let failed = |_| damaged("fax");
        let group = if is_group_4 {
            let Ok(decoder) = Group4Decoder::new(bytes, width);
            Group::Four(decoder)
        } else {
            Group::Three(Group3Decoder::new(bytes).map_err(failed)?)
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
        let status = match &mut self.group {
            Group::Three(decoder) => decoder.advance(),
            Group::Four(decoder) => decoder.advance(),
        };
        match (&self.group, status) {
            (_, Err(_)) => return Err(damaged("fax")),
            (Group::Four(_), Ok(DecodeStatus::End)) => {
                self.ended = true;
                row.fill(0);
                return Ok(());
            }
            (Group::Three(_), Ok(DecodeStatus::End)) => self.ended = true,
            (_, Ok(DecodeStatus::Incomplete)) => {}
        }
        let changes = match &self.group {
            Group::Three(decoder) => decoder.transitions(),
            Group::Four(decoder) => decoder.transition(),
        };
        // A row of group 3 has all its pixels; one of group 4 only says where colours change.
        if matches!(self.group, Group::Three(_)) && changes.last() != Some(&self.width) {
            return Err(damaged("fax"));
        }
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
