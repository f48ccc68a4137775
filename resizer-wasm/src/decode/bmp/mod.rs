//! BMP, row by row: the pixels lie in the file, or are unpacked from run lengths whose rows are looked for first, since
//! the lower row usually comes first.
//!
//! Own code, as the `image` crate gives whole pictures only, and not those of OS/2 and of run lengths from the top.

mod pixels;
mod runs;

use self::pixels::Unpacker;
use self::runs::Runs;
use super::rows::RowSource;
use super::terms::Terms;
use super::whole_frame::fill;
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::geometry::Size;
use crate::head::{Bitmap, BitmapPacking, bitmap};
use crate::picture::{self, Channels, Row};

pub(super) fn open<'a>(bytes: &'a [u8], terms: Terms) -> Result<Box<dyn RowSource + 'a>, Error> {
    let rows = BitmapRows::new(bytes, bitmap(bytes)?, ImageFormat::Bmp, terms)?;
    Ok(Box::new(rows))
}

/// A bitmap of a BMP file or an icon: RGB, or RGBA where it has an alpha mask.
pub(super) struct BitmapRows<'a> {
    bitmap: Bitmap,
    /// What is behind the start of the pixels.
    data: &'a [u8],
    unpacker: Unpacker,
    /// The rows of run lengths.
    runs: Option<Runs>,
    /// How many of the rows are there, in their stored order.
    there: u32,
    given: u32,
    row: Vec<u8>,
    warnings: Vec<Warning>,
}

impl<'a> BitmapRows<'a> {
    /// `bytes` are the whole file. The height is the picture's.
    pub(super) fn new(
        bytes: &'a [u8],
        bitmap: Bitmap,
        format: ImageFormat,
        terms: Terms,
    ) -> Result<Self, Error> {
        let data = behind(bytes, bitmap.pixels);
        let mut warnings = Vec::new();
        let (runs, there, lost) = if bitmap.packing == BitmapPacking::Plain {
            let there = rows_there(data, &bitmap);
            (None, there, error::truncated(format, bytes.len()))
        } else {
            let found = Runs::find(data, &bitmap)?;
            if let Some(at) = found.too_long {
                let problem = format!(
                    "a run of pixels at byte {} goes beyond its row",
                    bitmap.pixels + at
                );
                warnings.push(error::damage(format, &problem));
            }
            let lost = match found.leaves_picture {
                Some(at) => error::malformed(
                    format,
                    &format!(
                        "its run lengths leave the image at byte {}",
                        bitmap.pixels + at
                    ),
                ),
                None => error::truncated(format, bytes.len()),
            };
            (Some(found.runs), found.there, lost)
        };
        if there < bitmap.height {
            if !terms.tolerant || there == 0 {
                return Err(lost);
            }
            let (real, all) = (there.into(), bitmap.height.into());
            warnings.push(error::picture_lost(format, real, all, "rows"));
        }
        let mut unpacker = Unpacker::new(behind(bytes, bitmap.palette), &bitmap);
        if bitmap.has_alpha() && !has_any_alpha(data, &bitmap, there) {
            // Who left all of it at 0 did not know of it.
            unpacker.make_opaque();
        }
        Ok(Self {
            data,
            unpacker,
            runs,
            there,
            given: 0,
            row: picture::reserve(u64::from(bitmap.width) * 4)?,
            warnings,
            bitmap,
        })
    }

    /// Whether a row is there, counted in their stored order.
    pub(super) fn is_there(&self, stored: u32) -> bool {
        stored < self.there
    }

    pub(super) fn is_cut_off(&self) -> bool {
        self.there < self.bitmap.height
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Whether a pixel has some alpha. Without a mask none has.
    pub(super) fn has_any_alpha(&self) -> bool {
        self.bitmap.has_alpha() && !self.unpacker.is_opaque()
    }
}

impl RowSource for BitmapRows<'_> {
    fn size(&self) -> Size {
        Size {
            width: self.bitmap.width,
            height: self.bitmap.height,
        }
    }

    fn channels(&self) -> Channels {
        match self.bitmap.has_alpha() {
            true => Channels::Rgba,
            false => Channels::Rgb,
        }
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        let stored = stored_row(&self.bitmap, self.given);
        self.given += 1;
        self.row.clear();
        if stored >= self.there {
            let channels = self.channels();
            self.row
                .resize(self.bitmap.width as usize * channels.count(), 0);
            fill(&mut self.row, channels);
        } else if let Some(runs) = &self.runs {
            let width = self.bitmap.width as usize;
            runs.unpack(stored, self.data, width, &self.unpacker, &mut self.row);
        } else {
            let row = plain_row(self.data, &self.bitmap, stored);
            self.unpacker.unpack(row, self.bitmap.width, &mut self.row);
        }
        Ok(Row::Eight(&self.row))
    }

    fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }
}

/// Which of the rows, as they are stored, is the one `row` rows below the upper one.
pub(super) fn stored_row(bitmap: &Bitmap, row: u32) -> u32 {
    match bitmap.is_top_down {
        true => row,
        false => bitmap.height - 1 - row,
    }
}

/// What is behind a position that may lie behind the end.
pub(super) fn behind(bytes: &[u8], position: u64) -> &[u8] {
    let start = usize::try_from(position).unwrap_or(usize::MAX);
    bytes.get(start..).unwrap_or_default()
}

/// How many rows of plain pixels are there. What fills up the last one may be missing.
fn rows_there(data: &[u8], bitmap: &Bitmap) -> u32 {
    let (row, stride) = bitmap.row_bytes();
    let length = data.len() as u64 + (stride - row);
    // No picture has a width of 0.
    let rows = length / stride.max(1);
    u32::try_from(rows).unwrap_or(u32::MAX).min(bitmap.height)
}

/// A row of plain pixels that is there.
fn plain_row<'a>(data: &'a [u8], bitmap: &Bitmap, stored: u32) -> &'a [u8] {
    let (row, stride) = bitmap.row_bytes();
    let start = (stride * u64::from(stored)) as usize;
    &data[start..start + row as usize]
}

fn has_any_alpha(data: &[u8], bitmap: &Bitmap, there: u32) -> bool {
    let bytes = usize::from(bitmap.depth / 8);
    (0..there).any(|stored| {
        plain_row(data, bitmap, stored)
            .chunks_exact(bytes)
            .any(|pixel| pixels::number(pixel) & bitmap.masks[3] != 0)
    })
}
