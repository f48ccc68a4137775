//! One picture to make.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Encoding, UnknownWord};

/// Pixels that a side of a box can have. The component refuses others (`wit/resize.wit`, record `target`); hosts
/// check as well where they can say more about where the number came from.
pub const SIDE: RangeInclusive<u32> = 1..=16384;

/// Values of JPEG quality (`wit/resize.wit`, record `jpeg-options`).
pub const QUALITY: RangeInclusive<u8> = 1..=100;

/// How the picture meets the box of a [`Target`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fit {
    /// As large as possible while no side exceeds the box.
    #[default]
    Inside,
    /// Covers the box; what overhangs is cut off evenly.
    Cover,
}

/// One picture to make. Absent fields take the component's defaults; it alone knows and checks them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Target {
    /// Width of the box in pixels.
    pub width: Option<u32>,
    /// Height of the box in pixels.
    pub height: Option<u32>,
    /// How the picture meets the box.
    pub fit: Fit,
    /// Whether the picture may be scaled up.
    pub enlarge: bool,
    /// The format to write.
    pub format: Encoding,
    /// JPEG quality, 1 to 100.
    pub quality: Option<u8>,
}

impl Target {
    /// A target with this box; where neither side is given, the box of [`Target::thumbnail`].
    ///
    /// ```
    /// use recipe::Target;
    /// assert_eq!(Target::boxed(None, None), Target::thumbnail());
    /// assert_eq!(Target::boxed(Some(800), None).to_string(), "800x- inside auto");
    /// ```
    pub fn boxed(width: Option<u32>, height: Option<u32>) -> Self {
        if width.is_none() && height.is_none() {
            return Self::thumbnail();
        }
        Self {
            width,
            height,
            ..Self::default()
        }
    }

    /// The thumbnail that is made when nothing else is asked for: it fits 128 x 128, in the source's format.
    pub fn thumbnail() -> Self {
        Self {
            width: Some(128),
            height: Some(128),
            ..Self::default()
        }
    }
}

/// `256x256 inside auto`, `800x- cover jpeg enlarge q70`: a short label for tables and logs.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: Option<u32>| side.map_or_else(|| "-".to_owned(), |side| side.to_string());
        write!(
            f,
            "{}x{} {} {}",
            side(self.width),
            side(self.height),
            self.fit,
            self.format
        )?;
        if self.enlarge {
            f.write_str(" enlarge")?;
        }
        match self.quality {
            Some(quality) => write!(f, " q{quality}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inside => "inside",
            Self::Cover => "cover",
        })
    }
}

impl FromStr for Fit {
    type Err = UnknownWord;

    /// Reads `inside` or `cover`.
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "inside" => Ok(Self::Inside),
            "cover" => Ok(Self::Cover),
            _ => Err(UnknownWord {
                what: "the fit",
                found: word.to_owned(),
                allowed: "inside, cover",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_shows_what_was_asked_and_nothing_else() {
        assert_eq!(Target::thumbnail().to_string(), "128x128 inside auto");
        let cover = Target {
            width: Some(800),
            fit: Fit::Cover,
            enlarge: true,
            format: Encoding::Jpeg,
            quality: Some(70),
            ..Target::default()
        };
        assert_eq!(cover.to_string(), "800x- cover jpeg enlarge q70");
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        let error = serde_json::from_str::<Target>(r#"{"widht": 3}"#).unwrap_err();
        assert!(error.to_string().contains("unknown field `widht`"));
    }
}
