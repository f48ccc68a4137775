//! The shape of a box.

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

use crate::TextError;

/// Width to height. As text: `16:9`.
///
/// ```
/// let ratio: request::AspectRatio = "16:9".parse()?;
/// assert_eq!((ratio.width, ratio.height), (16, 9));
/// # Ok::<(), request::TextError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AspectRatio {
    /// The part of the width, at least 1.
    pub width: u32,
    /// The part of the height, at least 1.
    pub height: u32,
}

/// What is allowed for an aspect ratio.
pub(crate) const RATIOS_ALLOWED: &str =
    "WIDTH:HEIGHT in whole numbers from 1 to 10000, such as 16:9";
const MOST: u32 = 10_000;

impl fmt::Display for AspectRatio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.width, self.height)
    }
}

impl FromStr for AspectRatio {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let part = |text: &str| {
            let number: u32 = text.trim().parse().ok()?;
            (1..=MOST).contains(&number).then_some(number)
        };
        let parts = text.split_once(':');
        parts
            .and_then(|(width, height)| {
                Some(Self {
                    width: part(width)?,
                    height: part(height)?,
                })
            })
            .ok_or_else(|| TextError {
                allowed: RATIOS_ALLOWED.to_owned(),
            })
    }
}

impl Serialize for AspectRatio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_whole_numbers_are_a_ratio() {
        for text in ["16:9", "1:1", "10000:1"] {
            assert_eq!(text.parse::<AspectRatio>().unwrap().to_string(), text);
        }
        for text in [
            "", "16", "16:", "16/9", "0:1", "1:10001", "1.5:1", "1:2:3", "-1:1",
        ] {
            let error = text.parse::<AspectRatio>().unwrap_err().to_string();
            assert!(error.contains("such as 16:9"), "{text}: {error}");
        }
    }
}
