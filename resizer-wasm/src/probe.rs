//! What the head of a file says, as the contract tells it.

use jpeg_shrink::Scale;

use crate::contract::{ColorModel, Error, ImageFormat, ImageInfo};
use crate::head::{Head, IconEntry, TiffDirectory};
use crate::{color, encode, geometry, head};

/// Says what the head of a file tells about the picture, without decoding it.
///
/// # Errors
/// `truncated`, with the length to ask with next, where `bytes` end inside the header; `unsupported-format` and
/// `malformed` as their names say.
pub fn probe(bytes: &[u8]) -> Result<ImageInfo, Error> {
    let head = head::read(bytes)?;
    let swaps = geometry::swaps_sides(head.orientation);
    let (width, height) = if swaps {
        (head.height, head.width)
    } else {
        (head.width, head.height)
    };
    Ok(ImageInfo {
        format: head.format,
        width,
        height,
        orientation: head.orientation.to_exif(),
        frames: head.frames,
        alpha: head.alpha,
        depth: head.depth,
        color_model: head.color_model,
        icc_profile: head.metadata.icc.as_deref().map(color::profile_name),
        cicp: head.metadata.png_color.and_then(|color| color.cicp),
        c2pa: head.metadata.has_c2pa,
        progressive: head.progressive,
        working_memory: working_memory(&head, bytes),
        auto_format: encode::auto_format(head.format, head.alpha),
        codec: head.format.codec(),
    })
}

/// About how many bytes a thumbnail of 128 x 128 takes beside the file itself: what decoding keeps, and what every
/// picture takes.
fn working_memory(head: &Head, bytes: &[u8]) -> u64 {
    /// Code and its tables, filter weights, the rows in the making and the result.
    const ALWAYS: u64 = 9 << 18;
    /// The same where the decoder scales, and the rows are short.
    const WITH_SHORT_ROWS: u64 = 7 << 18;
    /// The window of a PNG's decompressor, and the rows that are unpacked at once.
    const PNG_WINDOW: u64 = 3 << 18;
    /// What changes from frame to frame.
    const FRAMES: u64 = 4 << 18;
    /// A profile of this size is among what every picture takes; a larger one is kept, and its tables of 8 bits are made
    /// 32 bits wide.
    const USUAL_PROFILE: u64 = 256 << 10;
    const PROFILE_FACTOR: u64 = 6;
    /// Where a row begins, and with which pixel. With run lengths the lower row may come first.
    const ROW_START: u64 = 32;
    // A header can name more pixels than any memory has, and some numbers more must fit.
    let pixels = head.pixels().min(1 << 48);
    let row = u64::from(head.width) * if head.depth > 8 { 8 } else { 4 };
    let rows = row * 4 + u64::from(head.height) * ROW_START;
    // Rows of colours that are multiplied by alpha.
    let multiplied = u64::from(head.width) * if head.alpha { 64 } else { 0 };
    let decoded = match head.format {
        ImageFormat::Jpeg => WITH_SHORT_ROWS + jpeg(head, bytes, pixels, row),
        ImageFormat::Png if head.is_animated() => ALWAYS + pixels * 12,
        // Also in an icon.
        ImageFormat::Png | ImageFormat::Ico if head.progressive => {
            ALWAYS + pixels * interlaced_bytes_per_pixel(head)
        }
        ImageFormat::Png => ALWAYS + PNG_WINDOW + rows,
        ImageFormat::Ico => match head::icon_entry(bytes) {
            Ok(IconEntry::Png(_)) => ALWAYS + PNG_WINDOW + rows,
            _ => ALWAYS + rows,
        },
        // The canvas, and the one before it.
        ImageFormat::Gif if head.is_animated() => {
            ALWAYS + FRAMES + pixels * if head.restores_canvas { 8 } else { 4 }
        }
        ImageFormat::Webp => match webp_bytes_per_pixel(head, bytes) {
            0 => WITH_SHORT_ROWS + rows,
            whole => ALWAYS + pixels * whole + webp_copied(bytes).min(pixels * 8),
        },
        ImageFormat::Tiff => {
            let blocks = TiffDirectory::read(bytes)
                .map_or(pixels * 4, |directory| tiff_blocks(head, &directory, bytes));
            blocks.saturating_add(ALWAYS + rows)
        }
        ImageFormat::Avif | ImageFormat::Heic | ImageFormat::Jxl => {
            let codec = head.coded.map_or(0, |coded| coded.memory);
            ALWAYS + rows.max(codec)
        }
        _ => ALWAYS + rows,
    };
    let profile = head.metadata.icc.as_ref().map_or(0, |icc| icc.len() as u64);
    // A directory of TIFF can name a tile of any size.
    let profile = profile.saturating_sub(USUAL_PROFILE) * PROFILE_FACTOR;
    decoded.saturating_add(row * 8 + multiplied + profile)
}

/// What the decoder of a JPEG keeps at the scale of the thumbnail.
fn jpeg(head: &Head, bytes: &[u8], pixels: u64, row: u64) -> u64 {
    /// Twice the thumbnail (`pipeline`).
    const WANTED: u32 = 256;
    // A drawing is decoded at full size where an eighth is too small (`pipeline`).
    let scale = match Scale::smallest_covering(head.width, head.height, WANTED, WANTED) {
        Scale::Eighth => Scale::Eighth,
        _ => Scale::Full,
    };
    match jpeg_shrink::read_header(bytes) {
        // Lossless files are decoded at full size.
        Ok(header) if header.lossless => header.memory(Scale::Full),
        Ok(header) => header.memory(scale),
        // The tables are not there yet. Coefficients of three components, as many as the scale needs.
        Err(_) if head.progressive => {
            let eighths = u64::from(scale.eighths());
            pixels * 6 * (eighths * eighths) / 64
        }
        Err(_) => row * 32,
    }
}

/// All samples, and those of 16 bits twice.
fn interlaced_bytes_per_pixel(head: &Head) -> u64 {
    let colors = if head.color_model == ColorModel::Gray {
        1
    } else {
        3
    };
    (colors + u64::from(head.alpha)) * if head.depth == 16 { 4 } else { 1 }
}

/// What is held of a TIFF: a row of tiles, and with JPEG compression a strip or a tile as it is decoded, beside its data.
fn tiff_blocks(head: &Head, directory: &TiffDirectory, file: &[u8]) -> u64 {
    const JPEG: u16 = 7;
    /// Of its decoder.
    const TABLES: u64 = 2 << 18;
    let bits = u64::from(directory.bits_per_sample) * u64::from(directory.samples_per_pixel);
    let bytes = |width: u64, height: u32| {
        (width.saturating_mul(bits) / 8).saturating_mul(u64::from(height))
    };
    let (width, height) = (directory.tile).unwrap_or((head.width, directory.rows_per_strip));
    let height = height.min(head.height);
    let tiles = match directory.tile {
        Some(_) => bytes(
            u64::from(head.width).next_multiple_of(u64::from(width.max(1))),
            height,
        ),
        None => 0,
    };
    let block = match directory.compression {
        JPEG => {
            let lengths = directory.byte_counts;
            let length = lengths
                .and_then(|lengths| lengths.get(file, 0))
                .unwrap_or(0);
            bytes(u64::from(width), height).saturating_add(TABLES + u64::from(length))
        }
        _ => 0,
    };
    tiles.saturating_add(block)
}

/// Of the file's own header.
const RIFF_HEADER_BYTES: usize = 12;

/// The bytes of a still WebP picture that is handed to its decoder as a file of its own, by what their headers say.
fn webp_copied(bytes: &[u8]) -> u64 {
    let chunks = bytes.get(RIFF_HEADER_BYTES..).unwrap_or_default();
    let pictures = head::webp_chunks(chunks)
        .filter(|chunk| matches!(&chunk.kind, b"ALPH" | b"VP8 " | b"VP8L"));
    pictures.map(|chunk| u64::from(chunk.length)).sum()
}

/// What is held of each pixel of a WebP picture where it is most; 0 where the decoder scales.
fn webp_bytes_per_pixel(head: &Head, bytes: &[u8]) -> u64 {
    /// The canvas beside a frame.
    const ANIMATED: u64 = 11;
    let chunks = bytes.get(RIFF_HEADER_BYTES..).unwrap_or_default();
    let picture = head::webp_chunks(chunks).find_map(|chunk| match &chunk.kind {
        b"ANMF" => Some(ANIMATED),
        // Ours alone, or beside the decoder's, which always have alpha.
        b"VP8L" => Some(if head.alpha { 4 } else { 7 }),
        // Planes, pixels, and the same again for alpha alone.
        b"ALPH" => Some(11),
        // With alpha that is promised and not there.
        b"VP8 " => Some(if head.alpha { 7 } else { 0 }),
        _ => None,
    });
    picture.unwrap_or(ANIMATED)
}
