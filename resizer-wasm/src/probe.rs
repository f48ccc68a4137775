//! What the head of a file says, as the contract tells it.

use jpeg_shrink::Scale;

use crate::contract::{ColorModel, Error, ImageFormat, ImageInfo};
use crate::head::{Head, TiffDirectory};
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
        c2pa: head.metadata.has_c2pa,
        progressive: head.progressive,
        working_memory: working_memory(&head, bytes),
        auto_format: encode::auto_format(head.format, head.alpha),
    })
}

/// About how many bytes a thumbnail of 128 x 128 takes beside the file itself: what decoding keeps, and what every
/// picture takes.
fn working_memory(head: &Head, bytes: &[u8]) -> u64 {
    /// Code tables, filter weights, the rows in the making and the result.
    const ALWAYS: u64 = 2 << 20;
    /// A profile of this size is among what every picture takes; a larger one is kept, and its tables of 8 bits are made
    /// 32 bits wide.
    const USUAL_PROFILE: u64 = 256 << 10;
    const PROFILE_FACTOR: u64 = 6;
    /// Where a row begins, and with which pixel.
    const ROW_START: u64 = 12;
    /// Twice the thumbnail (`pipeline`).
    const WANTED: u32 = 256;
    // A header can name more pixels than any memory has, and some numbers more must fit.
    let pixels = head.pixels().min(1 << 48);
    let row = u64::from(head.width) * if head.depth > 8 { 8 } else { 4 };
    let whole = match head.format {
        ImageFormat::Jpeg => {
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
        ImageFormat::Png if head.is_animated() => pixels * 12,
        // Also in an icon.
        ImageFormat::Png | ImageFormat::Ico if head.progressive => {
            pixels * if head.depth == 16 { 16 } else { 8 }
        }
        // The canvas, and the one before it.
        ImageFormat::Gif if head.is_animated() => {
            pixels * if head::gif_restores(bytes) { 8 } else { 4 }
        }
        ImageFormat::Webp => pixels * webp_bytes_per_pixel(bytes),
        ImageFormat::Tiff if head.color_model == ColorModel::Cmyk => pixels * 4,
        ImageFormat::Tiff => {
            let samples = TiffDirectory::read(bytes).map_or(4, |found| found.samples_per_pixel);
            pixels * u64::from(head.depth.max(8)) / 8 * u64::from(samples.max(4))
        }
        // Rows, and where each begins: with run lengths the lower one may come first.
        _ => row * 4 + u64::from(head.height) * ROW_START,
    };
    let profile = head.metadata.icc.as_ref().map_or(0, |icc| icc.len() as u64);
    ALWAYS + row * 8 + whole + profile.saturating_sub(USUAL_PROFILE) * PROFILE_FACTOR
}

/// What is held of each pixel of a still WebP picture where it is most.
fn webp_bytes_per_pixel(bytes: &[u8]) -> u64 {
    /// Of the file's own header.
    const RIFF_HEADER_BYTES: usize = 12;
    let chunks = bytes.get(RIFF_HEADER_BYTES..).unwrap_or_default();
    let picture = head::webp_chunks(chunks).find_map(|chunk| match &chunk.kind {
        // The decoder's pixels and ours.
        b"VP8L" => Some(8),
        // Planes, pixels, and the same again for alpha alone.
        b"ALPH" => Some(11),
        // Planes, and then pixels.
        b"VP8 " => Some(6),
        _ => None,
    });
    picture.unwrap_or(6)
}
