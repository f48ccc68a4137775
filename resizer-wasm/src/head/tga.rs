//! The header of a TGA file (Truevision TGA file format specification, version 2.0). It has no signature, so its
//! fields have to make sense.

use super::header::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};

const HEADER_BYTES: usize = 18;
/// Ends the files of version 2.
const FOOTER: &[u8] = b"TRUEVISION-XFILE.\0";

/// The fields that say how pixels are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tga {
    /// 1 palette, 2 colour, 3 gray.
    kind: u8,
    pub(crate) has_run_lengths: bool,
    /// The index of the palette's first colour, the number of colours, and the bits of each.
    pub(crate) map_start: u16,
    pub(crate) map_length: u16,
    pub(crate) map_entry_bits: u8,
    width: u16,
    height: u16,
    /// Bits of a pixel, or of its index.
    pub(crate) depth: u8,
    attribute_bits: u8,
    /// Whether the right pixel comes first.
    pub(crate) is_mirrored: bool,
    /// Whether the upper row comes first.
    pub(crate) is_top_down: bool,
    /// Where the palette begins.
    pub(crate) map: usize,
}

impl Tga {
    pub(crate) fn is_indexed(&self) -> bool {
        self.kind == 1
    }

    /// Where the pixels begin.
    pub(crate) fn pixels(&self) -> usize {
        self.map + usize::from(self.map_length) * usize::from(self.map_entry_bits.div_ceil(8))
    }
}

/// The header of a file that has been read.
pub(crate) fn header(bytes: &[u8]) -> Result<Tga, Error> {
    let mut reader = Reader::new(ImageFormat::Tga, bytes);
    let header = reader.array::<HEADER_BYTES>()?;
    fields(&header).ok_or_else(|| {
        let [_, _, kind, .., depth, descriptor] = header;
        reader.unsupported(&format!(
            "pixels of kind {kind} with {depth} bits, {} of them for attributes",
            descriptor & 15
        ))
    })
}

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let fields = header(bytes)?;
    let color_model = match fields.kind {
        1 => ColorModel::Indexed,
        2 => ColorModel::Rgb,
        _ => ColorModel::Gray,
    };
    let mut head = Head::new(
        ImageFormat::Tga,
        u32::from(fields.width),
        u32::from(fields.height),
        color_model,
    );
    // As the decoder sees it: what is left of a pixel without its attributes decides.
    let pixel_bits = if fields.kind == 1 {
        fields.map_entry_bits
    } else {
        fields.depth
    };
    head.alpha = match color_model {
        ColorModel::Gray => fields.depth == 16,
        _ => pixel_bits == 32,
    };
    head.depth = match (color_model, pixel_bits) {
        (ColorModel::Indexed, _) => fields.depth,
        (ColorModel::Rgb, 15 | 16) => 5,
        _ => 8,
    };
    Ok(head)
}

/// Whether the file can be a TGA image at all.
pub(super) fn is_plausible(bytes: &[u8]) -> bool {
    let Some(header) = bytes.first_chunk::<HEADER_BYTES>() else {
        return false;
    };
    // Some old files have attribute bits that no decoder can use; the footer still tells them.
    fields(header).is_some() || bytes.ends_with(FOOTER)
}

fn fields(header: &[u8; HEADER_BYTES]) -> Option<Tga> {
    let short = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let (map_type, kind, descriptor) = (header[1], header[2], header[17]);
    let (map_entry_bits, depth) = (header[7], header[16]);
    let map_length = if map_type == 1 { short(5) } else { 0 };
    let fields = Tga {
        kind: kind & 3,
        has_run_lengths: kind & 8 != 0,
        map_start: short(3),
        map_length,
        map_entry_bits,
        width: short(12),
        height: short(14),
        depth,
        attribute_bits: descriptor & 15,
        is_mirrored: descriptor & 0x10 != 0,
        is_top_down: descriptor & 0x20 != 0,
        map: HEADER_BYTES + usize::from(header[0]),
    };
    let has_map = map_length > 0 && matches!(map_entry_bits, 15 | 16 | 24 | 32);
    let possible = matches!(kind, 1..=3 | 9..=11)
        && map_type <= 1
        && descriptor >> 6 == 0
        && fields.width > 0
        && fields.height > 0
        && match fields.kind {
            1 => has_map && matches!(depth, 8 | 16) && attributes_fit(&fields, map_entry_bits),
            2 => matches!(depth, 15 | 16 | 24 | 32) && attributes_fit(&fields, depth),
            _ => matches!((depth, fields.attribute_bits), (8, 0 | 8) | (16, 8)),
        };
    possible.then_some(fields)
}

/// What is not colour in a pixel of `bits`: nothing, one bit of 16, or eight of 32.
fn attributes_fit(fields: &Tga, bits: u8) -> bool {
    matches!(
        (bits, fields.attribute_bits),
        (15, 0) | (16, 0 | 1) | (24, 0) | (32, 0 | 8)
    )
}
