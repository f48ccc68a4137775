//! Pictures with a palette, for PNG and GIF.
//!
//! A picture that has few enough colours keeps them exactly. Others get a palette by cutting the space of their colours
//! in two again and again, where that lowers the error most (after X. Wu, "Color quantization by dynamic programming
//! and principal analysis", 1992), and moving each entry to the middle of what it stands for. Colours are compared
//! premultiplied, so that what is nearly transparent matters little.

mod color;
mod dither;
mod nearest;
mod ordered;
mod reduce;

use std::collections::BTreeSet;

use color::premultiplied;
pub(super) use color::{Color, Counted, order};
pub(super) use ordered::Ordered;
pub(super) use reduce::Worth;

use super::sort::sort_by_number;
use crate::contract::Error;
use crate::picture::{self, Channels, Picture};

/// Which alpha the entries of a palette may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alpha {
    /// Any.
    Full,
    /// None or all; what is less than half opaque is transparent.
    Threshold,
}

/// The most colours where nothing is said.
pub(super) const DEFAULT_COLORS: u16 = 256;

/// How strongly errors are spread where nothing is said.
pub(super) const DEFAULT_DITHER: f32 = 1.0;

/// A picture with a palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Indexed {
    /// What is transparent comes first.
    pub(super) palette: Vec<Color>,
    /// One for each pixel.
    pub(super) indices: Vec<u8>,
}

/// Reduces a picture to at most `colors` colours, from 2 to 256.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn index(
    picture: &Picture,
    colors: u16,
    dither: f32,
    alpha: Alpha,
) -> Result<Indexed, Error> {
    let colors = usize::from(colors);
    let pixels = pixels(picture, alpha)?;
    let counted = count(&pixels)?;
    if counted.len() <= colors {
        let mut palette: Vec<Color> = counted.iter().map(|counted| counted.color).collect();
        sort_by_number(&mut palette, order);
        return exact(&pixels, palette);
    }
    let mut palette = match alpha {
        Alpha::Full => reduce::palette(&counted, colors, Worth::default())?,
        Alpha::Threshold => {
            let opaque = counted.iter().filter(|counted| counted.color[3] > 0);
            let opaque: Vec<Counted> = opaque.copied().collect();
            let hole = usize::from(opaque.len() < counted.len());
            let mut palette = reduce::palette(&opaque, colors - hole, Worth::default())?;
            palette.extend(std::iter::repeat_n([0; 4], hole));
            palette
        }
    };
    sort_by_number(&mut palette, order);
    palette.dedup();
    let indices = dither::map(&pixels, picture.size.width as usize, &palette, dither)?;
    Ok(Indexed { palette, indices })
}

/// Reduces a picture to few colours, at most `most`, with no more than this sum of squared errors, of premultiplied samples.
/// `None` where that takes more.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn index_closely(
    picture: &Picture,
    most: usize,
    error: u64,
) -> Result<Option<Indexed>, Error> {
    let pixels = pixels(picture, Alpha::Full)?;
    let worth = Worth {
        // Colours of a palette are rounded, and that costs some.
        good: error / 4 * 3,
        gain: 0,
    };
    let palette = reduced(&count(&pixels)?, most, worth)?;
    let indices = dither::map(&pixels, picture.size.width as usize, &palette, 0.0)?;
    let errors = pixels.iter().zip(&indices).map(|(color, index)| {
        let (exact, found) = (
            premultiplied(*color),
            premultiplied(palette[usize::from(*index)]),
        );
        let differences = exact.iter().zip(found).map(|(exact, found)| exact - found);
        differences
            .map(|difference| u64::from(difference.unsigned_abs()).pow(2))
            .sum::<u64>()
    });
    let is_close = errors.sum::<u64>() <= error;
    Ok(is_close.then_some(Indexed { palette, indices }))
}

/// At most `most` colours that stand for these, as many as `worth` says.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn reduced(counted: &[Counted], most: usize, worth: Worth) -> Result<Vec<Color>, Error> {
    let mut colors = reduce::palette(counted, most, worth)?;
    sort_by_number(&mut colors, order);
    colors.dedup();
    Ok(colors)
}

/// Whether a picture has at most so many colours, which are few. Of most photographs a few rows tell.
pub(super) fn fits(picture: &Picture, most: usize) -> bool {
    let mut colors = BTreeSet::new();
    let mut last = None;
    picture
        .samples
        .chunks_exact(picture.channels.count())
        .all(|samples| {
            // Neighbours often are equal.
            if last == Some(samples) {
                return true;
            }
            last = Some(samples);
            let mut color = [0; 4];
            for (byte, sample) in color.iter_mut().zip(samples) {
                *byte = picture::to_byte(*sample);
            }
            colors.insert(color);
            colors.len() <= most
        })
}

/// The picture with 8 bits a sample and its alpha as the palette may have it. What is transparent is all zeros.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn pixels(picture: &Picture, alpha: Alpha) -> Result<Vec<Color>, Error> {
    let mut pixels = picture::reserve(picture.size.area())?;
    for samples in picture.samples.chunks_exact(picture.channels.count()) {
        let sample = |at: usize| picture::to_byte(samples[at]);
        let mut color = match picture.channels {
            Channels::Gray => [sample(0), sample(0), sample(0), 255],
            Channels::GrayAlpha => [sample(0), sample(0), sample(0), sample(1)],
            Channels::Rgb => [sample(0), sample(1), sample(2), 255],
            Channels::Rgba | Channels::Cmyk => [sample(0), sample(1), sample(2), sample(3)],
        };
        if alpha == Alpha::Threshold {
            color[3] = if color[3] < 128 { 0 } else { 255 };
        }
        pixels.push(if color[3] == 0 { [0; 4] } else { color });
    }
    Ok(pixels)
}

/// The colours in ascending order, and how often they occur.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn count(pixels: &[Color]) -> Result<Vec<Counted>, Error> {
    count_weighted(pixels.iter().map(|color| (*color, 1)))
}

/// The colours in ascending order, and the sum of their weights.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn count_weighted(
    pixels: impl ExactSizeIterator<Item = (Color, u32)>,
) -> Result<Vec<Counted>, Error> {
    let mut sorted = picture::reserve(pixels.len() as u64)?;
    sorted.extend(
        pixels
            .map(|(color, weight)| u64::from(u32::from_be_bytes(color)) << 32 | u64::from(weight)),
    );
    sorted.sort_unstable();
    let mut counted: Vec<Counted> = Vec::new();
    for number in sorted {
        let (color, weight) = (((number >> 32) as u32).to_be_bytes(), number as u32);
        match counted.last_mut() {
            Some(last) if last.color == color => last.count = last.count.saturating_add(weight),
            _ => counted.push(Counted {
                color,
                count: weight,
            }),
        }
    }
    Ok(counted)
}

/// Every pixel is in the palette.
fn exact(pixels: &[Color], palette: Vec<Color>) -> Result<Indexed, Error> {
    let mut indices = picture::reserve(pixels.len() as u64)?;
    for color in pixels {
        let index = palette.binary_search_by_key(&order(color), order);
        indices.push(index.unwrap_or_default() as u8);
    }
    Ok(Indexed { palette, indices })
}
