//! One of the sizes in which a picture is handed out: its planes, and how far its rows have been made.

use crate::color::{Color, Conversion};
use crate::error::{Error, filled};
use crate::layout::{ComponentLayout, Layout, Scale};
use crate::plane::Plane;
use crate::upsample::{Enlargement, Upsampler};

/// A component at one scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// Samples of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// How it becomes as wide as the picture.
    pub across: Enlargement,
    /// How it becomes as high as the picture.
    pub down: Enlargement,
    /// The scale of its transform.
    pub scale: Scale,
}

/// A picture at one scale.
#[derive(Debug)]
pub(crate) struct Rendition {
    pub(crate) layout: Layout,
    pub(crate) planes: Vec<Plane>,
    upsamplers: Vec<Upsampler>,
    rows: usize,
    out: Vec<u8>,
}

impl Rendition {
    pub(crate) fn new(layout: Layout, scale: Scale, color: Color) -> Result<Self, Error> {
        let planes = layout.components.iter().map(Plane::new);
        let upsamplers = layout.components.iter();
        let upsamplers = upsamplers.map(|sizes| Upsampler::new(sizes, &layout, scale.block()));
        Ok(Self {
            planes: planes.collect::<Result<_, _>>()?,
            upsamplers: upsamplers.collect::<Result<_, _>>()?,
            rows: 0,
            out: filled(0, layout.width * color.channels())?,
            layout,
        })
    }

    /// What the rows of each component are.
    pub(crate) fn components(&self) -> impl Iterator<Item = Component> {
        let components = self.layout.components.iter().zip(&self.upsamplers);
        components.map(|(sizes, upsampler)| {
            let (across, down) = upsampler.enlargements();
            Component {
                width: sizes.width as u32,
                height: sizes.height as u32,
                across,
                down,
                scale: sizes.scale(),
            }
        })
    }

    /// The rows of one component that strip `strip`, the last that was decoded, has.
    pub(crate) fn strip(&self, component: usize, strip: usize) -> impl Iterator<Item = &[u8]> {
        let sizes = &self.layout.components[component];
        let start = strip * sizes.strip_rows();
        let end = (start + sizes.strip_rows()).min(sizes.height);
        (start..end).map(move |y| self.planes[component].row(y))
    }

    /// Whether all rows have been handed out.
    pub(crate) fn is_finished(&self) -> bool {
        self.rows >= self.layout.height
    }

    /// Whether the next row can be made of this many strips.
    pub(crate) fn is_ready(&self, strips: usize) -> bool {
        let strip_of = |(upsampler, sizes): (&Upsampler, &ComponentLayout)| {
            upsampler.last_row(self.rows) / sizes.strip_rows()
        };
        let mut needed = self.upsamplers.iter().zip(&self.layout.components);
        !self.is_finished() && needed.all(|component| strip_of(component) < strips)
    }

    /// The next row. Its strips have been decoded.
    pub(crate) fn row(&mut self, conversion: Conversion) -> &[u8] {
        let y = self.rows;
        self.rows += 1;
        let mut rows = self
            .upsamplers
            .iter_mut()
            .zip(&self.planes)
            .map(|(one, plane)| one.row(plane, y));
        if conversion == Conversion::Gray {
            return rows.next().map_or(&[], |row| &row[..self.layout.width]);
        }
        let mut all: [&[u8]; 4] = [&[]; 4];
        let mut count = 0;
        for (slot, row) in all.iter_mut().zip(rows) {
            *slot = row;
            count += 1;
        }
        conversion.row(&all[..count], &mut self.out);
        &self.out
    }
}
