//! What a result says about itself in its metadata.

use std::collections::BTreeMap;

use recipe::Receipt;

use crate::SourceName;
use crate::upload::{Sequencer, Upload};

/// Every name begins with this. An object that has one of them is no upload.
pub const PREFIX: &str = "thumbox-";

/// [`Receipt::digest`].
pub const RECEIPT: &str = "thumbox-receipt";
/// [`Receipt::version`]
pub const RECEIPT_VERSION: &str = "thumbox-receipt-version";
/// The first part of the receipt.
pub const COMPONENT: &str = "thumbox-component";
/// The second part of the receipt.
pub const RECIPE: &str = "thumbox-recipe";
/// The third part of the receipt.
pub const SOURCE_SHA256: &str = "thumbox-source-sha256";
/// The fourth part of the receipt, where a codec decoded the upload.
pub const CODEC: &str = "thumbox-codec";
/// How many bytes of the upload, from its start, the result was made of. The digest is theirs.
pub const SOURCE_BYTES: &str = "thumbox-source-bytes";
/// The bucket of the upload.
pub const SOURCE_BUCKET: &str = "thumbox-source-bucket";
/// [`SourceName::key`]
pub const SOURCE_KEY: &str = "thumbox-source-key";
/// The ETag of the upload.
pub const SOURCE_ETAG: &str = "thumbox-source-etag";
/// The version of the upload, where its bucket has versions.
pub const SOURCE_VERSION: &str = "thumbox-source-version";
/// When it happened among the events of the upload.
pub const SEQUENCER: &str = "thumbox-sequencer";
/// What kind of failure the object describes.
pub const FAILURE: &str = "thumbox-failure";

/// What a result says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// [`COMPONENT`], [`RECIPE`], [`SOURCE_SHA256`] and [`CODEC`].
    pub receipt: Receipt,
    /// [`SOURCE_BYTES`]
    pub source_bytes: u64,
    /// [`SOURCE_BUCKET`] and [`SOURCE_KEY`]. Older releases did not write them.
    pub source: Option<SourceName>,
    /// [`SOURCE_ETAG`]
    pub source_etag: Option<String>,
    /// [`SOURCE_VERSION`]
    pub source_version: Option<String>,
    /// [`SEQUENCER`]
    pub sequencer: Option<Sequencer>,
}

impl Provenance {
    /// Of an object; `None` where it is no result of this program, or somebody has changed what it says.
    pub fn read(metadata: &BTreeMap<String, String>) -> Option<Self> {
        let text = |name: &str| metadata.get(name).cloned();
        let receipt = Receipt {
            component: text(COMPONENT)?,
            recipe: text(RECIPE)?,
            source: text(SOURCE_SHA256)?,
            codec: text(CODEC),
        };
        text(RECEIPT)?;
        if is_changed(metadata, &receipt) {
            return None;
        }
        Some(Self {
            receipt,
            source_bytes: text(SOURCE_BYTES)?.parse().ok()?,
            source: match (text(SOURCE_BUCKET), text(SOURCE_KEY)) {
                (Some(bucket), Some(key)) => Some(SourceName::read(bucket, key)),
                _ => None,
            },
            source_etag: text(SOURCE_ETAG),
            source_version: text(SOURCE_VERSION),
            sequencer: text(SEQUENCER).and_then(|text| Sequencer::new(&text)),
        })
    }

    /// As metadata.
    pub fn write(&self) -> BTreeMap<String, String> {
        let source = self.source.as_ref();
        let fields = [
            (RECEIPT, Some(self.receipt.digest())),
            (RECEIPT_VERSION, Some(self.receipt.version().to_string())),
            (COMPONENT, Some(self.receipt.component.clone())),
            (RECIPE, Some(self.receipt.recipe.clone())),
            (SOURCE_SHA256, Some(self.receipt.source.clone())),
            (CODEC, self.receipt.codec.clone()),
            (SOURCE_BYTES, Some(self.source_bytes.to_string())),
            (SOURCE_BUCKET, source.map(|name| name.bucket().to_owned())),
            (SOURCE_KEY, source.map(|name| name.key().to_owned())),
            (SOURCE_ETAG, self.source_etag.clone()),
            (SOURCE_VERSION, self.source_version.clone()),
            (SEQUENCER, self.sequencer.as_ref().map(Sequencer::to_string)),
        ];
        let given = |(name, value): (&str, Option<String>)| Some((name.to_owned(), value?));
        fields.into_iter().filter_map(given).collect()
    }

    /// Whether the result was made of another object, as far as it says of which.
    pub fn is_of_other(&self, upload: &Upload) -> bool {
        let own = || SourceName::new(&upload.bucket, &upload.key);
        self.source.as_ref().is_some_and(|source| *source != own())
    }

    /// Whether the result was made of this state of the upload.
    pub fn is_of(&self, upload: &Upload) -> bool {
        match (&self.source_version, &upload.version) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => self.source_etag.is_some() && self.source_etag == upload.etag,
        }
    }
}

/// Whether somebody has changed a receipt with these parts: its digest is another one. Later versions may digest more than is
/// known here, and are believed. One that names no version is of the first.
pub(crate) fn is_changed(metadata: &BTreeMap<String, String>, receipt: &Receipt) -> bool {
    let version = metadata.get(RECEIPT_VERSION);
    let version = version.map_or(Some(1), |version| version.parse::<u32>().ok());
    let digest = metadata.get(RECEIPT);
    match version {
        None => true,
        Some(version) if version > Receipt::LATEST => false,
        Some(_) => digest.is_some_and(|digest| *digest != receipt.digest()),
    }
}

/// What the description of a failure says about itself.
pub fn of_failure(kind: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(FAILURE.to_owned(), kind.to_owned())])
}

/// Whether an object was written by this program. [`RECIPE`] alone is what an uploader may write: see [`wished_recipe`].
pub fn is_own(metadata: &BTreeMap<String, String>) -> bool {
    let is_ours = |name: &String| name.starts_with(PREFIX) && name != RECIPE;
    metadata.keys().any(is_ours)
}

/// The name of the recipe that an uploader wishes for, as `x-amz-meta-thumbox-recipe`. On what this program has written, the
/// field has a digest.
pub fn wished_recipe(metadata: &BTreeMap<String, String>) -> Option<&str> {
    let wish = metadata.get(RECIPE)?;
    (!is_own(metadata)).then_some(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks() -> Provenance {
        Provenance {
            receipt: Receipt {
                component: "c".to_owned(),
                recipe: "r".to_owned(),
                source: "s".to_owned(),
                codec: None,
            },
            source_bytes: 5,
            source: Some(SourceName::new("b", "é.jpg")),
            source_etag: Some("e".to_owned()),
            source_version: None,
            sequencer: Sequencer::new("01AB"),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let written = marks().write();
        assert_eq!(Provenance::read(&written), Some(marks()));
        assert!(is_own(&written));
        for name in [RECEIPT, COMPONENT, SOURCE_SHA256] {
            let mut changed = written.clone();
            changed.insert(name.to_owned(), "x".to_owned());
            assert_eq!(Provenance::read(&changed), None, "{name}");
        }
        assert_eq!(Provenance::read(&BTreeMap::new()), None);
        assert!(!is_own(&BTreeMap::new()));
        assert_eq!(wished_recipe(&written), None);
        let wish = BTreeMap::from([(RECIPE.to_owned(), "avatar".to_owned())]);
        assert!(!is_own(&wish));
        assert_eq!(wished_recipe(&wish), Some("avatar"));
    }

    #[test]
    fn the_codec_is_a_part_of_the_receipt() {
        let mut decoded = marks();
        decoded.receipt.codec = Some("d".to_owned());
        let written = decoded.write();
        assert_eq!(written[RECEIPT_VERSION], "2");
        assert_eq!(Provenance::read(&written), Some(decoded));
        let mut changed = written.clone();
        changed.insert(CODEC.to_owned(), "x".to_owned());
        assert_eq!(Provenance::read(&changed), None);
        changed.remove(CODEC);
        assert_eq!(Provenance::read(&changed), None);
    }

    #[test]
    fn receipts_of_other_versions_are_read() {
        let written = marks().write();
        assert_eq!(written[RECEIPT_VERSION], "1");
        let mut older = written.clone();
        older.remove(RECEIPT_VERSION);
        assert_eq!(Provenance::read(&older), Some(marks()));
        let mut later = written.clone();
        later.insert(RECEIPT_VERSION.to_owned(), "3".to_owned());
        later.insert(RECEIPT.to_owned(), "of more than these".to_owned());
        assert_eq!(Provenance::read(&later), Some(marks()));
        let mut changed = written;
        changed.insert(RECEIPT_VERSION.to_owned(), "one".to_owned());
        assert_eq!(Provenance::read(&changed), None);
    }

    #[test]
    fn results_of_other_uploads_are_known() {
        let upload = |bucket: &str, key: &str| Upload {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            ..Upload::default()
        };
        assert!(!marks().is_of_other(&upload("b", "é.jpg")));
        assert!(marks().is_of_other(&upload("b", "é.png")));
        assert!(marks().is_of_other(&upload("c", "é.jpg")));
        let older = Provenance {
            source: None,
            ..marks()
        };
        assert!(!older.is_of_other(&upload("b", "é.png")));
    }

    #[test]
    fn the_state_of_an_upload_is_told_by_its_etag_and_version() {
        let upload = |etag: Option<&str>, version: Option<&str>| Upload {
            etag: etag.map(str::to_owned),
            version: version.map(str::to_owned),
            ..Upload::default()
        };
        let mut marks = marks();
        assert!(marks.is_of(&upload(Some("e"), None)));
        assert!(marks.is_of(&upload(Some("e"), Some("1"))));
        assert!(!marks.is_of(&upload(Some("f"), None)));
        assert!(!marks.is_of(&upload(None, None)));
        marks.source_version = Some("1".to_owned());
        assert!(marks.is_of(&upload(None, Some("1"))));
        assert!(!marks.is_of(&upload(Some("e"), Some("2"))));
    }
}
