//! Run lengths of bitmaps (Microsoft's "Bitmap Compression"; RLE24 is OS/2's, with pixels in place of indices).
//!
//! The rows are looked for first. Then each can be unpacked by itself, whatever their order.

use super::pixels::Unpacker;
use crate::contract::Error;
use crate::head::{Bitmap, BitmapPacking};
use crate::picture;

/// Where rows begin.
pub(super) struct Runs {
    packing: BitmapPacking,
    starts: Vec<Start>,
}

#[derive(Clone, Copy)]
struct Start {
    /// The first byte behind the start of the data, or [`NOWHERE`] for a row that is left out.
    at: u32,
    /// The first pixel.
    x: u32,
}

const NOWHERE: u32 = u32::MAX;

/// What looking for the rows has found. Positions count from the start of the data.
pub(super) struct Found {
    pub(super) runs: Runs,
    /// How many rows are complete, in their stored order.
    pub(super) there: u32,
    /// Where pixels are placed outside of the picture, behind which nothing is read.
    pub(super) leaves_picture: Option<u64>,
    /// The first run that goes beyond what a row is filled up to. It is cut off at the row's end.
    pub(super) too_long: Option<u64>,
}

enum Code<'a> {
    /// So many pixels, which are the same or, of 4 bits, two in turn.
    Same(u32, &'a [u8]),
    /// So many pixels, one by one.
    Single(u32, &'a [u8]),
    EndOfRow,
    EndOfPicture,
    /// To the right, and on by so many rows.
    Move(u32, u32),
}

impl Runs {
    pub(super) fn find(data: &[u8], bitmap: &Bitmap) -> Result<Found, Error> {
        let mut starts = picture::reserve(bitmap.height.into())?;
        let nowhere = Start { at: NOWHERE, x: 0 };
        starts.resize(bitmap.height as usize, nowhere);
        let mut codes = Codes::new(data, bitmap.packing, 0);
        let (mut x, mut y) = (0u32, 0u32);
        let (mut too_long, mut leaves_picture) = (None, None);
        starts[0].at = 0;
        let there = loop {
            let at = codes.at;
            let (right, down) = match codes.next() {
                Some(Code::Same(count, _) | Code::Single(count, _)) => (count, 0),
                Some(Code::Move(right, down)) => (right, down),
                Some(Code::EndOfRow) => {
                    x = 0;
                    (0, 1)
                }
                Some(Code::EndOfPicture) => break bitmap.height,
                // The last row need not be ended.
                None => break y + u32::from(x >= bitmap.width),
            };
            x = x.saturating_add(right);
            // ImageMagick fills rows up as those of plain pixels.
            if x > bitmap.width.next_multiple_of(4) {
                too_long = too_long.or(Some(at as u64));
            }
            if down > 0 {
                // At most 255 more than the height.
                match bitmap.height.cmp(&(y + down)) {
                    std::cmp::Ordering::Less => {
                        leaves_picture = Some(at as u64);
                        break y;
                    }
                    std::cmp::Ordering::Equal => break bitmap.height,
                    std::cmp::Ordering::Greater => y += down,
                }
                let at = u32::try_from(codes.at).unwrap_or(NOWHERE);
                starts[y as usize] = Start { at, x };
            }
        };
        Ok(Found {
            runs: Self {
                packing: bitmap.packing,
                starts,
            },
            there,
            leaves_picture,
            too_long,
        })
    }

    /// Appends a row. Pixels that are left out are black.
    pub(super) fn unpack(
        &self,
        stored: u32,
        data: &[u8],
        width: usize,
        unpacker: &Unpacker,
        row: &mut Vec<u8>,
    ) {
        row.resize(width * 3, 0);
        let start = self.starts[stored as usize];
        if start.at == NOWHERE {
            return;
        }
        let mut pixels = row.chunks_exact_mut(3);
        // `nth` skips one more than it is told.
        let skip = |pixels: &mut std::slice::ChunksExactMut<'_, u8>, count: u32| {
            if count > 0 {
                pixels.nth(count as usize - 1);
            }
        };
        skip(&mut pixels, start.x);
        let mut codes = Codes::new(data, self.packing, start.at as usize);
        loop {
            match codes.next() {
                Some(Code::Same(count, stored)) => {
                    let pair = [0, 1].map(|index| match self.packing {
                        BitmapPacking::Rle4 => unpacker.pixel(stored, index),
                        _ => unpacker.pixel(stored, 0),
                    });
                    for (index, pixel) in pixels.by_ref().take(count as usize).enumerate() {
                        pixel.copy_from_slice(&pair[index % 2]);
                    }
                }
                Some(Code::Single(count, stored)) => {
                    for (index, pixel) in pixels.by_ref().take(count as usize).enumerate() {
                        pixel.copy_from_slice(&unpacker.pixel(stored, index));
                    }
                }
                Some(Code::Move(right, 0)) => skip(&mut pixels, right),
                _ => return,
            }
        }
    }
}

/// The codes from some place on.
struct Codes<'a> {
    data: &'a [u8],
    packing: BitmapPacking,
    at: usize,
}

impl<'a> Codes<'a> {
    fn new(data: &'a [u8], packing: BitmapPacking, at: usize) -> Self {
        Self { data, packing, at }
    }

    /// `None` where the data end.
    fn next(&mut self) -> Option<Code<'a>> {
        let count = self.byte()?;
        if count > 0 {
            let bytes = if self.packing == BitmapPacking::Rle24 {
                3
            } else {
                1
            };
            return Some(Code::Same(count.into(), self.take(bytes)?));
        }
        Some(match self.byte()? {
            0 => Code::EndOfRow,
            1 => Code::EndOfPicture,
            2 => Code::Move(self.byte()?.into(), self.byte()?.into()),
            count => {
                let bytes = match self.packing {
                    BitmapPacking::Rle4 => usize::from(count).div_ceil(2),
                    BitmapPacking::Rle24 => usize::from(count) * 3,
                    _ => usize::from(count),
                };
                let pixels = self.take(bytes)?;
                // Filled up to 16 bits. The last byte may be missing.
                self.at += bytes % 2;
                Code::Single(count.into(), pixels)
            }
        })
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.data.get(self.at..self.at + count)?;
        self.at += count;
        Some(taken)
    }
}
