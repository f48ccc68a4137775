//! What invokes the function: JSON of any sender, or of somebody who pretends to be one.

use records::event::{Event, EventError, Reply, read};
use records::upload::{Record, Sequencer, Upload};
use serde_json::{Value, json};

/// Reads the event, and the same in envelopes.
///
/// # Panics
/// Where a promise of `records::event` is broken.
pub fn check(file: &[u8]) {
    let Ok(event) = serde_json::from_slice::<Value>(file) else {
        return;
    };
    let whole = read(&event);
    match &whole {
        Ok(whole) => check_event(file, whole),
        Err(error) => check_error(file, error),
    }
    for (envelope, expected) in envelopes(&event) {
        let inside = read(&envelope).expect("an envelope is always read");
        assert_eq!(inside.reply, expected);
        assert_eq!(inside.items.len(), 1);
        check_inside(&whole, &inside.items[0].records);
    }
}

/// An event makes no more work than its bytes account for.
fn check_event(file: &[u8], event: &Event) {
    let records = || event.items.iter().flat_map(|item| &item.records);
    let mut bytes: usize = event
        .items
        .iter()
        .map(|item| item.id.as_ref().map_or(0, String::len))
        .sum();
    for record in records() {
        match record {
            Ok(Record::Created(upload) | Record::Removed(upload)) => {
                check_upload(upload);
                // Escaped text is longer than what it stands for, and so is what has been escaped twice.
                bytes += upload.bucket.len() + upload.key.len();
            }
            Ok(Record::Ignored { reason }) => bytes += reason.len(),
            Err(error) => check_error(file, error),
        }
    }
    assert!(bytes <= file.len(), "{bytes} bytes of texts");
    // The shortest record is a digit, and there is a comma between two.
    assert!(records().count() <= file.len().div_ceil(2), "{event:?}");
    if let Some(recipe) = &event.recipe {
        assert_eq!(event.reply, Reply::Direct);
        assert_eq!(recipe.clone().completed().as_ref(), Ok(recipe));
    }
}

fn check_upload(upload: &Upload) {
    assert!((1..=1024).contains(&upload.key.len()), "{upload:?}");
    if let Some(version) = &upload.version {
        assert!(!version.is_empty() && version != "null", "{upload:?}");
    }
    if let Some(etag) = &upload.etag {
        assert!(!etag.starts_with('"') && !etag.ends_with('"'), "{upload:?}");
    }
    if let Some(sequencer) = &upload.sequencer {
        // It is written into metadata and read there.
        let text = sequencer.to_string();
        assert!(text.bytes().all(|digit| digit.is_ascii_hexdigit()));
        assert_eq!(Sequencer::new(&text).as_ref(), Some(sequencer));
    }
}

/// It goes to the log: a sentence, and what was found. That may be escaped in other ways than it was.
fn check_error(file: &[u8], error: &EventError) {
    let message = error.to_string();
    assert!(!message.is_empty());
    assert!(message.len() <= 600 + 6 * file.len(), "{message}");
}

/// The event as SNS sends it, and as messages of a queue.
fn envelopes(event: &Value) -> [(Value, Reply); 2] {
    let text = event.to_string();
    let notification = json!({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": text}}]});
    let message = json!({"Records": [{"eventSource": "aws:sqs", "messageId": "1", "body": text}]});
    [(notification, Reply::Summary), (message, Reply::Queue)]
}

/// An envelope changes nothing about what is inside.
fn check_inside(whole: &Result<Event, EventError>, inside: &[Result<Record, EventError>]) {
    let is_too_deep =
        |record: &Result<Record, EventError>| matches!(record, Err(EventError::TooDeep { .. }));
    match whole {
        Ok(whole) if whole.reply == Reply::Summary => {
            if inside.iter().any(is_too_deep) {
                return;
            }
            // What errors quote may be numbers, which are rounded when they are written.
            let known = |record: &Result<Record, EventError>| record.as_ref().ok().cloned();
            let without = whole.items.iter().flat_map(|item| &item.records);
            let without: Vec<_> = without.map(known).collect();
            let inside: Vec<_> = inside.iter().map(known).collect();
            assert_eq!(inside, without);
        }
        // Nobody sends these in envelopes.
        Ok(_) => {}
        Err(EventError::Unknown { .. }) => {
            assert!(inside.iter().all(Result::is_err), "{whole:?}: {inside:?}")
        }
        Err(_) => {}
    }
}
