//! Events of S3 that come by way of EventBridge.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html>

use serde_json::Value;

use super::field::{EventError, etag, key, optional, text, version};
use crate::upload::{Record, Sequencer, Upload};

pub(super) fn record(event: &Value) -> Result<Record, EventError> {
    let kind = text(event, "/detail-type", "such as \"Object Created\"")?;
    // What is restored from an archive can be read, as what is new.
    let is_readable = matches!(kind, "Object Created" | "Object Restore Completed");
    if !is_readable && kind != "Object Deleted" {
        return Ok(Record::Ignored {
            reason: kind.to_owned(),
        });
    }
    let upload = Upload {
        bucket: text(event, "/detail/bucket/name", "(a string)")?.to_owned(),
        // Unlike those of notifications, these keys are not encoded.
        key: key(text(event, "/detail/object/key", "(a string)")?)?,
        version: version(event, "/detail/object/version-id"),
        etag: etag(event, "/detail/object/etag"),
        sequencer: optional(event, "/detail/object/sequencer")
            .and_then(|text| Sequencer::new(&text)),
    };
    Ok(match is_readable {
        true => Record::Created(upload),
        false => Record::Removed(upload),
    })
}
