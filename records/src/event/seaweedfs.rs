//! Events of SeaweedFS's filer, as its webhook sends them. They are about files: a bucket is a folder, and a key a path in it.
//! <https://github.com/seaweedfs/seaweedfs/wiki/Filer-Notification-Webhook>

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::field::{EventError, key, text, unexpected};
use crate::upload::{Record, Upload};

/// The folder of all buckets.
const BUCKETS: &str = "/buckets/";
/// Folders in a bucket that are no uploads: parts of an upload that is not complete, and versions before the present one.
const INTERNAL: [&str; 2] = [".uploads/", ".versions/"];

/// Whether an event has this shape.
pub(super) fn is_event(event: &Value) -> bool {
    event["event_type"].is_string() && event["message"].is_object() && event["key"].is_string()
}

pub(super) fn record(event: &Value) -> Result<Record, EventError> {
    let kind = text(event, "/event_type", "such as \"create\"")?;
    let entry = match kind {
        "create" | "update" => &event["message"]["new_entry"],
        "delete" => &event["message"]["old_entry"],
        _ => return Ok(ignored(kind)),
    };
    let path = text(event, "/key", "(a string)")?;
    if entry["is_directory"] == true {
        return Ok(ignored("a folder"));
    }
    let in_bucket = path
        .strip_prefix(BUCKETS)
        .and_then(|path| path.split_once('/'));
    let Some((bucket, path)) = in_bucket else {
        return Err(unexpected(
            event,
            "/key",
            "that begins with /buckets/ and a bucket",
        ));
    };
    let is_internal =
        |folder: &&str| path.starts_with(folder) || path.contains(&format!("/{folder}"));
    if bucket.starts_with('.') || INTERNAL.iter().any(is_internal) {
        return Ok(ignored("a file of SeaweedFS's own"));
    }
    let upload = Upload {
        bucket: bucket.to_owned(),
        key: key(path)?,
        // What is deleted has the ETag that it had.
        etag: etag(entry).filter(|_| kind != "delete"),
        ..Upload::default()
    };
    Ok(match kind {
        "delete" => Record::Removed(upload),
        _ => Record::Created(upload),
    })
}

/// The ETag that the S3 side says of a file.
fn etag(entry: &Value) -> Option<String> {
    let encoded = entry["extended"]["Seaweed-X-Amz-ETag"].as_str()?;
    let etag = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let etag = etag.trim_matches('"');
    (!etag.is_empty()).then(|| etag.to_owned())
}

fn ignored(what: &str) -> Record {
    Record::Ignored {
        reason: format!("SeaweedFS: {what}"),
    }
}
