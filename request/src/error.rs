//! What is said of a request that cannot be read or carried out.

use crate::{Encoding, Field};

/// Why a request cannot be carried out, whatever the image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The text is longer than a request can be.
    #[error(
        "the request has {found} bytes; expected at most {}",
        crate::json::MOST_BYTES
    )]
    Length {
        /// Its bytes.
        found: usize,
    },
    /// The text is not in its notation.
    #[error("line {line}, column {column}: {message}")]
    Text {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// A value that the field cannot have.
    #[error("{field} is {found}; expected {allowed}")]
    Value {
        /// The field.
        field: String,
        /// Its value.
        found: String,
        /// Values that it can have.
        allowed: String,
    },
    /// A field that is given under two names.
    #[error("{names} are the same field; leave one of them out")]
    Twice {
        /// The field.
        field: &'static str,
        /// Both names.
        names: String,
    },
    /// A field that there is not.
    #[error("unknown field {found:?}; {advice}")]
    Unknown {
        /// The name that was found.
        found: String,
        /// Names that may be meant, or what is done instead.
        advice: String,
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
    /// Limits that contradict each other.
    #[error("{message}")]
    Combination {
        /// One of them.
        field: &'static str,
        /// Which, and what to do.
        message: &'static str,
    },
}

impl RequestError {
    /// For a field that the format does not have.
    pub(crate) fn format(field: &Field, format: Encoding) -> Self {
        let formats: Vec<&str> = field.formats.iter().map(|format| format.name()).collect();
        Self::Format {
            field: field.name,
            formats: formats.join(" and "),
            format,
        }
    }

    /// The field that is to blame, where it is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Value { field, .. } | Self::Unknown { found: field, .. } => Some(field),
            Self::Format { field, .. }
            | Self::Combination { field, .. }
            | Self::Twice { field, .. } => Some(field),
            Self::Length { .. } | Self::Text { .. } => None,
        }
    }
}

/// An error with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{error}", self.output_number().map_or_else(String::new, |number| format!("output {number}: ")))]
pub struct PlacedError {
    /// The names that lead there, and the numbers of entries of lists, counted from 0.
    pub path: Vec<String>,
    /// What is wrong there.
    pub error: RequestError,
}

impl PlacedError {
    /// An error at the end of a path.
    pub fn at(path: &[&str], error: RequestError) -> Self {
        Self {
            path: path.iter().map(|name| (*name).to_owned()).collect(),
            error,
        }
    }

    /// The same, seen from further out.
    #[must_use]
    pub fn within(mut self, outer: &[&str]) -> Self {
        let outer = outer.iter().map(|name| (*name).to_owned());
        self.path.splice(0..0, outer);
        self
    }

    /// The output, counted from 1, where the place is in one of a list.
    pub fn output_number(&self) -> Option<usize> {
        match &self.path[..] {
            [list, index, ..] if list == "outputs" => {
                index.parse::<usize>().ok().map(|index| index + 1)
            }
            _ => None,
        }
    }

    /// Names and values for programs, as `wit/resize.wit` has them for an error of kind `invalid-options`.
    pub fn details(&self) -> Vec<(String, String)> {
        let mut details = Vec::new();
        let mut detail = |name: &str, value: String| details.push((name.to_owned(), value));
        if let Some(number) = self.output_number() {
            detail("output", (number - 1).to_string());
        }
        if let Some(field) = self.error.field() {
            detail("field", field.to_owned());
        }
        if let RequestError::Text { line, column, .. } = self.error {
            detail("line", line.to_string());
            detail("column", column.to_string());
        }
        details
    }
}
