//! What a codestream says of its colours (ISO/IEC 18181-1, clause E.2).

use crate::Error;
use crate::bits::{Bits, Way};

/// What the colours of the decoded image are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Color {
    /// Gray or red, green and blue.
    pub space: Space,
    /// Whether an ICC profile follows, which says all that the next fields say.
    pub has_icc: bool,
    /// What white is.
    pub white_point: WhitePoint,
    /// What red, green and blue are.
    pub primaries: Primaries,
    /// The transfer function.
    pub transfer: Transfer,
}

/// Which channels there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    /// Red, green and blue.
    Rgb,
    /// One.
    Gray,
    /// The decoder's own, which no picture is shown in.
    Xyb,
    /// Whatever the profile says.
    Unknown,
}

/// Chromaticity, as x and y of CIE 1931.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chromaticity {
    /// In millionths.
    pub x: i32,
    /// In millionths.
    pub y: i32,
}

/// What white is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WhitePoint {
    /// CIE's D65.
    D65,
    /// CIE's E.
    E,
    /// That of SMPTE RP 431-2.
    Dci,
    /// Another one.
    Custom(Chromaticity),
}

/// What red, green and blue are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Primaries {
    /// Those of BT.709 and sRGB.
    Srgb,
    /// Those of BT.2020 and BT.2100.
    Bt2100,
    /// Those of P3.
    P3,
    /// Others, for red, green and blue.
    Custom([Chromaticity; 3]),
}

/// The transfer function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Transfer {
    /// BT.709's.
    Bt709,
    /// Samples in proportion to light.
    Linear,
    /// sRGB's.
    Srgb,
    /// PQ of BT.2100.
    Pq,
    /// SMPTE ST 428-1's.
    Dci,
    /// HLG of BT.2100.
    Hlg,
    /// A power: the exponent of light that gives the sample, in ten-millionths.
    Gamma(u32),
    /// Whatever the profile says.
    Unknown,
}

impl Color {
    /// sRGB.
    pub(crate) const SRGB: Self = Self {
        space: Space::Rgb,
        has_icc: false,
        white_point: WhitePoint::D65,
        primaries: Primaries::Srgb,
        transfer: Transfer::Srgb,
    };

    pub(crate) fn read(bits: &mut Bits<'_>) -> Result<Self, Error> {
        let mut color = Self::SRGB;
        let is_default = bits.flag()?;
        if is_default {
            return Ok(color);
        }
        color.has_icc = bits.flag()?;
        color.space = match bits.choice()? {
            0 => Space::Rgb,
            1 => Space::Gray,
            2 => Space::Xyb,
            3 => Space::Unknown,
            other => return Err(unknown("colour space", other)),
        };
        if color.has_icc {
            color.transfer = Transfer::Unknown;
            return Ok(color);
        }
        if color.space == Space::Xyb {
            color.transfer = Transfer::Gamma(3_333_333);
        } else {
            color.white_point = match bits.choice()? {
                1 => WhitePoint::D65,
                2 => WhitePoint::Custom(chromaticity(bits)?),
                10 => WhitePoint::E,
                11 => WhitePoint::Dci,
                other => return Err(unknown("white point", other)),
            };
            if color.space != Space::Gray {
                color.primaries = match bits.choice()? {
                    1 => Primaries::Srgb,
                    2 => Primaries::Custom([
                        chromaticity(bits)?,
                        chromaticity(bits)?,
                        chromaticity(bits)?,
                    ]),
                    9 => Primaries::Bt2100,
                    11 => Primaries::P3,
                    other => return Err(unknown("set of primaries", other)),
                };
            }
            let has_gamma = bits.flag()?;
            color.transfer = match has_gamma {
                true => Transfer::Gamma(bits.bits(24)?),
                false => match bits.choice()? {
                    1 => Transfer::Bt709,
                    2 => Transfer::Unknown,
                    8 => Transfer::Linear,
                    13 => Transfer::Srgb,
                    16 => Transfer::Pq,
                    17 => Transfer::Dci,
                    18 => Transfer::Hlg,
                    other => return Err(unknown("transfer function", other)),
                },
            };
        }
        let _rendering_intent = bits.choice()?;
        Ok(color)
    }
}

fn chromaticity(bits: &mut Bits<'_>) -> Result<Chromaticity, Error> {
    let mut coordinate = || {
        let number = bits.number([
            Way::Bits(19),
            Way::Offset(19, 1 << 19),
            Way::Offset(20, 1 << 20),
            Way::Offset(21, 1 << 21),
        ])?;
        // 0, -1, 1, -2, 2 and so on.
        let half = (number >> 1) as i32;
        Ok(if number & 1 == 1 { -1 - half } else { half })
    };
    Ok(Chromaticity {
        x: coordinate()?,
        y: coordinate()?,
    })
}

fn unknown(what: &str, number: u32) -> Error {
    Error::Malformed(format!("its header names the unknown {what} {number}"))
}
