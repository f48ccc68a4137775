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
use crate::head::{Bitmap, BitmapPacking, behind, bitmap};
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
            let there = bitmap.rows_there(data);
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
        Ok(Self {
            data,
            unpacker: Unpacker::new(behind(bytes, bitmap.palette), &bitmap),
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
            let row = self.bitmap.plain_row(self.data, stored);
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
