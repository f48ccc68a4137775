//! The two notations in which people write recipes. What is read and written is serde's business and the same in both;
//! here is what differs.

mod json;
mod mistake;
mod toml;

use serde::de::DeserializeOwned;
use serde::ser::Serialize;

pub(crate) use self::mistake::Mistake;
use crate::word::words;

words! {
    /// How a recipe is written down. Both have the same fields, and mean the same.
    pub enum Notation for "the notation" {
        /// TOML, which has comments and few brackets: for files.
        Toml = "toml",
        /// JSON: for programs, and for one line.
        Json = "json",
    }
}

impl Notation {
    /// The notation of a text: one that begins with a brace is JSON, which no TOML does.
    ///
    /// ```
    /// use recipe::Notation;
    /// assert_eq!(Notation::of(" {}"), Notation::Json);
    /// assert_eq!(Notation::of("output.width = 300"), Notation::Toml);
    /// ```
    pub fn of(text: &str) -> Self {
        match text.trim_start().starts_with('{') {
            true => Self::Json,
            false => Self::Toml,
        }
    }

    pub(crate) fn read<T: DeserializeOwned>(self, text: &str) -> Result<T, Mistake> {
        match self {
            Self::Toml => toml::read(text),
            Self::Json => json::read(text),
        }
    }

    /// # Errors
    /// Saying what there is no way to write for.
    pub(crate) fn write(self, value: &impl Serialize) -> Result<String, String> {
        match self {
            Self::Toml => toml::write(value),
            Self::Json => json::write(value),
        }
    }

    /// Line and column of a field, both counted from 1. `path` leads there: names, and numbers of entries counted from 0.
    pub(crate) fn place(self, text: &str, path: &[&str]) -> Option<(usize, usize)> {
        match self {
            Self::Toml => toml::place(text, path),
            Self::Json => json::place(text, path),
        }
    }
}
