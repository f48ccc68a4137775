//! Pictures of 8 bits. Components that come apart, as those of a JPEG do, stay apart until they are small.
//!
//! Colours are multiplied by alpha in between, so that what is transparent does not bleed into its neighbours.

use super::fixed::{Band, FRACTION, MIDDLE, fixed};
use super::kernel::Kernel;
use crate::contract::Error;
use crate::decode::Model;
use crate::picture::{Channels, Depth};

/// Scales a picture.
pub(super) struct Planes {
    model: Model,
    /// One for all samples of a pixel, or one for each component.
    bands: Vec<Band>,
}

impl Planes {
    /// For rows of pixels.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for rows of this length.
    pub(super) fn new(channels: Channels, columns: &Kernel, rows: &Kernel) -> Result<Self, Error> {
        Ok(Self {
            model: Model::Pixels(channels),
            bands: vec![Band::new(channels.count(), columns, rows)?],
        })
    }

    /// For components that come apart: columns and rows of each.
    ///
    /// # Errors
    /// As [`Planes::new`].
    pub(super) fn apart(model: Model, kernels: &[(Kernel, Kernel)]) -> Result<Self, Error> {
        let bands = kernels
            .iter()
            .map(|(columns, rows)| Band::new(1, columns, rows));
        Ok(Self {
            model,
            bands: bands.collect::<Result<_, _>>()?,
        })
    }

    /// Takes the next row of one component.
    pub(super) fn push_component(&mut self, component: usize, row: &[u8]) {
        self.bands[component].push_samples(row);
    }

    /// Takes the next row of pixels.
    pub(super) fn push(&mut self, row: &[u8]) {
        let band = &mut self.bands[0];
        let used = band.used();
        match self.model.channels() {
            Channels::GrayAlpha => band.push(|out| multiply::<2>(&row[used], out)),
            Channels::Rgba => band.push(|out| multiply::<4>(&row[used], out)),
            Channels::Gray | Channels::Rgb | Channels::Cmyk => band.push_samples(row),
        }
    }

    /// Whether any row of the result is not finished.
    pub(super) fn needs_rows(&self) -> bool {
        self.bands.iter().any(Band::needs_rows)
    }

    /// Appends the pixels of all rows that are finished.
    pub(super) fn write<D: Depth>(&mut self, samples: &mut Vec<D>) {
        loop {
            let mut rows: [&[i16]; 4] = [&[]; 4];
            let mut slots = rows.iter_mut();
            for band in &self.bands {
                let Some(ready) = band.ready() else {
                    return;
                };
                // Rows come first: a slot that is taken for none would be lost.
                ready
                    .zip(slots.by_ref())
                    .for_each(|(row, slot)| *slot = row);
            }
            put_together(self.model, rows, samples);
            self.bands.iter_mut().for_each(Band::taken);
        }
    }
}

/// Multiplies the samples of each pixel by its alpha, which is the last of them.
fn multiply<const N: usize>(row: &[u8], out: &mut [i16]) {
    let pixels = row.as_chunks::<N>().0.iter();
    for (out, pixel) in out.as_chunks_mut::<N>().0.iter_mut().zip(pixels) {
        let alpha = u32::from(pixel[N - 1]);
        for (out, sample) in out.iter_mut().zip(pixel) {
            // Divided by 255, in fixed point: 2^7 / 255 is 32896 / 2^16.
            let share = (u32::from(*sample) * alpha * 32896 + (1 << 15)) >> 16;
            *out = (share as i32 - (MIDDLE << FRACTION)) as i16;
        }
        out[N - 1] = fixed(pixel[N - 1]);
    }
}

fn put_together<D: Depth>(model: Model, rows: [&[i16]; 4], samples: &mut Vec<D>) {
    match model {
        Model::Pixels(channels) => put_pixels(channels, rows, samples),
        Model::YCbCr => put_ycbcr(rows, samples),
    }
}

/// A factor with 14 bits of fraction.
const fn factor(value: f64) -> i32 {
    (value * 16384.0 + 0.5) as i32
}

/// The conversion of JFIF (T.871).
fn put_ycbcr<D: Depth>([y, cb, cr, _]: [&[i16]; 4], samples: &mut Vec<D>) {
    const HALF: i32 = 1 << 13;
    let pixels = y.iter().zip(cb).zip(cr).flat_map(|((y, cb), cr)| {
        let y = i32::from(*y) + (MIDDLE << FRACTION);
        let (cb, cr) = (i32::from(*cb), i32::from(*cr));
        let green = factor(0.344_136) * cb + factor(0.714_136) * cr;
        [
            y + ((factor(1.402) * cr + HALF) >> 14),
            y - ((green + HALF) >> 14),
            y + ((factor(1.772) * cb + HALF) >> 14),
        ]
    });
    samples.extend(pixels.map(D::from_fixed));
}

fn put_pixels<D: Depth>(channels: Channels, rows: [&[i16]; 4], samples: &mut Vec<D>) {
    let whole = |value: i16| D::from_fixed(i32::from(value) + (MIDDLE << FRACTION));
    let [a, b, c, d] = rows;
    match channels {
        Channels::Gray => samples.extend(a.iter().map(|a| whole(*a))),
        Channels::Rgb => {
            let pixels = a.iter().zip(b).zip(c);
            samples.extend(pixels.flat_map(|((a, b), c)| [whole(*a), whole(*b), whole(*c)]));
        }
        Channels::Cmyk => {
            let pixels = a.iter().zip(b).zip(c.iter().zip(d));
            samples.extend(
                pixels.flat_map(|((a, b), (c, d))| [whole(*a), whole(*b), whole(*c), whole(*d)]),
            );
        }
        Channels::GrayAlpha => {
            let pixels = a.iter().zip(b);
            samples.extend(pixels.flat_map(|(a, alpha)| [straight(*a, *alpha), whole(*alpha)]));
        }
        Channels::Rgba => {
            let pixels = a.iter().zip(b).zip(c.iter().zip(d));
            samples.extend(pixels.flat_map(|((a, b), (c, alpha))| {
                [
                    straight(*a, *alpha),
                    straight(*b, *alpha),
                    straight(*c, *alpha),
                    whole(*alpha),
                ]
            }));
        }
    }
}

/// A sample divided by its alpha. 0 where alpha will be rounded to 0 of 255, so that nothing is divided by almost
/// nothing.
fn straight<D: Depth>(value: i16, alpha: i16) -> D {
    let value = i32::from(value) + (MIDDLE << FRACTION);
    let alpha = i32::from(alpha) + (MIDDLE << FRACTION);
    if alpha < 1 << (FRACTION - 1) {
        return D::from_fixed(0);
    }
    D::from_fixed(((value.max(0) * 255) << FRACTION) / alpha)
}
