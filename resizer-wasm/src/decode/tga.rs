//! TGA, row by row (Truevision TGA file format specification, version 2.0). Packets of run lengths are looked for first,
//! as the lower row usually comes first, and a packet may go on in the next row.
//!
//! Own code, as the `image` crate gives whole pictures only.

use super::row_reader::RowReader;
use super::salvage::Layout;
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::{Head, Tga, tga};
use crate::picture;

struct Pixels<'a> {
    bytes: &'a [u8],
    tga: Tga,
    layout: Layout,
    /// Bytes of a pixel, or of its index.
    stored_bytes: usize,
    /// Where rows begin, with run lengths. Those that are missing are lost.
    starts: Vec<Packet>,
    given: u32,
    /// A row as it is stored.
    stored: Vec<u8>,
}

/// What is left of a packet.
#[derive(Clone, Copy)]
struct Packet {
    /// Where its pixels are.
    position: usize,
    pixels: usize,
    is_run: bool,
}

pub(super) fn open<'a>(bytes: &'a [u8], head: &Head) -> Result<Box<dyn RowReader + 'a>, Error> {
    let tga = tga(bytes)?;
    let stored_bytes = usize::from(tga.depth.div_ceil(8));
    let mut pixels = Pixels {
        bytes,
        tga,
        layout: Layout::of(head),
        stored_bytes,
        starts: Vec::new(),
        given: 0,
        stored: picture::zeroed(u64::from(head.width) * stored_bytes as u64)?,
    };
    if tga.has_run_lengths {
        pixels.find_rows()?;
    }
    Ok(Box::new(pixels))
}

impl Pixels<'_> {
    fn find_rows(&mut self) -> Result<(), Error> {
        let height = self.layout.size.height;
        self.starts = picture::reserve(height.into())?;
        let mut packet = Packet {
            position: self.tga.pixels(),
            pixels: 0,
            is_run: false,
        };
        for _ in 0..height {
            self.starts.push(packet);
            let mut left = self.layout.size.width as usize;
            while left > 0 {
                let Some(taken) = self.next_part(&mut packet, left) else {
                    self.starts.pop();
                    return Ok(());
                };
                left -= taken.1;
            }
        }
        Ok(())
    }

    /// The next pixels, at most `most`: their bytes or that of the one that they are, and their number.
    fn next_part(&self, packet: &mut Packet, most: usize) -> Option<(&[u8], usize)> {
        if packet.pixels == 0 {
            // The byte before the pixels.
            let header = *self.bytes.get(packet.position)?;
            *packet = Packet {
                position: packet.position + 1,
                pixels: usize::from(header & 0x7f) + 1,
                is_run: header & 0x80 != 0,
            };
        }
        let count = packet.pixels.min(most);
        let length = self.stored_bytes * if packet.is_run { 1 } else { count };
        let pixels = self.bytes.get(packet.position..packet.position + length)?;
        packet.pixels -= count;
        if !packet.is_run || packet.pixels == 0 {
            packet.position += length;
        }
        Some((pixels, count))
    }

    /// Copies a row as it is stored, counted in the order of the file. `None` where it is lost.
    fn unpack(&mut self, row: usize) -> Option<()> {
        let mut stored = std::mem::take(&mut self.stored);
        let found = self.unpack_into(row, &mut stored);
        self.stored = stored;
        found
    }

    fn unpack_into(&self, row: usize, stored: &mut [u8]) -> Option<()> {
        if !self.tga.has_run_lengths {
            // Beyond what 32 bits can count, nothing is there.
            let start = row.checked_mul(stored.len())?;
            let pixels = self.bytes.get(self.tga.pixels()..)?.get(start..)?;
            stored.copy_from_slice(pixels.get(..stored.len())?);
            return Some(());
        }
        let mut packet = *self.starts.get(row)?;
        let mut left = stored;
        while !left.is_empty() {
            let (pixels, count) = self.next_part(&mut packet, left.len() / self.stored_bytes)?;
            let (part, rest) = left.split_at_mut(count * self.stored_bytes);
            for (place, pixel) in part
                .chunks_exact_mut(self.stored_bytes)
                .zip(pixels.chunks_exact(self.stored_bytes).cycle())
            {
                place.copy_from_slice(pixel);
            }
            left = rest;
        }
        Some(())
    }

    /// The bytes of a colour of the palette. `None` where there is none.
    fn color(&self, index: usize) -> Option<&[u8]> {
        let place = index.checked_sub(self.tga.map_start.into())?;
        let length = usize::from(self.tga.map_entry_bits.div_ceil(8));
        let start = self.tga.map + place * length;
        (place < usize::from(self.tga.map_length))
            .then(|| self.bytes.get(start..start + length))
            .flatten()
    }

    /// The samples of the row that has been unpacked.
    fn convert(&self, row: &mut [u8]) -> Result<(), Error> {
        let places = row.chunks_exact_mut(self.layout.channels.count());
        let stored = self.stored.chunks_exact(self.stored_bytes);
        for (place, pixel) in places.zip(stored) {
            if !self.tga.is_indexed() {
                store(pixel, place);
                continue;
            }
            let index = pixel
                .iter()
                .rev()
                .fold(0, |index, byte| index << 8 | usize::from(*byte));
            let color = self.color(index).ok_or_else(|| {
                let problem = format!("a pixel has the index {index}, which its palette lacks");
                error::malformed(ImageFormat::Tga, &problem)
            })?;
            store(color, place);
        }
        Ok(())
    }
}

/// A pixel or a colour as samples: gray, 5 bits each, or blue, green and red, perhaps with alpha behind.
fn store(pixel: &[u8], place: &mut [u8]) {
    match (pixel, place) {
        ([low, high], [red, green, blue]) => {
            let bits = u16::from_le_bytes([*low, *high]);
            let sample = |shift: u32| (((bits >> shift & 31) * 255 + 15) / 31) as u8;
            (*red, *green, *blue) = (sample(10), sample(5), sample(0));
        }
        ([_, _, _, opacity @ ..], [red, green, blue, alpha @ ..]) => {
            (*red, *green, *blue) = (pixel[2], pixel[1], pixel[0]);
            alpha.copy_from_slice(&opacity[..alpha.len()]);
        }
        (pixel, place) => place.copy_from_slice(&pixel[..place.len()]),
    }
}

impl RowReader for Pixels<'_> {
    fn read_row(&mut self, row: &mut [u8]) -> Result<(), Error> {
        let stored = match self.tga.is_top_down {
            true => self.given,
            false => self.layout.size.height - 1 - self.given,
        };
        self.given += 1;
        self.unpack(stored as usize)
            .ok_or_else(|| error::truncated(ImageFormat::Tga, self.bytes.len()))?;
        self.convert(row)?;
        if self.tga.is_mirrored {
            // Pixels change places, and then the samples of each are turned back.
            row.reverse();
            for pixel in row.chunks_exact_mut(self.layout.channels.count()) {
                pixel.reverse();
            }
        }
        Ok(())
    }
}
