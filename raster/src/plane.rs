//! Where the planes of a raster are.

use crate::header::Header;
use crate::model::Model;

/// A plane: rows from above, without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plane {
    /// Where it begins, in bytes behind the header.
    pub start: u64,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Samples of a pixel, which are side by side.
    pub samples: u8,
    /// Bytes of a row.
    pub row_bytes: u64,
}

impl Plane {
    /// Where it ends, in bytes behind the header. `None` beyond what a number of 64 bits says.
    fn end(&self) -> Option<u64> {
        let bytes = self.row_bytes.checked_mul(u64::from(self.height))?;
        self.start.checked_add(bytes)
    }
}

impl Header<'_> {
    /// The planes of a rendition, in their order: pixels; or luma, chromas and alpha. Empty where there is no such rendition.
    #[must_use]
    pub fn planes(&self, rendition: usize) -> Vec<Plane> {
        let mut of_renditions = self.all_planes().unwrap_or_default().into_iter();
        of_renditions.nth(rendition).unwrap_or_default()
    }

    /// Bytes of all planes.
    #[must_use]
    pub fn bytes_of_planes(&self) -> u64 {
        let planes = self.all_planes().unwrap_or_default();
        planes
            .iter()
            .flatten()
            .filter_map(Plane::end)
            .max()
            .unwrap_or(0)
    }

    /// For each rendition its planes. `None` where there are more bytes than a number of 64 bits says.
    pub(crate) fn all_planes(&self) -> Option<Vec<Vec<Plane>>> {
        let mut start = 0;
        let mut all = Vec::with_capacity(self.renditions.len());
        for reduction in &self.renditions {
            let (width, height) = reduction.size(self.width, self.height);
            let mut planes = Vec::with_capacity(4);
            for (across, down, samples) in self.shares() {
                let width = width.div_ceil(across);
                let sample_bytes = if self.depth > 8 { 2 } else { 1 };
                let plane = Plane {
                    start,
                    width,
                    height: height.div_ceil(down),
                    samples,
                    row_bytes: u64::from(width) * u64::from(samples) * sample_bytes,
                };
                start = plane.end()?;
                planes.push(plane);
            }
            all.push(planes);
        }
        Some(all)
    }

    /// For each plane, for how many columns and rows of pixels a sample is, and how many of them a pixel has.
    fn shares(&self) -> Vec<(u32, u32, u8)> {
        let alpha = u8::from(self.alpha);
        match self.model {
            Model::Gray => vec![(1, 1, 1 + alpha)],
            Model::Rgb => vec![(1, 1, 3 + alpha)],
            Model::YCbCr(model) => {
                let chroma = (model.subsampling.across(), model.subsampling.down(), 1);
                let mut shares = vec![(1, 1, 1), chroma, chroma];
                shares.extend(self.alpha.then_some((1, 1, 1)));
                shares
            }
        }
    }
}
