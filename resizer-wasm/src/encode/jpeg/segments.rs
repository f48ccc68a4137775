//! The segments in front of the coded picture, annex B.

use super::huffman::Codes;
use super::layout::PixelSource;
use super::order;
use super::quantize::Quantizer;
use crate::metadata::Kept;

/// A segment has at most 65535 bytes with the two of its length.
pub(super) const MAX_SEGMENT: usize = 65535 - 2;

pub(super) const EXIF_NAME: &[u8] = b"Exif\0\0";
pub(super) const XMP_NAME: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// What a segment of a profile begins with, before the part's number and how many there are. ICC.1, annex B.4.
const ICC_NAME: &[u8] = b"ICC_PROFILE\0";
const MAX_ICC_PART: usize = MAX_SEGMENT - ICC_NAME.len() - 2;
pub(super) const MAX_ICC: usize = 254 * MAX_ICC_PART;

/// More than all segments of a file but metadata have.
pub(super) const MOST_OF_TABLES: usize = 2048;

const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const START_OF_IMAGE: u8 = 0xd8;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;
const QUANTIZERS: u8 = 0xdb;
const HUFFMAN: u8 = 0xc4;

/// How the frame is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Process {
    Baseline = 0xc0,
    Progressive = 0xc2,
}

/// Metadata that fits into segments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Metadata<'a> {
    exif: Option<&'a [u8]>,
    xmp: Option<&'a [u8]>,
    icc: &'a [u8],
}

impl<'a> Metadata<'a> {
    /// All that fits of what is kept.
    pub(super) fn new(kept: &'a Kept) -> Self {
        let fitting = |part: &'a Option<Vec<u8>>, most| {
            part.as_deref().filter(|part: &&[u8]| part.len() <= most)
        };
        Self {
            exif: fitting(&kept.exif, MAX_SEGMENT - EXIF_NAME.len()),
            xmp: fitting(&kept.xmp, MAX_SEGMENT - XMP_NAME.len()),
            icc: fitting(&kept.icc, MAX_ICC).unwrap_or_default(),
        }
    }

    /// More than the segments have.
    pub(super) fn bytes(&self) -> usize {
        let length = |part: Option<&[u8]>| part.map_or(0, |part| part.len() + 64);
        let parts = self.icc.len().div_ceil(MAX_ICC_PART);
        length(self.exif) + length(self.xmp) + self.icc.len() + 64 * parts
    }

    fn write(&self, file: &mut Vec<u8>) {
        if let Some(exif) = self.exif {
            segment(file, APP1, &[EXIF_NAME, exif]);
        }
        if let Some(xmp) = self.xmp {
            segment(file, APP1, &[XMP_NAME, xmp]);
        }
        let parts = self.icc.chunks(MAX_ICC_PART);
        let count = parts.len() as u8;
        for (number, part) in (1..).zip(parts) {
            segment(file, APP2, &[ICC_NAME, &[number, count], part]);
        }
    }
}

/// All up to the frame: JFIF's segment, metadata, quantisers.
pub(super) fn start(
    file: &mut Vec<u8>,
    process: Process,
    pixels: &PixelSource,
    quantizers: &[Quantizer; 2],
    metadata: &Metadata,
) {
    marker(file, START_OF_IMAGE);
    // Version 1.1, pixels as high as wide, no thumbnail.
    segment(file, APP0, &[b"JFIF\0", &[1, 1, 0, 0, 1, 0, 1, 0, 0]]);
    metadata.write(file);
    for (number, quantizer) in (0..).zip(&quantizers[..pixels.components().min(2)]) {
        let steps = order::PLACES.map(|place| quantizer.steps[usize::from(place)]);
        segment(file, QUANTIZERS, &[&[number], &steps]);
    }
    let [height, width] = [pixels.height, pixels.width].map(|side| (side as u16).to_be_bytes());
    let mut components = Vec::new();
    for component in 0..pixels.components() {
        let factor = pixels.factor(component) as u8;
        components.extend([
            component as u8 + 1,
            factor << 4 | factor,
            u8::from(component > 0),
        ]);
    }
    let count = pixels.components() as u8;
    segment(
        file,
        process as u8,
        &[&[8], &height, &width, &[count], &components],
    );
}

/// `class` is 0 for first levels and 1 for others, `number` 0 for luma and 1 for chroma.
pub(super) fn huffman(file: &mut Vec<u8>, class: u8, number: u8, codes: &Codes) {
    segment(
        file,
        HUFFMAN,
        &[&[class << 4 | number], &codes.counts, &codes.symbols],
    );
}

/// What a scan has, section B.2.3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scan<'a> {
    /// Components and the numbers of their tables for first levels and for others.
    pub(super) components: &'a [(usize, u8, u8)],
    /// Ranks of the first level and of the last one.
    pub(super) ranks: (u8, u8),
    /// From which bit on levels were sent before, or 0, and from which on they are sent now.
    pub(super) bits: (u8, u8),
}

impl Scan<'_> {
    pub(super) fn write(&self, file: &mut Vec<u8>) {
        let mut components = Vec::new();
        for (component, first, other) in self.components {
            components.extend([*component as u8 + 1, first << 4 | other]);
        }
        let count = self.components.len() as u8;
        let (from, to) = self.ranks;
        let bits = self.bits.0 << 4 | self.bits.1;
        segment(
            file,
            START_OF_SCAN,
            &[&[count], &components, &[from, to, bits]],
        );
    }
}

pub(super) fn end(file: &mut Vec<u8>) {
    marker(file, END_OF_IMAGE);
}

fn marker(file: &mut Vec<u8>, marker: u8) {
    file.extend([0xff, marker]);
}

/// `parts` have at most [`MAX_SEGMENT`] bytes together.
fn segment(file: &mut Vec<u8>, name: u8, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    marker(file, name);
    file.extend((length as u16 + 2).to_be_bytes());
    for part in parts {
        file.extend_from_slice(part);
    }
}
