//! Pictures of 8 bits: split into planes on the way in, put together on the way out.
//!
//! Colours are multiplied by alpha in between, so that what is transparent does not bleed into its neighbours.

use super::fixed::{FRACTION, MIDDLE, Plane, fixed};
use super::kernel::Kernel;
use crate::contract::Error;
use crate::picture::{Channels, Depth};

/// Scales a picture, plane by plane.
pub(super) struct Planes {
    channels: Channels,
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
            channels,
            planes: planes.collect::<Result<_, _>>()?,
        })
    }

    /// Takes the next row of pixels.
    pub(super) fn push(&mut self, row: &[u8]) {
        let count = self.channels.count();
        let colors = count - usize::from(self.channels.has_alpha());
        for (place, plane) in self.planes.iter_mut().enumerate() {
            let used = plane.used();
            let row = &row[used.start * count..used.end * count];
            plane.push(|out| match self.channels {
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
            put_together(self.channels, rows, samples);
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

fn put_together<D: Depth>(channels: Channels, rows: [&[i16]; 4], samples: &mut Vec<D>) {
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
