//! Decoders, behind two traits: [`RowSource`] for a picture, and [`FrameSource`] for an animation.
//!
//! A decoder that can only give a whole picture hands it out in rows through [`whole_frame::WholeFrame`].

mod apng;
mod canvas;
mod gif;
mod ico;
mod jpeg;
mod png;
mod raster;
mod reduction;
mod salvage;
mod scales;
mod source;
mod strips;
mod tiff;
mod webp;
mod webp_animation;
mod webp_lossy;
mod whole_frame;

use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::geometry::Size;
use crate::head::Head;
use crate::picture::{Channels, Row};

pub(crate) use reduction::Reduction;
pub(crate) use source::{Shape, Source, Wish};
pub(crate) use strips::{Component, Enlargement, Model, StripSource};

/// A picture that comes row by row, from top to bottom.
pub(crate) trait RowSource {
    /// The size of the picture, in stored orientation.
    fn size(&self) -> Size;

    /// What a pixel is made of. The same for all rows.
    fn channels(&self) -> Channels;

    /// The next row: `size().width * channels().count()` samples, all rows of the same depth. Called at most
    /// `size().height` times.
    ///
    /// # Errors
    /// `malformed` or `truncated` where the file is damaged and damage is not tolerated. No row can be had after
    /// that.
    fn next_row(&mut self) -> Result<Row<'_>, Error>;

    /// What was wrong with the file and did not matter. Asked once, after the last row.
    fn warnings(&mut self) -> Vec<Warning> {
        Vec::new()
    }
}

/// One frame of an animation, laid on its canvas.
pub(crate) struct Frame<'a> {
    /// The whole canvas: RGBA with 8 bits per sample, of the size that the head says.
    pub(crate) canvas: &'a [u8],
    /// How long it is shown.
    pub(crate) milliseconds: u32,
}

/// An animation, frame by frame. Memory holds a few canvases, whatever the number of frames.
pub(crate) trait FrameSource {
    /// How often it is played; 0 is for ever.
    fn repetitions(&self) -> u32;

    /// The next frame, composited. `None` after the last.
    ///
    /// # Errors
    /// As [`RowSource::next_row`].
    fn next_frame(&mut self) -> Result<Option<Frame<'_>>, Error>;

    /// What was wrong with the file and did not matter. Asked once, after the last frame that is wanted.
    fn warnings(&mut self) -> Vec<Warning> {
        Vec::new()
    }
}

/// What is asked of a decoder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request {
    /// Whether damage that loses a part of the picture is accepted: the rest is filled.
    pub(crate) tolerant: bool,
    /// JPEG scans (`wit/resize.wit`, record `options`).
    pub(crate) max_scans: u32,
    /// Pixels times scans.
    pub(crate) max_work: u64,
}

/// Opens the picture in `bytes`, whose header is `head`, and no JPEG's or WebP's; of an animation, the first frame.
fn open_rows<'a>(
    bytes: &'a [u8],
    head: &Head,
    request: Request,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    match head.format {
        ImageFormat::Jpeg | ImageFormat::Webp => Err(error::malformed(
            head.format,
            "it is within another picture",
        )),
        ImageFormat::Png => png::open(bytes, request),
        ImageFormat::Gif => gif::open(bytes, head, request),
        ImageFormat::Tiff => tiff::open(bytes, head, request),
        ImageFormat::Ico => ico::open(bytes, head, request),
        ImageFormat::Bmp | ImageFormat::Pnm | ImageFormat::Qoi | ImageFormat::Tga => {
            raster::open(bytes, head, request)
        }
    }
}

/// Opens the animation in `bytes`. `None` where the file is a still picture.
pub(crate) fn open_animation<'a>(
    bytes: &'a [u8],
    head: &Head,
    request: Request,
) -> Result<Option<Box<dyn FrameSource + 'a>>, Error> {
    if !head.is_animated() {
        return Ok(None);
    }
    match head.format {
        ImageFormat::Png => apng::open(bytes, head, request).map(Some),
        ImageFormat::Webp => webp_animation::open(bytes, head, request).map(Some),
        ImageFormat::Gif => gif::open_animation(bytes, head, request).map(Some),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests;
