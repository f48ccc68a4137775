//! The flattened composite of a Photoshop document, row by row (Adobe Photoshop File Formats Specification, November
//! 2019, "Image Data Section"). Each row is put together of those of its channels, which lie far apart.
//!
//! Own code, as the crates for it give whole pictures only.

use super::row_reader::RowReader;
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::{Head, Psd, PsdMode, psd_composite};
use crate::picture;

/// Red, green, blue and alpha, or four inks.
const MOST_CHANNELS: usize = 4;

struct Channels<'a> {
    bytes: &'a [u8],
    psd: Psd,
    height: u32,
    given: u32,
    /// Where the next row of each channel begins.
    positions: [u64; MOST_CHANNELS],
    /// Channels that are read.
    count: usize,
    /// A row of one channel as it is stored.
    stored: Vec<u8>,
}

pub(super) fn open<'a>(bytes: &'a [u8], head: &Head) -> Result<Box<dyn RowReader + 'a>, Error> {
    let psd = psd_composite(bytes)?;
    let row_bytes = (u64::from(head.width) * u64::from(psd.depth)).div_ceil(8);
    let mut channels = Channels {
        bytes,
        psd,
        height: head.height,
        given: 0,
        positions: [psd.data; MOST_CHANNELS],
        count: usize::from(psd.mode.channels() + u16::from(psd.has_alpha)),
        stored: picture::zeroed(row_bytes)?,
    };
    let rows = u64::from(head.height);
    for channel in 0..channels.count as u64 {
        channels.positions[channel as usize] += channel * rows * row_bytes;
    }
    if psd.has_run_lengths {
        channels.find_rows()?;
    }
    Ok(Box::new(channels))
}

impl Channels<'_> {
    /// Adds up the lengths of the packed rows, as far as the first row of each channel.
    fn find_rows(&mut self) -> Result<(), Error> {
        let rows = u64::from(self.psd.channels) * u64::from(self.height);
        let mut position = self.psd.data + rows * self.length_bytes();
        for channel in 0..self.count {
            self.positions[channel] = position;
            for row in 0..self.height {
                position += self.length(channel, row)?;
            }
        }
        Ok(())
    }

    fn length_bytes(&self) -> u64 {
        if self.psd.is_large { 4 } else { 2 }
    }

    /// The length of a packed row.
    fn length(&self, channel: usize, row: u32) -> Result<u64, Error> {
        let index = channel as u64 * u64::from(self.height) + u64::from(row);
        let size = self.length_bytes();
        let stored = self.slice(self.psd.data + index * size, size)?;
        Ok(stored
            .iter()
            .fold(0, |length, byte| length << 8 | u64::from(*byte)))
    }

    fn slice(&self, start: u64, length: u64) -> Result<&[u8], Error> {
        let end = start.saturating_add(length);
        usize::try_from(start)
            .ok()
            .zip(usize::try_from(end).ok())
            .and_then(|(start, end)| self.bytes.get(start..end))
            .ok_or_else(|| error::truncated(ImageFormat::Psd, self.bytes.len()))
    }

    /// Fills `stored` with the row at this position of a channel.
    fn unpack(&self, position: u64, length: u64, stored: &mut [u8]) -> Result<(), Error> {
        let packed = self.slice(position, length)?;
        if !self.psd.has_run_lengths {
            stored.copy_from_slice(packed);
        } else if unpack_bits(packed, stored).is_none() {
            return Err(error::malformed(
                ImageFormat::Psd,
                &format!("the run lengths at byte {position} do not give a row"),
            ));
        }
        Ok(())
    }

    /// Reads the next row of each channel, and puts it to its places in the picture's. `stored` has room for one.
    fn read(&mut self, stored: &mut [u8], row: &mut [u8]) -> Result<(), Error> {
        let mut result = Ok(());
        for channel in 0..self.count {
            let position = self.positions[channel];
            let length = match self.psd.has_run_lengths {
                true => self.length(channel, self.given)?,
                false => stored.len() as u64,
            };
            // The next row is where it should be, whatever is wrong with this one.
            self.positions[channel] += length;
            result = result.and(self.unpack(position, length, stored));
            self.spread(channel, stored, row);
        }
        result
    }

    fn spread(&self, channel: usize, stored: &[u8], row: &mut [u8]) {
        match self.psd.mode {
            PsdMode::Bitmap => {
                for (x, sample) in row.iter_mut().enumerate() {
                    let is_black = stored[x / 8] >> (7 - x % 8) & 1 == 1;
                    *sample = if is_black { 0 } else { 255 };
                }
            }
            PsdMode::Indexed => self.look_up(stored, row),
            mode => {
                let size = usize::from(self.psd.depth / 8);
                // Here the greatest sample is all of an ink.
                let inverted = if mode == PsdMode::Cmyk { 255 } else { 0 };
                let pixels = row.chunks_exact_mut(size * self.count);
                for (pixel, sample) in pixels.zip(stored.chunks_exact(size)) {
                    match (&mut pixel[channel * size..], sample) {
                        ([place, ..], [sample]) => *place = sample ^ inverted,
                        ([first, second, ..], [high, low]) => {
                            let sample = u16::from_be_bytes([high ^ inverted, low ^ inverted]);
                            [*first, *second] = sample.to_ne_bytes();
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// The colours of a row of indices.
    fn look_up(&self, indices: &[u8], row: &mut [u8]) {
        let palette = self.slice(self.psd.palette, 768).unwrap_or_default();
        let pixels = row.chunks_exact_mut(row.len() / indices.len());
        for (pixel, index) in pixels.zip(indices) {
            for (channel, sample) in pixel.iter_mut().enumerate() {
                *sample = match palette.get(channel * 256 + usize::from(*index)) {
                    Some(color) => *color,
                    None if self.psd.transparent == Some(u16::from(*index)) => 0,
                    None => 255,
                };
            }
        }
    }
}

impl RowReader for Channels<'_> {
    fn read_row(&mut self, row: &mut [u8]) -> Result<(), Error> {
        let mut stored = std::mem::take(&mut self.stored);
        let result = self.read(&mut stored, row);
        self.stored = stored;
        self.given += 1;
        if self.psd.has_alpha {
            remove_white(row, usize::from(self.psd.depth / 8), self.count);
        }
        result
    }
}

/// Unpacks bytes and runs of them until `row` is full. `None` where `packed` ends before that.
fn unpack_bits(mut packed: &[u8], mut row: &mut [u8]) -> Option<()> {
    while !row.is_empty() {
        let (length, rest) = packed.split_first()?;
        let length = length.cast_signed();
        let taken = match length {
            -128 => {
                packed = rest;
                continue;
            }
            0.. => usize::from(length.unsigned_abs()) + 1,
            _ => 1,
        };
        let (pixels, rest) = rest.split_at_checked(taken)?;
        let count = usize::from(length.unsigned_abs()) + 1;
        let (place, behind) = row.split_at_mut(count.min(row.len()));
        match pixels {
            [pixel] => place.fill(*pixel),
            _ => place.copy_from_slice(&pixels[..place.len()]),
        }
        (packed, row) = (rest, behind);
    }
    Some(())
}

/// The colours of a composite are blended with white by their alpha, as Photoshop stores them. Here they are straight.
fn remove_white(row: &mut [u8], sample_bytes: usize, count: usize) {
    let number = |sample: &[u8]| match sample {
        [first, second] => u32::from(u16::from_ne_bytes([*first, *second])),
        _ => u32::from(sample[0]),
    };
    let most = if sample_bytes == 2 { 65535 } else { 255 };
    for pixel in row.chunks_exact_mut(sample_bytes * count) {
        let (colors, alpha) = pixel.split_at_mut(sample_bytes * (count - 1));
        let alpha = number(alpha);
        // What is transparent has no colour.
        if alpha == 0 {
            continue;
        }
        for color in colors.chunks_exact_mut(sample_bytes) {
            let below_white = ((most - number(color)) * most + alpha / 2) / alpha;
            let straight = (most - below_white.min(most)) as u16;
            match color {
                [first, second] => [*first, *second] = straight.to_ne_bytes(),
                _ => color[0] = straight as u8,
            }
        }
    }
}
