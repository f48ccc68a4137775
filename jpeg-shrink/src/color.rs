//! What the components mean, and their conversion to the samples that are handed out.
//!
//! YCbCr is that of JFIF (T.871), in the 16-bit fixed point that libjpeg documents. Adobe's programs write CMYK with 255
//! for no ink, and so is it read with and without their segment, as browsers, libvips and Pillow do; here 255 is full ink.

use crate::frame::{Coding, Frame};

/// The samples of a decoded row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// One sample a pixel, 0 is black.
    Gray,
    /// Red, green and blue.
    Rgb,
    /// Cyan, magenta, yellow and black; 255 is full ink.
    Cmyk,
}

impl Color {
    /// Samples, and bytes, of a pixel.
    #[must_use]
    pub fn channels(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }
}

/// What the components of a picture are, for those who take them unconverted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// One component, 0 is black.
    Gray,
    /// Brightness and two differences of colour, as JFIF (T.871) has them: 128 is no difference.
    YCbCr,
    /// Red, green and blue.
    Rgb,
    /// Four inks, in one of the ways of writing them.
    Inks,
}

/// How components become samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conversion {
    Gray,
    YccToRgb,
    Rgb,
    /// CMYK with 255 for no ink.
    Cmyk,
    /// CMYK with 255 for no ink, whose first three components were taken for RGB and converted to YCbCr.
    Ycck,
}

impl Conversion {
    /// Guesses as libjpeg does: JFIF means YCbCr, then the Adobe segment tells, then the names of the components.
    pub(crate) fn of(frame: &Frame, jfif: bool, adobe: Option<u8>) -> Self {
        let mut ids = [0; 4];
        for (id, component) in ids.iter_mut().zip(&frame.components) {
            *id = component.id;
        }
        match (frame.components.len(), adobe) {
            (1, _) => Self::Gray,
            (4, None | Some(0)) => Self::Cmyk,
            (4, Some(_)) => Self::Ycck,
            (_, Some(0)) if !jfif => Self::Rgb,
            // libjpeg-turbo takes lossless files for RGB that do not say what they are.
            (_, None) if !jfif && (ids == *b"RGB\0" || frame.coding == Coding::Lossless) => {
                Self::Rgb
            }
            _ => Self::YccToRgb,
        }
    }

    pub(crate) fn model(self) -> Model {
        match self {
            Self::Gray => Model::Gray,
            Self::YccToRgb => Model::YCbCr,
            Self::Rgb => Model::Rgb,
            Self::Cmyk | Self::Ycck => Model::Inks,
        }
    }

    pub(crate) fn color(self) -> Color {
        match self {
            Self::Gray => Color::Gray,
            Self::YccToRgb | Self::Rgb => Color::Rgb,
            Self::Cmyk | Self::Ycck => Color::Cmyk,
        }
    }

    /// Fills a row from the rows of three or four components, each at least as long.
    pub(crate) fn row(self, rows: &[&[u8]], out: &mut [u8]) {
        match (self, rows) {
            (Self::YccToRgb, &[y, cb, cr]) => ycc_to_rgb(y, cb, cr, out),
            (Self::Rgb, &[r, g, b]) => {
                for (out, ((&r, &g), &b)) in out
                    .as_chunks_mut::<3>()
                    .0
                    .iter_mut()
                    .zip(r.iter().zip(g).zip(b))
                {
                    *out = [r, g, b];
                }
            }
            (Self::Cmyk, &[c, m, y, k]) => {
                let components = c.iter().zip(m).zip(y).zip(k);
                for (out, (((&c, &m), &y), &k)) in
                    out.as_chunks_mut::<4>().0.iter_mut().zip(components)
                {
                    *out = [255 - c, 255 - m, 255 - y, 255 - k];
                }
            }
            (Self::Ycck, &[y, cb, cr, k]) => {
                let components = y.iter().zip(cb).zip(cr).zip(k);
                for (out, (((&y, &cb), &cr), &k)) in
                    out.as_chunks_mut::<4>().0.iter_mut().zip(components)
                {
                    // The inversion of Adobe's inversion: red is what of cyan is inked.
                    let [c, m, y] = rgb(y, cb, cr);
                    *out = [c, m, y, 255 - k];
                }
            }
            _ => {}
        }
    }
}

const fn fix(value: f64) -> i32 {
    (value * 65536.0 + 0.5) as i32
}

const HALF: i32 = 1 << 15;

#[inline(always)]
pub(crate) fn rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    let r = y + ((fix(1.402) * cr + HALF) >> 16);
    let g = y + ((HALF - fix(0.344_14) * cb - fix(0.714_14) * cr) >> 16);
    let b = y + ((fix(1.772) * cb + HALF) >> 16);
    [clamp(r), clamp(g), clamp(b)]
}

#[inline(always)]
fn clamp(value: i32) -> u8 {
    value.clamp(0, 255) as u8
}

/// Pixels converted together.
const TOGETHER: usize = 16;

fn ycc_to_rgb(y: &[u8], cb: &[u8], cr: &[u8], out: &mut [u8]) {
    let (chunks, rest) = out.as_chunks_mut::<{ 3 * TOGETHER }>();
    let width = chunks.len() * TOGETHER;
    let inputs = y
        .as_chunks::<TOGETHER>()
        .0
        .iter()
        .zip(cb.as_chunks::<TOGETHER>().0)
        .zip(cr.as_chunks::<TOGETHER>().0);
    for (out, ((y, cb), cr)) in chunks.iter_mut().zip(inputs) {
        crate::vectors::ycc_to_rgb(y, cb, cr, out);
    }
    let inputs = y[width..].iter().zip(&cb[width..]).zip(&cr[width..]);
    for (out, ((&y, &cb), &cr)) in rest.as_chunks_mut::<3>().0.iter_mut().zip(inputs) {
        *out = rgb(y, cb, cr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_the_cube() {
        assert_eq!(rgb(0, 128, 128), [0, 0, 0]);
        assert_eq!(rgb(255, 128, 128), [255, 255, 255]);
        assert_eq!(rgb(76, 85, 255), [254, 0, 0]);
        assert_eq!(rgb(29, 255, 107), [0, 0, 254]);
    }

    #[test]
    fn whole_vectors_and_the_rest_are_the_same() {
        let y: Vec<u8> = (0..=254).step_by(7).collect();
        let cb: Vec<u8> = y.iter().map(|y| y.wrapping_mul(13)).collect();
        let cr: Vec<u8> = y.iter().map(|y| y.wrapping_mul(29)).collect();
        let mut out = vec![0; 3 * y.len()];
        ycc_to_rgb(&y, &cb, &cr, &mut out);
        for (x, out) in out.chunks(3).enumerate() {
            assert_eq!(out, rgb(y[x], cb[x], cr[x]));
        }
    }
}
