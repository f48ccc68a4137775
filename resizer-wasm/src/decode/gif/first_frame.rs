//! The first frame, row by row.

use super::blocks::{Blocks, Frame};
use super::colors::Colors;
use super::missing_end;
use super::pixels::Pixels;
use crate::contract::{Error, FrameCount, ImageFormat, Warning};
use crate::decode::rows::RowSource;
use crate::decode::terms::Terms;
use crate::decode::whole_frame::fill;
use crate::error;
use crate::geometry::Size;
use crate::head::Head;
use crate::picture::{self, Channels, Row};

/// The first frame on its canvas, of which it may leave parts free.
struct FirstFrame<'a> {
    size: Size,
    channels: Channels,
    frame: Frame<'a>,
    colors: Colors,
    /// One, or the four of an interlaced frame. Each has a decoder of its own, so that no pixels need to be kept.
    passes: Vec<Pass<'a>>,
    is_tolerant: bool,
    misses_end: bool,
    /// Rows of the canvas given out.
    given: u32,
    /// Rows of the frame that were there.
    there: u32,
    lacks_colors: bool,
    indices: Vec<u8>,
    row: Vec<u8>,
}

/// The rows of a pass (appendix E).
struct Pass<'a> {
    /// `None` behind damage.
    pixels: Option<Pixels<'a>>,
    /// Rows of the passes before that are to be passed by.
    before: u32,
}

pub(in crate::decode) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let mut blocks = Blocks::new(bytes)?;
    let Some(frame) = blocks.next_frame()? else {
        return Err(blocks.truncated());
    };
    let height = frame.area.height;
    let before = match frame.is_interlaced {
        true => vec![
            0,
            height.div_ceil(8),
            height.div_ceil(4),
            height.div_ceil(2),
        ],
        false => vec![0],
    };
    let pass = |before| {
        let pixels = Some(blocks.pixels(&frame)?);
        Ok(Pass { pixels, before })
    };
    let passes = before.into_iter().map(pass).collect::<Result<_, Error>>()?;
    let channels = match head.alpha {
        true => Channels::Rgba,
        false => Channels::Rgb,
    };
    let row_bytes = u64::from(head.width) * channels.count() as u64;
    Ok(Box::new(FirstFrame {
        size: Size {
            width: head.width,
            height: head.height,
        },
        channels,
        colors: Colors::new(&frame),
        passes,
        is_tolerant: terms.tolerant,
        misses_end: head.frames == FrameCount::AtLeast(1),
        given: 0,
        there: 0,
        lacks_colors: false,
        indices: picture::zeroed(frame.area.width.into())?,
        row: picture::zeroed(row_bytes)?,
        frame,
    }))
}

impl FirstFrame<'_> {
    /// Reads a row of the frame, counted from above. `false` where it is lost.
    fn read(&mut self, row: u32) -> Result<bool, Error> {
        let pass = match (self.frame.is_interlaced, row % 8) {
            (false, _) | (true, 0) => 0,
            (true, 4) => 1,
            (true, 2 | 6) => 2,
            (true, _) => 3,
        };
        let Some(pass) = self.passes.get_mut(pass) else {
            return Ok(false);
        };
        let Some(pixels) = &mut pass.pixels else {
            return Ok(false);
        };
        let before = std::mem::take(&mut pass.before);
        // Those before, and then the row itself.
        for _ in 0..=before {
            if let Err(error) = pixels.read(&mut self.indices) {
                // A frame of which nothing is there is no picture.
                if !self.is_tolerant || self.there == 0 {
                    return Err(error);
                }
                pass.pixels = None;
                return Ok(false);
            }
        }
        self.there += 1;
        self.lacks_colors |= self.colors.lack_any(&self.indices);
        Ok(true)
    }

    fn draw(&mut self) {
        let count = self.channels.count();
        let start = self.frame.area.left as usize * count;
        let pixels = self.row[start..].chunks_exact_mut(count);
        for (pixel, index) in pixels.zip(&self.indices) {
            let rgba = self.colors.rgba(*index);
            // Where there is no alpha, what is transparent all the same is lost.
            if rgba[3] != 0 {
                pixel.copy_from_slice(&rgba[..count]);
            }
        }
    }
}

impl RowSource for FirstFrame<'_> {
    fn size(&self) -> Size {
        self.size
    }

    fn channels(&self) -> Channels {
        self.channels
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        let area = self.frame.area;
        let row = self.given.checked_sub(area.top);
        self.given += 1;
        fill(&mut self.row, self.channels);
        if let Some(row) = row.filter(|row| area.width > 0 && *row < area.height)
            && self.read(row)?
        {
            self.draw();
        }
        Ok(Row::Eight(&self.row))
    }

    fn warnings(&mut self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.passes.iter().any(|pass| pass.pixels.is_none()) {
            let (there, all) = (self.there.into(), self.frame.area.height.into());
            let lost = error::picture_lost(ImageFormat::Gif, there, all, "rows of frame 1");
            warnings.push(lost);
        }
        if self.misses_end {
            warnings.push(missing_end());
        }
        warnings.extend(self.colors.warning(self.lacks_colors));
        warnings
    }
}
