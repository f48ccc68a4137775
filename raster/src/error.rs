//! What can be wrong with a header.

use std::fmt::{Display, Formatter, Result};

use crate::signature::VERSION;

/// What is wrong with a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The bytes end inside of the header, which needs at least so many.
    Truncated {
        /// In bytes, from the beginning.
        needed: u64,
    },
    /// It does not begin as a raster does.
    NoRaster,
    /// It has another version.
    Version(u16),
    /// A field has a value that makes no sense. The text is a clause, such as *its header says 3 bits per sample*.
    Malformed(String),
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::Truncated { needed } => {
                write!(formatter, "its header has at least {needed} bytes")
            }
            Self::NoRaster => formatter.write_str("it does not begin as a raster does"),
            Self::Version(version) => write!(
                formatter,
                "it has version {version}, and version {} is read",
                VERSION
            ),
            Self::Malformed(problem) => formatter.write_str(problem),
        }
    }
}

impl std::error::Error for Error {}
