//! QOI, row by row (the QOI specification, version 1.0).
//!
//! Own code, as the `qoi` crate gives whole pictures only, and none of a file without an end.

use super::row_reader::RowReader;
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::Head;

const HEADER_BYTES: usize = 14;

type Pixel = [u8; 4];

struct Chunks<'a> {
    bytes: &'a [u8],
    position: usize,
    channels: usize,
    pixel: Pixel,
    /// How many pixels more are as the last one.
    run: u8,
    seen: [Pixel; 64],
}

pub(super) fn open<'a>(bytes: &'a [u8], head: &Head) -> Box<dyn RowReader + 'a> {
    Box::new(Chunks {
        bytes,
        position: HEADER_BYTES,
        channels: if head.alpha { 4 } else { 3 },
        pixel: [0, 0, 0, 255],
        run: 0,
        seen: [[0; 4]; 64],
    })
}

impl RowReader for Chunks<'_> {
    fn read_row(&mut self, row: &mut [u8]) -> Result<(), Error> {
        for pixel in row.chunks_exact_mut(self.channels) {
            if self.run > 0 {
                self.run -= 1;
            } else {
                self.read_chunk()?;
            }
            pixel.copy_from_slice(&self.pixel[..self.channels]);
        }
        Ok(())
    }
}

impl Chunks<'_> {
    fn read_chunk(&mut self) -> Result<(), Error> {
        let [first] = self.take()?;
        let [red, green, blue, alpha] = self.pixel;
        let add = |sample: u8, change: u8, bias: u8| sample.wrapping_add(change).wrapping_sub(bias);
        let low = first & 0x3f;
        self.pixel = match first {
            0xff => self.take()?,
            0xfe => {
                let [red, green, blue] = self.take()?;
                [red, green, blue, alpha]
            }
            0x00..=0x3f => self.seen[usize::from(low)],
            0x40..=0x7f => [
                add(red, low >> 4, 2),
                add(green, low >> 2 & 3, 2),
                add(blue, low & 3, 2),
                alpha,
            ],
            0x80..=0xbf => {
                let [second] = self.take()?;
                // The changes of red and blue are to be added to that of green.
                let change = low.wrapping_sub(32);
                [
                    add(red, change.wrapping_add(second >> 4), 8),
                    green.wrapping_add(change),
                    add(blue, change.wrapping_add(second & 15), 8),
                    alpha,
                ]
            }
            _ => {
                self.run = low;
                self.pixel
            }
        };
        let [red, green, blue, alpha] = self.pixel.map(usize::from);
        self.seen[(red * 3 + green * 5 + blue * 7 + alpha * 11) % 64] = self.pixel;
        Ok(())
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        self.position += N;
        rest.first_chunk()
            .copied()
            .ok_or_else(|| error::truncated(ImageFormat::Qoi, self.bytes.len()))
    }
}
