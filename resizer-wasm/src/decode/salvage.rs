//! What can be had of a picture whose file is cut off, from decoders that give a whole picture or nothing.
//!
//! The file is decoded twice, with different bytes in place of those that are missing. Rows that come out the same
//! do not depend on what is missing, so they are real; the others are filled.

use std::io::{BufRead, Read, Result as IoResult, Seek, SeekFrom};

use super::whole_frame::fill;
use crate::contract::{ColorModel, Error, ImageFormat, Warning};
use crate::error;
use crate::geometry::Size;
use crate::head::Head;
use crate::picture::{self, Channels};

/// How many bytes stand in for missing ones, apart from as many as the picture has, before the file ends after all:
/// run lengths may say nothing for ever.
const MORE_BYTES: u64 = 1 << 16;

/// How a decoded picture lies in memory.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    pub(super) size: Size,
    pub(super) channels: Channels,
    /// 1 or 2.
    pub(super) sample_bytes: usize,
}

impl Layout {
    /// Of the rows that the simple formats hand out: with what the header says, and colours in place of indices.
    pub(super) fn of(head: &Head) -> Self {
        let (channels, has_indices) = match (head.color_model, head.alpha) {
            (ColorModel::Gray, false) => (Channels::Gray, false),
            (ColorModel::Gray, true) => (Channels::GrayAlpha, false),
            (ColorModel::Cmyk, _) => (Channels::Cmyk, false),
            (model, false) => (Channels::Rgb, model == ColorModel::Indexed),
            (model, true) => (Channels::Rgba, model == ColorModel::Indexed),
        };
        Self {
            size: Size {
                width: head.width,
                height: head.height,
            },
            channels,
            sample_bytes: if head.depth > 8 && !has_indices { 2 } else { 1 },
        }
    }

    /// Not 0, since no picture has a width of 0.
    pub(super) fn row_bytes(self) -> usize {
        self.size.width as usize * self.channels.count() * self.sample_bytes
    }

    /// Of the whole picture.
    pub(super) fn bytes(self) -> u64 {
        self.row_bytes() as u64 * u64::from(self.size.height)
    }
}

/// A file, and then one byte over and over.
pub(super) struct Padded<'a> {
    bytes: &'a [u8],
    /// What follows, in portions.
    padding: &'static [u8],
    /// How many bytes follow at most.
    limit: u64,
    position: u64,
}

const ZEROS: [u8; 4096] = [0; 4096];
const ONES: [u8; 4096] = [0xff; 4096];

impl<'a> Padded<'a> {
    /// Nothing follows.
    pub(super) fn not(bytes: &'a [u8]) -> Self {
        Self::with(bytes, &[], 0)
    }

    fn with(bytes: &'a [u8], padding: &'static [u8], limit: u64) -> Self {
        Self {
            bytes,
            padding,
            limit,
            position: 0,
        }
    }

    fn rest(&self) -> &[u8] {
        let length = self.bytes.len() as u64;
        if self.position < length {
            return &self.bytes[self.position as usize..];
        }
        if self.position - length < self.limit {
            self.padding
        } else {
            &[]
        }
    }
}

impl Read for Padded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let rest = self.rest();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.position += length as u64;
        Ok(length)
    }
}

impl BufRead for Padded<'_> {
    fn fill_buf(&mut self) -> IoResult<&[u8]> {
        Ok(self.rest())
    }

    fn consume(&mut self, count: usize) {
        self.position += count as u64;
    }
}

impl Seek for Padded<'_> {
    fn seek(&mut self, to: SeekFrom) -> IoResult<u64> {
        let from = |base: u64, offset: i64| base.checked_add_signed(offset);
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(offset) => from(self.position, offset),
            SeekFrom::End(offset) => from(self.bytes.len() as u64, offset),
        };
        self.position = position.ok_or(std::io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

/// Decodes what is there, or returns the first `error` where that cannot be done.
pub(super) fn salvage<'a>(
    bytes: &'a [u8],
    format: ImageFormat,
    layout: Layout,
    error: Error,
    mut decode: impl FnMut(Padded<'a>) -> Result<Vec<u8>, Error>,
) -> Result<(Vec<u8>, Warning), Error> {
    let row_bytes = layout.row_bytes();
    let limit = padding_limit(layout.bytes());
    let Ok(data) = decode(Padded::with(bytes, &ZEROS, limit)) else {
        return Err(error);
    };
    let checksums = checksums(&data, row_bytes)?;
    drop(data);
    let Ok(mut data) = decode(Padded::with(bytes, &ONES, limit)) else {
        return Err(error);
    };
    let mut real = 0;
    for (row, checksum) in data.chunks_exact_mut(row_bytes).zip(&checksums) {
        if crc32fast::hash(row) == *checksum {
            real += 1;
        } else {
            fill(row, layout.channels);
        }
    }
    if real == 0 {
        return Err(error);
    }
    let warning = error::picture_lost(format, real, u64::from(layout.size.height), "rows");
    Ok((data, warning))
}

/// How many bytes may stand in for missing ones of a picture that has `bytes`.
pub(super) fn padding_limit(bytes: u64) -> u64 {
    bytes.saturating_add(MORE_BYTES)
}

fn checksums(data: &[u8], row_bytes: usize) -> Result<Vec<u32>, Error> {
    let mut checksums = picture::reserve((data.len() / row_bytes) as u64)?;
    checksums.extend(data.chunks_exact(row_bytes).map(crc32fast::hash));
    Ok(checksums)
}
