//! Numbers out of bytes.

/// Bytes from which numbers are taken. Behind the last they begin again.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    /// Without any bytes all numbers are 0.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        if self.at >= self.bytes.len() {
            self.at = 0;
        }
        byte
    }

    pub(crate) fn bit(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    /// From 0 to less than `end`, which is 256 at most.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    pub(crate) fn vec(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.byte()).collect()
    }

    pub(crate) fn word(&mut self) -> i16 {
        i16::from_le_bytes(self.bytes())
    }

    pub(crate) fn words<const N: usize>(&mut self) -> [i16; N] {
        std::array::from_fn(|_| self.word())
    }

    /// Numbers of so many bits each, with a sign.
    pub(crate) fn words_of<const N: usize>(&mut self, bits: u32) -> [i16; N] {
        self.words().map(|word: i16| word >> (16 - bits))
    }

    pub(crate) fn longs<const N: usize>(&mut self) -> [u32; N] {
        std::array::from_fn(|_| u32::from_le_bytes(self.bytes()))
    }

    /// All that has not been taken.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
}
