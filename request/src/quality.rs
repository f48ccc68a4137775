//! The quality of a lossy file: a number, or how much it has to look like what was resampled.

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

use crate::{TextError, Value, words};

/// The qualities of JPEG and WebP.
const NUMBERS: std::ops::RangeInclusive<u8> = 1..=100;
/// The scores that can be asked for. Below, pictures are damaged; above, next to nothing is lost, and files are as large.
const SCORES: std::ops::RangeInclusive<u8> = 30..=95;
/// What a score begins with, as text.
const SCORE: &str = "score";

/// What a field of qualities takes.
pub(crate) const QUALITIES_ALLOWED: &str =
    "a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75";

/// How good a lossy file is to be. As text: `80`, `auto` or `score=75`; in a recipe also `{ score = 75 }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// From 1 to 100, as libjpeg and libwebp count.
    Number(u8),
    /// As [`Quality::Score`], with the component's own number.
    Auto,
    /// The least number for which the file has this SSIMULACRA2 beside what it is made of: 30 to 95.
    Score(u8),
}

words! {
    /// What decided the quality of an output that was to have a score.
    pub enum QualityBy {
        /// It is the lowest one with the score.
        Score = "score",
        /// A higher one would have the score, but more than `max-bytes`.
        MaxBytes = "max-bytes",
        /// It is the lowest one that is tried for a score, and has at least the one that is wanted.
        Lowest = "lowest",
        /// It is the highest one that is tried for a score, and has less than the one that is wanted.
        Highest = "highest",
    }
}

impl Quality {
    /// The number, where one is asked for.
    pub fn number(self) -> Option<u8> {
        match self {
            Self::Number(number) => Some(number),
            Self::Auto | Self::Score(_) => None,
        }
    }

    /// What a request asks for.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let score = |value: &Value| {
            let score = u8::try_from(value.whole()?).ok()?;
            SCORES.contains(&score).then_some(Self::Score(score))
        };
        match value {
            Value::Whole(whole) => {
                let number = u8::try_from(*whole).ok()?;
                NUMBERS.contains(&number).then_some(Self::Number(number))
            }
            Value::Text(text) => text.parse().ok(),
            Value::Fields(fields) => match &fields[..] {
                [(name, value)] if name == SCORE => score(value),
                _ => None,
            },
            _ => None,
        }
    }
}

impl FromStr for Quality {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let whole = |text: &str| text.trim().parse().ok().map(Value::Whole);
        let value = match text.trim().split_once('=') {
            None if text.trim().eq_ignore_ascii_case("auto") => return Ok(Self::Auto),
            None => whole(text),
            Some((name, score)) if name.trim() == SCORE => {
                whole(score).map(|score| Value::Fields(vec![(SCORE.to_owned(), score)]))
            }
            Some(_) => None,
        };
        value
            .and_then(|value| Self::of(&value))
            .ok_or_else(|| TextError {
                allowed: QUALITIES_ALLOWED.to_owned(),
            })
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Auto => f.write_str("auto"),
            Self::Score(score) => write!(f, "{SCORE}={score}"),
        }
    }
}

impl Serialize for Quality {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_u8(*number),
            Self::Auto | Self::Score(_) => serializer.collect_str(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_back() {
        for quality in [Quality::Number(1), Quality::Auto, Quality::Score(75)] {
            assert_eq!(quality.to_string().parse(), Ok(quality));
        }
        assert_eq!(" Auto ".parse(), Ok(Quality::Auto));
        for wrong in [
            "0",
            "101",
            "score",
            "score=29",
            "score=96",
            "score=80.5",
            "best",
            "",
        ] {
            assert!(wrong.parse::<Quality>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_score_is_also_an_object() {
        let score = |number| Value::Fields(vec![("score".to_owned(), Value::Whole(number))]);
        assert_eq!(Quality::of(&score(75)), Some(Quality::Score(75)));
        assert_eq!(Quality::of(&score(20)), None);
        assert_eq!(Quality::of(&Value::Number(80.5)), None);
    }
}
