//! What a file says about its picture, before any of it is decoded.

use crate::color::{Color, Conversion};
use crate::error::Error;
use crate::frame::{Coding, Frame};
use crate::headers::Headers;
use crate::layout::{Chroma, Layout, Scale};
use crate::lossless::Samples;
use crate::scan::Scan;
use crate::store::Store;

/// What a file says about its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Header {
    /// Unscaled width in pixels.
    pub width: u32,
    /// Unscaled height in pixels.
    pub height: u32,
    /// What a decoded row consists of.
    pub color: Color,
    /// How many components are coded: 1, 3 or 4.
    pub components: u8,
    /// Coded progressively, not sequentially.
    pub progressive: bool,
    /// Coded without loss, sample by sample: the whole picture is stored, and smaller ones are made of its means.
    pub lossless: bool,
    /// Nothing is stored but a few rows: sequential with Huffman codes, and in one scan.
    pub streamed: bool,
    /// Sampling factors of each component, across and down, each 1 to 4.
    pub sampling: Vec<(u8, u8)>,
    frame: Frame,
}

impl Header {
    pub(crate) fn new(headers: &Headers<'_>, frame: &Frame, scan: &Scan) -> Self {
        Self {
            width: frame.width,
            height: frame.height,
            color: Conversion::of(frame, headers.jfif, headers.adobe).color(),
            components: frame.components.len() as u8,
            progressive: frame.progressive,
            lossless: frame.coding == Coding::Lossless,
            streamed: !frame.progressive
                && frame.coding == Coding::Huffman
                && scan.components.len() == frame.components.len(),
            sampling: frame
                .components
                .iter()
                .map(|one| (one.h as u8, one.v as u8))
                .collect(),
            frame: frame.clone(),
        }
    }

    /// Bytes that a decoder of this file asks for, nearly all of them for what grows with the picture.
    #[must_use]
    pub fn memory(&self, scale: Scale) -> u64 {
        let layout = Layout::new(&self.frame, scale, Chroma::Full);
        let rows = layout.width * self.color.channels();
        let components = layout.components.iter().map(|one| {
            let strips = 2 * one.strip_rows() * one.grid_across * one.block.0;
            let upsampled = layout.width + 4 * one.width;
            let stored = match (self.streamed, self.lossless) {
                (true, _) => 0,
                (false, true) => Samples::bytes(one),
                (false, false) => Store::bytes(one),
            };
            stored + (strips + upsampled) as u64
        });
        rows as u64 + components.sum::<u64>()
    }
}

/// Reads a file's segments up to its first scan.
///
/// # Errors
/// As [`crate::Decoder::new`], limits and memory excepted.
pub fn read_header(bytes: &[u8]) -> Result<Header, Error> {
    let mut headers = Headers::new(bytes)?;
    let (frame, scan) = headers.first_scan()?;
    Ok(Header::new(&headers, &frame, &scan))
}
