//! Luma and chroma that are no JPEG's: any matrix, range, siting and depth, with alpha (ITU-T H.273, section 8.3).

use raster::{Header, Plane};

use super::pixels::widened;
use super::rendition::{Siting, row};
use super::row_buffer::RowMut;
use crate::contract::Error;
use crate::picture;

/// Makes pixels of luma and chroma.
pub(super) struct Converter {
    siting: Siting,
    depth: u8,
    /// What is black, and how much one step of luma and of chroma is of all from black to white.
    black: f32,
    luma_step: f32,
    no_color: f32,
    chroma_step: f32,
    red_of_cr: f32,
    green_of_cb: f32,
    green_of_cr: f32,
    blue_of_cb: f32,
    /// The column that the window begins with.
    left: usize,
    /// The first column of chroma that the window needs.
    first: usize,
    /// From there on, a row of each chroma that lies between two rows of the file.
    chromas: [Vec<f32>; 2],
}

impl Converter {
    /// `None` for other colour models.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for a row.
    pub(super) fn new(header: &Header) -> Result<Option<Self>, Error> {
        let (raster::Model::YCbCr(model), Some(siting)) = (header.model, Siting::of(header)) else {
            return Ok(None);
        };
        let (red, blue) = model.matrix.shares();
        let green = 1.0 - red - blue;
        let unit = f32::from(1_u16 << (header.depth - 8));
        let most = ((1_u32 << header.depth) - 1) as f32;
        let (black, luma_range, chroma_range) = match model.full_range {
            true => (0.0, most, most),
            false => (16.0 * unit, 219.0 * unit, 224.0 * unit),
        };
        let window = header.window;
        let across = model.subsampling.across();
        // And one more on each side, for what lies between.
        let columns = u64::from(window.width.div_ceil(across)) + 3;
        Ok(Some(Self {
            siting,
            depth: header.depth,
            black,
            luma_step: 1.0 / luma_range,
            no_color: 128.0 * unit,
            chroma_step: 1.0 / chroma_range,
            red_of_cr: 2.0 * (1.0 - red),
            green_of_cb: 2.0 * blue * (1.0 - blue) / green,
            green_of_cr: 2.0 * red * (1.0 - red) / green,
            blue_of_cb: 2.0 * (1.0 - blue),
            left: window.left as usize,
            first: (window.left / across).saturating_sub(1) as usize,
            chromas: [picture::zeroed(columns)?, picture::zeroed(columns)?],
        }))
    }

    /// The pixels of the window in a row of the planes. `false` where the file has not all of it.
    pub(super) fn convert(
        &mut self,
        bytes: &[u8],
        planes: &[Plane],
        y: u32,
        pixels: RowMut<'_>,
    ) -> bool {
        let Some(luma) = row(bytes, &planes[0], y) else {
            return false;
        };
        let alpha = match planes.get(3) {
            Some(plane) => match row(bytes, plane, y) {
                Some(row) => Some(row),
                None => return false,
            },
            None => None,
        };
        if !self.blend_rows(bytes, planes, y) {
            return false;
        }
        let count = if alpha.is_some() { 4 } else { 3 };
        match pixels {
            RowMut::Eight(row) => {
                for (index, pixel) in row.chunks_exact_mut(count).enumerate() {
                    let x = self.left + index;
                    for (sample, value) in pixel.iter_mut().zip(self.color(luma, &planes[1], x)) {
                        *sample = (value * 255.0 + 0.5) as u8;
                    }
                    if let Some(alpha) = alpha {
                        pixel[3] = alpha[x];
                    }
                }
            }
            RowMut::Sixteen(row) => {
                for (index, pixel) in row.chunks_exact_mut(count).enumerate() {
                    let x = self.left + index;
                    for (sample, value) in pixel.iter_mut().zip(self.color(luma, &planes[1], x)) {
                        *sample = (value * 65535.0 + 0.5) as u16;
                    }
                    if let Some(alpha) = alpha {
                        pixel[3] = widened(sample(alpha, x, self.depth), self.depth);
                    }
                }
            }
        }
        true
    }

    /// Blends the rows of chroma that this row of pixels lies between.
    fn blend_rows(&mut self, bytes: &[u8], planes: &[Plane], y: u32) -> bool {
        let (_, down) = self.siting.of_component(1);
        for (blended, plane) in self.chromas.iter_mut().zip(&planes[1..3]) {
            let shares = down.shares(y as usize, plane.height as usize);
            let rows = shares.map(|(at, share)| (row(bytes, plane, at as u32), share as f32));
            let [(Some(one), of_one), (Some(other), of_other)] = rows else {
                return false;
            };
            let columns = self.first..plane.width as usize;
            for (x, value) in columns.zip(blended.iter_mut()) {
                let (one, other) = (sample(one, x, self.depth), sample(other, x, self.depth));
                *value = f32::from(one) * of_one + f32::from(other) * of_other;
            }
        }
        true
    }

    /// Red, green and blue from 0 to 1, or beyond.
    fn color(&self, luma: &[u8], chroma: &Plane, x: usize) -> [f32; 3] {
        let (across, _) = self.siting.of_component(1);
        let [(one, of_one), (other, of_other)] = across.shares(x, chroma.width as usize);
        let [cb, cr] = [0, 1].map(|index| {
            let row = &self.chromas[index];
            let at = |x: usize| row[x - self.first];
            let value = at(one) * of_one as f32 + at(other) * of_other as f32;
            (value - self.no_color) * self.chroma_step
        });
        let luma = (f32::from(sample(luma, x, self.depth)) - self.black) * self.luma_step;
        [
            luma + self.red_of_cr * cr,
            luma - self.green_of_cb * cb - self.green_of_cr * cr,
            luma + self.blue_of_cb * cb,
        ]
    }
}

fn sample(row: &[u8], x: usize, depth: u8) -> u16 {
    match depth {
        8 => row[x].into(),
        _ => u16::from_le_bytes([row[2 * x], row[2 * x + 1]]),
    }
}
