//! PNG, with or without a palette.
//!
//! Without a kept profile nothing is written about colours: readers take such a file for sRGB, which it is.

use std::borrow::Cow;

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter, Info};

use super::budget;
use super::encoded::{Encoded, refused};
use super::frame_pixels::FramePixels;
use super::palette::{self, Alpha, Color, DEFAULT_COLORS, DEFAULT_DITHER};
use crate::contract::{Error, PngOptions};
use crate::geometry::Size;
use crate::metadata::{Kept, Part};
use crate::picture::{self, Channels, Picture};

const DEFAULT_EFFORT: u8 = 5;

pub(super) const MOST_EFFORT: u8 = 9;

/// XMP specification, part 3, section 1.1.5.
const XMP_KEYWORD: &str = "XML:com.adobe.xmp";

/// PNG's options, and what the source says of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PngChoice {
    pub(super) options: PngOptions,
    /// Whether the source has a palette, so that a result may have one that has not quite all of its colours.
    pub(super) is_indexed: bool,
}

impl From<PngOptions> for PngChoice {
    fn from(options: PngOptions) -> Self {
        let is_indexed = false;
        Self {
            options,
            is_indexed,
        }
    }
}

/// The largest mean of a pixel's squared error, over all channels, with which few colours stand for all: 50 dB of three.
const GOOD_ERROR: f64 = 1.95;

/// The most pixels for which such colours are looked for: it takes 16 bytes for each.
const MOST_REDUCED: u64 = 1 << 22;

/// The file. Where nothing is said of a palette, it has one where that makes it smaller and keeps all colours, or, for a source with a
/// palette, nearly all.
///
/// # Errors
/// `too-large` where it has more than `max_bytes`, and `limit-exceeded` where memory does not suffice.
pub(super) fn encode(
    picture: &Picture,
    choice: PngChoice,
    kept: &Kept,
    max_bytes: Option<u32>,
) -> Result<Encoded, Error> {
    let options = choice.options;
    let data = if options.palette.unwrap_or(false) {
        write(picture, &with_palette(picture, options)?, options, kept)?
    } else {
        let channels = match &kept.icc {
            // A profile is for gray or for colours, and so the picture has to stay.
            Some(_) => picture.channels,
            None => simplest(picture),
        };
        let pixels = PngSamples::of(picture, channels, options);
        let data = write(picture, &pixels, options, kept)?;
        match small_palette(picture, channels, choice)? {
            Some(indexed) if kept.icc.is_none() => {
                let smaller = write(picture, &indexed, options, kept)?;
                if smaller.len() < data.len() {
                    smaller
                } else {
                    data
                }
            }
            _ => data,
        }
    };
    budget::check(&data, max_bytes)?;
    Ok(Encoded {
        data,
        quality: None,
    })
}

/// A frame of an animation as a file of its own, with pixels of this kind.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn frame(
    picture: &Picture,
    kind: &FramePixels,
    options: PngOptions,
    kept: &Kept,
) -> Result<Vec<u8>, Error> {
    let of = |channels| PngSamples::of(picture, channels, options);
    let samples = match kind {
        FramePixels::Rgba => of(Channels::Rgba),
        FramePixels::GrayAlpha => of(Channels::GrayAlpha),
        FramePixels::Gray { key } => of(Channels::Gray).with_key(picture, key.as_slice()),
        FramePixels::Rgb { key } => {
            of(Channels::Rgb).with_key(picture, key.as_slice().as_flattened())
        }
        FramePixels::Indexed(palette) => {
            let pixels = palette::pixels(picture, Alpha::Full)?;
            let indices: Vec<u8> = pixels.iter().map(|color| palette.index(*color)).collect();
            PngSamples::indexed(palette.colors(), &indices, picture.size)?
        }
    };
    write(picture, &samples, options, kept)
}

/// What of the metadata does not fit into a PNG and is left out.
pub(super) fn left_out(kept: &Kept) -> Vec<Part> {
    match &kept.xmp {
        Some(xmp) if std::str::from_utf8(xmp).is_err() => vec![Part::Xmp],
        _ => Vec::new(),
    }
}

/// Samples as PNG stores them.
struct PngSamples {
    color: ColorType,
    depth: BitDepth,
    palette: Option<Vec<u8>>,
    /// The content of the chunk tRNS: alpha of the first colours of the palette, or the transparent colour.
    transparency: Vec<u8>,
    bytes: Vec<u8>,
}

impl PngSamples {
    fn of(picture: &Picture, channels: Channels, options: PngOptions) -> Self {
        let samples = converted(picture, channels);
        let (depth, bytes) = if options.depth == Some(16) {
            let bytes = samples.iter().flat_map(|sample| sample.to_be_bytes());
            (BitDepth::Sixteen, bytes.collect())
        } else {
            let bytes = samples.iter().map(|sample| picture::to_byte(*sample));
            (BitDepth::Eight, bytes.collect())
        };
        Self {
            color: match channels {
                Channels::Gray => ColorType::Grayscale,
                Channels::GrayAlpha => ColorType::GrayscaleAlpha,
                Channels::Rgb => ColorType::Rgb,
                Channels::Rgba | Channels::Cmyk => ColorType::Rgba,
            },
            depth,
            palette: None,
            transparency: Vec::new(),
            bytes,
        }
    }

    /// With the transparent pixels, of samples of 8 bits, in the colour `key` that no other pixel has, where there is one.
    fn with_key(mut self, picture: &Picture, key: &[u8]) -> Self {
        if key.is_empty() {
            return self;
        }
        let count = picture.channels.count();
        let alphas = picture
            .samples
            .chunks_exact(count)
            .map(|pixel| pixel[count - 1]);
        for (pixel, alpha) in self.bytes.chunks_exact_mut(key.len()).zip(alphas) {
            if picture.channels.has_alpha() && picture::to_byte(alpha) == 0 {
                pixel.copy_from_slice(key);
            }
        }
        self.transparency = key.iter().flat_map(|sample| [0, *sample]).collect();
        self
    }

    /// Indices with as few bits as they need. In the palette what is not opaque comes first.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    fn indexed(palette: &[Color], indices: &[u8], size: Size) -> Result<Self, Error> {
        let (depth, bits) = match palette.len() {
            0..=2 => (BitDepth::One, 1),
            3..=4 => (BitDepth::Two, 2),
            5..=16 => (BitDepth::Four, 4),
            _ => (BitDepth::Eight, 8),
        };
        let alpha = palette.iter().map(|color| color[3]);
        let colors = palette.iter().flat_map(|color| &color[..3]);
        Ok(Self {
            color: ColorType::Indexed,
            depth,
            palette: Some(colors.copied().collect()),
            transparency: alpha.take_while(|alpha| *alpha < 255).collect(),
            bytes: packed(indices, size.width as usize, bits)?,
        })
    }
}

/// The fewest channels that say everything.
fn simplest(picture: &Picture) -> Channels {
    let count = picture.channels.count();
    let pixels = || picture.samples.chunks_exact(count);
    let alpha = picture.channels.has_alpha()
        && pixels().any(|pixel| picture::to_byte(pixel[count - 1]) < 255);
    let color = count > 2 && pixels().any(|pixel| pixel[0] != pixel[1] || pixel[1] != pixel[2]);
    match (color, alpha) {
        (false, false) => Channels::Gray,
        (false, true) => Channels::GrayAlpha,
        (true, false) => Channels::Rgb,
        (true, true) => Channels::Rgba,
    }
}

/// The samples with other channels: fewer, where the others say nothing, or more.
fn converted(picture: &Picture, channels: Channels) -> Cow<'_, [u16]> {
    if picture.channels == channels {
        return Cow::Borrowed(&picture.samples);
    }
    let count = picture.channels.count();
    let pixels = picture.samples.chunks_exact(count);
    let samples = pixels.flat_map(|pixel| {
        let colors = if picture.channels.has_alpha() {
            count - 1
        } else {
            count
        };
        let color = |channel: usize| pixel[channel.min(colors - 1)];
        let alpha = if picture.channels.has_alpha() {
            pixel[count - 1]
        } else {
            u16::MAX
        };
        let (all, length) = match channels {
            Channels::Gray => ([color(0), 0, 0, 0], 1),
            Channels::GrayAlpha => ([color(0), alpha, 0, 0], 2),
            Channels::Rgb => ([color(0), color(1), color(2), 0], 3),
            Channels::Rgba | Channels::Cmyk => ([color(0), color(1), color(2), alpha], 4),
        };
        all.into_iter().take(length)
    });
    Cow::Owned(samples.collect())
}

/// The picture with a palette that has all of its colours, or nearly. `None` where that has no fewer bits than these channels.
fn small_palette(
    picture: &Picture,
    channels: Channels,
    PngChoice {
        options,
        is_indexed,
    }: PngChoice,
) -> Result<Option<PngSamples>, Error> {
    // As many grays as need 8 bits are stored as grays.
    let most = if channels == Channels::Gray { 16 } else { 256 };
    if options.depth == Some(16) || options.palette.is_some() {
        return Ok(None);
    }
    if palette::fits(picture, most) {
        return with_palette(picture, options).map(Some);
    }
    if !is_indexed || picture.size.area() > MOST_REDUCED {
        return Ok(None);
    }
    let error = (GOOD_ERROR * picture.size.area() as f64) as u64;
    let indexed = palette::index_closely(picture, most, error)?;
    indexed
        .map(|indexed| PngSamples::indexed(&indexed.palette, &indexed.indices, picture.size))
        .transpose()
}

fn with_palette(picture: &Picture, options: PngOptions) -> Result<PngSamples, Error> {
    let indexed = palette::index(
        picture,
        options.colors.unwrap_or(DEFAULT_COLORS),
        options.dither.unwrap_or(DEFAULT_DITHER),
        Alpha::Full,
    )?;
    PngSamples::indexed(&indexed.palette, &indexed.indices, picture.size)
}

/// Rows of indices with so many bits each, the first in the highest bits, each row from a new byte on.
fn packed(indices: &[u8], width: usize, bits: usize) -> Result<Vec<u8>, Error> {
    let in_byte = 8 / bits;
    let rows = indices.len() / width;
    let mut bytes = picture::reserve((rows * width.div_ceil(in_byte)) as u64)?;
    for row in indices.chunks_exact(width) {
        bytes.extend(row.chunks(in_byte).map(|together| {
            let shifted = together.iter().enumerate();
            shifted.fold(0, |byte, (at, index)| byte | index << (8 - bits * (at + 1)))
        }));
    }
    Ok(bytes)
}

/// The smallest of what is tried: with little effort one way, else two, as the fastest one often wins for photos.
fn write(
    picture: &Picture,
    pixels: &PngSamples,
    options: PngOptions,
    kept: &Kept,
) -> Result<Vec<u8>, Error> {
    let effort = options.effort.unwrap_or(DEFAULT_EFFORT);
    let level = DeflateCompression::Level(effort.clamp(1, MOST_EFFORT));
    let fast = DeflateCompression::FdeflateUltraFast;
    // Filters guess a sample from its neighbours, which means nothing for the indices of a palette.
    if pixels.palette.is_some() {
        return write_with(picture, pixels, level, Filter::NoFilter, kept);
    }
    if effort == 1 {
        return write_with(picture, pixels, fast, Filter::Up, kept);
    }
    let first = write_with(picture, pixels, fast, Filter::Adaptive, kept)?;
    if effort == 2 {
        return Ok(first);
    }
    let second = write_with(picture, pixels, level, Filter::Adaptive, kept)?;
    Ok(if second.len() < first.len() {
        second
    } else {
        first
    })
}

fn write_with(
    picture: &Picture,
    pixels: &PngSamples,
    compression: DeflateCompression,
    filter: Filter,
    kept: &Kept,
) -> Result<Vec<u8>, Error> {
    let failed = |_| refused("PNG", "its encoder failed");
    let mut info = Info::with_size(picture.size.width, picture.size.height);
    info.color_type = pixels.color;
    info.bit_depth = pixels.depth;
    info.icc_profile = kept.icc.as_deref().map(Cow::Borrowed);
    info.exif_metadata = kept.exif.as_deref().map(Cow::Borrowed);
    info.palette = pixels.palette.as_deref().map(Cow::Borrowed);
    info.trns = (!pixels.transparency.is_empty()).then_some(Cow::Borrowed(&pixels.transparency));
    let mut data = Vec::new();
    let mut encoder = Encoder::with_info(&mut data, info).map_err(failed)?;
    encoder.set_deflate_compression(compression);
    encoder.set_filter(filter);
    if let Some(xmp) = &kept.xmp
        && let Ok(text) = String::from_utf8(xmp.clone())
    {
        encoder
            .add_itxt_chunk(XMP_KEYWORD.to_owned(), text)
            .map_err(failed)?;
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels.bytes).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(data)
}
