//! A rectangle of an image.

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

use crate::{TextError, Value};

/// A rectangle of the upright source, in pixels or in shares of its sides. As text: `LEFT,TOP,WIDTH,HEIGHT`; in JSON it may
/// also be an object with these four names in lower case.
///
/// ```
/// use request::Length::{Percent, Pixels};
/// let region: request::Region = "10,20,300,200".parse()?;
/// assert_eq!((region.left, region.height), (Pixels(10), Pixels(200)));
/// let region: request::Region = "0%,12.5%,100%,75%".parse()?;
/// assert_eq!((region.top, region.height), (Percent(12.5), Percent(75.0)));
/// # Ok::<(), request::TextError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    /// What is left of it.
    pub left: Length,
    /// What is above it.
    pub top: Length,
    /// Its width.
    pub width: Length,
    /// Its height.
    pub height: Length,
}

/// A part of a side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    /// So many pixels.
    Pixels(u32),
    /// So many hundredths of the side, from 0 to 100.
    Percent(f32),
}

/// What is allowed for a region.
pub(crate) const REGIONS_ALLOWED: &str = "LEFT,TOP,WIDTH,HEIGHT in whole pixels, or in percent up to 100% in all, such as 10,20,300,200 or 25%,25%,50%,50%";

impl Region {
    /// One that is counted in pixels.
    pub fn of_pixels(left: u32, top: u32, width: u32, height: u32) -> Self {
        let [left, top, width, height] = [left, top, width, height].map(Length::Pixels);
        Self {
            left,
            top,
            width,
            height,
        }
    }

    /// The region with these parts, where there is something in it.
    fn new([left, top, width, height]: [Length; 4]) -> Option<Self> {
        let is_possible = |start: Length, length: Length| match (start, length) {
            (_, Length::Pixels(0)) => false,
            (Length::Percent(start), Length::Percent(length)) => {
                length > 0.0 && start + length <= 100.0
            }
            (_, Length::Percent(length)) => length > 0.0,
            (_, Length::Pixels(_)) => true,
        };
        (is_possible(left, width) && is_possible(top, height)).then_some(Self {
            left,
            top,
            width,
            height,
        })
    }

    /// The region that a request asks for: a text, or an object with four fields.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let fields = match value {
            Value::Text(text) => return text.parse().ok(),
            Value::Fields(fields) => fields,
            _ => return None,
        };
        let part = |wanted: &str| {
            let (_, value) = fields.iter().find(|(name, _)| name == wanted)?;
            match value {
                Value::Text(text) => text.parse().ok(),
                value => Some(Length::Pixels(u32::try_from(value.whole()?).ok()?)),
            }
        };
        let parts = [part("left")?, part("top")?, part("width")?, part("height")?];
        // No other fields.
        Self::new(parts).filter(|_| fields.len() == 4)
    }
}

impl Length {
    /// As pixels of a side that has so many, rounded to the nearest.
    pub fn of_side(self, side: u32) -> u32 {
        match self {
            Self::Pixels(pixels) => pixels,
            Self::Percent(percent) => (f64::from(percent) * f64::from(side) / 100.0 + 0.5) as u32,
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pixels(pixels) => write!(f, "{pixels}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

impl FromStr for Length {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        let length = match text.strip_suffix('%') {
            None => text.parse().ok().map(Self::Pixels),
            Some(percent) => percent
                .parse()
                .ok()
                .filter(|percent| (0.0..=100.0).contains(percent))
                .map(Self::Percent),
        };
        length.ok_or_else(not_a_region)
    }
}

fn not_a_region() -> TextError {
    TextError {
        allowed: REGIONS_ALLOWED.to_owned(),
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{},{},{},{}",
            self.left, self.top, self.width, self.height
        )
    }
}

impl FromStr for Region {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let parts: Vec<Length> = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
        let parts = parts.try_into().ok();
        parts.and_then(Self::new).ok_or_else(not_a_region)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_mean_the_same() {
        let region = Region::of_pixels(1, 2, 3, 4);
        assert_eq!("1,2, 3,4".parse(), Ok(region));
        assert_eq!(region.to_string(), "1,2,3,4");
        let of = |text: &str| Region::of(&serde_json::from_str(text).unwrap());
        let object = r#"{"left": 1, "top": 2, "width": 3, "height": 4}"#;
        assert_eq!(of(object), Some(region));
        assert_eq!(of("\"1,2,3,4\""), Some(region));
        let shares = r#"{"left": "0%", "top": 2, "width": "12.5%", "height": 4}"#;
        assert_eq!(of(shares), of("\"0%,2,12.5%,4\""));
        assert_eq!(of(shares).unwrap().to_string(), "0%,2,12.5%,4");
        for wrong in [
            r#"{"left": 1, "top": 2, "width": 3}"#,
            r#"{"left": 1, "top": 2, "width": 3, "height": 0}"#,
            r#"{"left": 1, "top": 2, "width": 3, "height": 4, "right": 5}"#,
            r#"{"left": 1.5, "top": 2, "width": 3, "height": 4}"#,
            "[1, 2, 3, 4]",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_wrong_region_is_told_with_a_right_one() {
        for text in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "1,2,3,-4",
            "1,2,0,4",
            "a,b,c,d",
            "0%,0%,0%,50%",
            "60%,0%,50%,50%",
            "0%,0%,101%,50%",
            "0%,0%,NaN%,50%",
        ] {
            let error = text.parse::<Region>().unwrap_err().to_string();
            assert!(error.contains("LEFT,TOP,WIDTH,HEIGHT"), "{error}");
        }
    }

    #[test]
    fn a_share_is_rounded_to_pixels() {
        let of_side = |percent: f32, side: u32| Length::Percent(percent).of_side(side);
        assert_eq!(
            [of_side(50.0, 3), of_side(100.0, 3), of_side(0.0, 3)],
            [2, 3, 0]
        );
        assert_eq!(of_side(100.0, u32::MAX), u32::MAX);
        assert_eq!(Length::Pixels(7).of_side(3), 7);
    }
}
