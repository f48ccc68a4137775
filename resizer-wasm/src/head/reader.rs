//! Reading numbers and slices from a head that may end at any byte.

use crate::contract::{Error, ImageFormat};
use crate::error;

/// A position in the head of a file. Every read that goes beyond the end is a `truncated` error with the length
/// that would have been enough.
pub(super) struct Reader<'a> {
    format: ImageFormat,
    bytes: &'a [u8],
    position: u64,
}

impl<'a> Reader<'a> {
    pub(super) fn new(format: ImageFormat, bytes: &'a [u8]) -> Self {
        Self {
            format,
            bytes,
            position: 0,
        }
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Moves on without looking; the bytes passed need not be there.
    pub(super) fn skip(&mut self, count: u64) {
        self.position = self.position.saturating_add(count);
    }

    /// Moves to a position that the file names.
    pub(super) fn seek(&mut self, position: u64) {
        self.position = position;
    }

    /// Moves on behind the next `byte`.
    pub(super) fn skip_past(&mut self, byte: u8) -> Result<(), Error> {
        let rest = usize::try_from(self.position)
            .ok()
            .and_then(|position| self.bytes.get(position..))
            .unwrap_or_default();
        match rest.iter().position(|found| *found == byte) {
            Some(distance) => self.skip(distance as u64 + 1),
            // Whatever comes next, it is behind the end.
            None => return Err(error::short_head(self.format, self.bytes.len(), self.end())),
        }
        Ok(())
    }

    /// The least length with which there is another byte to read.
    fn end(&self) -> u64 {
        self.position.max(self.bytes.len() as u64) + 1
    }

    pub(super) fn take(&mut self, count: u64) -> Result<&'a [u8], Error> {
        let end = self.position.saturating_add(count);
        let slice = usize::try_from(self.position)
            .ok()
            .zip(usize::try_from(end).ok())
            .and_then(|(start, end)| self.bytes.get(start..end))
            .ok_or_else(|| error::short_head(self.format, self.bytes.len(), end))?;
        self.position = end;
        Ok(slice)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N as u64)?);
        Ok(array)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Error> {
        Ok(self.array::<1>()?[0])
    }

    pub(super) fn u16_be(&mut self) -> Result<u16, Error> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub(super) fn u16_le(&mut self) -> Result<u16, Error> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub(super) fn u32_be(&mut self) -> Result<u32, Error> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub(super) fn u32_le(&mut self) -> Result<u32, Error> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// A 24-bit little-endian number.
    pub(super) fn u24_le(&mut self) -> Result<u32, Error> {
        let [a, b, c] = self.array()?;
        Ok(u32::from_le_bytes([a, b, c, 0]))
    }

    pub(super) fn malformed(&self, problem: &str) -> Error {
        error::malformed(self.format, problem)
    }

    pub(super) fn unsupported(&self, feature: &str) -> Error {
        error::unsupported_feature(self.format, feature)
    }
}
