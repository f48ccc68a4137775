//! Lossy WebP without transparency.

use vp8_shrink::Scale;

use super::RowSource;
use super::webp::{Decoded, other_size};
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::head::WebpChunk;
use crate::picture::{self, Channels, Row};
use crate::plan::Size;

/// A picture, row by row. Where its chunk is cut off and that is tolerated, rows that depend on what is missing are gray.
pub(super) struct Lossy<'a> {
    decoder: vp8_shrink::Decoder<'a>,
    size: Size,
    /// Whether all of the picture's chunk is there.
    complete: bool,
    /// The length of the file, for messages.
    length: usize,
}

impl<'a> Lossy<'a> {
    pub(super) fn open(
        chunk: &WebpChunk<'a>,
        size: Size,
        tolerant: bool,
        length: usize,
    ) -> Result<Self, Error> {
        let options = vp8_shrink::Options {
            tolerant: tolerant && !chunk.complete,
        };
        let failed = |error| explain_lossy(error, chunk.complete, length);
        if vp8_shrink::read_size(chunk.data).map_err(failed)? != (size.width, size.height) {
            return Err(other_size());
        }
        Ok(Self {
            decoder: vp8_shrink::Decoder::new(chunk.data, Scale::Full, &options).map_err(failed)?,
            size,
            complete: chunk.complete,
            length,
        })
    }

    /// All rows.
    pub(super) fn decode(mut self) -> Result<Decoded, Error> {
        let mut data =
            picture::reserve(u64::from(self.size.width) * u64::from(self.size.height) * 3)?;
        for _ in 0..self.size.height {
            if let Row::Eight(row) = self.next_row()? {
                data.extend_from_slice(row);
            }
        }
        Ok(Decoded {
            channels: Channels::Rgb,
            data,
            warnings: self.warnings(),
        })
    }
}

impl RowSource for Lossy<'_> {
    fn size(&self) -> Size {
        self.size
    }

    fn channels(&self) -> Channels {
        Channels::Rgb
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        let (complete, length) = (self.complete, self.length);
        match self.decoder.next_row() {
            Ok(row) => Ok(Row::Eight(row)),
            Err(error) => Err(explain_lossy(error, complete, length)),
        }
    }

    fn warnings(&mut self) -> Vec<Warning> {
        let Some(real) = self.decoder.damage() else {
            return Vec::new();
        };
        vec![error::picture_lost(
            ImageFormat::Webp,
            u64::from(real),
            u64::from(self.size.height),
            "rows",
        )]
    }
}

fn explain_lossy(error: vp8_shrink::Error, complete: bool, length: usize) -> Error {
    match error {
        vp8_shrink::Error::OutOfMemory { bytes } => error::out_of_memory(bytes),
        // The decoder sees less than the header says, whatever it makes of that.
        _ if !complete => error::truncated(ImageFormat::Webp, length),
        vp8_shrink::Error::Malformed(problem) => error::malformed(ImageFormat::Webp, &problem),
        other => error::malformed(ImageFormat::Webp, &other.to_string()),
    }
}
