//! The raster in the making: planes are put into it, one after another, tile by tile.

use codec::{Kind, Raster};
use raster::{Header, Model, Reduction};

use crate::error::Error;
use crate::frame::{Plane, Purpose};
use crate::mapping::Mapping;
use crate::means;

/// What a plane of a decoder is, in order: luma, Cb and Cr, where the identity matrix makes them green, blue and red.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Component {
    /// Of colour, 0 to 2.
    Color(usize),
    Alpha,
}

/// A raster whose planes are being filled. They are black before.
pub(crate) struct Canvas<'a> {
    raster: Raster<'a>,
}

/// Where the samples of a component are.
struct Place {
    /// The index of its plane.
    plane: usize,
    /// Of the first one, in the plane.
    start: usize,
    width: usize,
    height: usize,
    row_bytes: usize,
    /// Bytes from a sample to the one on its right.
    step: usize,
}

impl<'a> Canvas<'a> {
    /// # Errors
    /// `limit-exceeded` where there is no memory for the raster.
    pub(crate) fn new(header: Header<'a>) -> Result<Self, Error> {
        let more = header.bytes_of_planes();
        match Raster::new("HEIF", header) {
            Ok(raster) => Ok(Self { raster }),
            Err(error) if error.kind == Kind::LimitExceeded => Err(Error::OutOfMemory(more)),
            Err(error) => Err(Error::malformed(format!(
                "its raster would have no valid header: {}",
                error.message
            ))),
        }
    }

    pub(crate) fn header(&self) -> &Header<'a> {
        self.raster.header()
    }

    /// The raster.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.raster.into_bytes()
    }

    /// Puts a plane of `width` by `height` samples into all renditions that it is for, with its first sample at (`left`, `top`) of the whole
    /// plane. What lies beyond that plane's borders is left out.
    ///
    /// The caller sees to it that these are multiples of what the renditions are reduced by, so that no mean is of two tiles.
    pub(crate) fn put(
        &mut self,
        component: Component,
        purpose: Purpose,
        plane: &Plane<'_>,
        (width, height): (u32, u32),
        (left, top): (u32, u32),
        mapping: &Mapping,
    ) {
        for rendition in 0..self.header().renditions.len() {
            let shrink = match (self.header().renditions[rendition], purpose) {
                (Reduction::Mean(pixels), Purpose::Means | Purpose::Both) => u32::from(pixels),
                (Reduction::None, Purpose::EveryPixel | Purpose::Both)
                | (Reduction::Thumbnail(..), Purpose::Thumbnail) => 1,
                _ => continue,
            };
            let place = self.place(rendition, component);
            let whole = match purpose {
                Purpose::Thumbnail => (place.width as u32, place.height as u32),
                _ => self.size_of(component),
            };
            let size = (
                width.min(whole.0.saturating_sub(left)) as usize,
                height.min(whole.1.saturating_sub(top)) as usize,
            );
            let (left, top) = ((left / shrink) as usize, (top / shrink) as usize);
            let sample_bytes = self.sample_bytes();
            let bytes = self.raster.plane_mut(rendition, place.plane);
            means::rows(plane, size, shrink as usize, &mut |index, row| {
                let y = top + index;
                if y >= place.height || left >= place.width {
                    return;
                }
                let row = &row[..row.len().min(place.width - left)];
                let start = place.start + y * place.row_bytes + left * place.step;
                write_row(&mut bytes[start..], row, place.step, sample_bytes, mapping);
            });
        }
    }

    /// Columns and rows of a component in the whole picture.
    fn size_of(&self, component: Component) -> (u32, u32) {
        let header = self.header();
        let (width, height) = (header.width, header.height);
        match (header.model, component) {
            (Model::YCbCr(model), Component::Color(1 | 2)) => (
                width.div_ceil(model.subsampling.across()),
                height.div_ceil(model.subsampling.down()),
            ),
            _ => (width, height),
        }
    }

    fn place(&self, rendition: usize, component: Component) -> Place {
        let planes = self.header().planes(rendition);
        let (plane, sample) = match (self.header().model, component) {
            (Model::Gray, Component::Color(_)) => (0, 0),
            (Model::Gray, Component::Alpha) => (0, 1),
            // Green, blue and red.
            (Model::Rgb, Component::Color(index)) => (0, (index + 1) % 3),
            (Model::Rgb, Component::Alpha) => (0, 3),
            (Model::YCbCr(_), Component::Color(index)) => (index, 0),
            (Model::YCbCr(_), Component::Alpha) => (3, 0),
        };
        let layout = planes[plane];
        let sample_bytes = self.sample_bytes();
        Place {
            plane,
            start: sample * sample_bytes,
            width: layout.width as usize,
            height: layout.height as usize,
            row_bytes: layout.row_bytes as usize,
            step: usize::from(layout.samples) * sample_bytes,
        }
    }

    fn sample_bytes(&self) -> usize {
        if self.header().depth > 8 { 2 } else { 1 }
    }

    /// The samples of a component in the first rendition, to be changed.
    pub(crate) fn samples(&mut self, component: Component) -> SamplesMut<'_> {
        let place = self.place(0, component);
        let is_wide = self.sample_bytes() == 2;
        SamplesMut {
            bytes: self.raster.plane_mut(0, place.plane),
            place,
            is_wide,
        }
    }
}

/// Samples of a component of a raster.
pub(crate) struct SamplesMut<'a> {
    /// Of the component's plane.
    bytes: &'a mut [u8],
    place: Place,
    is_wide: bool,
}

impl SamplesMut<'_> {
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.place.width, self.place.height)
    }

    pub(crate) fn get(&self, x: usize, y: usize) -> u16 {
        let at = self.at(x, y);
        match self.is_wide {
            false => self.bytes[at].into(),
            true => u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]]),
        }
    }

    pub(crate) fn set(&mut self, x: usize, y: usize, sample: u16) {
        let at = self.at(x, y);
        match self.is_wide {
            false => self.bytes[at] = sample as u8,
            true => self.bytes[at..at + 2].copy_from_slice(&sample.to_le_bytes()),
        }
    }

    fn at(&self, x: usize, y: usize) -> usize {
        self.place.start + y * self.place.row_bytes + x * self.place.step
    }
}

fn write_row(bytes: &mut [u8], row: &[u16], step: usize, sample_bytes: usize, mapping: &Mapping) {
    // The last sample may be the last of the raster, with less than a step behind it.
    match (sample_bytes, mapping) {
        (1, Mapping::Same) => {
            for (place, sample) in bytes.chunks_mut(step).zip(row) {
                place[0] = *sample as u8;
            }
        }
        (1, _) => {
            for (place, sample) in bytes.chunks_mut(step).zip(row) {
                place[0] = mapping.of(*sample) as u8;
            }
        }
        _ => {
            for (place, sample) in bytes.chunks_mut(step).zip(row) {
                place[..2].copy_from_slice(&mapping.of(*sample).to_le_bytes());
            }
        }
    }
}
