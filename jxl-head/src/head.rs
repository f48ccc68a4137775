//! Size and metadata of the image (ISO/IEC 18181-1, annex D and clauses E.1 to E.4).

use crate::bits::{Bits, Way};
use crate::codestream::Codestream;
use crate::color::Color;
use crate::{CODESTREAM, CONTAINER, Error, is_jxl};

/// The longest side, and most pixels, that a codestream can have (ISO/IEC 18181-1, annex M, level 10).
const MAX_SIDE: u64 = 1 << 30;
const MAX_PIXELS: u64 = 1 << 40;

/// What a file says of its image.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Width in pixels, as it is stored.
    pub width: u32,
    /// Height in pixels, as it is stored.
    pub height: u32,
    /// As EXIF counts them, 1 to 8. That of EXIF data does not count.
    pub orientation: u8,
    /// What the samples of colours are.
    pub samples: Samples,
    /// The colours of the decoded image.
    pub color: Color,
    /// Whether colours are stored as XYB, and become [`Head::color`] when they are decoded.
    pub is_xyb: bool,
    /// Alpha, where there is some. Of several the first one.
    pub alpha: Option<Alpha>,
    /// Whether there is a channel of black: the image is CMYK.
    pub has_black: bool,
    /// Channels besides those of colour.
    pub extra_channels: u32,
    /// Where there may be several frames.
    pub animation: Option<Animation>,
    /// Width and height of a preview, which stands before the image.
    pub preview: Option<(u32, u32)>,
    /// The luminance of the brightest sample, in cd/m2. 255 where it does not matter.
    pub intensity_target: f32,
    /// Whether the codestream is in a container.
    pub is_container: bool,
}

/// What samples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Samples {
    /// Bits, 1 to 32.
    pub bits: u8,
    /// Whether they are floating-point numbers.
    pub are_floats: bool,
}

/// What alpha is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alpha {
    /// What its samples are.
    pub samples: Samples,
    /// Whether colours are multiplied by it.
    pub is_premultiplied: bool,
}

/// The pace of an animation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Animation {
    /// Ticks of a second: this by the next.
    pub ticks: u32,
    /// See above.
    pub per: u32,
    /// How often it is shown; 0 for without end.
    pub loops: u32,
}

/// Reads the head of a file from its beginning. A kilobyte is enough for nearly all that have no metadata before it.
///
/// # Errors
/// [`Error::Truncated`] where the beginning is too short.
pub fn read(bytes: &[u8]) -> Result<Head, Error> {
    if !is_jxl(bytes) {
        let begins = CODESTREAM.starts_with(bytes) || CONTAINER.starts_with(bytes);
        return Err(match begins {
            true => Error::Truncated {
                needed: CONTAINER.len() as u64,
            },
            false => Error::NotJxl,
        });
    }
    let bits = &mut Bits::new(Codestream::new(bytes));
    if [bits.bits(8)?, bits.bits(8)?] != CODESTREAM.map(u32::from) {
        return Err(Error::Malformed(
            "its codestream does not begin as one does".to_owned(),
        ));
    }
    let (width, height) = size(bits)?;
    let mut head = Head {
        width,
        height,
        orientation: 1,
        samples: Samples {
            bits: 8,
            are_floats: false,
        },
        color: Color::SRGB,
        is_xyb: true,
        alpha: None,
        has_black: false,
        extra_channels: 0,
        animation: None,
        preview: None,
        intensity_target: 255.0,
        is_container: bytes.starts_with(&CONTAINER),
    };
    head.read_metadata(bits)?;
    Ok(head)
}

impl Head {
    fn read_metadata(&mut self, bits: &mut Bits<'_>) -> Result<(), Error> {
        let is_default = bits.flag()?;
        if is_default {
            return Ok(());
        }
        let has_more = bits.flag()?;
        if has_more {
            self.orientation = bits.bits(3)? as u8 + 1;
            let has_intrinsic_size = bits.flag()?;
            if has_intrinsic_size {
                size(bits)?;
            }
            let has_preview = bits.flag()?;
            if has_preview {
                self.preview = Some(preview(bits)?);
            }
            let is_animated = bits.flag()?;
            if is_animated {
                self.animation = Some(animation(bits)?);
            }
        }
        self.samples = samples(bits)?;
        let _sixteen_bits_are_enough = bits.flag()?;
        self.extra_channels = bits.number([
            Way::Value(0),
            Way::Value(1),
            Way::Offset(4, 2),
            Way::Offset(12, 1),
        ])?;
        for _ in 0..self.extra_channels {
            self.read_extra_channel(bits)?;
        }
        self.is_xyb = bits.flag()?;
        self.color = Color::read(bits)?;
        if has_more {
            let tone_mapping_is_default = bits.flag()?;
            if !tone_mapping_is_default {
                self.intensity_target = bits.float()?;
            }
        }
        Ok(())
    }

    fn read_extra_channel(&mut self, bits: &mut Bits<'_>) -> Result<(), Error> {
        const ALPHA: u32 = 0;
        const SPOT_COLOR: u32 = 2;
        const BLACK: u32 = 4;
        const COLOR_FILTER: u32 = 5;
        let mut alpha = Alpha {
            samples: Samples {
                bits: 8,
                are_floats: false,
            },
            is_premultiplied: false,
        };
        let mut kind = ALPHA;
        let is_default = bits.flag()?;
        if !is_default {
            kind = bits.choice()?;
            alpha.samples = samples(bits)?;
            let _dimension_shift = bits.number([
                Way::Value(0),
                Way::Value(3),
                Way::Value(4),
                Way::Offset(3, 1),
            ])?;
            bits.skip_name()?;
            match kind {
                ALPHA => alpha.is_premultiplied = bits.flag()?,
                SPOT_COLOR => {
                    for _ in 0..4 {
                        bits.float()?;
                    }
                }
                COLOR_FILTER => {
                    bits.number([
                        Way::Value(1),
                        Way::Bits(2),
                        Way::Offset(4, 3),
                        Way::Offset(8, 19),
                    ])?;
                }
                _ => {}
            }
        }
        match kind {
            ALPHA => self.alpha = self.alpha.or(Some(alpha)),
            BLACK => self.has_black = true,
            _ => {}
        }
        Ok(())
    }
}

/// `SizeHeader`.
fn size(bits: &mut Bits<'_>) -> Result<(u32, u32), Error> {
    const SIDE: [Way; 4] = [
        Way::Offset(9, 1),
        Way::Offset(13, 1),
        Way::Offset(18, 1),
        Way::Offset(30, 1),
    ];
    let is_small = bits.flag()?;
    let side = |bits: &mut Bits<'_>| match is_small {
        true => Ok(8 * (bits.bits(5)? + 1)),
        false => bits.number(SIDE),
    };
    let height = side(bits)?;
    let ratio = bits.bits(3)?;
    let width = match by_ratio(ratio, height) {
        Some(width) => width,
        None => u64::from(side(bits)?),
    };
    if width == 0
        || width.max(u64::from(height)) > MAX_SIDE
        || width * u64::from(height) > MAX_PIXELS
    {
        return Err(Error::Malformed(format!(
            "its header says {width} x {height} pixels, which no codestream can have"
        )));
    }
    Ok((width as u32, height))
}

/// `PreviewHeader`.
fn preview(bits: &mut Bits<'_>) -> Result<(u32, u32), Error> {
    const IN_EIGHTS: [Way; 4] = [
        Way::Value(16),
        Way::Value(32),
        Way::Offset(5, 1),
        Way::Offset(9, 33),
    ];
    const SIDE: [Way; 4] = [
        Way::Offset(6, 1),
        Way::Offset(8, 65),
        Way::Offset(10, 321),
        Way::Offset(12, 1345),
    ];
    let is_in_eights = bits.flag()?;
    let side = |bits: &mut Bits<'_>| match is_in_eights {
        true => Ok(8 * bits.number(IN_EIGHTS)?),
        false => bits.number(SIDE),
    };
    let height = side(bits)?;
    let ratio = bits.bits(3)?;
    let width = match by_ratio(ratio, height) {
        Some(width) => width as u32,
        None => side(bits)?,
    };
    Ok((width, height))
}

/// The width of an image of this height whose shape is one of seven. `None` where it is not.
fn by_ratio(ratio: u32, height: u32) -> Option<u64> {
    let (width, to) = match ratio {
        1 => (1, 1),
        2 => (12, 10),
        3 => (4, 3),
        4 => (3, 2),
        5 => (16, 9),
        6 => (5, 4),
        7 => (2, 1),
        _ => return None,
    };
    Some(u64::from(height) * width / to)
}

/// `AnimationHeader`.
fn animation(bits: &mut Bits<'_>) -> Result<Animation, Error> {
    let ticks = bits.number([
        Way::Value(100),
        Way::Value(1000),
        Way::Offset(10, 1),
        Way::Offset(30, 1),
    ])?;
    let per = bits.number([
        Way::Value(1),
        Way::Value(1001),
        Way::Offset(8, 1),
        Way::Offset(10, 1),
    ])?;
    let loops = bits.number([Way::Value(0), Way::Bits(3), Way::Bits(16), Way::Bits(32)])?;
    let _has_timecodes = bits.flag()?;
    Ok(Animation { ticks, per, loops })
}

/// `BitDepth`.
fn samples(bits: &mut Bits<'_>) -> Result<Samples, Error> {
    let are_floats = bits.flag()?;
    let ways = match are_floats {
        true => [
            Way::Value(32),
            Way::Value(16),
            Way::Value(24),
            Way::Offset(6, 1),
        ],
        false => [
            Way::Value(8),
            Way::Value(10),
            Way::Value(12),
            Way::Offset(6, 1),
        ],
    };
    let count = bits.number(ways)?;
    if are_floats {
        let _exponent = bits.bits(4)?;
    }
    let most = if are_floats { 32 } else { 31 };
    match u8::try_from(count) {
        Ok(count) if (1..=most).contains(&count) => Ok(Samples {
            bits: count,
            are_floats,
        }),
        _ => Err(Error::Malformed(format!(
            "its header says {count} bits per sample"
        ))),
    }
}
