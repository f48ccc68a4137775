//! Luma and chroma of a picture, padded to whole macroblocks.

use crate::contract::Error;
use crate::geometry::Size;
use crate::picture;

/// Fractional bits of the weights of red, green and blue.
const BITS: u32 = 16;

pub(super) struct Planes {
    /// Macroblocks in a row.
    pub(super) columns: usize,
    /// Rows of macroblocks.
    pub(super) rows: usize,
    luma: Vec<u8>,
    blue: Vec<u8>,
    red: Vec<u8>,
}

/// The samples of a macroblock.
pub(super) struct Source {
    pub(super) luma: [u8; 256],
    /// Blue and red.
    pub(super) chroma: [[u8; 64]; 2],
}

impl Planes {
    /// `rgb` has 3 bytes a pixel. Beyond the edges of the picture its last row and column go on.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn new(rgb: &[u8], size: Size) -> Result<Self, Error> {
        let (width, height) = (size.width as usize, size.height as usize);
        let (columns, rows) = (width.div_ceil(16), height.div_ceil(16));
        let stride = columns * 16;
        let count = (columns * rows) as u64;
        let mut planes = Self {
            columns,
            rows,
            luma: picture::zeroed(count * 256)?,
            blue: picture::zeroed(count * 64)?,
            red: picture::zeroed(count * 64)?,
        };
        let row = |y: usize| &rgb[y.min(height - 1) * width * 3..][..width * 3];
        for (y, out) in planes.luma.chunks_exact_mut(stride).enumerate() {
            for (pixel, out) in row(y).chunks_exact(3).zip(&mut *out) {
                *out = luma([pixel[0], pixel[1], pixel[2]]);
            }
            let last = out[width - 1];
            out[width..].fill(last);
        }
        let half = stride / 2;
        let chroma = planes
            .blue
            .chunks_exact_mut(half)
            .zip(planes.red.chunks_exact_mut(half));
        for (y, (blue, red)) in chroma.enumerate() {
            let (upper, lower) = (row(2 * y), row(2 * y + 1));
            for (x, (blue, red)) in blue.iter_mut().zip(red).enumerate() {
                let left = 2 * x.min((width - 1) / 2);
                let right = (left + 1).min(width - 1);
                let sum: [i32; 3] = std::array::from_fn(|channel| {
                    [upper, lower]
                        .into_iter()
                        .map(|row| {
                            i32::from(row[left * 3 + channel]) + i32::from(row[right * 3 + channel])
                        })
                        .sum()
                });
                (*blue, *red) = chroma_of_four(sum);
            }
        }
        Ok(planes)
    }

    pub(super) fn macroblock(&self, x: usize, y: usize) -> Source {
        let stride = self.columns * 16;
        let mut luma = [0; 256];
        for (row, out) in luma.chunks_exact_mut(16).enumerate() {
            let start = (y * 16 + row) * stride + x * 16;
            out.copy_from_slice(&self.luma[start..start + 16]);
        }
        let chroma = [&self.blue, &self.red].map(|plane| {
            let mut square = [0; 64];
            for (row, out) in square.chunks_exact_mut(8).enumerate() {
                let start = (y * 8 + row) * stride / 2 + x * 8;
                out.copy_from_slice(&plane[start..start + 8]);
            }
            square
        });
        Source { luma, chroma }
    }
}

/// ITU-R BT.601 with the range of video, 16 to 235, as RFC 9649, section 2.5, asks for.
fn luma([red, green, blue]: [u8; 3]) -> u8 {
    let sum = 16839 * u32::from(red) + 33059 * u32::from(green) + 6420 * u32::from(blue);
    ((sum + (16 << BITS) + (1 << (BITS - 1))) >> BITS) as u8
}

/// Blue and red, 16 to 240, of four pixels that were added up.
fn chroma_of_four([red, green, blue]: [i32; 3]) -> (u8, u8) {
    let offset = (128 << (BITS + 2)) + (1 << (BITS + 1));
    let scaled = |sum: i32| ((sum + offset) >> (BITS + 2)).clamp(0, 255) as u8;
    (
        scaled(-9719 * red - 19081 * green + 28800 * blue),
        scaled(28800 * red - 24116 * green - 4684 * blue),
    )
}
