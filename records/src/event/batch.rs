//! Tasks of S3 Batch Operations.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html>

use serde_json::Value;

use super::field::{EventError, decode_key, optional, text, unexpected, version};
use super::shape::{Event, Item, Reply};
use crate::upload::{Record, Upload};

pub(super) fn read(event: &Value) -> Result<Event, EventError> {
    const SCHEMA: (&str, &str) = ("/invocationSchemaVersion", "\"1.0\" or \"2.0\"");
    let schema = text(event, SCHEMA.0, SCHEMA.1)?;
    if !matches!(schema, "1.0" | "2.0") {
        return Err(unexpected(event, SCHEMA.0, SCHEMA.1));
    }
    let tasks = event["tasks"]
        .as_array()
        .ok_or_else(|| unexpected(event, "/tasks", "(an array)"))?;
    let item = |task: &Value| Item {
        id: optional(task, "/taskId"),
        records: vec![record(task)],
    };
    Ok(Event {
        items: tasks.iter().map(item).collect(),
        reply: Reply::Batch {
            schema: schema.to_owned(),
            invocation: optional(event, "/invocationId").unwrap_or_default(),
        },
        recipe: None,
        // A job says more to other functions, so nothing else is refused.
        recipe_name: optional(event, "/job/userArguments/recipe"),
    })
}

fn record(task: &Value) -> Result<Record, EventError> {
    // Schema 2.0 has the name, and 1.0 the ARN: arn:aws:s3:::name.
    let bucket = match optional(task, "/s3Bucket") {
        Some(bucket) => bucket,
        None => {
            let arn = text(task, "/s3BucketArn", "such as \"arn:aws:s3:::images\"")?;
            arn.rsplit(':').next().unwrap_or(arn).to_owned()
        }
    };
    Ok(Record::Created(Upload {
        bucket,
        key: decode_key(text(task, "/s3Key", "(a string)")?)?,
        version: version(task, "/s3VersionId"),
        etag: None,
        sequencer: None,
    }))
}
