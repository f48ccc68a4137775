//! A picture opened for several results: which decoder reads which format.

use super::jpeg::{self, Scaled};
use super::row_reader::Rows;
use super::rows::{FrameSource, RowSource};
use super::strips::StripSource;
use super::terms::{Terms, Wish};
use super::webp::{self, Still};
use super::{apng, bmp, gif, ico, png, pnm, psd, qoi, raster, tga, tiff, webp_animation};
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::geometry::{Size, turned};
use crate::head::Head;
use crate::picture::Channels;

/// A picture whose header its decoder has read. What its pixels are made of is known before anybody says how small it may be
/// decoded.
pub(crate) enum Opened<'a> {
    Rows(Box<dyn RowSource + 'a>),
    Jpeg(jpeg::Opened<'a>),
    Webp(webp::OpenedLossy<'a>),
    Raster(raster::Opened<'a>),
}

/// How the picture comes.
pub(crate) enum Source<'a> {
    /// All results are made from the same rows.
    Rows(Box<dyn RowSource + 'a>),
    /// The decoder scales, and each result has its own scale.
    Strips(Box<dyn StripSource + 'a>),
}

impl<'a> Opened<'a> {
    /// Opens the picture in `bytes`, whose header is `head`; of an animation, the first frame.
    ///
    /// # Errors
    /// Those of the decoder.
    pub(crate) fn new(bytes: &'a [u8], head: &Head, terms: Terms) -> Result<Self, Error> {
        let rows = match head.format {
            ImageFormat::Jpeg => return jpeg::Opened::new(bytes, terms).map(Self::Jpeg),
            ImageFormat::Raster => return raster::Opened::new(bytes, terms).map(Self::Raster),
            ImageFormat::Webp if webp::is_animated(bytes) => {
                webp_animation::first_frame(bytes, head, terms)
            }
            ImageFormat::Webp => {
                return Ok(match webp::open(bytes, head, terms)? {
                    Still::Rows(rows) => Self::Rows(rows),
                    Still::Lossy(opened) => Self::Webp(opened),
                });
            }
            ImageFormat::Png => png::open(bytes, terms),
            ImageFormat::Gif => gif::open(bytes, head, terms),
            ImageFormat::Tiff => tiff::open(bytes, head, terms),
            ImageFormat::Bmp => bmp::open(bytes, terms),
            ImageFormat::Ico => ico::open(bytes, terms),
            ImageFormat::Pnm => Rows::open(head, terms, pnm::open(bytes, head)?),
            ImageFormat::Qoi => Rows::open(head, terms, qoi::open(bytes, head)),
            ImageFormat::Tga => Rows::open(head, terms, tga::open(bytes, head)?),
            ImageFormat::Psd => Rows::open(head, terms, psd::open(bytes, head)?),
            ImageFormat::Avif | ImageFormat::Heic | ImageFormat::Jxl => {
                let (width, height) = (head.width, head.height);
                let upright = turned(head.orientation, Size { width, height });
                return Err(error::needs_codec(head.format, upright));
            }
        };
        rows.map(Self::Rows)
    }

    /// What a pixel is made of.
    pub(crate) fn channels(&self) -> Channels {
        match self {
            Self::Rows(rows) => rows.channels(),
            Self::Jpeg(opened) => opened.channels(),
            Self::Webp(_) => Channels::Rgb,
            Self::Raster(opened) => opened.channels(),
        }
    }

    /// Begins to decode. There is a wish for each result.
    ///
    /// # Errors
    /// Those of the decoder.
    pub(crate) fn decode(self, wishes: &[Wish]) -> Result<Source<'a>, Error> {
        Ok(match self {
            Self::Rows(rows) => Source::Rows(rows),
            Self::Jpeg(opened) => Source::Strips(Box::new(Scaled::new(&opened, wishes)?)),
            Self::Webp(opened) => Source::Strips(Box::new(opened.decode(wishes)?)),
            Self::Raster(opened) => Source::Strips(Box::new(opened.decode(wishes.len())?)),
        })
    }
}

impl Source<'_> {
    /// What decoding takes of the limit `max-work`.
    pub(crate) fn work(&self) -> u64 {
        match self {
            Self::Rows(_) => 0,
            Self::Strips(strips) => strips.work(),
        }
    }

    /// What was wrong with the file and did not matter. Asked once, at the end.
    pub(crate) fn warnings(&mut self) -> Vec<Warning> {
        match self {
            Self::Rows(rows) => rows.warnings(),
            Self::Strips(strips) => strips.warnings(),
        }
    }
}

/// Opens the animation in `bytes`. `None` where the file is a still picture.
pub(crate) fn open_animation<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Option<Box<dyn FrameSource + 'a>>, Error> {
    if !head.is_animated() {
        return Ok(None);
    }
    match head.format {
        ImageFormat::Png => apng::open(bytes, head, terms).map(Some),
        ImageFormat::Webp => webp_animation::open(bytes, head, terms).map(Some),
        ImageFormat::Gif => gif::open_animation(bytes, head, terms).map(Some),
        _ => Ok(None),
    }
}
