//! Lengths of the four edges of a picture.

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

use crate::{TextError, Value};

/// Pixels at each edge of a picture, at least one of them. As text: `TOP,RIGHT,BOTTOM,LEFT`, or one number for all four; in JSON it
/// may also be that number, or an object with these names in lower case, of which those that are absent are 0.
///
/// ```
/// let edges: request::Edges = "10,0,10,20".parse()?;
/// assert_eq!((edges.top, edges.left), (10, 20));
/// assert_eq!("5".parse::<request::Edges>()?.to_string(), "5,5,5,5");
/// # Ok::<(), request::TextError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edges {
    /// Rows above.
    pub top: u32,
    /// Columns at the right.
    pub right: u32,
    /// Rows below.
    pub bottom: u32,
    /// Columns at the left.
    pub left: u32,
}

/// What is allowed for edges.
pub(crate) const EDGES_ALLOWED: &str = "TOP,RIGHT,BOTTOM,LEFT or one number for all, in whole pixels that are not all 0, such as 10,0,10,20";

const NAMES: [&str; 4] = ["top", "right", "bottom", "left"];

impl Edges {
    /// Those with these lengths, where one of them is not 0.
    fn new([top, right, bottom, left]: [u32; 4]) -> Option<Self> {
        let is_something = top > 0 || right > 0 || bottom > 0 || left > 0;
        is_something.then_some(Self {
            top,
            right,
            bottom,
            left,
        })
    }

    /// The edges that a request asks for: a text, a number, or an object.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let length = |value: &Value| u32::try_from(value.whole()?).ok();
        match value {
            Value::Text(text) => text.parse().ok(),
            Value::Fields(fields) => {
                let mut lengths = [0; 4];
                for (name, value) in fields {
                    let place = NAMES.iter().position(|known| known == name)?;
                    lengths[place] = length(value)?;
                }
                Self::new(lengths)
            }
            one => Self::new([length(one)?; 4]),
        }
    }
}

impl fmt::Display for Edges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            top,
            right,
            bottom,
            left,
        } = self;
        write!(f, "{top},{right},{bottom},{left}")
    }
}

impl FromStr for Edges {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let lengths: Option<Vec<u32>> = text
            .split(',')
            .map(|length| length.trim().parse().ok())
            .collect();
        let edges = lengths.and_then(|lengths| match lengths[..] {
            [all] => Self::new([all; 4]),
            [top, right, bottom, left] => Self::new([top, right, bottom, left]),
            _ => None,
        });
        edges.ok_or_else(|| TextError {
            allowed: EDGES_ALLOWED.to_owned(),
        })
    }
}

impl Serialize for Edges {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_mean_the_same() {
        let of = |text: &str| Edges::of(&serde_json::from_str(text).unwrap());
        let edges = Edges::new([1, 2, 3, 4]);
        assert!(edges.is_some());
        assert_eq!(of("\"1, 2,3,4\""), edges);
        assert_eq!(
            of(r#"{"left": 4, "top": 1, "right": 2, "bottom": 3}"#),
            edges
        );
        assert_eq!(of(r#"{"left": 4}"#), of("\"0,0,0,4\""));
        assert_eq!(of("7"), of("\"7,7,7,7\""));
        for wrong in [
            "0",
            "-1",
            "1.5",
            "true",
            "\"\"",
            "\"1,2\"",
            "\"1,2,3,4,5\"",
            "\"1,2,3,-4\"",
            "\"0,0,0,0\"",
            "\"10%\"",
            "{}",
            r#"{"top": 0}"#,
            r#"{"top": 1, "width": 3}"#,
            r#"{"top": "1"}"#,
            "[1, 2, 3, 4]",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
