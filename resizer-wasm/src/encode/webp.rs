//! WebP, lossy and lossless.

use super::budget;
use super::encoded::Encoded;
use super::riff::{self, Frame};
use super::vp8l::{self, Hidden};
use super::{palette, vp8, webp_alpha};
use crate::contract::{Error, WebpOptions};
use crate::geometry::Size;
use crate::metadata::Kept;
use crate::picture::{self, Channels, Picture, Pixels};

/// The quality where none is given.
pub(super) const DEFAULT_QUALITY: u8 = 80;

const DEFAULT_EFFORT: u8 = 2;

pub(super) const MOST_EFFORT: u8 = 6;

/// With more colours than this, a frame without losses has seldom fewer bytes than one with them.
const FEW_COLORS: usize = 1024;

pub(super) fn encode(
    picture: &Pixels,
    options: WebpOptions,
    kept: &Kept,
    max_bytes: Option<u32>,
) -> Result<Encoded, Error> {
    let still = |frame: &Frame| riff::still(frame, picture.size(), kept);
    if is_lossless(options) {
        let data = still(&lossless_frame(picture, options, Hidden::Kept)?)?;
        budget::check(&data, max_bytes)?;
        return Ok(Encoded {
            data,
            quality: None,
        });
    }
    let lossy = Lossy::new(picture, options, false)?;
    budget::best_quality(quality(options), max_bytes, |quality| {
        still(&lossy.frame(quality)?)
    })
}

/// A frame of an animation. One of few colours is lossless where that is smaller, whatever was asked for.
pub(super) fn frame(picture: Picture, options: WebpOptions) -> Result<Frame, Error> {
    let mut pixels = Pixels::Sixteen(picture);
    let mut lossy = None;
    if !is_lossless(options) {
        lossy = Some(Lossy::new(&pixels, options, true)?.frame(quality(options))?);
        clear_hidden(&mut pixels);
    }
    let has_few_colors =
        matches!(&pixels, Pixels::Sixteen(picture) if palette::fits(picture, FEW_COLORS));
    match lossy {
        Some(lossy) if !has_few_colors => Ok(lossy),
        lossy => {
            let lossless = lossless_frame(&pixels, options, Hidden::Any)?;
            let smaller = lossy.filter(|lossy| lossy.bytes() < lossless.bytes());
            Ok(smaller.unwrap_or(lossless))
        }
    }
}

/// Takes the colours of transparent pixels away.
fn clear_hidden(pixels: &mut Pixels) {
    if let Pixels::Sixteen(picture) = pixels
        && picture.channels == Channels::Rgba
    {
        let pixels = picture.samples.chunks_exact_mut(4);
        pixels
            .filter(|pixel| pixel[3] == 0)
            .for_each(|pixel| pixel.fill(0));
    }
}

pub(super) fn is_lossless(options: WebpOptions) -> bool {
    options.lossless.unwrap_or(false)
}

pub(super) fn quality(options: WebpOptions) -> u8 {
    options.quality.unwrap_or(DEFAULT_QUALITY)
}

fn effort(options: WebpOptions) -> u8 {
    options.effort.unwrap_or(DEFAULT_EFFORT)
}

/// A picture that is ready to be written in any quality.
struct Lossy {
    size: Size,
    rgb: Vec<u8>,
    /// The same with other colours where nobody sees them, which may be smaller.
    other: Option<Vec<u8>>,
    alpha: Option<Vec<u8>>,
    /// As [`vp8::encode`] takes it.
    unseen: Vec<bool>,
    effort: u8,
}

impl Lossy {
    /// `is_difference` says whether transparent pixels that have a colour go on with it.
    fn new(picture: &Pixels, options: WebpOptions, is_difference: bool) -> Result<Self, Error> {
        let mut rgb = picture::reserve(picture.size().area() * 3)?;
        let (mut alpha, mut other) = (None, None);
        let bytes = picture.bytes();
        match picture.channels() {
            Channels::Gray => rgb.extend(bytes.iter().flat_map(|gray| [*gray; 3])),
            Channels::Rgb => rgb = bytes.into_owned(),
            Channels::GrayAlpha | Channels::Rgba | Channels::Cmyk => {
                alpha = split_alpha(&bytes, picture.channels().count(), &mut rgb)?;
                let width = picture.size().width as usize;
                if let Some(alpha) = &alpha {
                    if is_difference {
                        let mut kept = rgb.clone();
                        fill_hidden(&mut kept, alpha, width, true);
                        other = Some(kept);
                    }
                    fill_hidden(&mut rgb, alpha, width, false);
                }
            }
        }
        let size = picture.size();
        let unseen = alpha.as_ref().map(|alpha| vp8::unseen(alpha, size));
        let unseen = unseen.transpose()?.unwrap_or_default();
        let alpha = alpha
            .map(|alpha| webp_alpha::chunk(&alpha, size, effort(options)))
            .transpose()?;
        Ok(Self {
            size,
            rgb,
            other,
            alpha,
            unseen,
            effort: effort(options),
        })
    }

    fn frame(&self, quality: u8) -> Result<Frame, Error> {
        let encode = |rgb: &[u8]| vp8::encode(rgb, self.size, quality, self.effort, &self.unseen);
        let mut data = encode(&self.rgb)?;
        if let Some(other) = &self.other {
            let other = encode(other)?;
            if other.len() < data.len() {
                data = other;
            }
        }
        Ok(Frame {
            transparent: self.alpha.is_some(),
            alpha: self.alpha.clone(),
            name: *b"VP8 ",
            data,
        })
    }
}

/// Appends the colours to `rgb`, and gives the alpha where it says anything.
fn split_alpha(bytes: &[u8], count: usize, rgb: &mut Vec<u8>) -> Result<Option<Vec<u8>>, Error> {
    let mut alpha = picture::reserve((bytes.len() / count) as u64)?;
    for pixel in bytes.chunks_exact(count) {
        let (samples, opacity) = (&pixel[..count - 1], pixel[count - 1]);
        rgb.extend((0..3).map(|channel| samples[channel.min(count - 2)]));
        alpha.push(opacity);
    }
    Ok(alpha.iter().any(|alpha| *alpha < 255).then_some(alpha))
}

/// Fully transparent pixels are filled in squares of this many pixels a side.
const FILLED_SIDE: usize = 8;

/// Gives what is fully transparent in a square the mean colour of what is not, or that of the square before: nobody sees it, and
/// little is to be written. With `keeps_colors` only what has no colour.
fn fill_hidden(rgb: &mut [u8], alpha: &[u8], width: usize, keeps_colors: bool) {
    let height = alpha.len() / width;
    let mut before = [128; 3];
    for top in (0..height).step_by(FILLED_SIDE) {
        for left in (0..width).step_by(FILLED_SIDE) {
            let rows = top..(top + FILLED_SIDE).min(height);
            let places = || {
                rows.clone().flat_map(|y| {
                    let row = y * width;
                    row + left..row + (left + FILLED_SIDE).min(width)
                })
            };
            let (mut sum, mut count) = ([0; 3], 0);
            for at in places().filter(|at| alpha[*at] > 0) {
                for (sum, sample) in sum.iter_mut().zip(&rgb[3 * at..]) {
                    *sum += u32::from(*sample);
                }
                count += 1;
            }
            if count > 0 {
                before = sum.map(|sum| (sum / count) as u8);
            }
            for at in places().filter(|at| alpha[*at] == 0) {
                if keeps_colors && rgb[3 * at..3 * at + 3] != [0; 3] {
                    continue;
                }
                rgb[3 * at..3 * at + 3].copy_from_slice(&before);
            }
        }
    }
}

pub(super) fn lossless_frame(
    picture: &Pixels,
    options: WebpOptions,
    hidden: Hidden,
) -> Result<Frame, Error> {
    let channels = picture.channels();
    let (bytes, effort) = (picture.bytes(), effort(options));
    Ok(Frame {
        alpha: None,
        name: *b"VP8L",
        data: vp8l::encode(&bytes, picture.size(), channels, effort, hidden)?,
        transparent: channels.has_alpha(),
    })
}
