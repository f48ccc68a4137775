//! Decoders, all behind one trait: rows come out, from top to bottom.
//!
//! A decoder that can only give a whole picture hands it out in rows through [`WholeFrame`].

mod gif;
mod jpeg;
mod png;
mod webp;
mod whole_frame;

use crate::contract::{Error, ImageFormat};
use crate::head::Head;
use crate::plan::Size;

pub(crate) use whole_frame::WholeFrame;

/// The order of the 8-bit samples of a pixel. Alpha is straight, not premultiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channels {
    Gray,
    GrayAlpha,
    Rgb,
    Rgba,
}

impl Channels {
    /// Samples, and bytes, per pixel.
    pub(crate) fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::GrayAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }

    pub(crate) fn has_alpha(self) -> bool {
        matches!(self, Self::GrayAlpha | Self::Rgba)
    }
}

/// A small picture, whole. `data` holds `width * height * channels.count()` bytes, row after row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pixels {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) channels: Channels,
    pub(crate) data: Vec<u8>,
}

/// A picture that comes row by row.
pub(crate) trait RowSource {
    /// The size that is handed out. A decoder that scales hands out less than the file's size.
    fn size(&self) -> Size;

    /// What a pixel is made of. The same for all rows.
    fn channels(&self) -> Channels;

    /// The next row: `size().width * channels().count()` bytes. Called at most `size().height` times.
    ///
    /// # Errors
    /// `malformed` or `truncated` where the file is damaged. No row can be had after that.
    fn next_row(&mut self) -> Result<&[u8], Error>;
}

/// Opens the picture in `bytes`, whose header is `head`. A decoder that can scale while decoding gives at least
/// `wanted`, in stored orientation; the others give the full size.
pub(crate) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    wanted: Size,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    match head.format {
        ImageFormat::Jpeg => jpeg::open(bytes, head, wanted),
        ImageFormat::Png => png::open(bytes),
        ImageFormat::Webp => webp::open(bytes),
        ImageFormat::Gif => gif::open(bytes, head),
    }
}
