//! What S3 keeps beside the bytes of an object: `.thumbox/<SHA-256 of the key>.json` in the bucket's folder.
//!
//! Not beside the file, where programs that show pictures would trip over it, and not under the key's own path, where
//! the notes of `a` and of `a.json/b` would be in each other's way.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::refusal::of_io;
use super::{digest, place};
use crate::store::{NewObject, StoreError};

/// Where notes are, in the bucket's folder. No key begins with it.
pub(super) const FOLDER: &str = ".thumbox";

/// What is known of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Notes {
    /// The object's key, for people.
    key: String,
    /// The bytes that all this is about. Of a file with others, nothing is known.
    etag: String,
    content_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cache_control: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    storage_class: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, String>,
    /// Receipts among it.
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
}

impl Notes {
    /// The key of the object.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// SHA-256 of the object's bytes, in lower-case hexadecimal.
    pub fn sha256(&self) -> Option<&str> {
        digest::sha256_of(&self.etag)
    }

    /// The object's metadata, see [`crate::marks`].
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.metadata
    }

    pub(super) fn of(key: &str, object: &NewObject) -> Self {
        let lower = |(name, value): (&String, &String)| (name.to_ascii_lowercase(), value.clone());
        Self {
            key: key.to_owned(),
            etag: digest::etag(&object.data),
            content_type: object.media_type.to_owned(),
            cache_control: object.cache_control.clone(),
            storage_class: object.storage_class.map(|class| class.name().to_owned()),
            tags: object.tags.clone(),
            metadata: object.metadata.iter().map(lower).collect(),
        }
    }

    /// The notes about a key with these bytes. Where they cannot be read nothing is known, and the object is made anew.
    pub(super) fn read(folder: &Path, key: &str, etag: &str) -> Option<Self> {
        let text = fs::read(file(folder, key)).ok()?;
        let notes: Self = serde_json::from_slice(&text).ok()?;
        (notes.etag == etag).then_some(notes)
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), StoreError> {
        let path = file(folder, &self.key);
        let text =
            serde_json::to_string_pretty(self).map_err(|error| of_io(&error.into(), &path))?;
        place::write(&path, format!("{text}\n").as_bytes())
    }

    pub(super) fn remove(folder: &Path, key: &str) -> Result<(), StoreError> {
        let path = file(folder, key);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(of_io(&error, &path)),
            _ => Ok(()),
        }
    }
}

fn file(folder: &Path, key: &str) -> PathBuf {
    let name = format!("{}.json", recipe::sha256(key.as_bytes()));
    folder.join(FOLDER).join(name)
}
