//! What is known of an upload, and what has happened to it.

use std::cmp::Ordering;
use std::fmt;

/// An object in a bucket that thumbnails are made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Upload {
    /// The bucket that the upload went to.
    pub bucket: String,
    /// The key as the uploader wrote it, decoded.
    pub key: String,
    /// Which version of the object is meant, where the bucket has versions.
    pub version: Option<String>,
    /// The object's ETag, without quotes.
    pub etag: Option<String>,
    /// When it happened among the events of this key.
    pub sequencer: Option<Sequencer>,
}

/// What one record of an event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// An object was created.
    Created(Upload),
    /// An object was deleted, or a marker put over its versions.
    Removed(Upload),
    /// There is nothing to do, and that is fine.
    Ignored {
        /// Why, for the log.
        reason: String,
    },
}

/// Where versions are suspended, every new object is version "null": that names none.
pub fn is_version(version: &str) -> bool {
    !version.is_empty() && version != "null"
}

/// S3 sends 16 or 18.
const MOST_DIGITS: usize = 64;

/// Orders the events of one key; says nothing about two keys.
///
/// S3 sends a hexadecimal number that begins with its most significant digit. Where two are not equally long, zeros
/// are put after the shorter one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequencer(String);

impl Sequencer {
    /// From the text of an event. One that is no such number says nothing: it could not be written into metadata.
    pub fn new(text: &str) -> Option<Self> {
        let is_number = text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let digits = text.trim_end_matches('0');
        (is_number && (1..=MOST_DIGITS).contains(&text.len()))
            .then(|| Self(digits.to_ascii_uppercase()))
    }
}

impl PartialOrd for Sequencer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

// Zeros at the end are gone, so this is the order of texts: a shorter one is less than one that continues it.
impl Ord for Sequencer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

/// As it is written into metadata: at least one digit.
impl fmt::Display for Sequencer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "0" } else { &self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequencers_are_compared_as_if_they_were_equally_long() {
        let sequencer = |text| Sequencer::new(text).unwrap();
        let rows = [
            ("0055AED6DCD90281E5", "0055AED6DCD90281E6", Ordering::Less),
            ("0055AED6DCD90281E5", "0055aed6dcd90281e5", Ordering::Equal),
            ("01", "0100", Ordering::Equal),
            ("01", "0101", Ordering::Less),
            ("02", "0101", Ordering::Greater),
            ("0", "000", Ordering::Equal),
            ("9", "A", Ordering::Less),
        ];
        for (left, right, expected) in rows {
            assert_eq!(
                sequencer(left).cmp(&sequencer(right)),
                expected,
                "{left} {right}"
            );
        }
        for text in ["", "0x1", "1\n", "é", &"1".repeat(65)] {
            assert_eq!(Sequencer::new(text), None, "{text:?}");
        }
        assert_eq!(sequencer("000").to_string(), "0");
        let text = sequencer("00ab00").to_string();
        assert_eq!(sequencer(&text), sequencer("00AB"));
    }
}
