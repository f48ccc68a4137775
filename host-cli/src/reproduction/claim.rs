//! What a result is said to be made of: by the note of `thumbox resize`, or by the metadata of an object.

use std::collections::BTreeMap;

use host_lambda::folders::Notes;
use host_lambda::marks;
use recipe::Receipt;

use crate::failure::Failure;
use crate::resize::note::{Made, Note};

/// What a result is said to be made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Claim {
    pub(crate) receipt: Receipt,
    /// How many bytes of the picture, from its start, it was made of; all, where nothing is said.
    pub(crate) source_bytes: Option<u64>,
    /// SHA-256 of the result, where that was noted.
    pub(crate) result: Option<String>,
    /// What was made, where that was noted.
    pub(crate) made: Option<Made>,
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
    pub(crate) fn of_notes(notes: &Notes) -> Result<Self, Failure> {
        Ok(Self {
            result: notes.sha256().map(str::to_owned),
            ..Self::of_metadata(notes.metadata())?
        })
    }

    /// Of the metadata of an object, with names in lower case.
    ///
    /// # Errors
    /// Where it has no receipt, or somebody has changed that.
    pub(crate) fn of_metadata(metadata: &BTreeMap<String, String>) -> Result<Self, Failure> {
        if let Some(kind) = metadata.get(marks::FAILURE) {
            return Err(receipt_failure(format!(
                "this describes a failure ({kind}) and is no thumbnail"
            )));
        }
        let text = |name: &str| {
            let missing = || receipt_failure(format!("the receipt has no {name}"));
            metadata.get(name).cloned().ok_or_else(missing)
        };
        let receipt = Receipt {
            component: text(marks::COMPONENT)?,
            recipe: text(marks::RECIPE)?,
            source: text(marks::SOURCE_SHA256)?,
        };
        // People may leave it out, but not change the others beside it.
        if metadata
            .get(marks::RECEIPT)
            .is_some_and(|digest| *digest != receipt.digest())
        {
            return Err(receipt_failure(format!(
                "{} is not the digest of the other three, so somebody has changed the receipt",
                marks::RECEIPT
            )));
        }
        let bytes = metadata.get(marks::SOURCE_BYTES).map(|text| text.parse());
        let source_bytes = bytes.transpose().map_err(|_| {
            receipt_failure(format!("{} is no number of bytes", marks::SOURCE_BYTES))
        })?;
        Ok(Self {
            receipt,
            source_bytes,
            result: None,
            made: None,
        })
    }
}

/// A receipt is none.
pub(crate) fn receipt_failure(message: String) -> Failure {
    Failure {
        kind: "receipt",
        message,
    }
}
