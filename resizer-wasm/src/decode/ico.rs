//! The largest picture of an icon: a PNG file, or a BMP without its file header and with a mask.
//!
//! Own code, as the `image` crate takes the directory's word for a picture's size, and lets the mask count beside alpha.

use super::bmp::{self, BitmapRows};
use super::png;
use super::rows::RowSource;
use super::terms::Terms;
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::geometry::Size;
use crate::head::{Bitmap, IconEntry, behind, icon_entry};
use crate::picture::{self, Channels, Row};

pub(super) fn open<'a>(bytes: &'a [u8], terms: Terms) -> Result<Box<dyn RowSource + 'a>, Error> {
    match icon_entry(bytes)? {
        IconEntry::Png(file) => png::open(file, terms),
        IconEntry::Bitmap { bitmap, is_masked } => {
            let mut rows = BitmapRows::new(bytes, bitmap, ImageFormat::Ico, terms)?;
            // Alpha makes the mask superfluous.
            let mask = match is_masked && !bitmap.has_alpha() {
                true => Mask::find(bytes, &bitmap, &mut rows, terms)?,
                false => None,
            };
            let row = picture::reserve(u64::from(bitmap.width) * 4)?;
            Ok(Box::new(IconRows {
                rows,
                bitmap,
                mask,
                given: 0,
                row,
            }))
        }
    }
}

/// The rows of a bitmap, with its mask as alpha.
struct IconRows<'a> {
    rows: BitmapRows<'a>,
    bitmap: Bitmap,
    mask: Option<Mask<'a>>,
    given: u32,
    row: Vec<u8>,
}

/// A bit for each pixel, set where it is transparent, in rows of a multiple of four bytes.
struct Mask<'a> {
    bits: &'a [u8],
    stride: usize,
}

impl<'a> Mask<'a> {
    /// `None` where there is none at all.
    fn find(
        bytes: &'a [u8],
        bitmap: &Bitmap,
        rows: &mut BitmapRows<'_>,
        terms: Terms,
    ) -> Result<Option<Self>, Error> {
        let (_, row_bytes) = bitmap.row_bytes();
        let start = bitmap.pixels + row_bytes * u64::from(bitmap.height);
        let bits = behind(bytes, start);
        let stride = bitmap.width.div_ceil(32) as usize * 4;
        let there = (bits.len() / stride) as u64;
        let height = u64::from(bitmap.height);
        if there < height && !rows.is_cut_off() {
            if !terms.tolerant {
                return Err(error::truncated(ImageFormat::Ico, bytes.len()));
            }
            let lost = error::picture_lost(ImageFormat::Ico, there, height, "rows of its mask");
            rows.warn(lost);
        }
        Ok(Some(Self { bits, stride }))
    }

    /// Whether a pixel is transparent. What is not there is not.
    fn hides(&self, stored: u32, x: usize) -> bool {
        let byte = self.bits.get(stored as usize * self.stride + x / 8);
        byte.is_some_and(|byte| byte >> (7 - x % 8) & 1 == 1)
    }
}

impl RowSource for IconRows<'_> {
    fn size(&self) -> Size {
        self.rows.size()
    }

    fn channels(&self) -> Channels {
        Channels::Rgba
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        let stored = bmp::stored_row(&self.bitmap, self.given);
        self.given += 1;
        let is_there = self.rows.is_there(stored);
        let count = self.rows.channels().count();
        let Row::Eight(samples) = self.rows.next_row()? else {
            return Err(error::malformed(ImageFormat::Ico, "its depth changes"));
        };
        self.row.clear();
        for (x, pixel) in samples.chunks_exact(count).enumerate() {
            let is_hidden = self.mask.as_ref().is_some_and(|mask| mask.hides(stored, x));
            let alpha = match pixel.get(3) {
                _ if is_hidden || !is_there => 0,
                Some(alpha) => *alpha,
                None => 255,
            };
            self.row.extend_from_slice(&pixel[..3]);
            self.row.push(alpha);
        }
        if !is_there {
            self.row.fill(0);
        }
        Ok(Row::Eight(&self.row))
    }

    fn warnings(&mut self) -> Vec<Warning> {
        self.rows.warnings()
    }
}
