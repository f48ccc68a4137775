//! Uploads on the S3 server, the events that tell of them, and what was made.

use std::path::Path;

use anyhow::{Context, Result};
use local_aws::SeaweedFs;
use serde_json::{Value, json};
use tools::process::read;

use super::programs::{Programs, Which};

/// Copies of a picture in the bucket of each function. There is one for each event, because ours skips what it has
/// done.
pub(super) struct Uploads {
    prefix: &'static str,
    bytes: u64,
    etag: String,
}

impl Uploads {
    /// Uploads so many copies for each function, under keys that begin with `prefix`.
    ///
    /// # Errors
    /// Where the server refuses.
    pub(super) fn put(
        programs: &Programs,
        store: &SeaweedFs,
        prefix: &'static str,
        count: usize,
        file: &Path,
    ) -> Result<Self> {
        let mut etag = String::new();
        for which in Which::ALL {
            let mut script = script(programs, store);
            script
                .args(["put", which.bucket(), prefix, &count.to_string()])
                .arg(file);
            etag = read(&mut script)?.trim().to_owned();
        }
        Ok(Self {
            prefix,
            bytes: file.metadata()?.len(),
            etag,
        })
    }

    /// What S3 says of one of them.
    pub(super) fn event(&self, which: Which, number: usize) -> Value {
        let bucket = which.bucket();
        json!({"Records": [{
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": "us-east-1",
            "eventTime": "2026-11-22T10:00:00.000Z",
            "eventName": "ObjectCreated:Put",
            "s3": {
                "s3SchemaVersion": "1.0",
                "bucket": {"name": bucket, "arn": format!("arn:aws:s3:::{bucket}")},
                "object": {
                    "key": self.key(number),
                    "size": self.bytes,
                    "eTag": self.etag,
                    "sequencer": format!("{:018X}", number + 1),
                },
            },
        }]})
    }

    /// What was made of one of them.
    ///
    /// # Errors
    /// Where nothing was.
    pub(super) fn thumbnail(
        &self,
        programs: &Programs,
        store: &SeaweedFs,
        which: Which,
        number: usize,
    ) -> Result<Thumbnail> {
        let mut script = script(programs, store);
        script.args(["thumbnail", which.bucket(), &self.key(number)]);
        let text = read(&mut script)?;
        let picture: Value = serde_json::from_str(&text)?;
        let number = |name: &str| picture[name].as_u64().context(text.clone());
        Ok(Thumbnail {
            width: number("width")?,
            height: number("height")?,
            bytes: number("bytes")?,
        })
    }

    fn key(&self, number: usize) -> String {
        format!("{}-{number}.jpg", self.prefix)
    }
}

/// A thumbnail that was made.
#[derive(Clone, Copy)]
pub(super) struct Thumbnail {
    pub(super) width: u64,
    pub(super) height: u64,
    pub(super) bytes: u64,
}

fn script(programs: &Programs, store: &SeaweedFs) -> std::process::Command {
    let mut script = programs.script("objects.py");
    script
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .envs(store.variables());
    script
}
