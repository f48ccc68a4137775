//! What a picture becomes.

use std::io::Cursor;

use png::{BitDepth, ColorType, Reader};

use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::geometry::Size;
use crate::picture::Channels;

/// For one row and the decoder's tables; whole pictures are counted by us. The widest row of RGBA at 16 bits that
/// the pixel limit lets through is 800 MB, so such rows are refused here.
pub(super) const DECODER_MEMORY_BYTES: usize = 256 << 20;

/// What a picture becomes.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    pub(super) size: Size,
    pub(super) channels: Channels,
    pub(super) depth: BitDepth,
    /// Bytes of a row.
    pub(super) row_bytes: usize,
}

impl Layout {
    pub(super) fn is_sixteen(self) -> bool {
        self.depth == BitDepth::Sixteen
    }

    /// That of what the `png` crate's reader gives.
    pub(super) fn of(reader: &Reader<Cursor<&[u8]>>) -> Result<Self, Error> {
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
            // Palettes and small depths have become 8 bits.
            _ => {
                return Err(error::unsupported_feature(
                    ImageFormat::Png,
                    "samples of another kind than its specification has",
                ));
            }
        };
        let row_bytes = reader
            .output_line_size(size.width)
            .ok_or_else(|| error::out_of_memory(u64::from(size.width) * 8))?;
        Ok(Self {
            size,
            channels,
            depth,
            row_bytes,
        })
    }
}
