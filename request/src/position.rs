//! What `cover` keeps and where `contain` puts the picture.

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

use crate::{TextError, Value, one_of, words};

words! {
    /// An edge, a corner or the middle. sharp's words for positions, and CSS's, are read as well.
    pub enum Gravity {
        /// The middle.
        Center = "center" | "centre",
        /// The upper edge.
        North = "north" | "top",
        /// The upper right corner.
        Northeast = "northeast" | "right top" | "top right",
        /// The right edge.
        East = "east" | "right",
        /// The lower right corner.
        Southeast = "southeast" | "right bottom" | "bottom right",
        /// The lower edge.
        South = "south" | "bottom",
        /// The lower left corner.
        Southwest = "southwest" | "left bottom" | "bottom left",
        /// The left edge.
        West = "west" | "left",
        /// The upper left corner.
        Northwest = "northwest" | "left top" | "top left",
    }
}

/// A place in the upright picture, after `crop`: 0 is its left or upper edge, 1 its right or lower one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

/// What `cover` keeps and where `contain` puts the picture. As text: a word, or a point such as `0.3,0.7`; in a
/// recipe the point may also have the fields `x` and `y`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Position {
    /// What is nearest to this edge, corner or middle.
    Gravity(Gravity),
    /// This place comes as near to the middle as the picture's edges allow.
    FocalPoint(Point),
    /// The most salient region.
    Attention,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gravity(gravity) => gravity.fmt(f),
            Self::FocalPoint(Point { x, y }) => write!(f, "{x},{y}"),
            Self::Attention => f.write_str("attention"),
        }
    }
}

/// What is allowed for a position.
pub(crate) fn positions_allowed() -> String {
    format!(
        "{}, attention, or a point X,Y from 0,0 to 1,1",
        one_of(Gravity::WORDS)
    )
}

impl FromStr for Position {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        if text == "attention" {
            return Ok(Self::Attention);
        }
        let point = text.split_once(',').and_then(|(x, y)| {
            let number = |text: &str| text.trim().parse::<f32>().ok();
            Point::of(number(x)?, number(y)?)
        });
        match (point, text.parse()) {
            (Some(point), _) => Ok(Self::FocalPoint(point)),
            (None, Ok(gravity)) => Ok(Self::Gravity(gravity)),
            (None, Err(_)) => Err(TextError {
                allowed: positions_allowed(),
            }),
        }
    }
}

impl Point {
    /// The point, where it lies in the image.
    fn of(x: f32, y: f32) -> Option<Self> {
        let inside = 0.0..=1.0;
        (inside.contains(&x) && inside.contains(&y)).then_some(Self { x, y })
    }
}

impl Position {
    /// The position that a request asks for: a text, or a point with the fields x and y.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let fields = match value {
            Value::Text(text) => return text.parse().ok(),
            Value::Fields(fields) => fields,
            _ => return None,
        };
        let number = |wanted: &str| {
            let (_, value) = fields.iter().find(|(name, _)| name == wanted)?;
            value.number().map(|number| number as f32)
        };
        let point = Point::of(number("x")?, number("y")?)?;
        // No other fields.
        (fields.len() == 2).then_some(Self::FocalPoint(point))
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_points_and_attention_are_read() {
        let focal = Position::FocalPoint(Point { x: 0.3, y: 0.7 });
        let rows = [
            ("centre", Position::Gravity(Gravity::Center)),
            ("right top", Position::Gravity(Gravity::Northeast)),
            ("southwest", Position::Gravity(Gravity::Southwest)),
            ("attention", Position::Attention),
            ("0.3,0.7", focal),
            ("0.3, 0.7", focal),
        ];
        for (text, position) in rows {
            assert_eq!(text.parse(), Ok(position), "{text}");
            assert_eq!(position.to_string().parse(), Ok(position), "{text}");
        }
        let of = |text: &str| Position::of(&serde_json::from_str(text).unwrap());
        assert_eq!(of(r#"{"x": 0.3, "y": 0.7}"#), Some(focal));
        for wrong in [
            "[1, 2]",
            r#"{"x": 1}"#,
            r#"{"x": 1, "y": 1, "z": 1}"#,
            r#"{"x": 1.5, "y": 1}"#,
            r#""0.5,1.5""#,
            r#""nan,0""#,
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_no_position_is_told_with_what_would_be_one() {
        let error = "middle".parse::<Position>().unwrap_err().to_string();
        assert!(
            error.starts_with("expected one of center, north,"),
            "{error}"
        );
        assert!(
            error.ends_with("attention, or a point X,Y from 0,0 to 1,1"),
            "{error}"
        );
    }
}
