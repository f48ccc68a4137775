//! PNG, row by row where it is not interlaced, reduced to 8 bits per sample.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, DecodingError, Limits, Reader, Transformations};

use super::RowSource;
use super::whole_frame::{Samples, WholeFrame};
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::picture::{self, Channels, Row};
use crate::plan::Size;

/// For one row and the decoder's tables; whole pictures are counted by us. The widest row of RGBA at 16 bits that
/// the pixel limit lets through is 800 MB, so such rows are refused here.
const DECODER_MEMORY_BYTES: usize = 256 << 20;

struct Rows<'a> {
    reader: Reader<Cursor<&'a [u8]>>,
    size: Size,
    channels: Channels,
    /// The length of the file, for messages.
    length: usize,
}

pub(super) fn open(bytes: &[u8]) -> Result<Box<dyn RowSource + '_>, Error> {
    let length = bytes.len();
    let failed = |error| explain(error, length);
    let limits = Limits {
        bytes: DECODER_MEMORY_BYTES,
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    // Palettes and small depths become 8 bits, a transparent colour becomes alpha, 16 bits become 8.
    decoder.set_transformations(Transformations::normalize_to_color8());
    // Metadata is dropped, so there is no need to inflate it.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(failed)?;

    let size = Size {
        width: reader.info().width,
        height: reader.info().height,
    };
    let channels = match reader.output_color_type() {
        (ColorType::Grayscale, BitDepth::Eight) => Channels::Gray,
        (ColorType::GrayscaleAlpha, BitDepth::Eight) => Channels::GrayAlpha,
        (ColorType::Rgb, BitDepth::Eight) => Channels::Rgb,
        (ColorType::Rgba, BitDepth::Eight) => Channels::Rgba,
        other => {
            return Err(error::unsupported_feature(
                ImageFormat::Png,
                &format!("{other:?} samples"),
            ));
        }
    };
    if reader.info().interlaced {
        let pixels = u64::from(size.width) * u64::from(size.height);
        let mut data = picture::zeroed(pixels * channels.count() as u64)?;
        reader.next_frame(&mut data).map_err(failed)?;
        return Ok(Box::new(WholeFrame::new(
            size,
            channels,
            Samples::Eight(data),
        )));
    }
    Ok(Box::new(Rows {
        reader,
        size,
        channels,
        length,
    }))
}

impl RowSource for Rows<'_> {
    fn size(&self) -> Size {
        self.size
    }

    fn channels(&self) -> Channels {
        self.channels
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        match self.reader.next_row() {
            Ok(Some(row)) => Ok(Row::Eight(row.data())),
            Ok(None) => Err(error::truncated(ImageFormat::Png, self.length)),
            Err(error) => Err(explain(error, self.length)),
        }
    }
}

fn explain(error: DecodingError, length: usize) -> Error {
    match error {
        DecodingError::IoError(_) => error::truncated(ImageFormat::Png, length),
        DecodingError::LimitsExceeded => error::out_of_memory(DECODER_MEMORY_BYTES as u64),
        other => error::malformed(ImageFormat::Png, &other.to_string()),
    }
}
