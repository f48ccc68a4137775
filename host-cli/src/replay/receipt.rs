//! The receipt of a thumbnail in JSON: as `aws s3api head-object` prints it, or less of that.

use std::collections::BTreeMap;
use std::path::Path;

use host_lambda::marks;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::input;
use crate::reproduction::{Claim, receipt_failure};

/// Metadata has two kilobytes at the most.
const LARGEST: u64 = 1 << 20;

/// The receipt in this text, if it is JSON, or in the file of this name.
pub(super) fn read(given: &str) -> Result<Claim, Failure> {
    let text = match given.trim_start().starts_with('{') {
        true => given.as_bytes().to_vec(),
        false => input::read(Path::new(given), LARGEST).map_err(|failure| Failure {
            message: format!("{given}: {}", failure.message),
            ..failure
        })?,
    };
    let value: Value = serde_json::from_slice(&text).map_err(|error| {
        receipt_failure(format!(
            "expected JSON, as aws s3api head-object prints it: {error}"
        ))
    })?;
    let Value::Object(object) = value else {
        return Err(receipt_failure(
            "expected an object in JSON, as aws s3api head-object prints it".to_owned(),
        ));
    };
    Claim::of_metadata(&metadata(&object))
}

/// The metadata, whether it is inside of what S3 says or by itself.
fn metadata(object: &Map<String, Value>) -> BTreeMap<String, String> {
    let inside = object
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("metadata"))
        .and_then(|(_, value)| value.as_object());
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    inside
        .unwrap_or(object)
        .iter()
        .filter_map(|(name, value)| Some((full_name(name), text(value)?)))
        .collect()
}

/// The name as it is in metadata, of that in a header or of a short one.
fn full_name(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = name.strip_prefix("x-amz-meta-").unwrap_or(&name);
    let full = match name {
        "component" => marks::COMPONENT,
        "recipe" => marks::RECIPE,
        "source" | "source-sha256" => marks::SOURCE_SHA256,
        "source-bytes" => marks::SOURCE_BYTES,
        "receipt" => marks::RECEIPT,
        other => other,
    };
    full.to_owned()
}

#[cfg(test)]
mod tests {
    use recipe::Receipt;

    use super::*;

    #[test]
    fn a_receipt_is_understood_in_every_form() {
        let receipt = Receipt {
            component: "c".to_owned(),
            recipe: "r".to_owned(),
            source: "s".to_owned(),
        };
        let digest = receipt.digest();
        let long = format!(
            r#"{{"thumbox-component": "c", "thumbox-recipe": "r", "thumbox-source-sha256": "s",
                "thumbox-source-bytes": "7", "thumbox-receipt": "{digest}"}}"#
        );
        for text in [
            long.clone(),
            format!(r#" {{"ETag": "\"x\"", "ContentLength": 5, "Metadata": {long}}}"#),
            r#"{"component": "c", "recipe": "r", "source": "s", "source-bytes": 7}"#.to_owned(),
            r#"{"metadata": {"X-Amz-Meta-Thumbox-Component": "c", "x-amz-meta-thumbox-recipe": "r",
                "x-amz-meta-thumbox-source-sha256": "s", "x-amz-meta-thumbox-source-bytes": "7"}}"#
                .to_owned(),
        ] {
            let claim = read(&text).expect(&text);
            assert_eq!(claim.receipt, receipt, "{text}");
            assert_eq!(claim.source_bytes, Some(7), "{text}");
        }
    }

    #[test]
    fn what_is_no_receipt_is_refused() {
        let changed = r#"{"component": "c", "recipe": "r", "source": "s", "receipt": "0"}"#;
        for (text, told) in [
            ("{", "expected JSON"),
            ("{}", "has no thumbox-component"),
            (
                r#"{"Metadata": {"thumbox-failure": "malformed"}}"#,
                "a failure (malformed)",
            ),
            (changed, "somebody has changed the receipt"),
            (
                "no-such-file.json",
                "no-such-file.json: there is no such file",
            ),
            (
                r#"{"component": "c", "recipe": "r", "source": "s", "source-bytes": "many"}"#,
                "no number",
            ),
        ] {
            let failure = read(text).expect_err(text);
            assert!(
                failure.message.contains(told),
                "{text}: {}",
                failure.message
            );
        }
    }
}
