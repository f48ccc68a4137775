//! WebP, lossy and lossless.

use image_webp::{ColorType, WebPEncoder};

use super::budget;
use super::encoded::{Encoded, refused};
use super::riff::{self, Frame};
use super::vp8;
use crate::contract::{Error, WebpOptions};
use crate::geometry::Size;
use crate::metadata::Kept;
use crate::picture::{self, Channels, Pixels};

/// The quality where none is given.
pub(super) const DEFAULT_QUALITY: u8 = 80;

const DEFAULT_EFFORT: u8 = 2;

pub(super) const MOST_EFFORT: u8 = 6;

/// What a chunk ALPH begins with: losslessly compressed, RFC 9649, section 2.7.1.2.
const ALPHA_COMPRESSED: u8 = 1;

/// What a lossless picture begins with, RFC 9649, section 3.4: signature, sides, whether there is alpha, version. The
/// picture in a chunk ALPH does without.
const LOSSLESS_HEADER: usize = 5;

pub(super) fn encode(
    picture: &Pixels,
    options: WebpOptions,
    kept: &Kept,
    max_bytes: Option<u32>,
) -> Result<Encoded, Error> {
    let still = |frame: &Frame| riff::still(frame, picture.size(), kept);
    if is_lossless(options) {
        let data = still(&lossless_frame(picture)?)?;
        budget::check(&data, max_bytes)?;
        return Ok(Encoded {
            data,
            quality: None,
        });
    }
    let lossy = Lossy::new(picture, options)?;
    budget::best_quality(quality(options), max_bytes, |quality| {
        still(&lossy.frame(quality)?)
    })
}

/// A frame of an animation.
pub(super) fn frame(picture: &Pixels, options: WebpOptions) -> Result<Frame, Error> {
    if is_lossless(options) {
        lossless_frame(picture)
    } else {
        Lossy::new(picture, options)?.frame(quality(options))
    }
}

pub(super) fn is_lossless(options: WebpOptions) -> bool {
    options.lossless.unwrap_or(false)
}

pub(super) fn quality(options: WebpOptions) -> u8 {
    options.quality.unwrap_or(DEFAULT_QUALITY)
}

/// A picture that is ready to be written in any quality.
struct Lossy {
    size: Size,
    rgb: Vec<u8>,
    alpha: Option<Vec<u8>>,
    effort: u8,
}

impl Lossy {
    fn new(picture: &Pixels, options: WebpOptions) -> Result<Self, Error> {
        let mut rgb = picture::reserve(picture.size().area() * 3)?;
        let mut alpha = None;
        let bytes = picture.bytes();
        match picture.channels() {
            Channels::Gray => rgb.extend(bytes.iter().flat_map(|gray| [*gray; 3])),
            Channels::Rgb => rgb = bytes.into_owned(),
            Channels::GrayAlpha | Channels::Rgba | Channels::Cmyk => {
                alpha = split_alpha(&bytes, picture.channels().count(), &mut rgb)?;
            }
        }
        let size = picture.size();
        let alpha = alpha
            .map(|alpha| {
                let mut chunk = vec![ALPHA_COMPRESSED];
                let picture = lossless(&alpha, size, ColorType::L8)?;
                chunk.extend_from_slice(&picture[LOSSLESS_HEADER..]);
                Ok(chunk)
            })
            .transpose()?;
        Ok(Self {
            size,
            rgb,
            alpha,
            effort: options.effort.unwrap_or(DEFAULT_EFFORT),
        })
    }

    fn frame(&self, quality: u8) -> Result<Frame, Error> {
        Ok(Frame {
            transparent: self.alpha.is_some(),
            alpha: self.alpha.clone(),
            name: *b"VP8 ",
            data: vp8::encode(&self.rgb, self.size, quality, self.effort)?,
        })
    }
}

/// Appends the colours to `rgb`, and gives the alpha where it says anything.
///
/// What is fully transparent takes the colour of what is before it: nobody sees it, and an edge less is to be written.
fn split_alpha(bytes: &[u8], count: usize, rgb: &mut Vec<u8>) -> Result<Option<Vec<u8>>, Error> {
    let mut alpha = picture::reserve((bytes.len() / count) as u64)?;
    let mut color = [255; 3];
    for pixel in bytes.chunks_exact(count) {
        let (samples, opacity) = (&pixel[..count - 1], pixel[count - 1]);
        if opacity > 0 {
            color = std::array::from_fn(|channel| samples[channel.min(count - 2)]);
        }
        rgb.extend_from_slice(&color);
        alpha.push(opacity);
    }
    Ok(alpha.iter().any(|alpha| *alpha < 255).then_some(alpha))
}

fn lossless_frame(picture: &Pixels) -> Result<Frame, Error> {
    let color = match picture.channels() {
        Channels::Gray => ColorType::L8,
        Channels::GrayAlpha => ColorType::La8,
        Channels::Rgb => ColorType::Rgb8,
        Channels::Rgba | Channels::Cmyk => ColorType::Rgba8,
    };
    Ok(Frame {
        alpha: None,
        name: *b"VP8L",
        data: lossless(&picture.bytes(), picture.size(), color)?,
        transparent: picture.channels().has_alpha(),
    })
}

/// The picture without a container.
fn lossless(bytes: &[u8], size: Size, color: ColorType) -> Result<Vec<u8>, Error> {
    check_sides(size)?;
    let mut file = Vec::new();
    WebPEncoder::new(&mut file)
        .encode(bytes, size.width, size.height, color)
        .map_err(|error| refused("WebP", error))?;
    // RIFF, length, WEBP, VP8L, length, picture.
    let length = file
        .get(16..20)
        .map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize);
    match length.and_then(|length| file.get(20..20 + length)) {
        Some(picture) if picture.len() >= LOSSLESS_HEADER => Ok(picture.to_vec()),
        _ => Err(refused("WebP", "its encoder gave no image")),
    }
}

/// The encoder takes one more than RFC 9649, section 2.7, lets a canvas of the extended format have.
pub(super) fn check_sides(size: Size) -> Result<(), Error> {
    if size.width > vp8::MAX_SIDE || size.height > vp8::MAX_SIDE {
        let problem = format!("a side is longer than {} pixels", vp8::MAX_SIDE);
        return Err(refused("WebP", problem));
    }
    Ok(())
}
