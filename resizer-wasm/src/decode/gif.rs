//! GIF: frames laid on a canvas, row by row.

use std::io::ErrorKind;

use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, DisposalMethod, MemoryLimit};

use super::canvas::{Area, Blend, Canvas, Disposal};
use super::rows::{Frame, FrameSource, RowSource};
use super::terms::Terms;
use super::whole_frame::{Samples, WholeFrame, drop_alpha};
use crate::contract::{Error, FrameCount, ImageFormat, Warning};
use crate::error;
use crate::geometry::Size;
use crate::head::Head;
use crate::picture::{self, Channels};

/// The rows of an interlaced frame: where each of the four passes begins, and its steps (appendix E).
const PASSES: [(u32, usize); 4] = [(0, 8), (4, 8), (2, 4), (1, 2)];

/// The most pixels that a code stands for. The library loses some of a code's pixels that go beyond two calls, so each call
/// asks for rows with as many at least.
const LONGEST_WORD: usize = 1 << 12;

/// What is in the place of pixels that did not come: where a file breaks off, a row that ends with it may count as one of
/// those.
const UNLIKELY: u8 = 255;

struct Animation<'a> {
    decoder: Decoder<&'a [u8]>,
    canvas: Canvas,
    tolerant: bool,
    /// Pixels beyond the canvas that may still be unpacked: the limits on frames and pixels count the canvas
    /// (`wit/resize.wit`, `max-work`).
    beyond: u64,
    /// The length of the file, for messages.
    length: usize,
    /// Frames that the header has seen the beginning of, and whether there may be more.
    frames: FrameCount,
    /// Frames given out.
    given: u32,
    /// Whether the decoder already stands at the data of the next frame.
    at_frame: bool,
    ended: bool,
    warnings: Vec<Warning>,
    /// The indices of some rows, and the pixels of one.
    indices: Vec<u8>,
    pixels: Vec<u8>,
}

/// The first frame.
pub(super) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let mut animation = Animation::new(bytes, head, terms)?;
    if !animation.advance()? {
        return Err(error::truncated(ImageFormat::Gif, bytes.len()));
    }
    if head.frames == FrameCount::AtLeast(1) {
        animation.miss_end();
    }
    let size = Size {
        width: head.width,
        height: head.height,
    };
    let data = animation.canvas.into_pixels();
    let (channels, data) = if head.alpha {
        (Channels::Rgba, data)
    } else {
        (Channels::Rgb, drop_alpha(data))
    };
    Ok(Box::new(
        WholeFrame::new(size, channels, Samples::Eight(data)).with_warnings(animation.warnings),
    ))
}

/// All frames.
pub(super) fn open_animation<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Box<dyn FrameSource + 'a>, Error> {
    Ok(Box::new(Animation::new(bytes, head, terms)?))
}

impl<'a> Animation<'a> {
    fn new(bytes: &'a [u8], head: &Head, terms: Terms) -> Result<Self, Error> {
        let mut options = DecodeOptions::new();
        options.set_color_output(ColorOutput::Indexed);
        // Nothing but rows is decoded at a time.
        options.set_memory_limit(MemoryLimit::Unlimited);
        options.allow_unknown_blocks(true);
        let failed = |error| explain(&error, bytes.len());
        let mut decoder = options.read_info(bytes).map_err(failed)?;
        // The number of repetitions comes before the first frame.
        let at_frame = decoder.next_frame_info().map_err(failed)?.is_some();
        Ok(Self {
            decoder,
            canvas: Canvas::new(Size {
                width: head.width,
                height: head.height,
            })?,
            tolerant: terms.tolerant,
            beyond: terms.max_work,
            length: bytes.len(),
            frames: head.frames,
            given: 0,
            at_frame,
            ended: !at_frame,
            warnings: Vec::new(),
            // A frame's sides are 16-bit numbers.
            indices: picture::zeroed(1 << 16)?,
            pixels: picture::reserve(4 << 16)?,
        })
    }

    /// Lays the next frame on the canvas. `false` where there is none.
    fn advance(&mut self) -> Result<bool, Error> {
        if self.ended || (!self.at_frame && !self.find_frame()?) {
            self.ended = true;
            return Ok(false);
        }
        self.at_frame = false;
        self.draw()?;
        self.given += 1;
        Ok(true)
    }

    fn find_frame(&mut self) -> Result<bool, Error> {
        let error = match self.decoder.next_frame_info() {
            Ok(frame) => return Ok(frame.is_some()),
            Err(error) => explain(&error, self.length),
        };
        // Damage behind the last frame costs nothing.
        if let FrameCount::Exactly(frames) | FrameCount::AtLeast(frames) = self.frames
            && self.given >= frames
        {
            self.miss_end();
            return Ok(false);
        }
        if !self.tolerant {
            return Err(error);
        }
        self.lose_frames();
        Ok(false)
    }

    fn draw(&mut self) -> Result<(), Error> {
        let Some(frame) = self.decoder.current_frame_info() else {
            return Err(error::truncated(ImageFormat::Gif, self.length));
        };
        let area = Area {
            left: u32::from(frame.left),
            top: u32::from(frame.top),
            width: u32::from(frame.width),
            height: u32::from(frame.height),
        };
        let disposal = match frame.dispose {
            DisposalMethod::Any | DisposalMethod::Keep => Disposal::Keep,
            DisposalMethod::Background => Disposal::Clear,
            DisposalMethod::Previous => Disposal::Restore,
        };
        let transparent = frame.transparent;
        let interlaced = frame.interlaced;
        self.count_beyond(area)?;
        let palette = self
            .decoder
            .palette()
            .map_err(|error| explain(&error, self.length))?;
        // An index without a colour is transparent, too.
        let mut colors = [[0; 4]; 256];
        for (color, rgb) in colors.iter_mut().zip(palette.chunks_exact(3)) {
            *color = [rgb[0], rgb[1], rgb[2], 255];
        }
        if let Some(transparent) = transparent {
            colors[usize::from(transparent)] = [0; 4];
        }
        self.canvas.begin(area, disposal)?;
        if area.width == 0 || area.height == 0 {
            return Ok(());
        }
        let passes: &[(u32, usize)] = if interlaced { &PASSES } else { &[(0, 1)] };
        let mut rows = passes
            .iter()
            .flat_map(|(start, step)| (*start..area.height).step_by(*step));
        let (width, height) = (area.width as usize, area.height as usize);
        let mut done = 0;
        while done < height {
            let count = LONGEST_WORD.div_ceil(width).min(height - done);
            let indices = &mut self.indices[..count * width];
            indices.fill(UNLIKELY);
            let error = match self.decoder.fill_buffer(indices) {
                Ok(true) => None,
                Ok(false) => Some(error::malformed(
                    ImageFormat::Gif,
                    "a frame has fewer pixels than its size says",
                )),
                Err(error) => Some(explain(&error, self.length)),
            };
            let complete = match error {
                None => count,
                Some(_) => {
                    let last = indices.iter().rposition(|index| *index != UNLIKELY);
                    last.map_or(0, |last| (last + 1) / width)
                }
            };
            for (row, indices) in rows
                .by_ref()
                .zip(indices.chunks_exact(width))
                .take(complete)
            {
                self.pixels.clear();
                for index in indices {
                    self.pixels.extend_from_slice(&colors[usize::from(*index)]);
                }
                self.canvas.draw(area, row, &self.pixels, Blend::Over);
            }
            done += complete;
            if let Some(error) = error {
                return self.lose_rows(error, done as u64, area.height);
            }
        }
        Ok(())
    }

    /// Counts what a frame has to be unpacked for, and nobody will see.
    fn count_beyond(&mut self, area: Area) -> Result<(), Error> {
        let pixels = u64::from(area.width) * u64::from(area.height);
        let beyond = pixels - self.canvas.visible(area);
        self.beyond = self.beyond.checked_sub(beyond).ok_or_else(|| {
            error::too_much_work(
                ImageFormat::Gif,
                &format!(
                    "its frame {} has {} x {} pixels, far beyond its canvas",
                    self.given + 1,
                    area.width,
                    area.height
                ),
            )
        })?;
        Ok(())
    }

    /// A frame breaks off. Nothing can be read behind it. A frame of which nothing is there is no picture.
    fn lose_rows(&mut self, error: Error, rows: u64, height: u32) -> Result<(), Error> {
        if !self.tolerant || (self.given == 0 && rows == 0) {
            return Err(error);
        }
        self.ended = true;
        self.warnings.push(error::picture_lost(
            ImageFormat::Gif,
            rows,
            u64::from(height),
            &format!("rows of frame {}", self.given + 1),
        ));
        Ok(())
    }

    fn lose_frames(&mut self) {
        let (FrameCount::Exactly(frames) | FrameCount::AtLeast(frames)) = self.frames;
        self.warnings.push(error::picture_lost(
            ImageFormat::Gif,
            u64::from(self.given),
            u64::from(frames),
            "frames",
        ));
    }

    fn miss_end(&mut self) {
        self.warnings
            .push(error::damage(ImageFormat::Gif, "its end is missing"));
    }
}

impl FrameSource for Animation<'_> {
    fn repetitions(&self) -> u32 {
        match self.decoder.repeat() {
            gif::Repeat::Infinite => 0,
            // The file has the number of times that it is played once more.
            gif::Repeat::Finite(more) => u32::from(more) + 1,
        }
    }

    fn next_frame(&mut self) -> Result<Option<Frame<'_>>, Error> {
        // The delay belongs to the frame that the decoder comes to.
        if !self.advance()? {
            return Ok(None);
        }
        let delay = self
            .decoder
            .current_frame_info()
            .map_or(0, |frame| frame.delay);
        Ok(Some(Frame {
            canvas: self.canvas.pixels(),
            milliseconds: u32::from(delay) * 10,
        }))
    }

    fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }
}

fn explain(error: &DecodingError, length: usize) -> Error {
    match error {
        DecodingError::UnexpectedEof => error::truncated(ImageFormat::Gif, length),
        DecodingError::Io(io) if io.kind() == ErrorKind::UnexpectedEof => {
            error::truncated(ImageFormat::Gif, length)
        }
        DecodingError::OutOfMemory | DecodingError::MemoryLimit => error::out_of_memory(0),
        other => error::malformed(ImageFormat::Gif, &other.to_string()),
    }
}
