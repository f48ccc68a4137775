//! The header of a BMP file: that of the file, and one of the many of the picture, told apart by their lengths
//! (Microsoft's documentation of `BITMAPFILEHEADER` and `BITMAPINFOHEADER` and its successors; IBM's of `BITMAPINFOHEADER2`
//! of OS/2 2.x).

use super::header::{Extent, Head};
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat, Warning};
use crate::error;

/// Up to the offset of the pixels.
const FILE_HEADER_BYTES: u64 = 10;
/// The only header with 16-bit sides, and with a palette of three bytes a colour.
const CORE_HEADER_BYTES: usize = 12;
/// OS/2 2.x: all fields behind the first five may be left away.
const LONGEST_OS2_HEADER_BYTES: usize = 64;
const INFO_HEADER_BYTES: usize = 40;
/// From here on there is room for an alpha mask (`BITMAPV3INFOHEADER`).
const HEADER_WITH_ALPHA_BYTES: usize = 56;
const LONGEST_HEADER_BYTES: usize = 124;
const MASKS_AT: usize = 40;
const JPEG_SIGNATURE: &[u8] = b"\xff\xd8\xff";

const MASKS_OF_555: [u32; 4] = [0x7c00, 0x3e0, 0x1f, 0];
const MASKS_OF_888: [u32; 4] = [0xff_0000, 0xff00, 0xff, 0];

/// How pixels are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// Side by side, each row a multiple of four bytes.
    Plain,
    /// In run lengths.
    Rle4,
    Rle8,
    Rle24,
}

/// What a header says about a bitmap. Positions count from the file's start and may lie behind its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bitmap {
    pub(crate) width: u32,
    /// As stored: an icon's counts the mask.
    pub(crate) height: u32,
    /// Whether the upper row comes first.
    pub(crate) is_top_down: bool,
    /// Bits per pixel: 1, 2, 4, 8, 16, 24 or 32.
    pub(crate) depth: u16,
    pub(crate) packing: Packing,
    /// The bits of red, green, blue and alpha in a pixel of 16 bits or more. Each is contiguous, and 0 where there is none.
    pub(crate) masks: [u32; 4],
    /// The palette of a bitmap of 8 bits or less: where it is, and how many colours of how many bytes it has.
    pub(crate) palette: u64,
    pub(crate) colors: u32,
    pub(crate) color_bytes: u32,
    /// Where the pixels begin.
    pub(crate) pixels: u64,
}

impl Bitmap {
    pub(crate) fn has_alpha(&self) -> bool {
        self.masks[3] != 0
    }

    /// The bytes of a row of plain pixels, without and with what fills it up.
    pub(crate) fn row_bytes(&self) -> (u64, u64) {
        let bits = u64::from(self.width) * u64::from(self.depth);
        (bits.div_ceil(8), bits.div_ceil(32) * 4)
    }

    /// How many rows of plain pixels are there. What fills up the last one may be missing.
    pub(crate) fn rows_there(&self, data: &[u8]) -> u32 {
        let (row, stride) = self.row_bytes();
        let length = data.len() as u64 + (stride - row);
        // A width of 0 is refused with the head.
        let rows = length / stride.max(1);
        u32::try_from(rows).unwrap_or(u32::MAX).min(self.height)
    }

    /// A row of plain pixels that is there.
    pub(crate) fn plain_row<'a>(&self, data: &'a [u8], stored: u32) -> &'a [u8] {
        let (row, stride) = self.row_bytes();
        let start = (stride * u64::from(stored)) as usize;
        &data[start..start + row as usize]
    }

    /// Takes the bitmap for opaque where all alpha is 0: who left it so did not know of it. Of the beginning of a file, which may
    /// go on with other pixels, only where that has all of them.
    pub(super) fn drop_unused_alpha(&mut self, bytes: &[u8], extent: Extent) {
        let data = behind(bytes, self.pixels);
        let there = self.rows_there(data);
        let is_plain = self.packing == Packing::Plain;
        if !self.has_alpha() || !is_plain || extent == Extent::Beginning && there < self.height {
            return;
        }
        let pixel_bytes = usize::from(self.depth / 8);
        let is_used = (0..there).any(|stored| {
            let mut pixels = self.plain_row(data, stored).chunks_exact(pixel_bytes);
            pixels.any(|pixel| number(pixel) & self.masks[3] != 0)
        });
        if !is_used {
            self.masks[3] = 0;
        }
    }
}

/// A pixel of 16, 24 or 32 bits as a number.
pub(crate) fn number(pixel: &[u8]) -> u32 {
    pixel
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// What is behind a position that may lie behind the end.
pub(crate) fn behind(bytes: &[u8], position: u64) -> &[u8] {
    let start = usize::try_from(position).unwrap_or(usize::MAX);
    bytes.get(start..).unwrap_or_default()
}

pub(super) fn read(bytes: &[u8], extent: Extent) -> Result<Head<'_>, Error> {
    let (bitmap, warning) = file(bytes, extent)?;
    let mut head = head(ImageFormat::Bmp, &bitmap);
    if let Some(warning) = warning {
        head.warn(warning);
    }
    Ok(head)
}

/// The bitmap of a file that has been read.
pub(crate) fn bitmap(bytes: &[u8]) -> Result<Bitmap, Error> {
    file(bytes, Extent::Whole).map(|(bitmap, _)| bitmap)
}

fn file(bytes: &[u8], extent: Extent) -> Result<(Bitmap, Option<Warning>), Error> {
    let (mut bitmap, warning) = stored(bytes)?;
    bitmap.drop_unused_alpha(bytes, extent);
    Ok((bitmap, warning))
}

/// The bitmap as its header has it.
fn stored(bytes: &[u8]) -> Result<(Bitmap, Option<Warning>), Error> {
    let mut reader = Reader::new(ImageFormat::Bmp, bytes);
    reader.skip(FILE_HEADER_BYTES);
    let pixels = u64::from(reader.u32_le()?);
    let mut bitmap = picture(&mut reader)?;
    // JPEG files and run lengths of OS/2 have the same number in a header that both know.
    let data = usize::try_from(pixels)
        .ok()
        .and_then(|start| bytes.get(start..));
    if bitmap.packing == Packing::Rle24 && data.is_some_and(|data| data.starts_with(JPEG_SIGNATURE))
    {
        return Err(reader.unsupported("JPEG compression"));
    }
    // Some writers leave the offset at 0.
    if pixels == 0 {
        return Ok((bitmap, None));
    }
    if pixels < bitmap.palette {
        let warning = error::damage(
            ImageFormat::Bmp,
            &format!(
                "its pixels would begin at byte {pixels}, inside its header; they are read behind its palette"
            ),
        );
        return Ok((bitmap, Some(warning)));
    }
    // Some palettes are shorter than the header says.
    let room = (pixels - bitmap.palette) / u64::from(bitmap.color_bytes);
    bitmap.colors = bitmap.colors.min(u32::try_from(room).unwrap_or(u32::MAX));
    bitmap.pixels = pixels;
    Ok((bitmap, None))
}

/// The picture's own header, which is what an icon has too. The pixels are taken to begin behind the palette.
pub(super) fn picture(reader: &mut Reader<'_>) -> Result<Bitmap, Error> {
    let start = reader.position();
    let length = reader.u32_le()? as usize;
    if !matches!(
        length,
        CORE_HEADER_BYTES | 16..=LONGEST_OS2_HEADER_BYTES | 108 | 124
    ) {
        return Err(reader.malformed(&format!(
            "its header at byte {start} has an unknown length of {length} bytes; expected 12, 16 to 64, 108 or 124"
        )));
    }
    let mut fields = [0; LONGEST_HEADER_BYTES];
    fields[4..length].copy_from_slice(reader.take(length as u64 - 4)?);
    let short = |at: usize| u16::from_le_bytes([fields[at], fields[at + 1]]);
    let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
    let is_core = length == CORE_HEADER_BYTES;
    let (width, height, depth) = match is_core {
        true => (short(4).into(), short(6).into(), short(10)),
        false => (long(4), long(8), short(14)),
    };
    let compression = if is_core { 0 } else { long(16) };
    if width.cast_signed() < 0 {
        return Err(reader.malformed(&format!(
            "its header says a width of {}",
            width.cast_signed()
        )));
    }
    let (packing, masked) = packing(reader, compression, depth, length)?;
    if !matches!(depth, 1 | 2 | 4 | 8 | 16 | 24 | 32) {
        return Err(reader.malformed(&format!(
            "its header says {depth} bits per pixel; expected 1, 2, 4, 8, 16, 24 or 32"
        )));
    }
    let mut stored = [0; 4];
    if length > INFO_HEADER_BYTES {
        let count = if length < HEADER_WITH_ALPHA_BYTES || length == LONGEST_OS2_HEADER_BYTES {
            3
        } else {
            4
        };
        for (index, mask) in stored[..count].iter_mut().enumerate() {
            *mask = long(MASKS_AT + index * 4);
        }
    } else {
        // They follow the header.
        for mask in &mut stored[..masked] {
            *mask = reader.u32_le()?;
        }
    }
    let most = 1 << depth.min(8);
    let colors = match long(32) {
        _ if depth > 8 => 0,
        0 => most,
        used => used.min(most),
    };
    let color_bytes = if is_core { 3 } else { 4 };
    let palette = reader.position();
    Ok(Bitmap {
        width,
        // A negative height says that the upper row comes first.
        height: match is_core {
            true => height,
            false => height.cast_signed().unsigned_abs(),
        },
        is_top_down: height.cast_signed() < 0,
        depth,
        packing,
        masks: masks(reader, depth, masked > 0, stored)?,
        palette,
        colors,
        color_bytes,
        pixels: palette + u64::from(colors * color_bytes),
    })
}

/// How pixels are stored, and with how many masks that are to be used.
fn packing(
    reader: &Reader<'_>,
    compression: u32,
    depth: u16,
    length: usize,
) -> Result<(Packing, usize), Error> {
    let is_os2 = length <= LONGEST_OS2_HEADER_BYTES;
    let (packing, expected) = match compression {
        0 => return Ok((Packing::Plain, 0)),
        1 => (Packing::Rle8, 8),
        2 => (Packing::Rle4, 4),
        // The same numbers are others' in OS/2.
        3 if depth == 1 && is_os2 => return Err(reader.unsupported("Huffman compression")),
        4 if depth == 24 && is_os2 => (Packing::Rle24, 24),
        3 | 6 if depth >= 16 => return Ok((Packing::Plain, if compression == 3 { 3 } else { 4 })),
        3 | 6 => {
            return Err(reader.malformed(&format!(
                "its header says colour masks with {depth} bits per pixel; expected 16 or 32"
            )));
        }
        4 => return Err(reader.unsupported("JPEG compression")),
        5 => return Err(reader.unsupported("PNG compression")),
        11..=13 => return Err(reader.unsupported("CMYK colours")),
        other => return Err(reader.unsupported(&format!("compression {other}"))),
    };
    if depth != expected {
        return Err(reader.malformed(&format!(
            "its header says run lengths of {expected} bits and {depth} bits per pixel"
        )));
    }
    Ok((packing, 0))
}

/// The masks to read pixels with, of those that are stored.
fn masks(
    reader: &Reader<'_>,
    depth: u16,
    are_used: bool,
    stored: [u32; 4],
) -> Result<[u32; 4], Error> {
    if depth <= 8 {
        return Ok([0; 4]);
    }
    let mut masks = match depth {
        _ if are_used => stored,
        16 => MASKS_OF_555,
        _ => MASKS_OF_888,
    };
    // Newer headers may add alpha to pixels that need no other mask.
    masks[3] = stored[3];
    let pixel = u32::MAX >> (32 - depth);
    let colors = masks[0] | masks[1] | masks[2];
    let is_contiguous = |mask: u32| {
        let bits = mask.checked_shr(mask.trailing_zeros()).unwrap_or(0);
        bits & bits.wrapping_add(1) == 0
    };
    for mask in &masks[..3] {
        if !is_contiguous(*mask) || mask & !pixel != 0 || colors == 0 {
            return Err(reader.malformed(&format!(
                "its colour masks are {:#x}, {:#x} and {:#x}; expected adjacent bits of {depth} each",
                masks[0], masks[1], masks[2]
            )));
        }
    }
    if !is_contiguous(masks[3]) || masks[3] & (!pixel | colors) != 0 {
        masks[3] = 0;
    }
    Ok(masks)
}

/// The height is as stored.
pub(super) fn head<'a>(format: ImageFormat, bitmap: &Bitmap) -> Head<'a> {
    let color_model = if bitmap.depth <= 8 {
        ColorModel::Indexed
    } else {
        ColorModel::Rgb
    };
    let mut head = Head::new(format, bitmap.width, bitmap.height, color_model);
    head.alpha = bitmap.has_alpha();
    head.depth = match bitmap.depth {
        16 => 5,
        depth => depth.min(8) as u8,
    };
    head
}
