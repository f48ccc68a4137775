//! Patterns that say which uploads a recipe is for.

use std::fmt;
use std::str::FromStr;

use glob::{MatchOptions, Pattern, PatternError};
use serde::{Serialize, Serializer};

use crate::braces;

/// Cameras write `.JPG`, and people mean it when they say `*.jpg`. A `*` ends at a slash; `**` does not.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: false,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// The most bytes of a pattern: no key of S3 has more.
const LONGEST: usize = 1024;

/// A pattern for keys, as file managers and `.gitignore` have them. Case makes no difference.
///
/// One with a slash is for the whole key, and one without for the name alone. `{jpg,png}` is one or the other. Its time grows with its length times that
/// of the key, whatever they are: keys come from whoever uploads.
///
/// ```
/// let pattern: recipe::KeyPattern = "*.jpg".parse()?;
/// assert!(pattern.matches("summer/IMG_1.JPG"));
/// let pattern: recipe::KeyPattern = "summer/**/*.jpg".parse()?;
/// assert!(pattern.matches("summer/a/b/c.jpg") && !pattern.matches("winter/c.jpg"));
/// # Ok::<(), recipe::KeyPatternError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPattern {
    text: String,
    alternatives: Vec<Alternative>,
}

/// A pattern without braces.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Alternative {
    /// It has a slash, and so is for the whole key.
    is_whole: bool,
    parts: Vec<Part>,
}

/// What stands between two slashes. They are matched one by one: where a `*` has met a slash, `glob` tries all places again
/// for each `*` before it. `*a*a*a*ab/c` and a key of 400 times `a` before a slash took it two minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// `**`: any folders, or none. At the end: something.
    Folders,
    Name(Pattern),
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the pattern \"{pattern}\" is wrong at character {character}: {reason}; write one such as \"*.jpg\" or \"photos/**\""
)]
pub struct KeyPatternError {
    /// The whole text, or the beginning of a text that is too long.
    pub pattern: String,
    /// Counted from 1.
    pub character: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

impl KeyPattern {
    /// Whether it is for this key.
    pub fn matches(&self, key: &str) -> bool {
        let matches = |alternative: &Alternative| alternative.matches(key);
        self.alternatives.iter().any(matches)
    }
}

impl Alternative {
    fn matches(&self, key: &str) -> bool {
        let key = match key.rsplit_once('/') {
            Some((_, name)) if !self.is_whole => name,
            _ => key,
        };
        let names: Vec<&str> = key.split('/').collect();
        // The name and the part that are next, and those after the last `**`, where it takes one folder more. Those
        // before it need not be tried again: it would only take over what they had.
        let (mut at, mut part) = (0, 0);
        let mut again = None;
        while at < names.len() {
            match self.parts.get(part) {
                Some(Part::Folders) => {
                    part += 1;
                    if part == self.parts.len() {
                        return true;
                    }
                    again = Some((at + 1, part));
                }
                Some(Part::Name(pattern)) if pattern.matches_with(names[at], OPTIONS) => {
                    (at, part) = (at + 1, part + 1);
                }
                _ => match again {
                    None => return false,
                    Some((next, after)) => {
                        (at, part) = (next, after);
                        again = Some((next + 1, after));
                    }
                },
            }
        }
        part == self.parts.len()
    }
}

/// Whether a key matches one of `include`, or that is empty, and none of `exclude`.
pub(crate) fn chooses(include: &[KeyPattern], exclude: &[KeyPattern], key: &str) -> bool {
    let matches = |pattern: &KeyPattern| pattern.matches(key);
    (include.is_empty() || include.iter().any(matches)) && !exclude.iter().any(matches)
}

impl fmt::Display for KeyPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for KeyPattern {
    type Err = KeyPatternError;

    fn from_str(text: &str) -> Result<Self, KeyPatternError> {
        if text.len() > LONGEST {
            let beginning: String = text.chars().take(80).collect();
            let within = text.char_indices().take_while(|(at, _)| *at < LONGEST);
            return Err(KeyPatternError {
                pattern: beginning + "...",
                character: within.count(),
                reason: "no key is as long",
            });
        }
        let alternatives = braces::expanded(text).ok_or_else(|| KeyPatternError {
            pattern: text.to_owned(),
            character: 1,
            reason: braces::TOO_MANY,
        })?;
        let alternatives = alternatives.iter().map(|alternative| {
            Alternative::new(alternative).map_err(|PatternError { pos, msg }| KeyPatternError {
                pattern: alternative.clone(),
                character: pos + 1,
                reason: msg,
            })
        });
        Ok(Self {
            text: text.to_owned(),
            alternatives: alternatives.collect::<Result<_, _>>()?,
        })
    }
}

impl Alternative {
    fn new(text: &str) -> Result<Self, PatternError> {
        let mut parts = Vec::new();
        let mut before = 0;
        // A slash behind `**` says nothing.
        let meant = match text.strip_suffix('/') {
            Some(meant) if meant == "**" || meant.ends_with("/**") => meant,
            _ => text,
        };
        for part in meant.split('/') {
            parts.push(match part {
                "**" => Part::Folders,
                name => Part::Name(Pattern::new(name).map_err(|error| PatternError {
                    pos: before + error.pos,
                    ..error
                })?),
            });
            before += part.chars().count() + 1;
        }
        Ok(Self {
            is_whole: text.contains('/'),
            parts,
        })
    }
}

impl Serialize for KeyPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
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
            ("**/raw/**", "raw/c.png", true),
            ("**/raw/**", "a/raw", false),
            ("a/**/b/**/c", "a/b/x/b/c/c", true),
            ("a/**/b/**/c", "a/b/x/b/c/d", false),
            ("a/**/**", "a/b", true),
            ("a/**", "a", false),
            ("a/**/", "a/b", true),
            ("**", "a/b", true),
            ("a/", "a/", true),
            ("a/*/b", "a//b", true),
            ("[0-9]*", "2.png", true),
            ("[!0-9]*", "2.png", false),
            ("*", ".hidden", true),
            ("a b+c.jpg", "a b+c.jpg", true),
            ("*.{gif,jp{e,}g}", "a/b.GIF", true),
            ("*.{gif,jp{e,}g}", "b.jpg", true),
            ("*.{gif,jp{e,}g}", "b.jpe", false),
            ("{raw,a/**}/*.tif", "a/b/c.tif", true),
            ("{raw,a/**}/*.tif", "b/c.tif", false),
            ("{*.gif,a/*}", "b/c.gif", true),
            ("{*.gif,a/*}", "b/c.jpg", false),
            ("{a}", "{a}", true),
            ("a,{b", "a,{b", true),
            ("[{]a,b}", "{a,b}", true),
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
        for wrong in [
            "*.{a,[b}",
            "a***b",
            "a/b**/c",
            "**b",
            "[a/b]",
            &"a".repeat(1025),
        ] {
            assert!(wrong.parse::<KeyPattern>().is_err(), "{wrong}");
        }
        let many = "{a,b}".repeat(20).parse::<KeyPattern>().unwrap_err();
        assert!(
            many.to_string().contains("more than 100 patterns"),
            "{many}"
        );
        let long = "é".repeat(513).parse::<KeyPattern>().unwrap_err();
        assert!(long.to_string().contains("no key is as long"), "{long}");
    }

    /// Whoever uploads chooses the key. `glob` by itself does not come to an end of the first.
    #[test]
    fn no_key_takes_long() {
        let start = std::time::Instant::now();
        for (pattern, name) in [
            ("*a*a*a*a*a*a*a*a*a*a*a*a/b", "a".repeat(500) + "/c"),
            ("*-*-*-*-*-*-*-*.jpg/**", "-".repeat(1000) + "/c"),
            ("**/a/**/a/**/a/**/a/**/a/b/c", "a/".repeat(512)),
            ("**/*a*a*a*a*b/**/*a*a*a*a*b", "aaaaaaaa/".repeat(110)),
        ] {
            let pattern: KeyPattern = pattern.parse().unwrap();
            assert!(!pattern.matches(&name), "{pattern}");
        }
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    }
}
