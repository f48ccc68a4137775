//! What went wrong inside the component.

use super::codec::exports::thumbox::resize::decoder;
use super::exports::thumbox::resize::resizer;
use crate::contract::shortened;
use crate::error::{Error, ImageErrorKind};

/// The detail of `truncated` that says with how many bytes to ask next.
const NEEDED: &str = "needed";

impl From<resizer::Error> for Error {
    fn from(error: resizer::Error) -> Self {
        of_words(error.kind, error.message, &error.details)
    }
}

impl From<decoder::Error> for Error {
    fn from(error: decoder::Error) -> Self {
        of_words(error.kind, error.message, &error.details)
    }
}

fn of_words(kind: String, message: String, details: &[(String, String)]) -> Error {
    let Some(known) = ImageErrorKind::of(&kind) else {
        return Error::InvalidResult {
            reason: format!("an error of the kind {:?}", shortened(kind)),
        };
    };
    let needed = details.iter().find(|(name, _)| name == NEEDED);
    Error::Image {
        kind: known,
        message: shortened(message),
        needed: needed.and_then(|(_, length)| length.parse().ok()),
    }
}
