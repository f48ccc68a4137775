//! Why a source cannot be used for a request.

use std::fmt::{Display, Formatter, Result};

/// Why a source cannot be used for a request. The texts are sentences for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The source has more pixels, frames or bytes than a limit allows.
    TooLarge(String),
    /// An output does not suit the source.
    InvalidOptions(String),
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::TooLarge(message) | Self::InvalidOptions(message) => formatter.write_str(message),
        }
    }
}

impl std::error::Error for Error {}
