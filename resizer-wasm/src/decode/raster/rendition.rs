//! Which rows of which planes belong to a strip.

use plan::Reduction;

use std::ops::Range;

use raster::{Header, Plane};

use crate::decode::strips::Enlargement;
use crate::geometry::Size;

/// The picture in one size.
pub(super) struct Rendition {
    pub(super) reduction: Reduction,
    /// Without what is outside of the window.
    pub(super) size: Size,
    pub(super) planes: Vec<Plane>,
    /// Rows before the present strip, and with it.
    before: u32,
    ready: u32,
    /// Rows of pixels that have been handed out.
    given: u32,
    /// Rows of the window that the file has wholly.
    there: u32,
}

impl Rendition {
    /// Of a file with so many bytes behind its header.
    pub(super) fn new(header: &Header, index: usize, length: u64) -> Self {
        let reduction = header.renditions[index];
        let window = header.window;
        let planes = header.planes(index);
        // Of luma or pixels; what else is lost with these rows begins later in the file.
        let rows = |plane: &Plane| {
            let there = length.saturating_sub(plane.start) / plane.row_bytes;
            // A chroma row is for two rows of pixels at most.
            let down = u64::from(planes[0].height.div_ceil(plane.height));
            (there * down).min(u64::from(u32::MAX)) as u32
        };
        let there = planes.iter().map(rows).min().unwrap_or_default();
        let (width, height) = reduction.size(window.width, window.height);
        let size = Size { width, height };
        let whole = Size {
            width: header.width,
            height: header.height,
        };
        Self {
            reduction: Reduction::of_raster(reduction, whole),
            there: there.saturating_sub(window.top).min(size.height),
            size,
            planes,
            before: 0,
            ready: 0,
            given: 0,
        }
    }

    /// Goes on to the strip that ends with this row, of so many of the whole picture.
    pub(super) fn advance(&mut self, rows: u64, height: u64) {
        self.before = self.ready;
        self.ready = (rows * u64::from(self.size.height) / height) as u32;
    }

    /// The rows of a plane that belong to the present strip. The last strip has all that are left.
    pub(super) fn rows_of_strip(&self, plane: &Plane, down: Enlargement) -> Range<u32> {
        let of_plane = |rows: u32| match rows == self.size.height {
            true => plane.height,
            false => (f64::from(rows) * down.share()) as u32,
        };
        of_plane(self.before)..of_plane(self.ready)
    }

    /// The next row of pixels, where it is ready.
    pub(super) fn take_row(&mut self) -> Option<u32> {
        let row = self.given;
        self.given += u32::from(row < self.ready);
        (row < self.ready).then_some(row)
    }

    /// Rows of the strips so far that the file does not have.
    pub(super) fn lost_rows(&self) -> u32 {
        self.ready.saturating_sub(self.there)
    }
}

/// A row of a plane, where the file has it.
pub(super) fn row<'a>(bytes: &'a [u8], plane: &Plane, y: u32) -> Option<&'a [u8]> {
    let start = plane.start + u64::from(y) * plane.row_bytes;
    let rest = bytes.get(usize::try_from(start).ok()?..)?;
    rest.get(..usize::try_from(plane.row_bytes).ok()?)
}

/// How chroma becomes as large as the picture.
#[derive(Clone, Copy)]
pub(super) struct Siting {
    across: Enlargement,
    down: Enlargement,
}

impl Siting {
    /// `None` for what has no chroma.
    pub(super) fn of(header: &Header) -> Option<Self> {
        let raster::Model::YCbCr(model) = header.model else {
            return None;
        };
        let enlargement = |pixels: u32, is_between: bool| match (pixels, is_between) {
            (1, _) => Enlargement::Same,
            (_, true) => Enlargement::Smooth,
            (_, false) => Enlargement::Cosited,
        };
        Some(Self {
            across: enlargement(model.subsampling.across(), model.siting.between_columns),
            down: enlargement(model.subsampling.down(), model.siting.between_rows),
        })
    }

    /// Across and down, for luma, the two chromas, or alpha.
    pub(super) fn of_component(self, index: usize) -> (Enlargement, Enlargement) {
        match index {
            1 | 2 => (self.across, self.down),
            _ => (Enlargement::Same, Enlargement::Same),
        }
    }
}
