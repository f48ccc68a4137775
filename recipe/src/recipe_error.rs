//! What is said of a recipe that cannot be read or carried out.

use crate::{Encoding, Notation};

/// Why a recipe cannot be carried out, whatever the picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// The text cannot be read, or is not that of a recipe.
    #[error("line {line}, column {column}: {message}")]
    Text {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong there, and what is allowed.
        message: String,
    },
    /// A value that the field cannot have.
    #[error("the {field} is {found}; expected {allowed}")]
    Value {
        /// The field.
        field: &'static str,
        /// Its value.
        found: String,
        /// Values that it can have.
        allowed: String,
    },
    /// An option that the format does not have.
    #[error("{field} is for {formats}, and the format is {format}; leave one of them out")]
    Format {
        /// The option.
        field: &'static str,
        /// The formats that have it.
        formats: String,
        /// The format that is asked for.
        format: Encoding,
    },
    /// Options that contradict each other.
    #[error("{message}")]
    Combination {
        /// One of them.
        field: &'static str,
        /// Which, and what to do.
        message: &'static str,
    },
    /// A key with a place for what the output does not say.
    #[error("the key has a place for the {side}, and the output has none; give it a {side}")]
    NoSide {
        /// `width` or `height`.
        side: &'static str,
    },
    /// A result that could not be found again when its upload is gone.
    #[error(
        "the key depends on the upload's bytes ({place}), so that the result of a deleted upload cannot be found; leave {place} out, name a format, or leave deletions out"
    )]
    NotFoundAgain {
        /// The placeholder.
        place: &'static str,
    },
    /// Two outputs under one name.
    #[error(
        "outputs {first} and {second} have the same bucket and key, {key}; give each a key of its own, such as \"{{stem}}-{{width}}.{{ext}}\""
    )]
    SameKey {
        /// Counted from 1.
        first: usize,
        /// Counted from 1.
        second: usize,
        /// The template of both.
        key: String,
    },
    /// A value that the notation has no way to write.
    #[error("the recipe cannot be written: {reason}")]
    Unwritable {
        /// What cannot be written.
        reason: String,
    },
    /// One of several outputs is wrong.
    #[error("output {number}: {cause}")]
    Output {
        /// Counted from 1.
        number: usize,
        /// What is wrong with it.
        cause: Box<RecipeError>,
    },
}

impl RecipeError {
    /// The field that is to blame, where it is one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Value { field, .. }
            | Self::Format { field, .. }
            | Self::Combination { field, .. } => Some(field),
            Self::NoSide { .. } | Self::NotFoundAgain { .. } | Self::SameKey { .. } => Some("key"),
            Self::Output { cause, .. } => cause.field(),
            Self::Text { .. } | Self::Unwritable { .. } => None,
        }
    }

    /// The same with the place in the text, where the field that is to blame is in it.
    pub(crate) fn placed(self, text: &str, notation: Notation) -> Self {
        let Some(field) = self.field() else {
            return self;
        };
        // "position's y" is part of the field "position".
        let field = field.split('\'').next().unwrap_or(field);
        let number = match &self {
            Self::Output { number, .. } => number - 1,
            Self::SameKey { second, .. } => second - 1,
            _ => 0,
        };
        let number = number.to_string();
        let paths = [
            &["outputs", &number, field][..],
            &["outputs", field],
            &["output", field],
            &["output", &number, field],
            &["options", field],
            &[field],
            // It may be there under another name.
            &["outputs", &number],
            &["output"],
        ];
        match paths.iter().find_map(|path| notation.place(text, path)) {
            Some((line, column)) => Self::Text {
                line,
                column,
                message: self.to_string(),
            },
            None => self,
        }
    }
}
