//! What `thumbox invoke` notes about an object, beside its bytes: what S3 keeps in headers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What the ETag of a file in a folder begins with; the rest is its digest. It tells these from those of S3, which are
/// MD5 in hexadecimal or something that only S3 knows.
pub const SHA256_ETAG: &str = "sha256-";

/// What is known of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ObjectNote {
    /// The object's key, for people.
    pub key: String,
    /// The bytes that all this is about. Of a file with others, nothing is known.
    pub etag: String,
    /// The media type.
    pub content_type: String,
    /// The header `Cache-Control`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    /// The header `Content-Disposition`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    /// How S3 would keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Receipts among it, see [`crate::provenance`].
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
}

impl ObjectNote {
    /// Of the text of a note; `None` where it is none.
    pub fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    /// SHA-256 of the object's bytes, in lower-case hexadecimal.
    pub fn sha256(&self) -> Option<&str> {
        self.etag.strip_prefix(SHA256_ETAG)
    }
}
