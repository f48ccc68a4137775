//! Records of S3's own notifications.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>

use serde_json::Value;

use super::field::{EventError, decode_key, etag, optional, text, unexpected, version};
use crate::upload::{Record, Sequencer, Upload};

/// Names of events after which an object may be gone.
const REMOVED: [&str; 2] = ["ObjectRemoved:", "LifecycleExpiration:"];

pub(super) fn record(record: &Value) -> Result<Record, EventError> {
    let source = text(record, "/eventSource", "\"aws:s3\"")?;
    if source != "aws:s3" {
        return Err(unexpected(record, "/eventSource", "\"aws:s3\""));
    }
    // S3 raises the second number when it adds fields and the first when it changes their meaning.
    let format = text(record, "/eventVersion", "2.x")?;
    if !format.starts_with("2.") {
        return Err(unexpected(record, "/eventVersion", "2.x"));
    }
    let name = text(record, "/eventName", "such as \"ObjectCreated:Put\"")?;
    let is_created = name.starts_with("ObjectCreated:");
    if !is_created && !REMOVED.iter().any(|prefix| name.starts_with(prefix)) {
        return Ok(Record::Ignored {
            reason: name.to_owned(),
        });
    }
    // The test event of Lambda's console has this time, and an ETag and a sequencer that no object has.
    let is_made_up = record["eventTime"] == "1970-01-01T00:00:00.000Z";
    let upload = Upload {
        bucket: text(record, "/s3/bucket/name", "(a string)")?.to_owned(),
        key: decode_key(text(record, "/s3/object/key", "(a string)")?)?,
        version: version(record, "/s3/object/versionId"),
        etag: etag(record, "/s3/object/eTag").filter(|_| !is_made_up),
        sequencer: optional(record, "/s3/object/sequencer")
            .filter(|_| !is_made_up)
            .and_then(|text| Sequencer::new(&text)),
    };
    Ok(match is_created {
        true => Record::Created(upload),
        false => Record::Removed(upload),
    })
}
