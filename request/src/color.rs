//! A colour.

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

use crate::TextError;

/// A colour in sRGB. As text: `#rgb`, `#rrggbb`, `#rrggbbaa`, `white`, `black` or `transparent`.
///
/// ```
/// use request::Color;
/// assert_eq!("#f80".parse::<Color>()?.to_string(), "#ff8800");
/// # Ok::<(), request::TextError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
    /// 255 is opaque.
    pub alpha: u8,
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)?;
        match self.alpha {
            255 => Ok(()),
            alpha => write!(f, "{alpha:02x}"),
        }
    }
}

/// What is allowed for a colour.
pub(crate) const COLORS_ALLOWED: &str = "#rgb, #rrggbb, #rrggbbaa, white, black or transparent";

impl FromStr for Color {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let [red, green, blue, alpha] = match text {
            "white" => [255; 4],
            "black" => [0, 0, 0, 255],
            "transparent" => [0; 4],
            _ => text
                .strip_prefix('#')
                .and_then(channels)
                .ok_or_else(|| TextError {
                    allowed: COLORS_ALLOWED.to_owned(),
                })?,
        };
        Ok(Self {
            red,
            green,
            blue,
            alpha,
        })
    }
}

fn channels(digits: &str) -> Option<[u8; 4]> {
    let digits: Vec<u8> = digits
        .chars()
        .map(|digit| {
            digit
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect::<Option<_>>()?;
    match digits[..] {
        [r, g, b] => Some([r * 17, g * 17, b * 17, 255]),
        [r, s, g, h, b, c] => Some([r * 16 + s, g * 16 + h, b * 16 + c, 255]),
        [r, s, g, h, b, c, a, d] => Some([r * 16 + s, g * 16 + h, b * 16 + c, a * 16 + d]),
        _ => None,
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings() {
        let rows = [
            ("#f80", "#ff8800"),
            ("#FF8800", "#ff8800"),
            ("#ff8800ff", "#ff8800"),
            ("#0102037f", "#0102037f"),
            ("white", "#ffffff"),
            ("black", "#000000"),
            ("transparent", "#00000000"),
        ];
        for (text, written) in rows {
            assert_eq!(text.parse::<Color>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn what_is_no_colour_is_told_with_what_would_be_one() {
        for text in [
            "", "#", "#ff", "#ffff", "fff", "#ggg", "red", "#1234567", "#é12345",
        ] {
            let error = text.parse::<Color>().unwrap_err().to_string();
            assert!(error.contains("expected #rgb"), "{error}");
        }
    }
}
