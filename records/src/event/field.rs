//! Fields of an event, and what is said of those that are not as expected.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::upload::is_version;

/// An event, or a record of one, that is not as it is known here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// The whole event is something else.
    #[error(
        "expected an event of S3 (a notification, alone or from SNS, SQS or EventBridge), a task of S3 Batch Operations, or {{\"bucket\", \"key\"}}; found {found}"
    )]
    Unknown {
        /// What it is instead.
        found: String,
    },
    /// A record was sent by another service, or in a later version of the format.
    #[error("expected a record with {field} {expected}; found {found}")]
    Unexpected {
        /// Where in the record.
        field: &'static str,
        /// What should be there.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// A text that should be an event.
    #[error("expected an event as JSON in {field}; it cannot be read: {reason}")]
    NotJson {
        /// Where the text is.
        field: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Events in events.
    #[error("expected an event within at most {deepest} others; found it deeper")]
    TooDeep {
        /// How many there may be.
        deepest: u32,
    },
    /// A key that does not decode to UTF-8. S3 has no such keys.
    #[error("the key \"{key}\" is not UTF-8 once it is decoded")]
    Key {
        /// The key as it came.
        key: String,
    },
    /// A key that no object of S3 has.
    #[error("the key has {bytes} bytes; expected 1 to {LONGEST_KEY}, as keys of S3 have")]
    KeyLength {
        /// How many it has.
        bytes: usize,
    },
    /// A recipe for one call that cannot be read or carried out.
    #[error("the event's recipe is not valid: {0}")]
    Recipe(recipe::RecipeError),
}

/// S3 has no longer keys. What is done with a key is bounded by this: patterns are tried on it, paths are made of it.
const LONGEST_KEY: usize = 1024;

/// A key as it is.
pub(super) fn key(key: &str) -> Result<String, EventError> {
    match key.len() {
        1..=LONGEST_KEY => Ok(key.to_owned()),
        bytes => Err(EventError::KeyLength { bytes }),
    }
}

/// Keys come as in a form: a space is `+`, and whatever else is not plain is percent-encoded.
pub(super) fn decode_key(encoded: &str) -> Result<String, EventError> {
    let spaced = encoded.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(decoded) => key(&decoded),
        Err(_) => Err(EventError::Key {
            key: encoded.to_owned(),
        }),
    }
}

/// The text at a place.
pub(super) fn text<'a>(
    value: &'a Value,
    field: &'static str,
    expected: &'static str,
) -> Result<&'a str, EventError> {
    value
        .pointer(field)
        .and_then(Value::as_str)
        .ok_or_else(|| unexpected(value, field, expected))
}

/// The text at a place; `None` where there is nothing, or an empty text.
pub(super) fn optional(value: &Value, field: &str) -> Option<String> {
    let text = value.pointer(field)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// A version's name, where there is one.
pub(super) fn version(value: &Value, field: &str) -> Option<String> {
    optional(value, field).filter(|version| is_version(version))
}

/// An ETag without the quotes that some senders put around it.
pub(super) fn etag(value: &Value, field: &str) -> Option<String> {
    optional(value, field).map(|etag| etag.trim_matches('"').to_owned())
}

pub(super) fn unexpected(value: &Value, field: &'static str, expected: &'static str) -> EventError {
    EventError::Unexpected {
        field,
        expected,
        found: match value.pointer(field) {
            Some(value) => value.to_string(),
            None => format!("none in {}", outline(value)),
        },
    }
}

/// The outermost names of a value: enough to recognise what it is, without anything private in it.
pub(super) fn outline(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            if fields.is_empty() {
                return "an empty object".to_owned();
            }
            let mut names: Vec<&str> = fields.keys().map(String::as_str).collect();
            names.sort_unstable();
            format!("an object with [{}]", names.join(", "))
        }
        Value::Array(_) => "an array".to_owned(),
        Value::String(_) => "a string".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::Bool(_) => "a boolean".to_owned(),
        Value::Null => "nothing (null)".to_owned(),
    }
}
