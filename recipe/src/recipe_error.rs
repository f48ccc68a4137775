//! What is said of a recipe that cannot be read or carried out.

use request::PlacedError;

use crate::notation::Mistake;
use crate::{Notation, RequestError};

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
    /// A field that is wrong, whatever the recipe.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A text that the field cannot have.
    #[error("{message}")]
    Wording {
        /// The field.
        field: &'static str,
        /// What is wrong with it, and what to do.
        message: String,
    },
    /// A key with a place for what the output does not say.
    #[error(
        "the key uses {{{side}}}, and the output asks for no {side}; set {side}, or use {{actual-{side}}}"
    )]
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
    /// The results of two uploads may have one name, and would be deleted with either.
    #[error(
        "the key {key} does not tell all uploads apart, as cat.jpg and cat.png, so that a deleted upload would take another's result with it; use {{key}}, or {{dir}} and {{name}}, or leave deletions out"
    )]
    NotToldApart {
        /// The template.
        key: String,
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
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Request(error) => error.field(),
            Self::Wording { field, .. } => Some(field),
            Self::NoSide { .. }
            | Self::NotFoundAgain { .. }
            | Self::NotToldApart { .. }
            | Self::SameKey { .. } => Some("key"),
            Self::Output { cause, .. } => cause.field(),
            Self::Text { .. } | Self::Unwritable { .. } => None,
        }
    }

    /// Whether a field's name is wrong, and not its value.
    fn is_about_a_name(&self) -> bool {
        match self {
            Self::Request(error) => matches!(error, RequestError::Unknown { .. }),
            Self::Output { cause, .. } => cause.is_about_a_name(),
            _ => false,
        }
    }

    /// The same with the place in the text, where the field that is to blame is in it.
    pub(crate) fn placed(self, text: &str, notation: Notation) -> Self {
        let Some(field) = self.field() else {
            return self;
        };
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
            &["limits", field],
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

/// An error with its place in what was read.
#[derive(Debug)]
pub(crate) struct Placed {
    /// The names that lead there, and the numbers of entries of lists, counted from 0.
    pub(crate) path: Vec<String>,
    pub(crate) error: RecipeError,
}

impl Placed {
    pub(crate) fn at(path: &[&str], error: impl Into<RecipeError>) -> Self {
        Self {
            path: path.iter().map(|name| (*name).to_owned()).collect(),
            error: error.into(),
        }
    }

    /// The same, seen from further out.
    pub(crate) fn within(mut self, outer: &[&str]) -> Self {
        let outer = outer.iter().map(|name| (*name).to_owned());
        self.path.splice(0..0, outer);
        self
    }

    /// With line and column: those of the field, or of what it is in.
    pub(crate) fn in_text(self, text: &str, notation: Notation) -> RecipeError {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let of = |path| match self.error.is_about_a_name() {
            true => notation.name_place(text, path),
            false => notation.place(text, path),
        };
        let place = (1..=path.len()).rev().find_map(|end| of(&path[..end]));
        let (line, column) = place.unwrap_or((1, 1));
        RecipeError::Text {
            line,
            column,
            message: self.error.to_string(),
        }
    }
}

impl From<PlacedError> for Placed {
    fn from(PlacedError { path, error }: PlacedError) -> Self {
        Self {
            path,
            error: error.into(),
        }
    }
}

impl From<Mistake> for RecipeError {
    fn from(mistake: Mistake) -> Self {
        Self::Text {
            line: mistake.line,
            column: mistake.column,
            message: mistake.message,
        }
    }
}
