//! Decompressing zlib streams (RFC 1950 and 1951) with fdeflate, for rows of pictures: it stops when enough is there and
//! goes on later, and what is decompressed stays where it is until the rows are made from it.

#[cfg(test)]
mod tests;

use fdeflate::{DecompressionError, Decompressor};

use super::input::Input;

/// How far back a back-reference may reach.
pub(super) const WINDOW_BYTES: usize = 32 << 10;

/// Why decompression stops.
#[derive(Debug, PartialEq)]
pub(super) enum Stop {
    /// Enough is there.
    Enough,
    /// The stream ends here.
    End,
    /// The stream goes on, and the input ends.
    Starved,
    /// The stream is damaged. What this call has decompressed before does not count.
    Damaged(DecompressionError),
}

/// The state between two calls.
pub(super) struct Inflater(Decompressor);

impl Inflater {
    pub(super) fn new() -> Self {
        let mut decompressor = Decompressor::new();
        decompressor.ignore_adler32();
        Self(decompressor)
    }

    /// Decompresses to `out` from `position` on until it is full. What lies before `position` is what back-references
    /// refer to: the last [`WINDOW_BYTES`] at least, or all that there was. Returns from where the input is to be read the
    /// next time, the new position, and why it stopped.
    pub(super) fn run<'a>(
        &mut self,
        mut input: Input<'a>,
        out: &mut [u8],
        mut position: usize,
    ) -> (Input<'a>, usize, Stop) {
        while position < out.len() {
            if self.0.is_done() {
                return (input, position, Stop::End);
            }
            let piece = input.rest();
            // Bits that were read before may suffice for more, without any input.
            match self.0.read(piece, out, position, false) {
                Ok((0, 0)) => match input.next_piece() {
                    Some(next) => input = next,
                    None => return (input, position, Stop::Starved),
                },
                Ok((read, written)) => {
                    input = input.with_rest(piece.len() - read);
                    position += written;
                }
                Err(error) => return (input, position, Stop::Damaged(error)),
            }
        }
        (input, position, Stop::Enough)
    }
}

/// What is wrong with a stream: a clause such as "its compressed data have no valid zlib header".
pub(super) fn clause(error: &DecompressionError) -> &'static str {
    match error {
        DecompressionError::BadZlibHeader => "its compressed data have no valid zlib header",
        DecompressionError::InvalidBlockType => {
            "its compressed data have a block of the reserved type"
        }
        DecompressionError::InvalidUncompressedBlockLength => {
            "its compressed data have a stored block whose length and its complement differ"
        }
        DecompressionError::InvalidHlit
        | DecompressionError::InvalidHdist
        | DecompressionError::InvalidCodeLengthRepeat
        | DecompressionError::BadCodeLengthHuffmanTree
        | DecompressionError::BadLiteralLengthHuffmanTree
        | DecompressionError::BadDistanceHuffmanTree => {
            "its compressed data have a block with invalid code lengths"
        }
        DecompressionError::InvalidLiteralLengthCode | DecompressionError::InvalidDistanceCode => {
            "its compressed data use an undefined Huffman code"
        }
        DecompressionError::InputStartsWithRun | DecompressionError::DistanceTooFarBack => {
            "its compressed data have a back-reference to before the first byte"
        }
        // Of the end, which is not looked at here.
        DecompressionError::InsufficientInput
        | DecompressionError::WrongChecksum
        | DecompressionError::ExtraInput => "its compressed data do not end properly",
    }
}
