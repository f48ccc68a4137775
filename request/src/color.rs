//! A colour.

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

use crate::TextError;

/// A colour in sRGB. As text: `#rgb`, `#rrggbb`, `#rrggbbaa`, `transparent`, or one of the colour names of CSS level 2.1,
/// section 4.3.6, such as `white`.
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
pub(crate) const COLORS_ALLOWED: &str =
    "#rgb, #rrggbb, #rrggbbaa, transparent, or a basic colour name of CSS such as white";

/// The names of CSS level 2.1, and `grey`, which browsers know too.
const NAMES: [(&str, u32); 18] = [
    ("aqua", 0x00_ff_ff),
    ("black", 0),
    ("blue", 0x00_00_ff),
    ("fuchsia", 0xff_00_ff),
    ("gray", 0x80_80_80),
    ("green", 0x00_80_00),
    ("grey", 0x80_80_80),
    ("lime", 0x00_ff_00),
    ("maroon", 0x80_00_00),
    ("navy", 0x00_00_80),
    ("olive", 0x80_80_00),
    ("orange", 0xff_a5_00),
    ("purple", 0x80_00_80),
    ("red", 0xff_00_00),
    ("silver", 0xc0_c0_c0),
    ("teal", 0x00_80_80),
    ("white", 0xff_ff_ff),
    ("yellow", 0xff_ff_00),
];

impl FromStr for Color {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let channels = match text.strip_prefix('#') {
            Some(digits) => channels(digits),
            None => named(text),
        };
        let [red, green, blue, alpha] = channels.ok_or_else(|| TextError {
            allowed: COLORS_ALLOWED.to_owned(),
        })?;
        Ok(Self {
            red,
            green,
            blue,
            alpha,
        })
    }
}

/// In capitals or not.
fn named(name: &str) -> Option<[u8; 4]> {
    if name.eq_ignore_ascii_case("transparent") {
        return Some([0; 4]);
    }
    let (_, rgb) = (NAMES.iter()).find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    let [_, red, green, blue] = rgb.to_be_bytes();
    Some([red, green, blue, 255])
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
            ("Navy", "#000080"),
            ("orange", "#ffa500"),
            ("transparent", "#00000000"),
        ];
        for (text, written) in rows {
            assert_eq!(text.parse::<Color>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn what_is_no_colour_is_told_with_what_would_be_one() {
        for text in [
            "", "#", "#ff", "#ffff", "fff", "#ggg", "scarlet", "#1234567", "#é12345",
        ] {
            let error = text.parse::<Color>().unwrap_err().to_string();
            assert!(error.contains("expected #rgb"), "{error}");
        }
    }
}
