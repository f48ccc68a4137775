//! Pictures of 8 bits, plane by plane: pixels are split on the way in, and put together on the way out. Components that
//! come apart, as those of a JPEG do, stay apart until they are small.
//!
//! Colours are multiplied by alpha in between, so that what is transparent does not bleed into its neighbours.

use super::fixed::{FRACTION, MIDDLE, Plane, fixed};
use super::kernel::Kernel;
use crate::contract::Error;
use crate::decode::Model;
use crate::picture::{Channels, Depth};

/// Scales a picture.
pub(super) struct Planes {
    model: Model,
    planes: Vec<Plane>,
}

impl Planes {
    /// For rows of pixels.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for rows of this length.
    pub(super) fn new(channels: Channels, columns: &Kernel, rows: &Kernel) -> Result<Self, Error> {
        let planes = (0..channels.count()).map(|_| Plane::new(columns, rows));
        Ok(Self {
            model: Model::Pixels(channels),
            planes: planes.collect::<Result<_, _>>()?,
        })
    }

    /// For components that come apart: columns and rows of each.
    ///
    /// # Errors
    /// As [`Planes::new`].
    pub(super) fn apart(model: Model, kernels: &[(Kernel, Kernel)]) -> Result<Self, Error> {
        let planes = kernels
            .iter()
            .map(|(columns, rows)| Plane::new(columns, rows));
        Ok(Self {
            model,
            planes: planes.collect::<Result<_, _>>()?,
        })
    }

    /// Takes the next row of one component.
    pub(super) fn push_component(&mut self, component: usize, row: &[u8]) {
        let plane = &mut self.planes[component];
        let used = plane.used();
        plane.push(|out| copy(&row[used], out));
    }

    /// Takes the next row of pixels.
    pub(super) fn push(&mut self, row: &[u8]) {
        let channels = self.model.channels();
        let count = channels.count();
        let colors = count - usize::from(channels.has_alpha());
        for (place, plane) in self.planes.iter_mut().enumerate() {
            let used = plane.used();
            let row = &row[used.start * count..used.end * count];
            plane.push(|out| match channels {
                Channels::Gray => copy(row, out),
                Channels::Rgb => pick::<3>(row, place, out),
                Channels::Cmyk => pick::<4>(row, place, out),
                Channels::GrayAlpha if place < colors => multiply::<2>(row, place, out),
                Channels::GrayAlpha => pick::<2>(row, place, out),
                Channels::Rgba if place < colors => multiply::<4>(row, place, out),
                Channels::Rgba => pick::<4>(row, place, out),
            });
        }
    }

    /// Whether any row of the result is not finished.
    pub(super) fn needs_rows(&self) -> bool {
        self.planes.iter().any(Plane::needs_rows)
    }

    /// Appends the pixels of all rows that are finished.
    pub(super) fn write<D: Depth>(&mut self, samples: &mut Vec<D>) {
        loop {
            let mut rows: [&[i16]; 4] = [&[]; 4];
            for (row, plane) in rows.iter_mut().zip(&self.planes) {
                match plane.ready() {
                    Some(ready) => *row = ready,
                    None => return,
                }
            }
            put_together(self.model, rows, samples);
            self.planes.iter_mut().for_each(Plane::taken);
        }
    }
}

fn copy(row: &[u8], out: &mut [i16]) {
    for (out, sample) in out.iter_mut().zip(row) {
        *out = fixed(*sample);
    }
}

/// One of the `N` samples of each pixel.
fn pick<const N: usize>(row: &[u8], place: usize, out: &mut [i16]) {
    for (out, pixel) in out.iter_mut().zip(row.as_chunks::<N>().0) {
        *out = fixed(pixel[place]);
    }
}

/// The same, multiplied by alpha, which is the last.
fn multiply<const N: usize>(row: &[u8], place: usize, out: &mut [i16]) {
    for (out, pixel) in out.iter_mut().zip(row.as_chunks::<N>().0) {
        let product = u32::from(pixel[place]) * u32::from(pixel[N - 1]);
        // Divided by 255, in fixed point: 2^7 / 255 is 32896 / 2^16.
        let share = (product * 32896 + (1 << 15)) >> 16;
        *out = (share as i32 - (MIDDLE << FRACTION)) as i16;
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
