//! PNG at its own depth, row by row where it is not interlaced.

use std::io::Cursor;

use png::{
    BitDepth, ColorType, Decoder, DecodingError, Info, InterlaceInfo, Limits, Reader,
    Transformations,
};

use super::whole_frame::{Samples, WholeFrame, fill};
use super::{Request, RowSource};
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::head::{png_chunks, verify_chunk};
use crate::picture::{self, Channels, Row};
use crate::plan::Size;

/// For one row and the decoder's tables; whole pictures are counted by us. The widest row of RGBA at 16 bits that
/// the pixel limit lets through is 800 MB, so such rows are refused here.
const DECODER_MEMORY_BYTES: usize = 256 << 20;

/// Rows as they come, each after the one before.
struct Rows<T: AsRef<[u8]>> {
    reader: Reader<Cursor<T>>,
    layout: Layout,
    tolerant: bool,
    /// Rows that were read, until one could not be.
    read: u32,
    damaged: bool,
    /// The length of the file, for messages.
    length: usize,
    /// The row as it is stored, and its samples where they have 16 bits.
    row: Vec<u8>,
    sixteen: Vec<u16>,
    warnings: Vec<Warning>,
}

/// What the decoder gives.
#[derive(Clone, Copy)]
struct Layout {
    size: Size,
    channels: Channels,
    depth: BitDepth,
    /// Bytes of a row.
    row_bytes: usize,
}

/// Opens a whole file, or a file that was put together for a frame of an animation.
pub(super) fn open<'a, T: AsRef<[u8]> + 'a>(
    file: T,
    request: Request,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let warnings = broken_rules(file.as_ref());
    open_frame(file, request.tolerant, warnings)
}

/// As [`open`], without looking at checksums and the file's end.
pub(super) fn open_frame<'a, T: AsRef<[u8]> + 'a>(
    file: T,
    tolerant: bool,
    warnings: Vec<Warning>,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let length = file.as_ref().len();
    let failed = |error| explain(error, length);
    let limits = Limits {
        bytes: DECODER_MEMORY_BYTES,
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
    // Palettes and small depths become 8 bits, and a transparent colour becomes alpha.
    decoder.set_transformations(Transformations::EXPAND);
    // A wrong checksum is a warning where the picture can be decoded all the same.
    decoder.ignore_checksums(true);
    // Metadata has been read with the head.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let reader = decoder.read_info().map_err(failed)?;
    check_palette(reader.info())?;
    let layout = layout(&reader)?;
    if reader.info().interlaced {
        return interlaced(reader, layout, tolerant, length, warnings);
    }
    let samples = match layout.depth {
        BitDepth::Sixteen => layout.row_bytes as u64 / 2,
        _ => 0,
    };
    Ok(Box::new(Rows {
        reader,
        layout,
        tolerant,
        read: 0,
        damaged: false,
        length,
        row: picture::zeroed(layout.row_bytes as u64)?,
        sixteen: picture::reserve(samples)?,
        warnings,
    }))
}

/// The decoder takes the length of a palette on trust, and stops for good where it is not what the specification
/// says (clause 11.2.2).
fn check_palette(info: &Info) -> Result<(), Error> {
    let Some(palette) = info.palette.as_deref() else {
        return Ok(());
    };
    let length = palette.len();
    if info.color_type == ColorType::Indexed && (!length.is_multiple_of(3) || length > 3 * 256) {
        return Err(error::malformed(
            ImageFormat::Png,
            &format!("its palette has {length} bytes, and not 3 for each of 1 to 256 colours"),
        ));
    }
    Ok(())
}

fn layout<T: AsRef<[u8]>>(reader: &Reader<Cursor<T>>) -> Result<Layout, Error> {
    let size = Size {
        width: reader.info().width,
        height: reader.info().height,
    };
    let (color_type, depth) = reader.output_color_type();
    let channels = match (color_type, depth) {
        (ColorType::Grayscale, BitDepth::Eight | BitDepth::Sixteen) => Channels::Gray,
        (ColorType::GrayscaleAlpha, BitDepth::Eight | BitDepth::Sixteen) => Channels::GrayAlpha,
        (ColorType::Rgb, BitDepth::Eight | BitDepth::Sixteen) => Channels::Rgb,
        (ColorType::Rgba, BitDepth::Eight | BitDepth::Sixteen) => Channels::Rgba,
        other => {
            return Err(error::unsupported_feature(
                ImageFormat::Png,
                &format!("{other:?} samples"),
            ));
        }
    };
    let row_bytes = reader
        .output_line_size(size.width)
        .ok_or_else(|| error::out_of_memory(u64::from(size.width) * 8))?;
    Ok(Layout {
        size,
        channels,
        depth,
        row_bytes,
    })
}

impl<T: AsRef<[u8]>> RowSource for Rows<T> {
    fn size(&self) -> Size {
        self.layout.size
    }

    fn channels(&self) -> Channels {
        self.layout.channels
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        if !self.damaged {
            match self.reader.read_row(&mut self.row) {
                Ok(Some(_)) => self.read += 1,
                // A picture of which nothing is there is not worth much.
                Ok(None) | Err(_) if self.tolerant && self.read > 0 => {
                    self.damaged = true;
                    fill(&mut self.row, self.layout.channels);
                    self.warnings.push(error::picture_lost(
                        ImageFormat::Png,
                        u64::from(self.read),
                        u64::from(self.layout.size.height),
                        "rows",
                    ));
                }
                Ok(None) => {
                    return Err(error::malformed(ImageFormat::Png, "rows are missing"));
                }
                Err(error) => return Err(explain(error, self.length)),
            }
        }
        if self.layout.depth != BitDepth::Sixteen {
            return Ok(Row::Eight(&self.row));
        }
        self.sixteen.clear();
        self.sixteen.extend(sixteen(&self.row));
        Ok(Row::Sixteen(&self.sixteen))
    }

    fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }
}

/// All passes of an interlaced picture. Where some are missing, the pixels of those before stand for their neighbours.
fn interlaced<'a, T: AsRef<[u8]> + 'a>(
    mut reader: Reader<Cursor<T>>,
    layout: Layout,
    tolerant: bool,
    length: usize,
    mut warnings: Vec<Warning>,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let rows = u64::from(layout.size.height);
    let mut data = picture::zeroed(layout.row_bytes as u64 * rows)?;
    fill(&mut data, layout.channels);
    let pixel_bits = (layout.channels.count() * layout.depth as usize) as u8;
    let mut passed = 0u32;
    loop {
        let row = match reader.next_interlaced_row() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(_) if tolerant && passed > 0 => {
                let of = rows_of_passes(layout.size);
                warnings.push(error::picture_lost(
                    ImageFormat::Png,
                    u64::from(passed),
                    of,
                    "rows of its passes",
                ));
                break;
            }
            Err(error) => return Err(explain(error, length)),
        };
        passed += 1;
        if let InterlaceInfo::Adam7(place) = row.interlace() {
            png::splat_interlaced_row(&mut data, layout.row_bytes, row.data(), place, pixel_bits);
        }
    }
    let samples = match layout.depth {
        BitDepth::Sixteen => {
            let mut samples = picture::reserve(data.len() as u64 / 2)?;
            samples.extend(sixteen(&data));
            Samples::Sixteen(samples)
        }
        _ => Samples::Eight(data),
    };
    Ok(Box::new(
        WholeFrame::new(layout.size, layout.channels, samples).with_warnings(warnings),
    ))
}

/// How many rows the seven passes of an interlaced picture have.
fn rows_of_passes(size: Size) -> u64 {
    // First column and row of each pass, and its steps (clause 8.2).
    const PASSES: [(u32, u32, u32, u32); 7] = [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];
    PASSES
        .iter()
        .filter(|(x, _, _, _)| *x < size.width)
        .map(|(_, y, _, step)| u64::from(size.height.saturating_sub(*y).div_ceil(*step)))
        .sum()
}

/// The samples of 16 bits, which are stored with the upper byte first.
fn sixteen(bytes: &[u8]) -> impl Iterator<Item = u16> {
    bytes
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
}

/// What is wrong with a file whose picture may be complete: wrong checksums of what the picture is made of, and an end
/// that is missing. Other chunks are looked at with the head.
fn broken_rules(file: &[u8]) -> Vec<Warning> {
    let mut wrong = 0;
    let mut ended = false;
    for chunk in png_chunks(file) {
        let is_needed = matches!(&chunk.kind, b"IHDR" | b"PLTE" | b"IDAT" | b"tRNS");
        if is_needed && chunk.checksum.is_some() && !verify_chunk(&chunk) {
            wrong += 1;
        }
        if &chunk.kind == b"IEND" {
            ended = true;
            break;
        }
    }
    let mut warnings = Vec::new();
    if wrong > 0 {
        warnings.push(error::damage(
            ImageFormat::Png,
            &format!("the checksums of {wrong} chunks are wrong, so the picture may be too"),
        ));
    }
    if !ended {
        warnings.push(error::damage(ImageFormat::Png, "its end is missing"));
    }
    warnings
}

fn explain(error: DecodingError, length: usize) -> Error {
    match error {
        DecodingError::IoError(_) => error::truncated(ImageFormat::Png, length),
        DecodingError::LimitsExceeded => error::out_of_memory(DECODER_MEMORY_BYTES as u64),
        other => error::malformed(ImageFormat::Png, &other.to_string()),
    }
}
