//! Patterns that say which uploads a recipe is for.

use std::fmt;
use std::str::FromStr;

use glob::{MatchOptions, Pattern, PatternError};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::word::parsed;

/// Cameras write `.JPG`, and people mean it when they say `*.jpg`. A `*` ends at a slash; `**` does not.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: false,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// A pattern for keys, as file managers and `.gitignore` have them. Case makes no difference.
///
/// One with a slash is for the whole key, and one without for the name alone.
///
/// ```
/// let pattern: recipe::KeyPattern = "*.jpg".parse()?;
/// assert!(pattern.matches("summer/IMG_1.JPG"));
/// let pattern: recipe::KeyPattern = "summer/**/*.jpg".parse()?;
/// assert!(pattern.matches("summer/a/b/c.jpg") && !pattern.matches("winter/c.jpg"));
/// # Ok::<(), recipe::KeyPatternError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPattern(Pattern);

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the pattern \"{pattern}\" is wrong at character {character}: {reason}; write one such as \"*.jpg\" or \"photos/**\""
)]
pub struct KeyPatternError {
    /// The whole text.
    pub pattern: String,
    /// Counted from 1.
    pub character: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

impl KeyPattern {
    /// Whether it is for this key.
    pub fn matches(&self, key: &str) -> bool {
        let name = match key.rsplit_once('/') {
            Some((_, name)) if !self.0.as_str().contains('/') => name,
            _ => key,
        };
        self.0.matches_with(name, OPTIONS)
    }
}

impl fmt::Display for KeyPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl FromStr for KeyPattern {
    type Err = KeyPatternError;

    fn from_str(text: &str) -> Result<Self, KeyPatternError> {
        match Pattern::new(text) {
            Ok(pattern) => Ok(Self(pattern)),
            Err(PatternError { pos, msg }) => Err(KeyPatternError {
                pattern: text.to_owned(),
                character: pos + 1,
                reason: msg,
            }),
        }
    }
}

impl Serialize for KeyPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for KeyPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_matched_as_people_expect() {
        let rows = [
            ("*.jpg", "a.jpg", true),
            ("*.jpg", "a/b/c.JPG", true),
            ("*.jpg", "a.jpeg", false),
            ("photos/*", "photos/a.png", true),
            ("photos/*", "photos/b/a.png", false),
            ("photos/**", "photos/b/a.png", true),
            ("**/raw/*", "a/b/raw/c.png", true),
            ("**/raw/*", "raw/c.png", true),
            ("IMG_????.*", "x/img_0001.heic", true),
            ("[0-9]*", "2.png", true),
            ("[!0-9]*", "2.png", false),
            ("*", ".hidden", true),
            ("a b+c.jpg", "a b+c.jpg", true),
        ];
        for (pattern, key, expected) in rows {
            let pattern: KeyPattern = pattern.parse().unwrap();
            assert_eq!(pattern.matches(key), expected, "{pattern} and {key}");
        }
    }

    #[test]
    fn a_wrong_pattern_is_told_with_its_place() {
        let error = "photos/[a-".parse::<KeyPattern>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the pattern \"photos/[a-\" is wrong at character 8: invalid range pattern; write one such as \"*.jpg\" or \"photos/**\""
        );
        assert!("a***b".parse::<KeyPattern>().is_err());
    }
}
