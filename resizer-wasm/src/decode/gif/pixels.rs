//! The indices of a frame: LZW codes in sub-blocks (GIF89a specification, section 22 and appendix F).

use weezl::decode::Decoder;
use weezl::{BitOrder, LzwStatus};

use crate::contract::{Error, ImageFormat};
use crate::error;

/// A call of the decoder may take a code out of its buffer of 64 bits and give nothing for it: one that clears the table, or
/// one whose pixels did not have room. A code has two bits at least.
const MOST_SILENT_CALLS: u32 = 32;

/// The indices that have not been read yet.
pub(super) struct Pixels<'a> {
    bytes: &'a [u8],
    /// Where the next sub-block begins.
    position: usize,
    /// What is left of the current one.
    block: &'a [u8],
    decoder: Decoder,
}

impl<'a> Pixels<'a> {
    /// The indices whose sub-blocks begin at `position`.
    ///
    /// # Errors
    /// `malformed` where codes of that size cannot be.
    pub(super) fn new(bytes: &'a [u8], position: usize, code_size: u8) -> Result<Self, Error> {
        if !matches!(code_size, 1..=11) {
            let problem = format!(
                "its codes at byte {} have {code_size} bits at least; expected 2 to 8",
                position - 1
            );
            return Err(error::malformed(ImageFormat::Gif, &problem));
        }
        Ok(Self {
            bytes,
            position,
            block: &[],
            decoder: Decoder::new(BitOrder::Lsb, code_size),
        })
    }

    /// Reads the next indices, as many as `row` has.
    ///
    /// # Errors
    /// `truncated` or `malformed` where there are not so many.
    pub(super) fn read(&mut self, row: &mut [u8]) -> Result<(), Error> {
        let mut filled = 0;
        let mut silent_calls = 0;
        while filled < row.len() {
            let result = self.decoder.decode_bytes(self.block, &mut row[filled..]);
            self.block = &self.block[result.consumed_in..];
            filled += result.consumed_out;
            if filled == row.len() {
                break;
            }
            match result.status {
                Ok(LzwStatus::Done) => return Err(too_few()),
                Err(_) => return Err(self.undefined_code()),
                Ok(_) if result.consumed_in > 0 || result.consumed_out > 0 => silent_calls = 0,
                Ok(_) => silent_calls += 1,
            }
            if silent_calls >= 2 {
                match self.next_block() {
                    Err(error) if silent_calls > MOST_SILENT_CALLS => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn next_block(&mut self) -> Result<(), Error> {
        if !self.block.is_empty() {
            return Err(self.undefined_code());
        }
        let truncated = || error::truncated(ImageFormat::Gif, self.bytes.len());
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let (length, rest) = rest.split_first().ok_or_else(truncated)?;
        let length = usize::from(*length);
        if length == 0 {
            return Err(too_few());
        }
        // Of a block that is cut off, what is there.
        self.block = rest.get(..length).unwrap_or(rest);
        if self.block.is_empty() {
            return Err(truncated());
        }
        self.position += 1 + length;
        Ok(())
    }

    fn undefined_code(&self) -> Error {
        let at = (self.position - self.block.len()).min(self.bytes.len());
        error::malformed(
            ImageFormat::Gif,
            &format!("an LZW code near byte {at} is undefined"),
        )
    }
}

fn too_few() -> Error {
    error::malformed(
        ImageFormat::Gif,
        "a frame has fewer pixels than its size says",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One colour, 5 x 5 pixels: a row and the next one begin inside of one code.
    #[test]
    fn what_a_full_row_has_no_room_for_is_in_the_next() {
        let bytes = [4, 140, 143, 169, 88, 0];
        let mut pixels = Pixels::new(&bytes, 0, 2).unwrap();
        let mut row = [9; 5];
        for _ in 0..5 {
            pixels.read(&mut row).unwrap();
            assert_eq!(row, [row[0]; 5]);
        }
        assert_eq!(pixels.read(&mut row), Err(too_few()));
        for length in 0..5 {
            let mut pixels = Pixels::new(&bytes[..length], 0, 2).unwrap();
            let all: Result<Vec<_>, _> = (0..5).map(|_| pixels.read(&mut row)).collect();
            assert!(matches!(all, Err(Error::Truncated(_))), "{length}");
        }
    }
}
