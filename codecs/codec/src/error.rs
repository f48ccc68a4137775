//! Errors, in the words of the resize component.

use std::fmt::{Display, Formatter, Result};

use request::PlacedError;

/// Why there is no raster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What programs go by.
    pub kind: Kind,
    /// A sentence for people: what was found, what was expected, what to do.
    pub message: String,
    /// Names and values for programs.
    pub details: Vec<(String, String)>,
}

/// The kinds of `wit/resize.wit` that a codec has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The image is in another format, or has a feature that is not read.
    UnsupportedFormat,
    /// The image breaks the rules of its format.
    Malformed,
    /// The file ends before the image does.
    Truncated,
    /// The image has more pixels or bytes than a limit allows.
    TooLarge,
    /// The request asks for something that cannot be done.
    InvalidOptions,
    /// The memory that the image needs could not be allocated.
    LimitExceeded,
}

impl Kind {
    /// The word of `wit/resize.wit`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::UnsupportedFormat => "unsupported-format",
            Self::Malformed => "malformed",
            Self::Truncated => "truncated",
            Self::TooLarge => "too-large",
            Self::InvalidOptions => "invalid-options",
            Self::LimitExceeded => "limit-exceeded",
        }
    }
}

impl Error {
    fn new(kind: Kind, message: String) -> Self {
        Self {
            kind,
            message,
            details: Vec::new(),
        }
    }

    /// For a file of another format than the codec's, which `format` names.
    #[must_use]
    pub fn other_format(format: &str) -> Self {
        let message = format!("this is no {format} file, which is all that this codec decodes");
        Self::new(Kind::UnsupportedFormat, message)
    }

    /// `feature` is a noun phrase such as "a black channel".
    #[must_use]
    pub fn unsupported(format: &str, feature: &str) -> Self {
        let message = format!(
            "this {format} image uses {feature}, which Thumbox does not read; save it again without"
        );
        Self::new(Kind::UnsupportedFormat, message)
    }

    /// `problem` is a clause such as "its header says a width of 0".
    #[must_use]
    pub fn malformed(format: &str, problem: &str) -> Self {
        let message = format!("this {format} image is damaged: {problem}");
        Self::new(Kind::Malformed, message)
    }

    /// For a file of `length` bytes.
    #[must_use]
    pub fn truncated(format: &str, length: usize) -> Self {
        let message =
            format!("the {format} file ends after {length} bytes, before its image is complete");
        Self::new(Kind::Truncated, message)
    }

    /// `problem` is a clause such as "it has 5000 layers, and 1000 are allowed".
    #[must_use]
    pub fn too_large(format: &str, problem: &str) -> Self {
        let message = format!("this {format} image would take too much work: {problem}");
        Self::new(Kind::TooLarge, message)
    }

    /// `bytes` could not be allocated; `None` where the decoder does not say how many.
    #[must_use]
    pub fn out_of_memory(bytes: Option<u64>) -> Self {
        let more = match bytes {
            Some(bytes) => format!("another {bytes} bytes of"),
            None => "more".to_owned(),
        };
        let message = format!(
            "the image needs {more} memory, which could not be allocated; use a smaller image"
        );
        Self::new(Kind::LimitExceeded, message)
    }
}

impl From<plan::Error> for Error {
    fn from(error: plan::Error) -> Self {
        match error {
            plan::Error::TooLarge(message) => Self::new(Kind::TooLarge, message),
            plan::Error::InvalidOptions(message) => Self::new(Kind::InvalidOptions, message),
        }
    }
}

impl From<PlacedError> for Error {
    fn from(placed: PlacedError) -> Self {
        Self {
            kind: Kind::InvalidOptions,
            message: placed.to_string(),
            details: placed.details(),
        }
    }
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        write!(formatter, "{}: {}", self.kind.word(), self.message)
    }
}

impl std::error::Error for Error {}
