//! What decoders of fax compression read.

use std::borrow::Cow;
use std::cell::Cell;
use std::convert::Infallible;
use std::rc::Rc;

/// Bytes of a strip, as many of them as one row may take. The decoder notes every change of colour, so that a row
/// without end would take any amount of memory.
pub(super) struct Limited<'a> {
    packed: Cow<'a, [u8]>,
    /// What follows.
    tail: &'static [u8],
    position: usize,
    left: Rc<Cell<usize>>,
}

impl<'a> Limited<'a> {
    /// These bytes, with `tail` behind them. What may still be read is in `left`, which is set for each row.
    pub(super) fn new(packed: Cow<'a, [u8]>, tail: &'static [u8], left: Rc<Cell<usize>>) -> Self {
        Self {
            packed,
            tail,
            position: 0,
            left,
        }
    }
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
