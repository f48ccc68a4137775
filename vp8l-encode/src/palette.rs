//! Colour indexing, section 3.5.4.

use std::collections::TryReserveError;

use crate::bits::BitWriter;
use crate::image;
use crate::samples;
use crate::sort;

/// The most colours.
const MOST: usize = 256;

/// All colours of a picture, in order.
pub(crate) struct Palette(Vec<u32>);

impl Palette {
    /// Nothing where they are too many.
    pub(crate) fn of(pixels: &[u32]) -> Option<Self> {
        let mut table = Table::new();
        let mut last = None;
        for pixel in pixels {
            if last != Some(*pixel) && table.find(*pixel).is_none() {
                if table.colors.len() == MOST {
                    return None;
                }
                table.insert(*pixel);
            }
            last = Some(*pixel);
        }
        let mut order: Vec<u64> = table.colors.iter().map(|color| (*color).into()).collect();
        sort::sort(&mut order);
        Some(Self(order.into_iter().map(|color| color as u32).collect()))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many pixels are put into one, as a power of two.
    pub(crate) fn packed_bits(&self) -> u32 {
        match self.len() {
            0..=2 => 3,
            3..=4 => 2,
            5..=16 => 1,
            _ => 0,
        }
    }

    /// The colours, each less the one before.
    ///
    /// # Errors
    /// Where memory does not suffice.
    pub(crate) fn write(&self, writer: &mut BitWriter) -> Result<(), TryReserveError> {
        writer.put(self.len() as u32 - 1, 8);
        let before = std::iter::once(0).chain(self.0.iter().copied());
        let steps = self.0.iter().zip(before);
        let steps: Vec<u32> = steps
            .map(|(color, before)| samples::less(*color, before))
            .collect();
        image::write_small(&steps, steps.len(), writer)
    }

    /// The indices in place of the pixels, packed.
    ///
    /// # Errors
    /// Where memory does not suffice.
    pub(crate) fn indices(
        &self,
        pixels: &[u32],
        width: usize,
    ) -> Result<Vec<u32>, TryReserveError> {
        let mut table = Table::new();
        for color in &self.0 {
            table.insert(*color);
        }
        let packed = self.packed_bits();
        let bits = 8 >> packed;
        let across = width.div_ceil(1 << packed);
        let mut indices = crate::memory::reserve(across * (pixels.len() / width))?;
        for row in pixels.chunks_exact(width) {
            indices.extend(row.chunks(1 << packed).map(|pixels| {
                let pixels = pixels.iter().enumerate();
                let index = pixels.fold(0, |index, (at, pixel)| {
                    index | table.find(*pixel).unwrap_or(0) << (at * bits)
                });
                0xff00_0000 | index << 8
            }));
        }
        Ok(indices)
    }
}

/// Finds colours by a hash, at the place of that or behind it.
struct Table {
    colors: Vec<u32>,
    /// The index of a colour, plus 1.
    places: [u16; 1024],
}

impl Table {
    fn new() -> Self {
        Self {
            colors: Vec::new(),
            places: [0; 1024],
        }
    }

    /// The place of a colour, or that where it would be.
    fn place(&self, color: u32) -> usize {
        let mut place = (color.wrapping_mul(0x9e37_79b1) >> 22) as usize;
        while self.places[place] > 0 && self.colors[usize::from(self.places[place]) - 1] != color {
            place = (place + 1) % self.places.len();
        }
        place
    }

    fn find(&self, color: u32) -> Option<u32> {
        u32::from(self.places[self.place(color)]).checked_sub(1)
    }

    fn insert(&mut self, color: u32) {
        let place = self.place(color);
        self.colors.push(color);
        self.places[place] = self.colors.len() as u16;
    }
}
