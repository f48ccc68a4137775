//! What encoders give.

use std::fmt::Display;

use crate::contract::Error;
use crate::error;

/// An encoded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Encoded {
    pub(crate) data: Vec<u8>,
    /// The quality that was used, where the format has one.
    pub(crate) quality: Option<u8>,
}

/// An encoder writes into memory and was given a picture of the promised shape, so this does not happen for a
/// picture that the format can hold.
pub(super) fn refused(format: &str, reason: impl Display) -> Error {
    error::invalid_options(format!(
        "the output cannot be written as {format}: {reason}"
    ))
}
