//! What a result is said to be made of: by a note, by the metadata of an object, or by a receipt that somebody pastes.

use std::collections::BTreeMap;

use recipe::Receipt;
use serde_json::{Map, Value};

use crate::{Note, ObjectNote, OutputRecipe, provenance};

/// What a result is said to be made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The digests of the parts.
    pub receipt: Receipt,
    /// How many bytes of the picture, from its start, it was made of; all, where nothing is said.
    pub source_bytes: Option<u64>,
    /// SHA-256 of the result, where that was noted.
    pub result: Option<String>,
    /// What was made, where that was noted.
    pub made: Option<OutputRecipe>,
}

/// Why there is no claim.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// The text is no JSON.
    #[error("expected JSON, as aws s3api head-object prints it: {reason}")]
    NotJson {
        /// What is wrong with it, and where.
        reason: String,
    },
    /// The JSON is a list, a number or the like.
    #[error("expected an object in JSON, as aws s3api head-object prints it")]
    NoObject,
    /// The object describes why there is no result.
    #[error("this describes a failure ({kind}), not a thumbnail")]
    Failure {
        /// The kind of failure.
        kind: String,
    },
    /// A part of the receipt is missing.
    #[error("the receipt has no {name}")]
    Missing {
        /// Its name in metadata.
        name: &'static str,
    },
    /// The parts do not belong together.
    #[error(
        "{} is not the digest of the other parts, so somebody has changed the receipt",
        provenance::RECEIPT
    )]
    Changed,
    /// The number of bytes is none.
    #[error("{} is not a number of bytes", provenance::SOURCE_BYTES)]
    Bytes,
}

impl From<&Note> for Claim {
    fn from(note: &Note) -> Self {
        Self {
            receipt: note.receipt(),
            source_bytes: None,
            result: Some(note.facts.sha256.clone()),
            made: Some(note.made.clone()),
        }
    }
}

impl Claim {
    /// Of what `thumbox invoke` has noted about an object.
    ///
    /// # Errors
    /// As those of [`Claim::of_metadata`].
    pub fn of_object(note: &ObjectNote) -> Result<Self, ClaimError> {
        Ok(Self {
            result: note.sha256().map(str::to_owned),
            ..Self::of_metadata(&note.metadata)?
        })
    }

    /// Of the metadata of an object, with names in lower case.
    ///
    /// # Errors
    /// Where it has no receipt, or somebody has changed that.
    pub fn of_metadata(metadata: &BTreeMap<String, String>) -> Result<Self, ClaimError> {
        if let Some(kind) = metadata.get(provenance::FAILURE) {
            return Err(ClaimError::Failure { kind: kind.clone() });
        }
        let text = |name: &'static str| {
            let missing = || ClaimError::Missing { name };
            metadata.get(name).cloned().ok_or_else(missing)
        };
        let receipt = Receipt {
            component: text(provenance::COMPONENT)?,
            recipe: text(provenance::RECIPE)?,
            source: text(provenance::SOURCE_SHA256)?,
            codec: metadata.get(provenance::CODEC).cloned(),
        };
        // People may leave it out, but not change the others beside it.
        if provenance::is_changed(metadata, &receipt) {
            return Err(ClaimError::Changed);
        }
        let bytes = metadata
            .get(provenance::SOURCE_BYTES)
            .map(|text| text.parse());
        Ok(Self {
            receipt,
            source_bytes: bytes.transpose().map_err(|_| ClaimError::Bytes)?,
            result: None,
            made: None,
        })
    }

    /// Of a receipt in JSON: as `aws s3api head-object` prints it, or less of that.
    ///
    /// # Errors
    /// Where it is no JSON, and as those of [`Claim::of_metadata`].
    pub fn of_json(text: &[u8]) -> Result<Self, ClaimError> {
        match serde_json::from_slice(text) {
            Ok(Value::Object(object)) => Self::of_metadata(&metadata(&object)),
            Ok(_) => Err(ClaimError::NoObject),
            Err(error) => Err(ClaimError::NotJson {
                reason: error.to_string(),
            }),
        }
    }
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
        "component" => provenance::COMPONENT,
        "codec" => provenance::CODEC,
        "recipe" => provenance::RECIPE,
        "source" | "source-sha256" => provenance::SOURCE_SHA256,
        "source-bytes" => provenance::SOURCE_BYTES,
        "receipt" => provenance::RECEIPT,
        "receipt-version" | "receipt_version" => provenance::RECEIPT_VERSION,
        other => other,
    };
    full.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_understood_in_every_form() {
        let receipt = Receipt {
            component: "c".to_owned(),
            recipe: "r".to_owned(),
            source: "s".to_owned(),
            codec: None,
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
            let claim = Claim::of_json(text.as_bytes()).expect(&text);
            assert_eq!(claim.receipt, receipt, "{text}");
            assert_eq!(claim.source_bytes, Some(7), "{text}");
        }
    }

    #[test]
    fn a_later_receipt_is_believed_for_its_parts() {
        let of_version = |version: &str| {
            let text = format!(
                r#"{{"component": "c", "recipe": "r", "source": "s", "receipt": "0", "receipt-version": "{version}"}}"#
            );
            Claim::of_json(text.as_bytes())
        };
        assert_eq!(of_version("3").unwrap().receipt.recipe, "r");
        for version in ["2", "1", "0", "two", ""] {
            assert_eq!(of_version(version), Err(ClaimError::Changed), "{version}");
        }
    }

    #[test]
    fn what_is_no_receipt_is_refused() {
        let changed = r#"{"component": "c", "recipe": "r", "source": "s", "receipt": "0"}"#;
        for (text, told) in [
            ("{", "expected JSON"),
            ("[]", "expected an object in JSON"),
            ("{}", "has no thumbox-component"),
            (
                r#"{"Metadata": {"thumbox-failure": "malformed"}}"#,
                "a failure (malformed)",
            ),
            (changed, "somebody has changed the receipt"),
            (
                r#"{"component": "c", "recipe": "r", "source": "s", "source-bytes": "many"}"#,
                "not a number",
            ),
        ] {
            let error = Claim::of_json(text.as_bytes()).expect_err(text);
            assert!(error.to_string().contains(told), "{text}: {error}");
        }
    }
}
