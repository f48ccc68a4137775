//! What can be wrong with a head.

use std::fmt::{Display, Formatter, Result};

/// What is wrong with a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The bytes end inside of the head, which needs at least so many.
    Truncated {
        /// In bytes, from the beginning of the file.
        needed: u64,
    },
    /// It does not begin as JPEG XL does.
    NotJxl,
    /// It breaks a rule. The text is a clause, such as *its parts are out of order*.
    Malformed(String),
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::Truncated { needed } => {
                write!(formatter, "its header has at least {needed} bytes")
            }
            Self::NotJxl => formatter.write_str("it does not begin as JPEG XL does"),
            Self::Malformed(problem) => formatter.write_str(problem),
        }
    }
}

impl std::error::Error for Error {}
