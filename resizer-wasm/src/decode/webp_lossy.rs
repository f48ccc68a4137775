//! Lossy WebP without transparency, decoded at 1/1, 1/2, 1/4 or 1/8 of its size.

use plan::{Reduction, Scales, smallest};

use jpeg_shrink::Edges;
use vp8_shrink::Scale;

use super::shape::Shape;
use super::strips::{Component, Model, StripSource};
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::geometry::Size;
use crate::head::WebpChunk;
use crate::picture::{self, Channels, Row};

/// A decoded picture: RGB or RGBA.
pub(super) struct Decoded {
    pub(super) channels: Channels,
    pub(super) data: Vec<u8>,
    pub(super) warnings: Vec<Warning>,
}

/// A picture at one or several sizes, row by row. Where its chunk is cut off and that is tolerated, rows that depend on
/// what is missing are gray.
pub(super) struct Lossy<'a> {
    decoder: vp8_shrink::Decoder<'a>,
    scales: Scales<Scale>,
    size: Size,
    /// Whether all of the picture's chunk is there.
    complete: bool,
    /// The length of the file, for messages.
    length: usize,
}

impl<'a> Lossy<'a> {
    /// For results that each have so many pixels of the file for one of their own.
    pub(super) fn open(
        chunk: &WebpChunk<'a>,
        size: Size,
        tolerant: bool,
        length: usize,
        steps: &[f64],
    ) -> Result<Self, Error> {
        let options = vp8_shrink::Options {
            tolerant: tolerant && !chunk.complete,
        };
        let failed = |error| explain_lossy(error, chunk.complete, length);
        if vp8_shrink::read_size(chunk.data).map_err(failed)? != (size.width, size.height) {
            return Err(other_size());
        }
        let scales = Scales::new(
            steps
                .iter()
                .map(|step| smallest(&Scale::ALL, reduction, *step)),
        );
        Ok(Self {
            decoder: vp8_shrink::Decoder::with_scales(chunk.data, &scales.list, &options)
                .map_err(failed)?,
            scales,
            size,
            complete: chunk.complete,
            length,
        })
    }

    /// All rows of the first size.
    pub(super) fn decode(mut self) -> Result<Decoded, Error> {
        let mut data =
            picture::reserve(u64::from(self.size.width) * u64::from(self.size.height) * 3)?;
        while self.next_strip()? {
            while let Some(row) = self.decoder.ready_row(0) {
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

fn reduction(scale: Scale) -> Reduction {
    match scale {
        Scale::Full => Reduction::None,
        Scale::Half | Scale::Quarter | Scale::Eighth => Reduction::Mean(scale.divisor()),
    }
}

impl StripSource for Lossy<'_> {
    fn channels(&self) -> Channels {
        Channels::Rgb
    }

    fn shapes(&self) -> Vec<Shape> {
        self.decoder
            .sizes()
            .zip(&self.scales.list)
            .map(|((width, height), scale)| Shape {
                size: Size { width, height },
                reduction: reduction(*scale),
                channels: Channels::Rgb,
            })
            .collect()
    }

    fn rendition(&self, result: usize) -> usize {
        self.scales.rendition(result)
    }

    fn model(&self) -> Option<Model> {
        None
    }

    fn components(&self, _place: usize) -> Vec<Component> {
        Vec::new()
    }

    fn next_strip(&mut self) -> Result<bool, Error> {
        let (complete, length) = (self.complete, self.length);
        self.decoder
            .next_strip()
            .map_err(|error| explain_lossy(error, complete, length))
    }

    fn strip(&self, _place: usize, _component: usize, _take: &mut dyn FnMut(&[u8])) {}

    fn ready_row(&mut self, rendition: usize) -> Option<Row<'_>> {
        self.decoder.ready_row(rendition).map(Row::Eight)
    }

    fn edges(&self, _rendition: usize) -> Edges {
        match self.decoder.is_drawing() {
            true => Edges::Hard,
            false => Edges::Soft,
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

pub(super) fn other_size() -> Error {
    error::malformed(
        ImageFormat::Webp,
        "its image has another size than its header says",
    )
}
