//! Fax compression that the `fax` crate has no decoder for: modified Huffman code without ends of lines (TIFF 6.0, section 10),
//! and group 3 in two dimensions (ITU-T T.4, section 4.2). The codes are the crate's.

use std::cell::Cell;
use std::convert::Infallible;
use std::rc::Rc;

use fax::maps::{Mode, black, mode, white};
use fax::{BitReader, ByteReader};

use super::fax_bytes::Limited;

/// How rows are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Each begins with a new unit of one or two bytes.
    Units(usize),
    /// Each begins with a mark, and a bit that says whether it is told by the row above.
    Marks,
}

/// Bits of a mark: eleven zeros, or more to fill up, and a one.
const MARK_BITS: u8 = 12;

/// Rows of a strip or a tile.
pub(super) struct FaxRows<'a> {
    reader: ByteReader<Limited<'a>>,
    /// How many bytes may still be read.
    left: Rc<Cell<usize>>,
    layout: Layout,
    width: u32,
    /// Where colours change in the row, and in the one above. Both begin with white.
    row: Vec<u32>,
    above: Vec<u32>,
}

impl<'a> FaxRows<'a> {
    /// `left` is that of `bytes`.
    pub(super) fn new(
        bytes: Limited<'a>,
        left: Rc<Cell<usize>>,
        layout: Layout,
        width: u32,
    ) -> Self {
        let Ok(reader) = ByteReader::new(bytes);
        Self {
            reader,
            left,
            layout,
            width,
            row: Vec::new(),
            above: Vec::new(),
        }
    }

    /// Reads a row: where colours change. `None` where the data are damaged or end.
    pub(super) fn read(&mut self) -> Option<&[u32]> {
        std::mem::swap(&mut self.row, &mut self.above);
        self.row.clear();
        match self.layout {
            Layout::Units(bytes) => {
                let left = self.left.get();
                self.runs()?;
                let rest = self.reader.bits_to_byte_boundary();
                self.consume(rest)?;
                // The reader is two bytes ahead, both before a row and behind it, so it has taken as many as the row has.
                if !(left - self.left.get()).is_multiple_of(bytes) {
                    self.consume(8)?;
                }
            }
            Layout::Marks => {
                self.pass_mark()?;
                match self.bits(1)? {
                    0 => self.changes()?,
                    _ => self.runs()?,
                }
            }
        }
        Some(&self.row)
    }

    /// A row that is told by its runs, white first.
    fn runs(&mut self) -> Option<()> {
        let (mut at, mut is_black) = (0, false);
        while at < self.width {
            at = self.run(at, is_black)?;
            is_black = !is_black;
        }
        Some(())
    }

    /// The end of a run that begins at `at`.
    fn run(&mut self, at: u32, is_black: bool) -> Option<u32> {
        let mut end = at;
        loop {
            let length = match is_black {
                true => black::decode(&mut self.reader)?,
                false => white::decode(&mut self.reader)?,
            };
            end = end.checked_add(u32::from(length))?;
            if end > self.width {
                return None;
            }
            // A code from 64 on is followed by another one of the same colour.
            if length < 64 {
                self.row.push(end);
                return Some(end);
            }
        }
    }

    /// A row that is told by what is different from the row above (T.4, section 4.2.1.3).
    fn changes(&mut self) -> Option<()> {
        // Before the first pixel there is a white one.
        let (mut at, mut is_first, mut is_black) = (0, true, false);
        while at < self.width {
            let (b1, b2) = self.above_from(at, is_first, is_black);
            match mode::decode(&mut self.reader)? {
                Mode::Pass => at = b2,
                Mode::Horizontal => {
                    at = self.run(at, is_black)?;
                    at = self.run(at, !is_black)?;
                }
                Mode::Vertical(distance) => {
                    let end = b1.checked_add_signed(distance.into())?;
                    if end < at || end > self.width || (end == at && !is_first) {
                        return None;
                    }
                    self.row.push(end);
                    at = end;
                    is_black = !is_black;
                }
                Mode::Extension | Mode::EOF => return None,
            }
            is_first = false;
        }
        Some(())
    }

    /// In the row above, the first change to the other colour behind `at`, and the one after it.
    fn above_from(&self, at: u32, is_first: bool, is_black: bool) -> (u32, u32) {
        let is_behind = |change: u32| change > at || is_first;
        // Changes to black have even numbers.
        let number = (usize::from(is_black)..self.above.len())
            .step_by(2)
            .find(|number| is_behind(self.above[*number]));
        let change = |number: Option<usize>| {
            number
                .and_then(|number| self.above.get(number))
                .map_or(self.width, |change| *change)
        };
        (change(number), change(number.map(|number| number + 1)))
    }

    /// Passes the next mark, and zeros that fill up before it.
    fn pass_mark(&mut self) -> Option<()> {
        while self.reader.peek(MARK_BITS)? != 1 {
            self.bits(1)?;
        }
        self.consume(MARK_BITS)
    }

    fn bits(&mut self, count: u8) -> Option<u16> {
        let bits = self.reader.peek(count)?;
        self.consume(count)?;
        Some(bits)
    }

    fn consume(&mut self, count: u8) -> Option<()> {
        let result: Result<(), Infallible> = self.reader.consume(count);
        result.ok()
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_of_any_bytes_end_and_stay_within_the_picture(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(0), Just(1)], 0..200),
            width in 1u32..300,
            layout in prop::sample::select(vec![Layout::Marks, Layout::Units(1), Layout::Units(2)]),
        ) {
            let left = Rc::new(Cell::new(usize::MAX));
            let input = Limited::new(Cow::Borrowed(&bytes), &[0, 0], Rc::clone(&left));
            let mut rows = FaxRows::new(input, left, layout, width);
            let mut count = 0;
            while let Some(row) = rows.read() {
                prop_assert!(row.is_sorted() && row.last() <= Some(&width));
                count += 1;
            }
            prop_assert!(count <= bytes.len() * 8 + 16);
        }
    }
}
