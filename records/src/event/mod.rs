//! What invokes the function, reduced to what it needs to know.
//!
//! Events are read from plain JSON: a typed event refuses what it does not know without saying what it saw.

mod batch;
mod direct;
mod eventbridge;
mod field;
mod notification;
mod seaweedfs;
mod shape;

use serde_json::Value;

use crate::upload::Record;

pub use self::field::EventError;
use self::field::{outline, text};
pub use self::shape::{Event, Item, Reply};

/// SNS in SQS, and one more.
const DEEPEST: u32 = 3;

/// Reads an event of any sender.
///
/// # Errors
/// Where the event as a whole is of no known shape.
pub fn read(event: &Value) -> Result<Event, EventError> {
    if event.get("tasks").is_some() && event.get("invocationSchemaVersion").is_some() {
        return batch::read(event);
    }
    if event.get("bucket").is_some() && event.get("key").is_some() {
        return direct::read(event);
    }
    if event["Records"][0]["eventSource"] == "aws:sqs" {
        return Ok(queue(event));
    }
    Ok(Event {
        items: vec![Item {
            id: None,
            records: records(event, 0)?,
        }],
        reply: Reply::Summary,
        recipe: None,
        recipe_name: None,
    })
}

/// The messages of a queue.
fn queue(event: &Value) -> Event {
    let messages = event["Records"].as_array().into_iter().flatten();
    let item = |message: &Value| Item {
        id: message["messageId"].as_str().map(str::to_owned),
        records: match nested_event(message, "/body", 1) {
            Ok(records) => records,
            Err(error) => vec![Err(error)],
        },
    };
    Event {
        items: messages.map(item).collect(),
        reply: Reply::Queue,
        recipe: None,
        recipe_name: None,
    }
}

/// What an event says that may be the content of another one. `depth` counts those around it.
fn records(event: &Value, depth: u32) -> Result<Vec<Result<Record, EventError>>, EventError> {
    if event["Event"] == "s3:TestEvent" {
        // Sent when notifications are configured. It has no records.
        let reason = "s3:TestEvent".to_owned();
        return Ok(vec![Ok(Record::Ignored { reason })]);
    }
    if event["source"] == "aws.s3" && event.get("detail-type").is_some() {
        return Ok(vec![eventbridge::record(event)]);
    }
    if event["Type"] == "Notification" {
        return nested_event(event, "/Message", depth + 1);
    }
    if seaweedfs::is_event(event) {
        return Ok(vec![seaweedfs::record(event)]);
    }
    let Some(list) = event["Records"].as_array() else {
        return Err(EventError::Unknown {
            found: outline(event),
        });
    };
    let of_one = |record: &Value| {
        if record["EventSource"] != "aws:sns" {
            return vec![notification::record(record)];
        }
        nested_event(record, "/Sns/Message", depth + 1).unwrap_or_else(|error| vec![Err(error)])
    };
    Ok(list.iter().flat_map(of_one).collect())
}

/// The event that a text field has in it.
fn nested_event(
    envelope: &Value,
    field: &'static str,
    depth: u32,
) -> Result<Vec<Result<Record, EventError>>, EventError> {
    if depth > DEEPEST {
        return Err(EventError::TooDeep { deepest: DEEPEST });
    }
    let content = text(envelope, field, "(a string)")?;
    match serde_json::from_str(content) {
        Ok(event) => records(&event, depth),
        Err(error) => Err(EventError::NotJson {
            field,
            reason: error.to_string(),
        }),
    }
}

#[cfg(test)]
mod tests;
