//! The header of a BMP file: that of the file, and one of the many of the picture, told apart by their lengths
//! (Microsoft's documentation of `BITMAPFILEHEADER` and `BITMAPINFOHEADER` and its successors; OS/2 1.x and 2.x).

use super::header::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};

const FILE_HEADER_BYTES: u64 = 14;
/// The only header with 16-bit sides.
const CORE_HEADER_BYTES: u32 = 12;
/// From here on there is room for an alpha mask (`BITMAPV3INFOHEADER`).
const HEADER_WITH_ALPHA_BYTES: u32 = 56;
const BITFIELDS: u32 = 3;

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Bmp, bytes);
    reader.skip(FILE_HEADER_BYTES);
    picture(&mut reader, ImageFormat::Bmp)
}

/// The picture's own header, which is what an icon has too. The height is as stored: an icon's is doubled.
pub(super) fn picture<'a>(reader: &mut Reader<'a>, format: ImageFormat) -> Result<Head<'a>, Error> {
    let length = reader.u32_le()?;
    if length == CORE_HEADER_BYTES {
        let width = u32::from(reader.u16_le()?);
        let height = u32::from(reader.u16_le()?);
        reader.skip(2); // Planes.
        let depth = reader.u16_le()?;
        return Ok(head(format, width, height, depth));
    }
    if !matches!(length, 16 | 40 | 52 | 56 | 64 | 108 | 124) {
        return Err(reader.malformed(&format!(
            "its header has an unknown length of {length} bytes"
        )));
    }
    // OS/2 allows to leave away all but the first fields, and no one does.
    if length == 16 {
        return Err(reader.unsupported("a shortened OS/2 header"));
    }
    let width = reader.u32_le()?.cast_signed();
    let height = reader.u32_le()?.cast_signed();
    if width < 0 {
        return Err(reader.malformed(&format!("its header says a width of {width}")));
    }
    reader.skip(2); // Planes.
    let depth = reader.u16_le()?;
    let compression = reader.u32_le()?;
    match compression {
        4 => return Err(reader.unsupported("JPEG compression")),
        5 => return Err(reader.unsupported("PNG compression")),
        11..=13 => return Err(reader.unsupported("CMYK colours")),
        _ => {}
    }
    // Sizes, resolutions and numbers of colours, and then masks for red, green and blue.
    reader.skip(20 + 12);
    // A negative height says that the upper row comes first.
    let mut head = head(format, width.unsigned_abs(), height.unsigned_abs(), depth);
    if compression == BITFIELDS && length >= HEADER_WITH_ALPHA_BYTES && length != 64 {
        head.alpha = reader.u32_le()? != 0;
    }
    Ok(head)
}

fn head<'a>(format: ImageFormat, width: u32, height: u32, depth: u16) -> Head<'a> {
    let color_model = if depth <= 8 {
        ColorModel::Indexed
    } else {
        ColorModel::Rgb
    };
    let mut head = Head::new(format, width, height, color_model);
    head.depth = match depth {
        1..=8 => depth as u8,
        16 => 5,
        _ => 8,
    };
    head
}
