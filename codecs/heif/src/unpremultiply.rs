//! Colours that were multiplied by alpha, and become straight.
//!
//! HEIF has no formula for it; multiplied are red, green and blue (ISO/IEC 23008-12, section 6.10.1.2). Luma and chroma are sums of
//! them (ITU-T H.273, section 8.3), so a division of each by alpha, from black or from no colour on, is the same division.

use raster::Model;

use crate::canvas::{Canvas, Component};

/// Divides the colours of an unreduced raster by its alpha. Where alpha is 0 they stay.
pub(crate) fn unpremultiply(canvas: &mut Canvas<'_>, alpha: &Alpha) {
    let (model, depth) = (canvas.header().model, canvas.header().depth);
    let unit = 1_i64 << (depth - 8);
    let (components, black) = match model {
        Model::Gray => (1, 0),
        Model::YCbCr(model) if !model.full_range => (3, 16 * unit),
        Model::Rgb | Model::YCbCr(_) => (3, 0),
    };
    let most = (1_i64 << depth) - 1;
    for index in 0..components {
        let (zero, across, down) = match model {
            Model::YCbCr(model) if index > 0 => (
                128 * unit,
                model.subsampling.across() as usize,
                model.subsampling.down() as usize,
            ),
            _ => (black, 1, 1),
        };
        let mut samples = canvas.samples(Component::Color(index));
        let (width, height) = samples.size();
        for y in 0..height {
            for x in 0..width {
                // The sum over the pixels that this sample is for.
                let (sum, count) = alpha.sum((x * across, y * down), (across, down));
                if sum == 0 {
                    continue;
                }
                let distance = i64::from(samples.get(x, y)) - zero;
                let divided = distance * most * count;
                let half = sum / 2 * divided.signum();
                let straight = zero + (divided + half) / sum;
                samples.set(x, y, straight.clamp(0, most) as u16);
            }
        }
    }
}

/// The alpha of a picture.
pub(crate) struct Alpha {
    width: usize,
    height: usize,
    samples: Vec<u16>,
}

impl Alpha {
    /// That of an unreduced raster.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for a copy.
    pub(crate) fn of(canvas: &mut Canvas<'_>) -> Result<Self, crate::error::Error> {
        let plane = canvas.samples(Component::Alpha);
        let (width, height) = plane.size();
        let mut samples = Vec::new();
        if samples.try_reserve_exact(width * height).is_err() {
            return Err(crate::error::Error::OutOfMemory(
                2 * (width * height) as u64,
            ));
        }
        for y in 0..height {
            samples.extend((0..width).map(|x| plane.get(x, y)));
        }
        Ok(Self {
            width,
            height,
            samples,
        })
    }

    /// The sum of so many columns and rows, and of how many pixels it is: at the borders there are fewer.
    fn sum(&self, (left, top): (usize, usize), (columns, rows): (usize, usize)) -> (i64, i64) {
        let (mut sum, mut count) = (0, 0);
        for y in top..(top + rows).min(self.height) {
            for x in left..(left + columns).min(self.width) {
                sum += i64::from(self.samples[y * self.width + x]);
                count += 1;
            }
        }
        (sum, count)
    }
}
