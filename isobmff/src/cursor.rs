//! Reading numbers from the contents of a box.

use crate::boxes::Kind;
use crate::error::{Error, malformed};

/// A position in the contents of a box. To read beyond its end is an error that names the box.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    kind: Kind,
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(kind: Kind, bytes: &'a [u8]) -> Self {
        Self { kind, bytes }
    }

    /// What was not read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = (self.bytes.split_at_checked(length))
            .ok_or_else(|| malformed(format!("its {} box ends too early", self.kind)))?;
        self.bytes = rest;
        Ok(taken)
    }

    /// A big-endian number of up to eight bytes; 0 for none.
    pub(crate) fn number(&mut self, length: usize) -> Result<u64, Error> {
        let bytes = self.take(length)?;
        Ok(bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Error> {
        Ok(self.number(1)? as u8)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Error> {
        Ok(self.number(2)? as u16)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Error> {
        Ok(self.number(4)? as u32)
    }

    /// The number of an item: of 16 bits, or where `is_wide` 32.
    pub(crate) fn item(&mut self, is_wide: bool) -> Result<u32, Error> {
        Ok(self.number(if is_wide { 4 } else { 2 })? as u32)
    }

    /// Version and flags, with which a full box begins (14496-12, clause 4.2.2).
    pub(crate) fn version_and_flags(&mut self) -> Result<(u8, u32), Error> {
        let word = self.u32()?;
        Ok(((word >> 24) as u8, word & 0x00ff_ffff))
    }
}
