//! JPEG compression: each strip or tile is a JPEG file, and what all have in common may be apart (TIFF Technical
//! Note 2).

use super::old_jpeg;
use super::work::Work;
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::TiffDirectory;
use crate::picture;
use jpeg_shrink::{Color, Decoder, Options, Scale};

/// What says that three components are RGB and not YCbCr: an Adobe segment with transform 0.
const RGB_SEGMENT: &[u8] = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0";
const RGB: u16 = 2;

/// A strip or tile of `width` x `height` pixels, whole: the bytes of its rows. What it costs is taken from `work`.
pub(super) fn unpack(
    directory: &TiffDirectory,
    file: &[u8],
    packed: &[u8],
    (width, height): (u32, u32),
    work: &mut Work,
) -> Result<Vec<u8>, Error> {
    let tables = directory
        .jpeg_tables
        .and_then(|tables| tables.bytes(file))
        .and_then(|tables| tables.get(2..tables.len().saturating_sub(2)))
        .unwrap_or(&[]);
    let headers = old_jpeg::headers(directory, file, (width, height))?;
    let common = tables.len() + headers.len();
    work.take_copies(packed.len() + common)?;
    let mut jpeg = picture::reserve((packed.len() + common) as u64 + (1 << 16))?;
    jpeg.extend_from_slice(b"\xff\xd8");
    if directory.photometric == RGB && directory.samples_per_pixel == 3 {
        jpeg.extend_from_slice(RGB_SEGMENT);
    }
    // Between the markers of beginning and end.
    jpeg.extend_from_slice(tables);
    jpeg.extend_from_slice(&headers);
    let start = if headers.is_empty() { 2 } else { 0 };
    jpeg.extend_from_slice(packed.get(start..).unwrap_or(&[]));

    let header = jpeg_shrink::read_header(&jpeg).map_err(explain)?;
    if header.width != width || header.height > height {
        return Err(error::malformed(
            ImageFormat::Tiff,
            "a strip or tile has another size than its header says",
        ));
    }
    let options = Options {
        max_work: work.pixels,
        ..Options::default()
    };
    work.pixels = work
        .pixels
        .saturating_sub(u64::from(header.width) * u64::from(header.height));
    let mut decoder = Decoder::new(&jpeg, Scale::Full, &options).map_err(explain)?;
    let samples = if directory.planar {
        1
    } else {
        usize::from(directory.samples_per_pixel)
    };
    if decoder.color().channels() != samples {
        return Err(error::malformed(
            ImageFormat::Tiff,
            "a strip or tile has other colours than its header says",
        ));
    }
    let bytes = u64::from(header.width) * u64::from(header.height) * samples as u64;
    let mut data = picture::reserve(bytes)?;
    for _ in 0..header.height {
        data.extend_from_slice(decoder.next_row().map_err(explain)?);
    }
    if decoder.color() == Color::Cmyk {
        // The decoder takes inks for inverted, as they are in files of JPEG alone. In TIFF they are not (TIFF 6.0, section
        // 16), and libtiff hands them out as they are stored.
        data.iter_mut().for_each(|ink| *ink = !*ink);
    }
    Ok(data)
}

fn explain(error: jpeg_shrink::Error) -> Error {
    match error {
        jpeg_shrink::Error::Unsupported(feature) => {
            error::unsupported_feature(ImageFormat::Tiff, &feature)
        }
        jpeg_shrink::Error::Limit(problem) => error::too_much_work(ImageFormat::Tiff, &problem),
        jpeg_shrink::Error::OutOfMemory { bytes } => error::out_of_memory(bytes),
        other => error::malformed(ImageFormat::Tiff, &other.to_string()),
    }
}
