//! Animated PNG: each frame is put together as a PNG file of its own, decoded, and laid on a canvas (PNG
//! specification, third edition, clause 11.3.6).

use std::ops::Range;

use super::canvas::{Area, Blend, Canvas, Disposal};
use super::png;
use super::rows::{Frame, FrameSource};
use super::terms::Terms;
use super::whole_frame::to_rgba;
use crate::contract::{Error, FrameCount, ImageFormat, Warning};
use crate::error;
use crate::geometry::Size;
use crate::head::{Head, PngChunk, png_chunks};
use crate::picture;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const CONTROL_BYTES: usize = 26;
/// Length, type and checksum of a chunk.
const CHUNK_BYTES: usize = 12;

struct Animation<'a> {
    chunks: Vec<PngChunk<'a>>,
    /// Of those before the picture, the ones that every frame needs.
    head: Vec<PngChunk<'a>>,
    /// The next chunk to look at.
    next: usize,
    canvas: Canvas,
    size: Size,
    tolerant: bool,
    plays: u32,
    /// Frames that the header promises, and those that were given out.
    frames: u32,
    given: u32,
    /// The length of the file, for messages.
    length: usize,
    pixels: Vec<u8>,
    warnings: Vec<Warning>,
}

/// How a frame is shown (the chunk fcTL).
struct Control {
    area: Area,
    milliseconds: u32,
    disposal: Disposal,
    blend: Blend,
}

pub(super) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Box<dyn FrameSource + 'a>, Error> {
    // Slices, as many as the file has chunks.
    let mut chunks = picture::reserve(png_chunks(bytes).count() as u64)?;
    chunks.extend(png_chunks(bytes));
    let head_chunks = chunks
        .iter()
        .take_while(|chunk| &chunk.kind != b"IDAT")
        .filter(|chunk| matches!(&chunk.kind, b"IHDR" | b"PLTE" | b"tRNS"))
        .copied()
        .collect();
    let plays = chunks
        .iter()
        .find(|chunk| &chunk.kind == b"acTL")
        .and_then(|chunk| number(chunk.data, 4));
    let size = Size {
        width: head.width,
        height: head.height,
    };
    let (FrameCount::Exactly(frames) | FrameCount::AtLeast(frames)) = head.frames;
    Ok(Box::new(Animation {
        chunks,
        head: head_chunks,
        next: 0,
        canvas: Canvas::new(size)?,
        size,
        tolerant: terms.tolerant,
        plays: plays.unwrap_or(0),
        frames,
        given: 0,
        length: bytes.len(),
        pixels: picture::reserve(u64::from(size.width) * 4)?,
        warnings: Vec::new(),
    }))
}

impl Animation<'_> {
    /// The next frame's control and its data. `None` after the last.
    fn find(&mut self) -> Result<Option<(Control, Range<usize>)>, Error> {
        let rest = &self.chunks[self.next..];
        let Some(start) = rest.iter().position(|chunk| &chunk.kind == b"fcTL") else {
            return Ok(None);
        };
        let control = self.control(rest[start].data)?;
        let behind = &rest[start + 1..];
        let end = behind
            .iter()
            .position(|chunk| matches!(&chunk.kind, b"fcTL" | b"IEND"))
            .unwrap_or(behind.len());
        let data = self.next + start + 1..self.next + start + 1 + end;
        self.next = data.end;
        Ok(Some((control, data)))
    }

    fn control(&self, data: &[u8]) -> Result<Control, Error> {
        let malformed = |problem| error::malformed(ImageFormat::Png, problem);
        let Some(data) = data.first_chunk::<CONTROL_BYTES>() else {
            return Err(malformed("a frame control chunk is too short"));
        };
        let number = |start| number(data, start).unwrap_or_default();
        let area = Area {
            width: number(4),
            height: number(8),
            left: number(12),
            top: number(16),
        };
        let fits = |start: u32, length: u32, whole: u32| {
            length > 0 && start.checked_add(length).is_some_and(|end| end <= whole)
        };
        if !fits(area.left, area.width, self.size.width)
            || !fits(area.top, area.height, self.size.height)
        {
            return Err(malformed("a frame goes beyond the image"));
        }
        let numerator = u32::from(u16::from_be_bytes([data[20], data[21]]));
        // 0 stands for hundredths of a second.
        let denominator = match u16::from_be_bytes([data[22], data[23]]) {
            0 => 100,
            denominator => u32::from(denominator),
        };
        Ok(Control {
            area,
            milliseconds: (numerator * 1000 + denominator / 2) / denominator,
            disposal: match data[24] {
                1 => Disposal::Clear,
                2 => Disposal::Restore,
                _ => Disposal::Keep,
            },
            blend: match data[25] {
                1 => Blend::Over,
                _ => Blend::Replace,
            },
        })
    }

    /// A PNG file of one frame. Its checksums are wrong; they are not looked at.
    fn file(&self, area: Area, data: Range<usize>) -> Result<Vec<u8>, Error> {
        let data = self.chunks[data]
            .iter()
            .filter(|chunk| matches!(&chunk.kind, b"IDAT" | b"fdAT"));
        let length: usize = self
            .head
            .iter()
            .chain(data.clone())
            .map(|chunk| chunk.data.len() + CHUNK_BYTES)
            .sum();
        let mut file = picture::reserve((SIGNATURE.len() + length + CHUNK_BYTES) as u64)?;
        file.extend_from_slice(SIGNATURE);
        for chunk in &self.head {
            push(&mut file, &chunk.kind, chunk.data);
            if &chunk.kind == b"IHDR" && chunk.data.len() == 13 {
                let sides = file.len() - 4 - 13;
                file[sides..sides + 4].copy_from_slice(&area.width.to_be_bytes());
                file[sides + 4..sides + 8].copy_from_slice(&area.height.to_be_bytes());
            }
        }
        for chunk in data {
            // A sequence number comes before the data of all frames but the first.
            let skipped = if &chunk.kind == b"fdAT" { 4 } else { 0 };
            push(&mut file, b"IDAT", chunk.data.get(skipped..).unwrap_or(&[]));
        }
        push(&mut file, b"IEND", &[]);
        Ok(file)
    }

    /// Decodes a frame and lays it on the canvas.
    fn draw(&mut self, control: &Control, data: Range<usize>) -> Result<(), Error> {
        let area = control.area;
        let file = self.file(area, data)?;
        let mut rows = png::open_frame(file, self.tolerant, Vec::new())?;
        self.canvas.begin(area, control.disposal)?;
        let channels = rows.channels();
        for row in 0..area.height {
            to_rgba(rows.next_row()?, channels, &mut self.pixels);
            self.canvas.draw(area, row, &self.pixels, control.blend);
        }
        self.warnings.append(&mut rows.warnings());
        Ok(())
    }

    /// The frames that the header promises are not there.
    fn miss_frames(&mut self) -> Result<(), Error> {
        let ended = self.chunks.last().is_some_and(|last| &last.kind == b"IEND");
        if ended {
            self.warnings.push(error::damage(
                ImageFormat::Png,
                &format!(
                    "it says that it has {} frames and has {}",
                    self.frames, self.given
                ),
            ));
        } else if self.tolerant && self.given > 0 {
            self.lose_frames();
        } else {
            return Err(error::truncated(ImageFormat::Png, self.length));
        }
        Ok(())
    }

    fn lose_frames(&mut self) {
        self.warnings.push(error::picture_lost(
            ImageFormat::Png,
            u64::from(self.given),
            u64::from(self.frames),
            "frames",
        ));
    }
}

impl FrameSource for Animation<'_> {
    fn repetitions(&self) -> u32 {
        self.plays
    }

    fn next_frame(&mut self) -> Result<Option<Frame<'_>>, Error> {
        // No more than were counted against the limits.
        if self.given >= self.frames {
            return Ok(None);
        }
        let found = self.find().and_then(|found| match found {
            Some((control, data)) => {
                self.draw(&control, data)?;
                Ok(Some(control.milliseconds))
            }
            None => {
                self.miss_frames()?;
                Ok(None)
            }
        });
        match found {
            Ok(Some(milliseconds)) => {
                self.given += 1;
                Ok(Some(Frame {
                    canvas: self.canvas.pixels(),
                    milliseconds,
                }))
            }
            Ok(None) => {
                self.frames = self.given;
                Ok(None)
            }
            Err(Error::Malformed(_) | Error::Truncated(_)) if self.tolerant && self.given > 0 => {
                self.lose_frames();
                self.frames = self.given;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }
}

fn number(data: &[u8], start: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*data.get(start..)?.first_chunk()?))
}

fn push(file: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    // The chunks come from a file, so their lengths fit.
    file.extend_from_slice(&(data.len() as u32).to_be_bytes());
    file.extend_from_slice(kind);
    file.extend_from_slice(data);
    file.extend_from_slice(&[0; 4]);
}
