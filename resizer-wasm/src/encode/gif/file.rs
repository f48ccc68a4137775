//! The blocks of a GIF file (GIF89a, sections 17 to 27).

use super::lzw::{self, Encoded};
use super::near::Near;
use super::search::{Choices, First};
use crate::contract::Error;
use crate::encode::animation::Area;
use crate::encode::encoded::refused;
use crate::encode::palette::Color;
use crate::geometry::Size;
use crate::picture;

/// Of a graphic control extension.
const CONTROL_BYTES: usize = 8;

/// The flag of a table of colours; its lowest 3 bits are the size.
const HAS_TABLE: u8 = 0x80;

/// What becomes of the canvas after a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disposal {
    Keep = 1,
    Clear = 2,
}

/// A frame in indices.
pub(super) struct IndexedFrame<'a> {
    pub(super) area: Area,
    /// Hundredths of a second.
    pub(super) delay: u16,
    pub(super) disposal: Disposal,
    /// A table of its own, else it goes by that of the file.
    pub(super) local: Option<&'a [Color]>,
    /// The index that changes nothing.
    pub(super) hole: Option<u8>,
    /// For each pixel of the area.
    pub(super) pixels: &'a [Choices],
    /// Of the table.
    pub(super) near: &'a Near,
}

impl IndexedFrame<'_> {
    /// Whether a graphic control extension would say nothing but what is so without one. `uses_hole` says whether a pixel is
    /// transparent.
    fn needs_control(&self, uses_hole: bool) -> bool {
        uses_hole || self.delay > 0 || self.disposal != Disposal::Keep
    }
}

/// A file whose table of colours may grow until it is finished.
#[derive(Default)]
pub(super) struct GifFile {
    blocks: Vec<u8>,
    frames: u32,
    /// Whether a frame has a graphic control extension. Some readers take what it says for the frames behind it, too, where
    /// these have none.
    has_control: bool,
}

impl GifFile {
    pub(super) fn frames(&self) -> u32 {
        self.frames
    }

    pub(super) fn bytes_written(&self) -> usize {
        self.blocks.len()
    }

    /// Appends a frame, and gives the index that each of its pixels got.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn push(&mut self, frame: &IndexedFrame) -> Result<Vec<u8>, Error> {
        let Coded { bits, encoded } = self.shortest(frame)?;
        let blocks = &mut self.blocks;
        let hole = frame.hole.filter(|hole| encoded.indices.contains(hole));
        if self.has_control || frame.needs_control(hole.is_some()) {
            self.has_control = true;
            let flags = (frame.disposal as u8) << 2 | u8::from(hole.is_some());
            let [low, high] = frame.delay.to_le_bytes();
            let control = [0x21, 0xf9, 4, flags, low, high, hole.unwrap_or(0), 0];
            blocks.extend_from_slice(&control);
        }
        // Image descriptor. Sides were checked to have 16 bits.
        blocks.push(0x2c);
        let Area {
            left,
            top,
            width,
            height,
        } = frame.area;
        for number in [left, top, width, height] {
            blocks.extend_from_slice(&(number as u16).to_le_bytes());
        }
        match frame.local {
            Some(colors) => {
                blocks.push(HAS_TABLE | (table_bits(colors.len()) - 1) as u8);
                push_table(blocks, colors);
            }
            None => blocks.push(0),
        }
        blocks.push(bits as u8);
        for block in encoded.data.chunks(255) {
            blocks.push(block.len() as u8);
            blocks.extend_from_slice(block);
        }
        blocks.push(0);
        self.frames += 1;
        Ok(encoded.indices)
    }

    /// The shortest of the ways to write a frame: beginning codes with colours, or with the hole, or with no hole, which may need fewer
    /// bits for an index, or no graphic control extension.
    fn shortest(&self, frame: &IndexedFrame) -> Result<Coded, Error> {
        let pixels = frame.pixels;
        let colors = Coded::new(pixels, frame.near, First::Color)?;
        if pixels.iter().all(|pixel| pixel.hole.is_none()) {
            return Ok(colors);
        }
        let mut best = colors.shorter(Coded::new(pixels, frame.near, First::Hole)?, 0);
        let needs_hole = pixels.iter().any(|pixel| Some(pixel.color) == frame.hole);
        let saved = match self.has_control || frame.needs_control(needs_hole) {
            true => 0,
            false => CONTROL_BYTES,
        };
        let has_fewer_bits = || bits(pixels.iter().map(|pixel| pixel.color)) < best.bits;
        if saved > 0 || has_fewer_bits() {
            let mut opaque = picture::reserve(pixels.len() as u64)?;
            opaque.extend(pixels.iter().map(|pixel| Choices {
                hole: None,
                ..*pixel
            }));
            best = best.shorter(Coded::new(&opaque, frame.near, First::Color)?, saved);
        }
        Ok(best)
    }

    /// The file. `plays` is how often it is played, 0 for ever.
    pub(super) fn finish(self, size: [u16; 2], plays: u16, global: &[Color]) -> Vec<u8> {
        let mut file = b"GIF89a".to_vec();
        for side in size {
            file.extend_from_slice(&side.to_le_bytes());
        }
        // Without colours a table would be 6 bytes for nothing.
        let bits = table_bits(global.len()) as u8 - 1;
        let table = if global.is_empty() { 0 } else { HAS_TABLE };
        file.extend_from_slice(&[table | bits << 4 | bits, 0, 0]);
        if !global.is_empty() {
            push_table(&mut file, global);
        }
        // The file says how often it is played *again*; one that is played once says nothing.
        if plays != 1 {
            file.extend_from_slice(b"\x21\xff\x0bNETSCAPE2.0\x03\x01");
            file.extend_from_slice(&plays.saturating_sub(1).to_le_bytes());
            file.push(0);
        }
        file.extend_from_slice(&self.blocks);
        file.push(0x3b);
        file
    }
}

/// An encoded frame, and how many bits its indices have.
struct Coded {
    bits: u32,
    encoded: Encoded,
}

impl Coded {
    fn new(pixels: &[Choices], near: &Near, first: First) -> Result<Self, Error> {
        let indices = pixels
            .iter()
            .map(|pixel| pixel.color.max(pixel.hole.unwrap_or(0)));
        let bits = bits(indices);
        Ok(Self {
            bits,
            encoded: lzw::encode(pixels, near, first, bits)?,
        })
    }

    /// The one that has fewer bytes, this one where it has fewer than `other` would have with `saved` bytes less.
    fn shorter(self, other: Self, saved: usize) -> Self {
        match self.encoded.data.len() + saved < other.encoded.data.len() {
            true => self,
            false => other,
        }
    }
}

/// Few bits for the first codes, where no pixel has an index that needs more.
fn bits(indices: impl Iterator<Item = u8>) -> u32 {
    table_bits(indices.max().map_or(0, usize::from) + 1).max(2)
}

/// The sides in 16 bits.
///
/// # Errors
/// `invalid-options` where one has more.
pub(super) fn sides(size: Size) -> Result<[u16; 2], Error> {
    match (u16::try_from(size.width), u16::try_from(size.height)) {
        (Ok(width), Ok(height)) => Ok([width, height]),
        _ => Err(refused("GIF", "a side is longer than 65535 pixels")),
    }
}

/// How many bits an index needs; at least 1.
fn table_bits(colors: usize) -> u32 {
    colors.max(2).next_power_of_two().ilog2()
}

fn push_table(bytes: &mut Vec<u8>, colors: &[Color]) {
    let missing = (1 << table_bits(colors.len())) - colors.len();
    for color in colors.iter().chain(std::iter::repeat_n(&[0; 4], missing)) {
        bytes.extend_from_slice(&color[..3]);
    }
}
