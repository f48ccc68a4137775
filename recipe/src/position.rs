//! What `cover` keeps and where `contain` puts the picture.

use std::fmt;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::UnknownWord;
use crate::word::words;

words! {
    /// An edge, a corner or the middle. sharp's words for positions, and CSS's, are read as well.
    pub enum Gravity for "the position" {
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
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
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

impl FromStr for Position {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        if text == "attention" {
            return Ok(Self::Attention);
        }
        if let Some(point) = point(text) {
            return Ok(Self::FocalPoint(point));
        }
        text.parse()
            .map(Self::Gravity)
            .map_err(|error: UnknownWord| UnknownWord {
                allowed: format!(
                    "{}, attention, or a point X,Y from 0,0 to 1,1",
                    error.allowed
                ),
                ..error
            })
    }
}

fn point(text: &str) -> Option<Point> {
    let (x, y) = text.split_once(',')?;
    Some(Point {
        x: x.trim().parse().ok()?,
        y: y.trim().parse().ok()?,
    })
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Spelling;

        impl<'de> Visitor<'de> for Spelling {
            type Value = Position;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a position, such as \"north\", \"attention\" or \"0.3,0.7\", or the fields x and y",
                )
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Position, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Position, A::Error> {
                Point::deserialize(MapAccessDeserializer::new(map)).map(Position::FocalPoint)
            }
        }

        deserializer.deserialize_any(Spelling)
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
        assert_eq!(
            serde_json::from_str::<Position>(r#"{"x": 0.3, "y": 0.7}"#).unwrap(),
            focal
        );
    }

    #[test]
    fn what_is_no_position_is_told_with_what_would_be_one() {
        let error = "middle".parse::<Position>().unwrap_err().to_string();
        assert!(error.starts_with("the position is \"middle\"; expected one of center, north,"));
        assert!(error.ends_with("attention, or a point X,Y from 0,0 to 1,1"));
        let error = serde_json::from_str::<Position>("[1, 2]")
            .unwrap_err()
            .to_string();
        assert!(error.contains("expected a position, such as"), "{error}");
        let error = serde_json::from_str::<Position>(r#"{"x": 1}"#)
            .unwrap_err()
            .to_string();
        assert!(error.contains("missing field `y`"), "{error}");
    }
}
