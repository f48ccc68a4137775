//! Which object a result was made of, as its metadata says it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What keys and buckets mostly have, and metadata can.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'/')
    .remove(b'_')
    .remove(b'~');

/// In bytes. S3 has 2 KB for all metadata of an object.
const LONGEST: usize = 512;

/// The object that a result was made of: a bucket and a key, or enough of them to tell them from all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceName {
    bucket: String,
    key: String,
}

impl SourceName {
    /// Of an object.
    ///
    /// ```
    /// use records::SourceName;
    /// let name = SourceName::new("photos", "summer/Zoë.jpg");
    /// assert_eq!(name.key(), "summer/Zo%C3%AB.jpg");
    /// ```
    pub fn new(bucket: &str, key: &str) -> Self {
        let escaped = utf8_percent_encode(key, ESCAPED).to_string();
        Self {
            bucket: bucket.to_owned(),
            key: match escaped.len() <= LONGEST {
                true => escaped,
                // No key is written so, as a colon is escaped.
                false => format!("sha256:{}", recipe::sha256(key.as_bytes())),
            },
        }
    }

    /// As metadata have them.
    pub(crate) fn read(bucket: String, key: String) -> Self {
        Self { bucket, key }
    }

    /// The bucket.
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The key, percent-encoded; of one that is too long for metadata, `sha256:` and its digest.
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_apart_whatever_they_are() {
        let key = |key: &str| SourceName::new("b", key).key().to_owned();
        assert_eq!(key("a/b c%20.jpg"), "a/b%20c%2520.jpg");
        assert_eq!(key("sha256:ab"), "sha256%3Aab");
        let long = "é".repeat(500);
        assert!(key(&long).starts_with("sha256:"));
        assert_ne!(key(&long), key(&"è".repeat(500)));
        assert!(key(&long).len() <= LONGEST);
        assert_ne!(SourceName::new("a", "b"), SourceName::new("c", "b"));
    }
}
