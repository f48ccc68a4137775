//! Events as S3 sends them.

use serde_json::{Value, json};

/// What S3 sends for uploads into `images`. Keys are as S3 encodes them.
pub(crate) fn uploads(keys: &[&str]) -> Value {
    let record = |key: &&str| {
        json!({
            "eventVersion": "2.6",
            "eventSource": "aws:s3",
            "awsRegion": "us-east-1",
            "eventTime": "2026-11-22T10:00:00.000Z",
            "eventName": "ObjectCreated:Put",
            "s3": {
                "s3SchemaVersion": "1.0",
                "bucket": {"name": "images", "arn": "arn:aws:s3:::images"},
                "object": {"key": key, "size": 1024, "sequencer": "0055AED6DCD90281E5"},
            },
        })
    };
    json!({"Records": keys.iter().map(record).collect::<Vec<_>>()})
}
