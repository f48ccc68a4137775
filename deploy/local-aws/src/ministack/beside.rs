//! What a test has beside the stack: buckets of its own that tell the function of uploads, and a queue that gets its notices.

use std::fs;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::Cloud;

impl Cloud {
    /// Writes an object, with metadata, into any bucket.
    ///
    /// # Errors
    /// Where it is refused.
    pub fn put_with_metadata(
        &self,
        bucket: &str,
        key: &str,
        bytes: &[u8],
        metadata: &[(&str, &str)],
    ) -> Result<()> {
        let file = self.folder.join("uploaded");
        fs::write(&file, bytes)?;
        let request = json!(["put", bucket, key, file, "image/jpeg", metadata]);
        self.ask(request).map(drop)
    }

    /// Has a bucket tell the function's alias of its uploads, as docs/deploy.md does with an existing bucket.
    ///
    /// # Errors
    /// Where it is refused.
    pub fn tell_function(&self, bucket: &str) -> Result<()> {
        self.ask(json!(["tell_function", bucket])).map(drop)
    }

    /// The header `Cache-Control` of an object; empty where it has none.
    ///
    /// # Errors
    /// Where there is no such object.
    pub fn cache_control(&self, bucket: &str, key: &str) -> Result<String> {
        let header = self.ask(json!(["cache_control", bucket, key]))?;
        Ok(serde_json::from_value(header)?)
    }

    /// The ARN of a topic of this name, whether there is one or not.
    pub fn topic(name: &str) -> String {
        super::arn("sns", name)
    }

    /// The ARN of the account's own bus.
    pub fn bus() -> String {
        super::arn("events", "event-bus/default")
    }

    /// Creates a topic of this name, and a queue that gets what is sent to it, and what Thumbox sends to the bus.
    ///
    /// # Errors
    /// Where it is refused.
    pub fn listen(&self, name: &str) -> Result<()> {
        self.ask(json!(["listen", name])).map(drop)
    }

    /// Waits for the next message of that queue, and takes it out.
    ///
    /// # Errors
    /// Where there is none after `limit`; the message has the function's log.
    pub fn heard(&self, name: &str, limit: Duration) -> Result<Value> {
        let message = self.ask(json!(["heard", name, limit.as_secs_f64()]))?;
        ensure!(
            !message.is_null(),
            "no notice after {} s\nthe function's log:\n{}",
            limit.as_secs(),
            self.function_log()?
        );
        Ok(message)
    }
}
