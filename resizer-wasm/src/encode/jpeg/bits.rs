//! Writing bits, section F.1.2.3: from the highest bit of a byte down, with a 0 behind each byte of ones only.

use crate::contract::Error;
use crate::error;

/// What a file grows by that turns out longer than was thought, where this is more than an eighth of it.
const GROWTH: usize = 4096;

/// The most bytes that a flush writes: eight, and as many zeros.
const MOST_OF_FLUSH: usize = 16;

/// Appends bits to a file.
///
/// That memory does not suffice is kept in mind until [`BitWriter::finish`].
pub(super) struct BitWriter {
    /// What is written, and zeros.
    file: Vec<u8>,
    /// How many bytes are written.
    written: usize,
    /// The lowest `waiting` bits are not yet written.
    bits: u64,
    /// Less than 8 after a flush.
    waiting: u32,
    /// How much memory could not be allocated.
    lacking: Option<usize>,
}

impl BitWriter {
    /// Appends to `file`, which is best given room for all that will come.
    pub(super) fn new(mut file: Vec<u8>) -> Self {
        let written = file.len();
        file.resize(file.capacity(), 0);
        Self {
            file,
            written,
            bits: 0,
            waiting: 0,
            lacking: None,
        }
    }

    /// The lowest `count` bits of `value`, which has no others. Up to 56 bits can be put between two flushes.
    #[inline(always)]
    pub(super) fn put(&mut self, value: u32, count: u32) {
        self.bits = self.bits << count | u64::from(value);
        self.waiting += count;
    }

    /// As [`Self::put`], and flushes where it has to. Up to 32 bits.
    #[inline(always)]
    pub(super) fn put_and_flush(&mut self, value: u32, count: u32) {
        if self.waiting > 32 {
            self.flush();
        }
        self.put(value, count);
    }

    /// Writes all whole bytes.
    #[inline(always)]
    pub(super) fn flush(&mut self) {
        // The bits at the top, and zeros. A shift by 64 is none, and then there are no bits.
        let word = self.bits << (self.waiting.wrapping_neg() % 64);
        // A byte of ones has its highest bit, and loses it by one more; so can a byte in front of one, but no other. The
        // last byte is no such byte if it is not whole.
        let ones = word & !word.wrapping_add(0x0101_0101_0101_0101) & 0x8080_8080_8080_8080;
        let room = self.file.get_mut(self.written..);
        match room.and_then(|room| room.first_chunk_mut::<MOST_OF_FLUSH>()) {
            Some(room) if ones == 0 => {
                room[..8].copy_from_slice(&word.to_be_bytes());
                self.written += self.waiting as usize / 8;
            }
            _ => self.flush_slowly(word),
        }
        self.waiting %= 8;
    }

    #[cold]
    fn flush_slowly(&mut self, word: u64) {
        if self.file.len() - self.written < MOST_OF_FLUSH && !self.grow() {
            return;
        }
        for byte in &word.to_be_bytes()[..self.waiting as usize / 8] {
            self.file[self.written] = *byte;
            self.written += 1;
            if *byte == 0xff {
                self.file[self.written] = 0;
                self.written += 1;
            }
        }
    }

    /// Makes room, or tells that it cannot.
    fn grow(&mut self) -> bool {
        let more = (self.file.len() / 8).max(GROWTH);
        if self.lacking.is_none() && self.file.try_reserve_exact(more).is_err() {
            self.lacking = Some(more);
        }
        if self.lacking.is_none() {
            self.file.resize(self.file.capacity(), 0);
        }
        self.lacking.is_none()
    }

    /// The file, with its last byte filled with ones.
    ///
    /// # Errors
    /// `limit-exceeded` where memory did not suffice.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Error> {
        self.flush();
        let filled = self.waiting.wrapping_neg() % 8;
        self.put((1 << filled) - 1, filled);
        self.flush();
        if let Some(bytes) = self.lacking {
            return Err(error::out_of_memory(bytes as u64));
        }
        self.file.truncate(self.written);
        Ok(self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One bit at a time.
    fn written(values: &[(u32, u32)]) -> Vec<u8> {
        let bit = |value: u32, at: u32| value >> at & 1 == 1;
        let mut bits: Vec<bool> = values
            .iter()
            .flat_map(|(value, count)| (0..*count).rev().map(|at| bit(*value, at)))
            .collect();
        bits.resize(bits.len().next_multiple_of(8), true);
        bits.chunks(8)
            .map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit)))
            .flat_map(|byte| {
                if byte == 0xff {
                    vec![byte, 0]
                } else {
                    vec![byte]
                }
            })
            .collect()
    }

    proptest! {
        #[test]
        fn bits_come_out_in_order(
            values in prop::collection::vec((any::<u32>(), 0u32..=28, any::<bool>(), any::<bool>()), 0..200),
            room in 0usize..100,
        ) {
            let mut writer = BitWriter::new(Vec::with_capacity(room));
            let mut flushed = true;
            let mut put = Vec::new();
            for (value, count, ones, flush) in values {
                let mask = (1 << count) - 1;
                let value = if ones { mask } else { value & mask };
                writer.put(value, count);
                put.push((value, count));
                if flush || !flushed {
                    writer.flush();
                }
                flushed = flush || !flushed;
            }
            prop_assert_eq!(writer.finish().unwrap(), written(&put));
        }
    }
}
