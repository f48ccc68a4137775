//! What can be wrong with a head.

use std::fmt::{Display, Formatter, Result};

/// Why there is no description of the image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The bytes end before what is needed.
    Truncated {
        /// Bytes from the beginning of the file that would have been enough to come further.
        needed: u64,
    },
    /// The file breaks a rule of its format. The text is a clause, such as *its iloc box ends too early*.
    Malformed(String),
    /// The image needs what is not read. The text is a noun phrase, such as *an overlay of several images (iovl)*.
    Unsupported(String),
    /// The file has more of something than is read. The text is a clause, such as *it has more than 4096 tiles*.
    TooLarge(String),
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::Truncated { needed } => write!(formatter, "at least {needed} bytes are needed"),
            Self::Malformed(problem) | Self::TooLarge(problem) => formatter.write_str(problem),
            Self::Unsupported(feature) => write!(formatter, "it uses {feature}"),
        }
    }
}

impl std::error::Error for Error {}

pub(crate) fn malformed(problem: impl Into<String>) -> Error {
    Error::Malformed(problem.into())
}

pub(crate) fn unsupported(feature: impl Into<String>) -> Error {
    Error::Unsupported(feature.into())
}

/// `things` is a plural such as *tiles*.
pub(crate) fn too_many(things: &str, most: usize) -> Error {
    Error::TooLarge(format!("it has more than {most} {things}"))
}
