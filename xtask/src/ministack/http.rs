//! Requests to the emulator. Plain HTTP without signatures, of which it checks none.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use ureq::http::StatusCode;

/// Larger than any photo and its thumbnail.
const BODY_LIMIT: u64 = 256 << 20;

/// Requests to the emulator.
pub(super) struct Http {
    agent: ureq::Agent,
    pub(super) url: String,
}

impl Http {
    pub(super) fn new(url: String) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        Self { agent, url }
    }

    pub(super) fn get(&self, path: &str) -> Result<(StatusCode, Vec<u8>)> {
        let url = format!("{}{path}", self.url);
        let mut answer = self.agent.get(&url).call().context(url)?;
        let body = answer
            .body_mut()
            .with_config()
            .limit(BODY_LIMIT)
            .read_to_vec()?;
        Ok((answer.status(), body))
    }

    pub(super) fn put(&self, path: &str, bytes: &[u8], content_type: &str) -> Result<()> {
        let url = format!("{}{path}", self.url);
        let request = self.agent.put(&url).content_type(content_type);
        let mut answer = request.send(bytes).with_context(|| url.clone())?;
        succeeded("PUT", &url, &mut answer)?;
        Ok(())
    }

    pub(super) fn delete(&self, path: &str) -> Result<()> {
        let url = format!("{}{path}", self.url);
        let mut answer = self
            .agent
            .delete(&url)
            .call()
            .with_context(|| url.clone())?;
        succeeded("DELETE", &url, &mut answer)?;
        Ok(())
    }

    pub(super) fn cloud_formation(&self, action: &str, fields: &[(&str, &str)]) -> Result<String> {
        let general = [
            ("Action", action),
            ("Version", "2010-05-15"),
            ("StackName", "thumbox"),
        ];
        let url = format!("{}/", self.url);
        let mut answer = self
            .agent
            .post(&url)
            .send_form(general.iter().chain(fields).copied())
            .with_context(|| format!("{action} at {url}"))?;
        succeeded(action, &url, &mut answer)
    }

    pub(super) fn logs(&self, action: &str, body: &Value) -> Result<Value> {
        self.json(&format!("Logs_20140328.{action}"), body)
    }

    pub(super) fn cloud_watch(&self, action: &str, body: &Value) -> Result<Value> {
        self.json(&format!("GraniteServiceVersion20100801.{action}"), body)
    }

    pub(super) fn queue(&self, action: &str, body: &Value) -> Result<Value> {
        self.json(&format!("AmazonSQS.{action}"), body)
    }

    fn json(&self, target: &str, body: &Value) -> Result<Value> {
        let url = format!("{}/", self.url);
        let header = [("X-Amz-Target", target)];
        self.post(&url, "application/x-amz-json-1.1", &header, body)
            .with_context(|| target.to_owned())
    }

    pub(super) fn post(
        &self,
        url: &str,
        content_type: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Result<Value> {
        let mut request = self.agent.post(url).content_type(content_type);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = request
            .send(body.to_string())
            .with_context(|| url.to_owned())?;
        let text = succeeded("POST", url, &mut answer)?;
        serde_json::from_str(&text).with_context(|| format!("the answer is {text}"))
    }
}

/// The body of an answer that says yes.
fn succeeded(
    action: &str,
    url: &str,
    answer: &mut ureq::http::Response<ureq::Body>,
) -> Result<String> {
    let text = answer.body_mut().read_to_string()?;
    match answer.status() {
        status if status.is_success() => Ok(text),
        status => bail!("{action} at {url} was answered with {status}: {text}"),
    }
}

/// A key as it stands in a URL: slashes stay, all that is not unreserved is percent-encoded.
pub(super) fn encode(key: &str) -> String {
    let mut path = String::new();
    for byte in key.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                path.push(char::from(byte));
            }
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_encoded() {
        assert_eq!(encode("summer 1+1/Zoë.jpg"), "summer%201%2B1/Zo%C3%AB.jpg");
    }
}
