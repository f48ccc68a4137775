//! Luma and chroma that are no JPEG's: any matrix, range, siting and depth, with alpha (ITU-T H.273, section 8.3).

use raster::{Header, Plane};

use super::pixels::widened;
use super::rendition::{Siting, row};
use super::row_buffer::RowBuffer;
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
    /// A row of each chroma, as wide as the file has it, between two rows of the file.
    chromas: [Vec<f32>; 2],
}

impl Converter {
    /// For renditions of at most this width. `None` for other colour models.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for a row.
    pub(super) fn new(header: &Header, width: u64) -> Result<Option<Self>, Error> {
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
        // A window is narrower than the planes.
        let columns = u64::from(header.width).max(width);
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
            chromas: [picture::zeroed(columns)?, picture::zeroed(columns)?],
        }))
    }

    /// The pixels of a row of the planes, from a column on. `false` where the file has not all of it.
    pub(super) fn convert(
        &mut self,
        bytes: &[u8],
        planes: &[Plane],
        (left, y): (usize, u32),
        pixels: &mut RowBuffer,
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
        match pixels.sixteen.is_empty() {
            true => {
                for (index, pixel) in pixels.eight.chunks_exact_mut(count).enumerate() {
                    let x = left + index;
                    for (sample, value) in pixel.iter_mut().zip(self.color(luma, &planes[1], x)) {
                        *sample = (value * 255.0 + 0.5) as u8;
                    }
                    if let Some(alpha) = alpha {
                        pixel[3] = alpha[x];
                    }
                }
            }
            false => {
                for (index, pixel) in pixels.sixteen.chunks_exact_mut(count).enumerate() {
                    let x = left + index;
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
            for (x, value) in blended.iter_mut().take(plane.width as usize).enumerate() {
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
            let value = row[one] * of_one as f32 + row[other] * of_other as f32;
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
