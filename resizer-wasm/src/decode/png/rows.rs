//! The rows of a picture that is not interlaced, each after the one before.

use png::Info;

use super::expand::{Expanded, Expansion};
use super::inflate::clause;
use super::input::StreamPosition;
use super::layout::{DECODER_MEMORY_BYTES, Layout};
use super::stream::{End, Stream};
use super::unfilter::{Lines, rows_at_once, unfilter};
use crate::contract::{Error, ImageFormat, Warning};
use crate::decode::rows::RowSource;
use crate::decode::whole_frame::{FILL, fill};
use crate::error;
use crate::geometry::Size;
use crate::picture::{self, Channels, Row};

/// Rows that are longer are done one at a time, for the memory's sake.
const LONG_ROW_BYTES: usize = 256 << 10;

/// A picture, and how far it has been handed out.
pub(super) struct Rows<T> {
    file: T,
    stream: Stream,
    layout: Layout,
    lines: Lines,
    expansion: Expansion,
    tolerant: bool,
    /// The row above the next ones, and then those.
    ready: Vec<u8>,
    /// How many rows there are behind the first, and how many of them have been handed out.
    count: usize,
    given: usize,
    /// How many are made at once.
    at_once: usize,
    /// Rows that were handed out, until one could not be.
    read: u32,
    damaged: bool,
    expanded: Expanded,
    warnings: Vec<Warning>,
}

impl<T: AsRef<[u8]>> Rows<T> {
    /// For a file with this header, whose data begin at `place`.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice, and `malformed` where a palette is missing.
    pub(super) fn new(
        file: T,
        info: &Info,
        layout: Layout,
        place: StreamPosition,
        tolerant: bool,
        warnings: Vec<Warning>,
    ) -> Result<Self, Error> {
        let bits = info.color_type.samples() as u64 * info.bit_depth as u64;
        let row_bytes = (u64::from(layout.size.width) * bits).div_ceil(8);
        if row_bytes > DECODER_MEMORY_BYTES as u64 {
            return Err(error::out_of_memory(DECODER_MEMORY_BYTES as u64));
        }
        let lines = Lines {
            row_bytes: row_bytes as usize,
            pixel_bytes: bits.div_ceil(8) as usize,
        };
        let at_once = if lines.row_bytes > LONG_ROW_BYTES {
            1
        } else {
            rows_at_once(lines.pixel_bytes)
        };
        let samples = u64::from(layout.size.width) * layout.channels.count() as u64;
        let expansion = Expansion::new(info, layout.channels)?;
        Ok(Self {
            file,
            stream: Stream::new(
                place,
                lines.filtered_stride(),
                lines.filtered_stride() * at_once,
            )?,
            layout,
            lines,
            expansion,
            tolerant,
            ready: picture::zeroed((lines.stride() * (at_once + 1)) as u64)?,
            count: 0,
            given: 0,
            at_once,
            read: 0,
            damaged: false,
            expanded: Expanded {
                eight: picture::zeroed(samples)?,
                sixteen: picture::reserve(if layout.is_sixteen() { samples } else { 0 })?,
            },
            warnings,
        })
    }

    /// Makes the next rows ready, if those before have been handed out.
    fn prepare(&mut self) -> Result<(), Error> {
        if self.given < self.count {
            return Ok(());
        }
        let stride = self.lines.stride();
        let last = self.count * stride;
        self.ready.copy_within(last..last + stride, 0);
        self.given = 0;
        self.count = 0;
        let filtered = self.lines.filtered_stride();
        let missing = (self.layout.size.height - self.read) as usize;
        let wanted = self.at_once.min(missing);
        let prepared = self.stream.prepare(self.file.as_ref(), wanted * filtered);
        let count = wanted.min(prepared / filtered);
        if count == 0 {
            return Err(self.explain());
        }
        match unfilter(self.lines, self.stream.bytes(), count, &mut self.ready) {
            Ok(()) => self.count = count,
            Err((0, kind)) => {
                return Err(error::malformed(
                    ImageFormat::Png,
                    &format!("row {} has the unknown filter type {kind}", self.read + 1),
                ));
            }
            Err((count, _)) => self.count = count,
        }
        self.stream.advance(self.count * filtered);
        Ok(())
    }

    /// Why there are no more rows.
    fn explain(&self) -> Error {
        match self.stream.end() {
            Some(End::Starved { file_ends: true }) => {
                error::truncated(ImageFormat::Png, self.file.as_ref().len())
            }
            Some(End::Damaged(error)) => error::malformed(ImageFormat::Png, clause(error)),
            _ => error::malformed(ImageFormat::Png, "rows are missing"),
        }
    }

    /// A row that could not be read.
    fn lost(&mut self) -> Row<'_> {
        let Expanded { eight, sixteen } = &mut self.expanded;
        if !self.layout.is_sixteen() {
            fill(eight, self.layout.channels);
            return Row::Eight(eight);
        }
        let sample = match self.layout.channels.has_alpha() {
            true => 0,
            false => picture::from_byte(FILL),
        };
        sixteen.clear();
        sixteen.resize(eight.len(), sample);
        Row::Sixteen(sixteen)
    }
}

impl<T: AsRef<[u8]>> RowSource for Rows<T> {
    fn size(&self) -> Size {
        self.layout.size
    }

    fn channels(&self) -> Channels {
        self.layout.channels
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        if !self.damaged {
            match self.prepare() {
                Ok(()) => {
                    self.given += 1;
                    self.read += 1;
                    let start = self.given * self.lines.stride();
                    let row = &self.ready[start..start + self.lines.row_bytes];
                    return Ok(self.expansion.expand(row, &mut self.expanded));
                }
                // A picture of which nothing is there is not worth much.
                Err(_) if self.tolerant && self.read > 0 => {
                    self.damaged = true;
                    self.warnings.push(error::picture_lost(
                        ImageFormat::Png,
                        u64::from(self.read),
                        u64::from(self.layout.size.height),
                        "rows",
                    ));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(self.lost())
    }

    fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }
}
