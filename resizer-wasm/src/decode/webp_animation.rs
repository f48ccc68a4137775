//! Animated WebP: frames, each decoded as a picture of its own, laid on a canvas (RFC 9649, section 2.7.1).

use super::canvas::{Area, Blend, Canvas, Disposal};
use super::rows::{Frame, FrameSource, RowSource};
use super::terms::Terms;
use super::webp::{self, RIFF_HEADER_BYTES};
use super::whole_frame::{Samples, WholeFrame, drop_alpha, to_rgba};
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::geometry::Size;
use crate::head::{Head, WebpChunk, webp_chunks};
use crate::picture::{self, Channels, Row};

/// Of a frame, in front of its picture's chunks.
const FRAME_HEADER_BYTES: usize = 16;

struct Animation<'a> {
    /// The bytes behind the frame before.
    chunks: Box<dyn Iterator<Item = WebpChunk<'a>> + 'a>,
    canvas: Canvas,
    size: Size,
    tolerant: bool,
    plays: u32,
    given: u32,
    ended: bool,
    /// Whether the file ends before its header says so.
    is_cut_off: bool,
    /// The length of the file, for messages.
    length: usize,
    pixels: Vec<u8>,
    warnings: Vec<Warning>,
}

pub(super) fn first_frame<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let mut animation = Animation::new(bytes, head, terms)?;
    if animation.advance()?.is_none() {
        return Err(error::truncated(ImageFormat::Webp, bytes.len()));
    }
    let data = animation.canvas.into_pixels();
    let (channels, data) = if head.alpha {
        (Channels::Rgba, data)
    } else {
        (Channels::Rgb, drop_alpha(data))
    };
    Ok(Box::new(
        WholeFrame::new(animation.size, channels, Samples::Eight(data))
            .with_warnings(animation.warnings),
    ))
}

pub(super) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Box<dyn FrameSource + 'a>, Error> {
    Ok(Box::new(Animation::new(bytes, head, terms)?))
}

impl<'a> Animation<'a> {
    fn new(bytes: &'a [u8], head: &Head, terms: Terms) -> Result<Self, Error> {
        let chunks = bytes.get(RIFF_HEADER_BYTES..).unwrap_or_default();
        let plays = webp_chunks(chunks)
            .find(|chunk| &chunk.kind == b"ANIM")
            .and_then(|chunk| Some(u16::from_le_bytes(*chunk.data.get(4..)?.first_chunk()?)));
        let size = Size {
            width: head.width,
            height: head.height,
        };
        Ok(Self {
            chunks: Box::new(webp_chunks(chunks).filter(|chunk| &chunk.kind == b"ANMF")),
            canvas: Canvas::new(size)?,
            size,
            tolerant: terms.tolerant,
            plays: plays.map_or(1, u32::from),
            given: 0,
            ended: false,
            is_cut_off: is_cut_off(bytes),
            length: bytes.len(),
            pixels: picture::reserve(u64::from(size.width) * 4)?,
            warnings: Vec::new(),
        })
    }

    /// Lays the next frame on the canvas and says how long it is shown. `None` where there is none.
    fn advance(&mut self) -> Result<Option<u32>, Error> {
        if self.ended {
            return Ok(None);
        }
        let Some(chunk) = self.chunks.next() else {
            self.ended = true;
            // Where a picture has lost something, that has been said.
            if self.is_cut_off && self.warnings.is_empty() {
                self.warnings
                    .push(error::damage(ImageFormat::Webp, "its end is missing"));
            }
            return Ok(None);
        };
        match self.draw(&chunk) {
            Ok(milliseconds) => {
                self.given += 1;
                Ok(Some(milliseconds))
            }
            Err(Error::Malformed(_) | Error::Truncated(_)) if self.tolerant && self.given > 0 => {
                self.ended = true;
                let frames = u64::from(self.given) + 1 + self.chunks.by_ref().count() as u64;
                self.warnings.push(error::picture_lost(
                    ImageFormat::Webp,
                    u64::from(self.given),
                    frames,
                    "frames",
                ));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn draw(&mut self, chunk: &WebpChunk<'_>) -> Result<u32, Error> {
        let Some((header, data)) = chunk.data.split_first_chunk::<FRAME_HEADER_BYTES>() else {
            return Err(error::truncated(ImageFormat::Webp, self.length));
        };
        let number = |start: usize| {
            u32::from_le_bytes([header[start], header[start + 1], header[start + 2], 0])
        };
        let area = Area {
            left: number(0) * 2,
            top: number(3) * 2,
            width: number(6) + 1,
            height: number(9) + 1,
        };
        if area.left + area.width > self.size.width || area.top + area.height > self.size.height {
            return Err(error::malformed(
                ImageFormat::Webp,
                "a frame goes beyond the image",
            ));
        }
        let blend = if header[15] & 2 == 0 {
            Blend::Over
        } else {
            Blend::Replace
        };
        let disposal = if header[15] & 1 == 0 {
            Disposal::Keep
        } else {
            Disposal::Clear
        };
        let size = Size {
            width: area.width,
            height: area.height,
        };
        let mut picture = webp::decode(data, size, self.tolerant)?;
        self.canvas.begin(area, disposal)?;
        let row_bytes = area.width as usize * picture.channels.count();
        for (row, pixels) in (0..).zip(picture.data.chunks_exact(row_bytes)) {
            to_rgba(Row::Eight(pixels), picture.channels, &mut self.pixels);
            self.canvas.draw(area, row, &self.pixels, blend);
        }
        self.warnings.append(&mut picture.warnings);
        Ok(number(12))
    }
}

/// Whether the file is shorter than its header says, by more than the byte that fills up its last chunk.
fn is_cut_off(bytes: &[u8]) -> bool {
    let length = bytes.get(4..).and_then(<[u8]>::first_chunk);
    length.is_some_and(|length| u64::from(u32::from_le_bytes(*length)) + 8 > bytes.len() as u64 + 1)
}

impl FrameSource for Animation<'_> {
    fn repetitions(&self) -> u32 {
        self.plays
    }

    fn next_frame(&mut self) -> Result<Option<Frame<'_>>, Error> {
        Ok(self.advance()?.map(|milliseconds| Frame {
            canvas: self.canvas.pixels(),
            milliseconds,
        }))
    }

    fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }
}
