//! Why there is no raster.

use std::fmt::{Display, Formatter, Result};

use codec::Kind;

/// Why there is no raster. The texts are sentences for people, but those of [`Error::Unsupported`] and [`Error::Malformed`],
/// which are what the sentence lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The image needs a feature that is not read: a noun phrase.
    Unsupported(String),
    /// The file breaks the rules of its format: a clause.
    Malformed(String),
    /// The file ends before the image does.
    Truncated(String),
    /// The image has more pixels or frames than a limit allows.
    TooLarge(String),
    /// So many bytes of memory could not be allocated.
    OutOfMemory(u64),
}

impl Error {
    /// What programs go by.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Unsupported(_) => Kind::UnsupportedFormat,
            Self::Malformed(_) => Kind::Malformed,
            Self::Truncated(_) => Kind::Truncated,
            Self::TooLarge(_) => Kind::TooLarge,
            Self::OutOfMemory(_) => Kind::LimitExceeded,
        }
    }

    /// [`Error::Malformed`], by a clause such as *its grid has no tiles*.
    pub fn malformed(problem: impl Into<String>) -> Self {
        Self::Malformed(problem.into())
    }

    /// [`Error::Unsupported`], by a noun phrase such as *an overlay*.
    pub fn unsupported(feature: impl Into<String>) -> Self {
        Self::Unsupported(feature.into())
    }
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::Unsupported(feature) => write!(
                formatter,
                "this image uses {feature}, which Thumbox does not read; save it again without"
            ),
            Self::Malformed(problem) => write!(formatter, "this image is damaged: {problem}"),
            Self::Truncated(message) | Self::TooLarge(message) => formatter.write_str(message),
            Self::OutOfMemory(bytes) => write!(
                formatter,
                "the image needs another {bytes} bytes of memory, which could not be allocated; use a smaller image"
            ),
        }
    }
}

impl From<Error> for codec::Error {
    fn from(error: Error) -> Self {
        Self {
            kind: error.kind(),
            message: error.to_string(),
            details: Vec::new(),
        }
    }
}

impl std::error::Error for Error {}
