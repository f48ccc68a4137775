//! Records of S3's own notifications.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>

use serde_json::Value;

use super::field::{EventError, decode_key, etag, optional, text, unexpected, version};
use crate::upload::{Record, Sequencer, Upload};

/// Senders whose records have this shape. MinIO and servers that follow it name themselves.
/// <https://min.io/docs/minio/linux/administration/monitoring/bucket-notifications.html>
const SOURCES: [&str; 2] = ["aws:s3", "minio:s3"];
/// Names of events after which an object can be read: new ones, and ones that came back from an archive. The request for that is
/// `ObjectRestore:Post`.
const READABLE: [&str; 2] = ["ObjectCreated:", "ObjectRestore:Completed"];
/// Names of events after which an object may be gone.
const REMOVED: [&str; 2] = ["ObjectRemoved:", "LifecycleExpiration:"];

pub(super) fn record(record: &Value) -> Result<Record, EventError> {
    const SENDER: (&str, &str) = ("/eventSource", "\"aws:s3\" or \"minio:s3\"");
    if !SOURCES.contains(&text(record, SENDER.0, SENDER.1)?) {
        return Err(unexpected(record, SENDER.0, SENDER.1));
    }
    // S3 raises the second number when it adds fields and the first when it changes their meaning.
    let format = text(record, "/eventVersion", "2.x")?;
    if !format.starts_with("2.") {
        return Err(unexpected(record, "/eventVersion", "2.x"));
    }
    let name = text(record, "/eventName", "such as \"ObjectCreated:Put\"")?;
    // S3 leaves out the prefix that names have in its configuration, and other servers do not.
    let kind = name.strip_prefix("s3:").unwrap_or(name);
    let is_one_of = |kinds: &[&str]| kinds.iter().any(|prefix| kind.starts_with(prefix));
    let is_readable = is_one_of(&READABLE);
    if !is_readable && !is_one_of(&REMOVED) {
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
    Ok(match is_readable {
        true => Record::Created(upload),
        false => Record::Removed(upload),
    })
}
