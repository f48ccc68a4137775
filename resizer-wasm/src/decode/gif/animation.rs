//! All frames, laid on a canvas row by row.

use super::blocks::{Blocks, Frame};
use super::colors::Colors;
use super::missing_end;
use crate::contract::{Error, FrameCount, ImageFormat, Warning};
use crate::decode::canvas::{Area, Blend, Canvas};
use crate::decode::rows::{Frame as Composited, FrameSource};
use crate::decode::terms::Terms;
use crate::error;
use crate::geometry::Size;
use crate::head::Head;
use crate::picture;

/// The rows of an interlaced frame: where each of the four passes begins, and its steps (appendix E).
const PASSES: [(u32, usize); 4] = [(0, 8), (4, 8), (2, 4), (1, 2)];

struct Animation<'a> {
    blocks: Blocks<'a>,
    /// The first frame, before it is drawn: the number of repetitions comes before it.
    first: Option<Frame<'a>>,
    canvas: Canvas,
    is_tolerant: bool,
    /// Pixels beyond the canvas that may still be unpacked: the limits on frames and pixels count the canvas
    /// (`wit/resize.wit`, `max-work`).
    beyond: u64,
    /// Frames that the header has seen the beginning of, and whether there may be more.
    frames: FrameCount,
    /// Frames given out.
    given: u32,
    ended: bool,
    warnings: Vec<Warning>,
    /// Whether there is a warning about colours.
    told_of_colors: bool,
    /// The indices and the pixels of a row.
    indices: Vec<u8>,
    pixels: Vec<u8>,
}

pub(in crate::decode) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Box<dyn FrameSource + 'a>, Error> {
    let mut blocks = Blocks::new(bytes)?;
    let first = blocks.next_frame()?;
    Ok(Box::new(Animation {
        ended: first.is_none(),
        first,
        blocks,
        canvas: Canvas::new(Size {
            width: head.width,
            height: head.height,
        })?,
        is_tolerant: terms.tolerant,
        beyond: terms.max_work,
        frames: head.frames,
        given: 0,
        warnings: Vec::new(),
        told_of_colors: false,
        // A frame's sides are 16-bit numbers.
        indices: picture::zeroed(1 << 16)?,
        pixels: picture::reserve(4 << 16)?,
    }))
}

impl<'a> Animation<'a> {
    /// Lays the next frame on the canvas. `None` where there is none.
    fn advance(&mut self) -> Result<Option<Frame<'a>>, Error> {
        if self.ended {
            return Ok(None);
        }
        let frame = match self.find_frame()? {
            Some(frame) if self.draw(&frame)? => frame,
            _ => {
                self.ended = true;
                return Ok(None);
            }
        };
        self.given += 1;
        Ok(Some(frame))
    }

    fn find_frame(&mut self) -> Result<Option<Frame<'a>>, Error> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        let error = match self.blocks.next_frame() {
            Ok(frame) => return Ok(frame),
            Err(error) => error,
        };
        let (FrameCount::Exactly(frames) | FrameCount::AtLeast(frames)) = self.frames;
        // Damage behind the last frame costs nothing.
        if self.given >= frames {
            self.warnings.push(missing_end());
        } else if self.is_tolerant {
            let (given, frames) = (self.given.into(), frames.into());
            let lost = error::picture_lost(ImageFormat::Gif, given, frames, "frames");
            self.warnings.push(lost);
        } else {
            self.keep_complete_frames(error)?;
        }
        Ok(None)
    }

    /// Frames before the one that a file breaks off in are an animation, as browsers show it.
    fn keep_complete_frames(&mut self, error: Error) -> Result<(), Error> {
        if self.given == 0 || !matches!(error, Error::Truncated(_)) {
            return Err(error);
        }
        let problem = format!(
            "it ends inside of frame {}, so only the frames before are there",
            self.given + 1
        );
        self.warnings
            .push(error::damage(ImageFormat::Gif, &problem));
        Ok(())
    }

    /// `false` where nothing of the frame is shown.
    fn draw(&mut self, frame: &Frame) -> Result<bool, Error> {
        let area = frame.area;
        self.count_beyond(frame)?;
        self.canvas.begin(area, frame.disposal)?;
        if area.width == 0 || area.height == 0 {
            return Ok(true);
        }
        let colors = Colors::new(frame);
        let mut lacks_any = false;
        let mut stored = match self.blocks.pixels(frame) {
            Ok(stored) => stored,
            Err(error) => return self.lose_rows(error, 0, area.height),
        };
        let passes: &[(u32, usize)] = match frame.is_interlaced {
            true => &PASSES,
            false => &[(0, 1)],
        };
        let rows = passes
            .iter()
            .flat_map(|(start, step)| (*start..area.height).step_by(*step));
        for (done, row) in rows.enumerate() {
            let indices = &mut self.indices[..area.width as usize];
            if let Err(error) = stored.read(indices) {
                return self.lose_rows(error, done as u64, area.height);
            }
            lacks_any |= colors.lack_any(indices);
            self.pixels.clear();
            for index in indices {
                self.pixels.extend_from_slice(&colors.rgba(*index));
            }
            self.canvas.draw(area, row, &self.pixels, Blend::Over);
        }
        if let Some(warning) = colors.warning(lacks_any)
            && !self.told_of_colors
        {
            self.told_of_colors = true;
            self.warnings.push(warning);
        }
        Ok(true)
    }

    /// Counts what a frame has to be unpacked for, and nobody will see.
    fn count_beyond(&mut self, frame: &Frame) -> Result<(), Error> {
        let Area { width, height, .. } = frame.area;
        let pixels = u64::from(width) * u64::from(height);
        let beyond = pixels - self.canvas.visible(frame.area);
        self.beyond = self.beyond.checked_sub(beyond).ok_or_else(|| {
            let problem = format!(
                "its frame {} has {width} x {height} pixels, far beyond its canvas",
                frame.number
            );
            error::too_much_work(ImageFormat::Gif, &problem)
        })?;
        Ok(())
    }

    /// A frame breaks off. Nothing can be read behind it. A frame of which nothing is there is no picture.
    fn lose_rows(&mut self, error: Error, rows: u64, height: u32) -> Result<bool, Error> {
        if !self.is_tolerant {
            return self.keep_complete_frames(error).map(|()| false);
        }
        if self.given == 0 && rows == 0 {
            return Err(error);
        }
        self.ended = true;
        self.warnings.push(error::picture_lost(
            ImageFormat::Gif,
            rows,
            u64::from(height),
            &format!("rows of frame {}", self.given + 1),
        ));
        Ok(true)
    }
}

impl FrameSource for Animation<'_> {
    fn repetitions(&self) -> u32 {
        self.blocks.repetitions()
    }

    fn next_frame(&mut self) -> Result<Option<Composited<'_>>, Error> {
        let Some(frame) = self.advance()? else {
            return Ok(None);
        };
        Ok(Some(Composited {
            canvas: self.canvas.pixels(),
            milliseconds: frame.milliseconds,
        }))
    }

    fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }
}
