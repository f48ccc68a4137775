//! From samples as they are stored to samples of 8 or 16 bits: palettes, small depths and transparent colours (PNG
//! specification, clauses 11.2.2, 11.3.1 and 13.12).

use png::{BitDepth, ColorType, Info};

use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::picture::{Channels, Row};

/// What has to be done with the rows of a picture.
pub(super) enum Expansion {
    /// Nothing.
    Eight,
    Sixteen,
    /// What each of the values of 1, 2, 4 or 8 bits stands for, of which `count` samples are used.
    Table {
        bits: u32,
        values: Box<[[u8; 4]; 256]>,
        count: usize,
    },
    /// Samples of 8 or 16 bits, with alpha added: the pixel with these bytes is transparent.
    Key {
        pixel_bytes: usize,
        key: Vec<u8>,
    },
}

/// A row that has been expanded. Of the two, one is used.
pub(super) struct Expanded {
    pub(super) eight: Vec<u8>,
    pub(super) sixteen: Vec<u16>,
}

impl Expansion {
    /// For a picture with this header, whose pixels become `channels`.
    ///
    /// # Errors
    /// `malformed` where there is no palette, and should be.
    pub(super) fn new(info: &Info, channels: Channels) -> Result<Self, Error> {
        let key = info.trns.as_deref();
        let bits = info.bit_depth as u32;
        let count = channels.count();
        Ok(match (info.color_type, key) {
            (ColorType::Indexed, _) => Self::Table {
                bits,
                values: palette(info)?,
                count,
            },
            (ColorType::Grayscale, _) if bits < 8 => Self::Table {
                bits,
                values: grays(bits, key),
                count,
            },
            (ColorType::Grayscale | ColorType::Rgb, Some(key)) => Self::Key {
                pixel_bytes: info.bytes_per_pixel(),
                key: key.to_vec(),
            },
            _ if info.bit_depth == BitDepth::Sixteen => Self::Sixteen,
            _ => Self::Eight,
        })
    }

    /// Expands a row as it is `stored`. `expanded` has as much room as a row needs.
    pub(super) fn expand<'a>(&self, stored: &'a [u8], expanded: &'a mut Expanded) -> Row<'a> {
        let Expanded {
            eight,
            sixteen: samples,
        } = expanded;
        match self {
            Self::Eight => return Row::Eight(stored),
            Self::Sixteen => {
                samples.clear();
                samples.extend(sixteen(stored));
                return Row::Sixteen(samples);
            }
            Self::Table {
                bits,
                values,
                count,
            } => match count {
                1 => look_up::<1>(stored, *bits, values, eight),
                2 => look_up::<2>(stored, *bits, values, eight),
                3 => look_up::<3>(stored, *bits, values, eight),
                _ => look_up::<4>(stored, *bits, values, eight),
            },
            Self::Key { pixel_bytes, key } => {
                // A pixel's alpha has as many bytes as its other samples.
                let alpha_bytes = if matches!(pixel_bytes, 1 | 3) { 1 } else { 2 };
                let pixels = stored.chunks_exact(*pixel_bytes);
                if alpha_bytes == 1 {
                    let with_alpha = eight.chunks_exact_mut(pixel_bytes + 1);
                    for (pixel, with_alpha) in pixels.zip(with_alpha) {
                        let alpha = if pixel == key { 0 } else { u8::MAX };
                        with_alpha[..*pixel_bytes].copy_from_slice(pixel);
                        with_alpha[*pixel_bytes] = alpha;
                    }
                } else {
                    samples.clear();
                    for pixel in pixels {
                        samples.extend(sixteen(pixel));
                        samples.push(if pixel == key { 0 } else { u16::MAX });
                    }
                    return Row::Sixteen(samples);
                }
            }
        }
        Row::Eight(eight)
    }
}

/// What the values of a row stand for.
fn look_up<const COUNT: usize>(
    stored: &[u8],
    bits: u32,
    values: &[[u8; 4]; 256],
    pixels: &mut [u8],
) {
    let pixels = pixels.as_chunks_mut::<COUNT>().0;
    let pixel = |value: u8| -> [u8; COUNT] {
        let value = &values[usize::from(value)];
        std::array::from_fn(|sample| value[sample])
    };
    if bits == 8 {
        for (pixels, value) in pixels.iter_mut().zip(stored) {
            *pixels = pixel(*value);
        }
        return;
    }
    for (pixels, byte) in pixels.chunks_mut((8 / bits) as usize).zip(stored) {
        // The first is in the upper bits.
        let mut rest = *byte;
        for place in pixels {
            *place = pixel(rest >> (8 - bits));
            rest <<= bits;
        }
    }
}

/// The colours of a palette. What it does not have is black; transparency that is longer than the palette is ignored.
fn palette(info: &Info) -> Result<Box<[[u8; 4]; 256]>, Error> {
    let Some(colors) = info.palette.as_deref() else {
        return Err(error::malformed(ImageFormat::Png, "it has no palette"));
    };
    let mut values = Box::new([[0, 0, 0, u8::MAX]; 256]);
    for (value, color) in values.iter_mut().zip(colors.chunks_exact(3)) {
        value[..3].copy_from_slice(color);
    }
    let alphas = info.trns.as_deref().unwrap_or_default();
    if alphas.len() <= colors.len() / 3 {
        for (value, alpha) in values.iter_mut().zip(alphas) {
            value[3] = *alpha;
        }
    }
    Ok(values)
}

/// Grays of few bits over the full range, with alpha behind.
fn grays(bits: u32, key: Option<&[u8]>) -> Box<[[u8; 4]; 256]> {
    let greatest = (1u8 << bits) - 1;
    let mut values = Box::new([[0; 4]; 256]);
    for value in 0..=greatest {
        let is_key = key.is_some_and(|key| key.first() == Some(&value));
        let alpha = if is_key { 0 } else { u8::MAX };
        values[usize::from(value)] = [value * (u8::MAX / greatest), alpha, 0, 0];
    }
    values
}

/// The samples of 16 bits, which are stored with the upper byte first.
pub(super) fn sixteen(bytes: &[u8]) -> impl Iterator<Item = u16> {
    bytes
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
}
