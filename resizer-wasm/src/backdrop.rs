//! What lies behind and around a picture: padding to a canvas, and a colour for what is transparent.

use plan::Canvas;

use crate::contract::{Color, Error};
use crate::picture::{self, Channels, Picture, from_byte};

/// The colour of paper, which is what a page shows behind a picture.
pub(crate) const WHITE: Color = Color {
    red: 255,
    green: 255,
    blue: 255,
    alpha: 255,
};

/// Nothing at all.
pub(crate) const TRANSPARENT: Color = Color {
    red: 0,
    green: 0,
    blue: 0,
    alpha: 0,
};

/// The picture, gray or coloured, on a larger one of this colour.
///
/// # Errors
/// `limit-exceeded` where there is no memory for it.
pub(crate) fn pad(picture: &Picture, canvas: Canvas, color: Color) -> Result<Picture, Error> {
    let channels = channels_for(picture.channels, color);
    let background = pixel(color, channels);
    let count = channels.count();
    let mut samples = picture::reserve(canvas.size.area() * count as u64)?;
    let columns = canvas.left..canvas.left + picture.size.width;
    let rows = canvas.top..canvas.top + picture.size.height;
    for y in 0..canvas.size.height {
        for x in 0..canvas.size.width {
            if rows.contains(&y) && columns.contains(&x) {
                let from = picture.pixel((x - canvas.left) as usize, (y - canvas.top) as usize);
                samples.extend_from_slice(&converted(from, channels)[..count]);
            } else {
                samples.extend_from_slice(&background[..count]);
            }
        }
    }
    Ok(Picture {
        size: canvas.size,
        channels,
        samples,
    })
}

/// The picture without alpha: what is transparent shows `color`, as if it were opaque.
///
/// # Errors
/// `limit-exceeded` where there is no memory for it.
pub(crate) fn flatten(picture: Picture, color: Color) -> Result<Picture, Error> {
    if !picture.channels.has_alpha() {
        return Ok(picture);
    }
    let color = Color {
        alpha: 255,
        ..color
    };
    let channels = match channels_for(picture.channels, color) {
        Channels::GrayAlpha => Channels::Gray,
        _ => Channels::Rgb,
    };
    let behind = pixel(color, channels);
    let mut samples = picture::reserve(picture.size.area() * channels.count() as u64)?;
    for from in picture.samples.chunks_exact(picture.channels.count()) {
        let alpha = u64::from(from[from.len() - 1]);
        let over = converted(from, channels);
        for (over, behind) in over.iter().zip(behind).take(channels.count()) {
            const FULL: u64 = u16::MAX as u64;
            let mixed = u64::from(*over) * alpha + u64::from(behind) * (FULL - alpha);
            samples.push(((mixed + FULL / 2) / FULL) as u16);
        }
    }
    Ok(Picture {
        size: picture.size,
        channels,
        samples,
    })
}

/// Channels that hold both the picture and the colour.
fn channels_for(channels: Channels, color: Color) -> Channels {
    let is_gray = matches!(channels, Channels::Gray | Channels::GrayAlpha)
        && (color.alpha == 0 || (color.red == color.green && color.green == color.blue));
    let has_alpha = channels.has_alpha() || color.alpha < 255;
    match (is_gray, has_alpha) {
        (true, false) => Channels::Gray,
        (true, true) => Channels::GrayAlpha,
        (false, false) => Channels::Rgb,
        (false, true) => Channels::Rgba,
    }
}

/// The samples of a pixel of this colour; those beyond the channels' number mean nothing.
fn pixel(color: Color, channels: Channels) -> [u16; 4] {
    let rgba = [color.red, color.green, color.blue, color.alpha].map(from_byte);
    converted(&rgba, channels)
}

/// A gray or coloured pixel with other channels. A colour becomes gray by its red, which its green and blue equal.
fn converted(pixel: &[u16], channels: Channels) -> [u16; 4] {
    let (color, alpha) = match *pixel {
        [gray] => ([gray; 3], u16::MAX),
        [gray, alpha] => ([gray; 3], alpha),
        [red, green, blue] => ([red, green, blue], u16::MAX),
        [red, green, blue, alpha, ..] => ([red, green, blue], alpha),
        [] => ([0; 3], 0),
    };
    match channels {
        Channels::Gray => [color[0], 0, 0, 0],
        Channels::GrayAlpha => [color[0], alpha, 0, 0],
        _ => [color[0], color[1], color[2], alpha],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;

    fn one_pixel(channels: Channels, samples: &[u8]) -> Picture {
        Picture {
            size: Size {
                width: 1,
                height: 1,
            },
            channels,
            samples: samples.iter().copied().map(from_byte).collect(),
        }
    }

    #[test]
    fn transparency_shows_what_is_behind() {
        let red = Color {
            red: 255,
            green: 0,
            blue: 0,
            alpha: 0,
        };
        for (channels, pixel, color, expected) in [
            (
                Channels::Rgba,
                &[10u8, 20, 30, 255][..],
                WHITE,
                &[10u8, 20, 30][..],
            ),
            (Channels::Rgba, &[10, 20, 30, 0], WHITE, &[255, 255, 255]),
            (Channels::Rgba, &[0, 0, 0, 127], WHITE, &[128, 128, 128]),
            (Channels::GrayAlpha, &[0, 127], WHITE, &[128]),
            // A background is opaque where the format is.
            (Channels::GrayAlpha, &[9, 0], red, &[255, 0, 0]),
            (Channels::Gray, &[9], red, &[9]),
        ] {
            let flat = flatten(one_pixel(channels, pixel), color).unwrap();
            assert_eq!(flat.to_bytes(), expected, "{channels:?} {pixel:?}");
            assert_eq!(flat.channels.count(), expected.len());
        }
    }

    #[test]
    fn padding_takes_the_channels_that_it_needs() {
        let canvas = Canvas {
            size: Size {
                width: 3,
                height: 1,
            },
            left: 1,
            top: 0,
        };
        let blue = Color {
            red: 0,
            green: 0,
            blue: 255,
            alpha: 255,
        };
        for (channels, pixel, color, expected) in [
            (Channels::Gray, &[9u8][..], WHITE, &[255u8, 9, 255][..]),
            (Channels::Gray, &[9], TRANSPARENT, &[0, 0, 9, 255, 0, 0]),
            (Channels::Gray, &[9], blue, &[0, 0, 255, 9, 9, 9, 0, 0, 255]),
            (
                Channels::Rgb,
                &[1, 2, 3],
                TRANSPARENT,
                &[0, 0, 0, 0, 1, 2, 3, 255, 0, 0, 0, 0],
            ),
        ] {
            let padded = pad(&one_pixel(channels, pixel), canvas, color).unwrap();
            assert_eq!(padded.to_bytes(), expected);
        }
    }
}
