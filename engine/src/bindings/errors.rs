//! What went wrong inside the component.

use super::exports::thumbox::resize::resizer as wit;
use crate::contract::shortened;
use crate::error::{Error, ImageErrorKind};

/// The detail of `truncated` that says with how many bytes to ask next.
const NEEDED: &str = "needed";

impl From<wit::Error> for Error {
    fn from(error: wit::Error) -> Self {
        let Some(kind) = ImageErrorKind::of(&error.kind) else {
            return Self::InvalidResult {
                reason: format!("an error of the kind {:?}", shortened(error.kind)),
            };
        };
        let needed = error.details.iter().find(|(name, _)| name == NEEDED);
        Self::Image {
            kind,
            message: shortened(error.message),
            needed: needed.and_then(|(_, length)| length.parse().ok()),
        }
    }
}
