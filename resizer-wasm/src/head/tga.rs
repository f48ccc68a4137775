//! The header of a TGA file (Truevision TGA file format specification, version 2.0). It has no signature, so its
//! fields have to make sense.

use super::header::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};

const HEADER_BYTES: usize = 18;
/// Ends the files of version 2.
const FOOTER: &[u8] = b"TRUEVISION-XFILE.\0";

/// The fields that say how pixels are stored.
struct Fields {
    /// 1 palette, 2 colour, 3 gray; run lengths are apart.
    kind: u8,
    map_entry_bits: u8,
    width: u16,
    height: u16,
    depth: u8,
    attribute_bits: u8,
}

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Tga, bytes);
    let header = reader.array::<HEADER_BYTES>()?;
    let Some(fields) = fields(&header) else {
        return Err(reader.malformed("its header has invalid values"));
    };
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

fn fields(header: &[u8; HEADER_BYTES]) -> Option<Fields> {
    let [_id_length, map_type, kind, rest @ ..] = *header;
    let [
        _,
        _,
        map_low,
        map_high,
        map_entry_bits,
        _,
        _,
        _,
        _,
        rest @ ..,
    ] = rest;
    let [
        width_low,
        width_high,
        height_low,
        height_high,
        depth,
        descriptor,
    ] = rest;
    let map_length = u16::from_le_bytes([map_low, map_high]);
    let fields = Fields {
        kind: kind & 3,
        map_entry_bits,
        width: u16::from_le_bytes([width_low, width_high]),
        height: u16::from_le_bytes([height_low, height_high]),
        depth,
        attribute_bits: descriptor & 15,
    };
    let has_map = map_type == 1 && map_length > 0 && matches!(map_entry_bits, 15 | 16 | 24 | 32);
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
fn attributes_fit(fields: &Fields, bits: u8) -> bool {
    matches!(
        (bits, fields.attribute_bits),
        (15, 0) | (16, 0 | 1) | (24, 0) | (32, 0 | 8)
    )
}
