//! A rectangle of pixels.

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

use crate::{TextError, Value};

/// A rectangle in pixels of the upright source. As text: `LEFT,TOP,WIDTH,HEIGHT`; in JSON it may also be an object
/// with these four names in lower case.
///
/// ```
/// let region: request::Region = "10,20,300,200".parse()?;
/// assert_eq!((region.left, region.height), (10, 200));
/// # Ok::<(), request::TextError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Pixels left of it.
    pub left: u32,
    /// Pixels above it.
    pub top: u32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// What is allowed for a region.
pub(crate) const REGIONS_ALLOWED: &str =
    "LEFT,TOP,WIDTH,HEIGHT in whole pixels, such as 10,20,300,200";

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
        let numbers: Result<Vec<u32>, _> = text
            .split(',')
            .map(|number| number.trim().parse())
            .collect();
        match numbers.as_deref() {
            Ok(&[left, top, width, height]) if width > 0 && height > 0 => Ok(Self {
                left,
                top,
                width,
                height,
            }),
            _ => Err(TextError {
                allowed: REGIONS_ALLOWED.to_owned(),
            }),
        }
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Region {
    /// The region that a request asks for: a text, or an object with four fields.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let fields = match value {
            Value::Text(text) => return text.parse().ok(),
            Value::Fields(fields) => fields,
            _ => return None,
        };
        let side = |wanted: &str| {
            let (_, value) = fields.iter().find(|(name, _)| name == wanted)?;
            u32::try_from(value.whole()?).ok()
        };
        let region = Self {
            left: side("left")?,
            top: side("top")?,
            width: side("width").filter(|side| *side > 0)?,
            height: side("height").filter(|side| *side > 0)?,
        };
        // No other fields.
        (fields.len() == 4).then_some(region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_mean_the_same() {
        let region = Region {
            left: 1,
            top: 2,
            width: 3,
            height: 4,
        };
        assert_eq!("1,2, 3,4".parse(), Ok(region));
        assert_eq!(region.to_string(), "1,2,3,4");
        let of = |text: &str| Region::of(&serde_json::from_str(text).unwrap());
        let object = r#"{"left": 1, "top": 2, "width": 3, "height": 4}"#;
        assert_eq!(of(object), Some(region));
        assert_eq!(of("\"1,2,3,4\""), Some(region));
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
        for text in ["", "1,2,3", "1,2,3,4,5", "1,2,3,-4", "1,2,0,4", "a,b,c,d"] {
            let error = text.parse::<Region>().unwrap_err().to_string();
            assert!(error.contains("LEFT,TOP,WIDTH,HEIGHT"), "{error}");
        }
    }
}
