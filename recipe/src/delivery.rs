//! Of which uploads a result is made, where it goes on S3, and with which headers.

use std::collections::BTreeMap;

use request::{RequestError, words};
use serde::Serialize;

use crate::{BucketTemplate, KeyPattern, KeyTemplate};

words! {
    /// How S3 keeps an object, in S3's words.
    pub enum StorageClass {
        /// For what is read often.
        Standard = "STANDARD",
        /// Moved by S3 to where it costs least.
        IntelligentTiering = "INTELLIGENT_TIERING",
        /// For what is read seldom; kept for 30 days at least.
        StandardIa = "STANDARD_IA",
        /// The same in one place only.
        OnezoneIa = "ONEZONE_IA",
        /// For what is read a few times a year; kept for 90 days at least.
        GlacierIr = "GLACIER_IR",
        /// The cheaper predecessor of `STANDARD`, which costs more today.
        ReducedRedundancy = "REDUCED_REDUNDANCY",
    }
}

/// Of which uploads a result is made, where it goes on S3, and with which headers. Absent fields: all uploads that the
/// recipe is for, bucket `{bucket}-resized`, key `{key}`, and no header but the media type.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Delivery {
    /// The bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<BucketTemplate>,
    /// The key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyTemplate>,
    /// The header `Cache-Control`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    /// The header `Content-Disposition`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    /// How S3 keeps the object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<StorageClass>,
    /// Tags of the object, at most 10.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Whether the upload's own metadata (`x-amz-meta-*`) is written to the result as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_metadata: Option<bool>,
    /// Uploads that it is made of: those whose key matches one of these, or all where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<KeyPattern>,
    /// Uploads that it is not made of, although they match `include`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<KeyPattern>,
}

/// What S3 allows.
const MOST_TAGS: usize = 10;
const LONGEST_TAG_KEY: usize = 128;
const LONGEST_TAG_VALUE: usize = 256;

/// Whether S3 takes this as the value of a header: it is not empty, and visible ASCII.
pub fn is_header_value(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (32..127).contains(&byte))
}

impl Delivery {
    /// The names of the fields.
    pub(crate) const FIELDS: &[&str] = &[
        "bucket",
        "key",
        "cache-control",
        "content-disposition",
        "storage-class",
        "tags",
        "copy-metadata",
        "include",
        "exclude",
    ];
    /// What they are for, in the same order.
    pub(crate) const ABOUT: &[&str] = &[
        "The bucket of the output [default: {bucket}-resized]",
        "The key of the output, with placeholders such as {stem} [default: {key}]",
        "The header Cache-Control",
        "The header Content-Disposition, such as inline or attachment",
        "How S3 keeps the output",
        "Tags of the output, at most 10",
        "Whether the upload's own metadata is written to the output as well [default: false]",
        "Uploads that the output is made of: those whose key matches one of these patterns [default: all]",
        "Uploads that it is not made of, although they match include",
    ];

    /// Checks what S3 would refuse for every picture.
    pub(crate) fn check(&self) -> Result<(), RequestError> {
        let wrong = |field: &str, found: String, allowed: String| {
            Err(RequestError::Value {
                field: field.to_owned(),
                found,
                allowed,
            })
        };
        let headers = [
            (
                "cache-control",
                &self.cache_control,
                "public, max-age=31536000",
            ),
            (
                "content-disposition",
                &self.content_disposition,
                "attachment",
            ),
        ];
        for (name, header, example) in headers {
            if let Some(header) = header.as_deref().filter(|header| !is_header_value(header)) {
                let allowed = format!("such as \"{example}\", in ASCII");
                return wrong(name, format!("{header:?}"), allowed);
            }
        }
        if self.tags.len() > MOST_TAGS {
            let found = format!("a list of {}", self.tags.len());
            return wrong("tags", found, format!("at most {MOST_TAGS}"));
        }
        for (key, value) in &self.tags {
            let is_allowed = |text: &str| {
                text.chars()
                    .all(|c| c.is_alphanumeric() || " +-=._:/@".contains(c))
            };
            let (keys, values) = (key.chars().count(), value.chars().count());
            if !(1..=LONGEST_TAG_KEY).contains(&keys) || values > LONGEST_TAG_VALUE {
                let allowed = format!(
                    "names of 1 to {LONGEST_TAG_KEY} characters and values of at most {LONGEST_TAG_VALUE}"
                );
                return wrong(
                    "tags",
                    format!("{keys} and {values} characters long"),
                    allowed,
                );
            }
            if !is_allowed(key) || !is_allowed(value) {
                let allowed = "letters, digits, spaces and + - = . _ : / @".to_owned();
                return wrong("tags", format!("{key:?}: {value:?}"), allowed);
            }
        }
        Ok(())
    }
}
