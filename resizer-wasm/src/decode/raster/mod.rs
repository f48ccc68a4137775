//! Rasters (docs/raster.md): rows straight from the bytes.

mod pixels;
mod rendition;
mod row_buffer;
mod ycbcr;

use jpeg_shrink::Edges;
use raster::Header;

use self::rendition::{Rendition, Siting};
use self::row_buffer::{RowBuffer, RowMut};
use self::ycbcr::Converter;
use super::shape::Shape;
use super::strips::{Component, Model, StripSource};
use super::terms::Terms;
use super::whole_frame::{FILL, fill};
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::head::{raster_has_components, raster_header};
use crate::picture::{self, Channels, Row};

/// Rows of the picture that come together.
const STRIP_ROWS: u64 = 16;

/// A raster whose header is read.
pub(crate) struct Opened<'a> {
    header: Header<'a>,
    /// What follows the header.
    bytes: &'a [u8],
}

/// The rows of its renditions.
pub(super) struct Planes<'a> {
    header: Header<'a>,
    bytes: &'a [u8],
    renditions: Vec<Rendition>,
    /// How many have come.
    strips: u64,
    /// A row of pixels that is not in the file as it is.
    row: RowBuffer,
    /// Of luma and chroma that are to be pixels.
    converter: Option<Converter>,
    /// A row of a lost component.
    lost: Vec<u8>,
}

impl<'a> Opened<'a> {
    /// # Errors
    /// `truncated` where planes are missing and damage is not tolerated, or there are none.
    pub(super) fn new(bytes: &'a [u8], terms: Terms) -> Result<Self, Error> {
        let (header, start) = raster_header(bytes)?;
        let planes = &bytes[start..];
        let is_whole = header.bytes_of_planes() <= planes.len() as u64;
        match is_whole || terms.tolerant && !planes.is_empty() {
            true => Ok(Self {
                header,
                bytes: planes,
            }),
            false => Err(error::truncated(ImageFormat::Raster, bytes.len())),
        }
    }

    pub(super) fn channels(&self) -> Channels {
        channels(&self.header)
    }

    /// The rows for so many results.
    ///
    /// # Errors
    /// `invalid-options` where the raster was made for another number of them.
    pub(super) fn decode(self, results: usize) -> Result<Planes<'a>, Error> {
        let made_for = self.header.outputs.len();
        if made_for != 0 && made_for != results {
            return Err(error::invalid_options(format!(
                "this raster was made for {made_for} outputs, and the request has {results}; make it anew for the request"
            )));
        }
        let Self { header, bytes } = self;
        let length = bytes.len() as u64;
        let renditions: Vec<Rendition> = (0..header.renditions.len())
            .map(|index| Rendition::new(&header, index, length))
            .collect();
        let widest = renditions.iter().map(|one| one.size.width).max();
        let widest = u64::from(widest.unwrap_or_default());
        let samples = widest * channels(&header).count() as u64;
        let (eight, sixteen) = match header.depth {
            8 => (samples, 0),
            _ => (0, samples),
        };
        let mut lost = picture::zeroed(widest)?;
        lost.fill(FILL);
        Ok(Planes {
            row: RowBuffer {
                eight: picture::zeroed(eight)?,
                sixteen: picture::zeroed(sixteen)?,
            },
            converter: Converter::new(&header)?,
            strips: 0,
            header,
            bytes,
            renditions,
            lost,
        })
    }
}

fn channels(header: &Header) -> Channels {
    match (header.model, header.alpha) {
        (raster::Model::Gray, false) => Channels::Gray,
        (raster::Model::Gray, true) => Channels::GrayAlpha,
        (_, false) => Channels::Rgb,
        (_, true) => Channels::Rgba,
    }
}

impl StripSource for Planes<'_> {
    fn channels(&self) -> Channels {
        channels(&self.header)
    }

    fn shapes(&self) -> Vec<Shape> {
        let channels = self.channels();
        let shape = |one: &Rendition| Shape {
            size: one.size,
            reduction: one.reduction,
            channels,
        };
        self.renditions.iter().map(shape).collect()
    }

    fn rendition(&self, result: usize) -> usize {
        let named = self.header.outputs.get(result);
        named.copied().map_or(0, usize::from)
    }

    fn model(&self) -> Option<Model> {
        raster_has_components(&self.header).then_some(Model::YCbCr)
    }

    fn components(&self, rendition: usize) -> Vec<Component> {
        let Some(siting) = Siting::of(&self.header) else {
            return Vec::new();
        };
        let one = &self.renditions[rendition];
        let component = |index: usize| {
            let (across, down) = siting.of_component(index);
            Component {
                width: one.planes[index].width as usize,
                height: one.planes[index].height as usize,
                across,
                down,
                reduction: one.reduction,
            }
        };
        (0..3).map(component).collect()
    }

    fn next_strip(&mut self) -> Result<bool, Error> {
        let height = u64::from(self.header.window.height);
        let is_there = self.strips * STRIP_ROWS < height;
        if is_there {
            self.strips += 1;
            let rows = (self.strips * STRIP_ROWS).min(height);
            for one in &mut self.renditions {
                one.advance(rows, height);
            }
        }
        Ok(is_there)
    }

    fn strip(&self, rendition: usize, component: usize, take: &mut dyn FnMut(&[u8])) {
        let Some(siting) = Siting::of(&self.header) else {
            return;
        };
        let one = &self.renditions[rendition];
        let plane = &one.planes[component];
        let (_, down) = siting.of_component(component);
        for y in one.rows_of_strip(plane, down) {
            let lost = &self.lost[..plane.width as usize];
            take(rendition::row(self.bytes, plane, y).unwrap_or(lost));
        }
    }

    fn ready_row(&mut self, rendition: usize) -> Option<Row<'_>> {
        let channels = self.channels();
        let one = &mut self.renditions[rendition];
        let y = one.take_row()?;
        let samples = one.size.width as usize * channels.count();
        let window = self.header.window;
        let is_there = match &mut self.converter {
            Some(converter) => {
                let row = self.row.row_mut(samples);
                converter.convert(self.bytes, &one.planes, y + window.top, row)
            }
            None => {
                let start = window.left as usize * channels.count();
                match rendition::row(self.bytes, &one.planes[0], y + window.top) {
                    Some(row) if self.header.depth == 8 => {
                        return Some(Row::Eight(&row[start..start + samples]));
                    }
                    Some(row) => {
                        let room = &mut self.row.sixteen[..samples];
                        pixels::widen(&row[2 * start..], self.header.depth, room);
                        true
                    }
                    None => false,
                }
            }
        };
        if !is_there {
            match self.row.row_mut(samples) {
                RowMut::Eight(row) => fill(row, channels),
                RowMut::Sixteen(row) => row.fill(match channels.has_alpha() {
                    true => 0,
                    false => picture::from_byte(FILL),
                }),
            }
        }
        Some(self.row.row(samples))
    }

    fn edges(&self, _rendition: usize) -> Edges {
        // Whoever made the renditions has chosen among them.
        Edges::Soft
    }

    fn warnings(&mut self) -> Vec<Warning> {
        let lost = self.renditions.iter().find(|one| one.lost_rows() > 0);
        let warning = lost.map(|one| {
            let height = u64::from(one.size.height);
            let there = height - u64::from(one.lost_rows());
            error::picture_lost(ImageFormat::Raster, there, height, "rows")
        });
        warning.into_iter().collect()
    }
}
