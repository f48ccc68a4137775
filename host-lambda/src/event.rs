//! What S3 says about an upload, reduced to what the function needs to know.
//!
//! Events are read from plain JSON: a typed event refuses what it does not know without saying what it saw.

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// An object to make a thumbnail of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Job {
    /// The bucket that the upload went to.
    pub(crate) bucket: String,
    /// The key as the uploader wrote it, decoded.
    pub(crate) key: String,
}

/// What one record of an event asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Record {
    /// An object was created.
    Created(Job),
    /// There is nothing to do, and that is fine.
    Ignored {
        /// Why, for the log.
        reason: String,
    },
}

/// An event, or a record of one, that is not from S3 as it is known here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EventError {
    /// The whole event is something else.
    #[error("expected an S3 notification, an object with \"Records\"; found {found}")]
    NotANotification {
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
    /// A key that does not decode to UTF-8. S3 has no such keys.
    #[error("the key \"{key}\" is not UTF-8 once it is decoded")]
    Key {
        /// The key as it came.
        key: String,
    },
}

/// The records of an event. Each stands for itself, so that a bad one does not stop the others.
///
/// # Errors
/// Where the event as a whole is not a notification of S3.
pub(crate) fn records(event: &Value) -> Result<Vec<Result<Record, EventError>>, EventError> {
    if event["Event"] == "s3:TestEvent" {
        // Sent when notifications are configured. It has no records.
        return Ok(vec![Ok(Record::Ignored {
            reason: "s3:TestEvent".to_owned(),
        })]);
    }
    match event["Records"].as_array() {
        Some(list) => Ok(list.iter().map(record).collect()),
        None => Err(EventError::NotANotification {
            found: outline(event),
        }),
    }
}

fn record(record: &Value) -> Result<Record, EventError> {
    let source = text(record, "/eventSource", "\"aws:s3\"")?;
    if source != "aws:s3" {
        return Err(unexpected(record, "/eventSource", "\"aws:s3\""));
    }
    // S3 raises the second number when it adds fields and the first when it changes their meaning.
    let version = text(record, "/eventVersion", "2.x")?;
    if !version.starts_with("2.") {
        return Err(unexpected(record, "/eventVersion", "2.x"));
    }
    let name = text(record, "/eventName", "such as \"ObjectCreated:Put\"")?;
    if !name.starts_with("ObjectCreated:") {
        return Ok(Record::Ignored {
            reason: name.to_owned(),
        });
    }
    let bucket = text(record, "/s3/bucket/name", "(a text)")?.to_owned();
    let key = decode_key(text(record, "/s3/object/key", "(a text)")?)?;
    if key.ends_with('/') {
        return Ok(Record::Ignored {
            reason: format!("\"{key}\" is a folder"),
        });
    }
    Ok(Record::Created(Job { bucket, key }))
}

/// Keys come as in a form: a space is `+`, and whatever else is not plain is percent-encoded.
fn decode_key(encoded: &str) -> Result<String, EventError> {
    let spaced = encoded.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(key) => Ok(key.into_owned()),
        Err(_) => Err(EventError::Key {
            key: encoded.to_owned(),
        }),
    }
}

fn text<'a>(
    record: &'a Value,
    field: &'static str,
    expected: &'static str,
) -> Result<&'a str, EventError> {
    record
        .pointer(field)
        .and_then(Value::as_str)
        .ok_or_else(|| unexpected(record, field, expected))
}

fn unexpected(record: &Value, field: &'static str, expected: &'static str) -> EventError {
    EventError::Unexpected {
        field,
        expected,
        found: match record.pointer(field) {
            Some(value) => value.to_string(),
            None => format!("none in {}", outline(record)),
        },
    }
}

/// The outermost names of a value: enough to recognise what it is, without anything private in it.
fn outline(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut names: Vec<&str> = fields.keys().map(String::as_str).collect();
            names.sort_unstable();
            format!("an object with [{}]", names.join(", "))
        }
        Value::Array(_) => "a list".to_owned(),
        Value::String(_) => "a text".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::Bool(_) => "a truth value".to_owned(),
        Value::Null => "nothing (null)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn created(key: &str) -> Value {
        json!({
            "eventVersion": "2.6", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": "images"}, "object": {"key": key, "size": 5}},
        })
    }

    /// A created record with one field set to something else.
    fn changed(field: &str, value: Value) -> Value {
        let mut record = created("a.jpg");
        *record.pointer_mut(field).unwrap() = value;
        record
    }

    #[test]
    fn keys_are_decoded() {
        let rows = [
            ("a.jpg", "a.jpg"),
            ("summer+1%2B1/Zo%C3%AB.jpg", "summer 1+1/Zoë.jpg"),
            ("100%25.jpg", "100%.jpg"),
            ("%252F.jpg", "%2F.jpg"),
            ("a%20b.jpg", "a b.jpg"),
            ("%E6%97%A5%E6%9C%AC.png", "日本.png"),
        ];
        for (encoded, key) in rows {
            let job = Job {
                bucket: "images".to_owned(),
                key: key.to_owned(),
            };
            assert_eq!(
                record(&created(encoded)),
                Ok(Record::Created(job)),
                "{encoded}"
            );
        }
        assert_eq!(
            record(&created("%FF.jpg")).unwrap_err().to_string(),
            "the key \"%FF.jpg\" is not UTF-8 once it is decoded"
        );
    }

    #[test]
    fn records_that_ask_for_nothing() {
        let rows = [
            (
                changed("/eventName", json!("ObjectRemoved:Delete")),
                "ObjectRemoved:Delete",
            ),
            (
                changed("/eventName", json!("ObjectTagging:Put")),
                "ObjectTagging:Put",
            ),
            (created("holiday/"), "\"holiday/\" is a folder"),
        ];
        for (value, reason) in rows {
            let reason = reason.to_owned();
            assert_eq!(record(&value), Ok(Record::Ignored { reason }), "{value}");
        }
    }

    #[test]
    fn records_that_are_something_else_say_what_they_are() {
        let rows = [
            (
                changed("/eventSource", json!("aws:sqs")),
                "expected a record with /eventSource \"aws:s3\"; found \"aws:sqs\"",
            ),
            (
                changed("/eventVersion", json!("3.0")),
                "expected a record with /eventVersion 2.x; found \"3.0\"",
            ),
            (
                changed("/s3/object/key", json!(7)),
                "expected a record with /s3/object/key (a text); found 7",
            ),
            (
                json!({"EventSource": "aws:sns", "Sns": {}}),
                "expected a record with /eventSource \"aws:s3\"; found none in an object with [EventSource, Sns]",
            ),
        ];
        for (value, message) in rows {
            assert_eq!(record(&value).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn every_minor_version_is_read() {
        for version in ["2.0", "2.1", "2.6", "2.17"] {
            let value = changed("/eventVersion", json!(version));
            assert!(
                matches!(record(&value), Ok(Record::Created(_))),
                "{version}"
            );
        }
    }

    #[test]
    fn a_bad_record_leaves_the_others_alone() {
        let event = json!({"Records": [created("a.jpg"), {}, created("b.jpg")]});
        let found: Vec<bool> = records(&event).unwrap().iter().map(Result::is_ok).collect();
        assert_eq!(found, [true, false, true]);
    }

    #[test]
    fn the_test_event_is_acknowledged() {
        let event = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "images"});
        let reason = "s3:TestEvent".to_owned();
        assert_eq!(records(&event), Ok(vec![Ok(Record::Ignored { reason })]));
    }

    #[test]
    fn other_events_say_what_they_are() {
        let rows = [
            (
                json!({"source": "aws.s3", "detail": {}}),
                "an object with [detail, source]",
            ),
            (json!([1]), "a list"),
            (json!(null), "nothing (null)"),
            (json!({"Records": "none"}), "an object with [Records]"),
        ];
        for (event, found) in rows {
            let message =
                format!("expected an S3 notification, an object with \"Records\"; found {found}");
            assert_eq!(records(&event).unwrap_err().to_string(), message);
        }
    }
}
