//! Why there is no thumbnail, in the words that the page shows.

use recipe::MAX_TIME;

use crate::answer::Reason;
use crate::form::FormError;

/// Why there is no thumbnail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// A stable tag: one of the component's (`malformed`, ...) or of the host's.
    pub kind: String,
    /// A sentence for people.
    pub message: String,
    /// The form's field that is to blame.
    pub field: Option<&'static str>,
}

impl Failure {
    /// The component or the Worker reported an error.
    pub fn reported(Reason { tag, message }: Reason) -> Self {
        match tag.as_str() {
            "trap" => Self::new(
                &tag,
                format!(
                    "the component stopped unexpectedly ({message}); this is a bug, please report it with the image"
                ),
            ),
            _ => Self::new(&tag, message),
        }
    }

    /// The picture took too long.
    pub fn deadline() -> Self {
        Self::new(
            "deadline",
            format!(
                "resizing was stopped after the {} s allowed; use a smaller image",
                MAX_TIME.as_secs()
            ),
        )
    }

    /// The browser could not read the photo, or there was none to read.
    pub fn unreadable(name: &str, reason: &str) -> Self {
        Self::new("unreadable", format!("{name} could not be read: {reason}"))
    }

    /// The file is larger than the page takes.
    pub fn file_too_large(bytes: f64, limit: u64) -> Self {
        Self::new(
            "too-large",
            format!("the file has {bytes} bytes; the limit is {limit} bytes"),
        )
    }

    /// The Worker or the component could not be started.
    pub fn unavailable(reason: &str) -> Self {
        Self::new(
            "unavailable",
            format!(
                "the component could not be started: {reason}; reload the page, or use a current browser"
            ),
        )
    }

    fn new(kind: &str, message: String) -> Self {
        Self {
            kind: kind.to_owned(),
            message,
            field: None,
        }
    }
}

/// The form asks for something impossible, which is what the component calls `invalid-options`.
impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        Self {
            field: error.field(),
            ..Self::new("invalid-options", error.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(tag: &str, message: &str) -> Reason {
        Reason {
            tag: tag.to_owned(),
            message: message.to_owned(),
        }
    }

    #[test]
    fn the_components_words_are_shown_as_they_are() {
        let failure = Failure::reported(reason("malformed", "a table is missing"));
        assert_eq!(failure.kind, "malformed");
        assert_eq!(failure.message, "a table is missing");
    }

    #[test]
    fn a_trap_is_explained() {
        let failure = Failure::reported(reason("trap", "RuntimeError: unreachable"));
        assert_eq!(
            failure.message,
            "the component stopped unexpectedly (RuntimeError: unreachable); this is a bug, please report it with the image"
        );
    }

    #[test]
    fn numbers_in_messages_are_whole() {
        assert_eq!(
            Failure::file_too_large(536870913.0, 268_435_456).message,
            "the file has 536870913 bytes; the limit is 268435456 bytes"
        );
    }
}
