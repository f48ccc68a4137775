//! What S3 keeps beside the bytes of an object: `.thumbox/<SHA-256 of the key>.json` in the bucket's folder.
//!
//! Not beside the file, where programs that show pictures would trip over it, and not under the key's own path, where
//! the notes of `a` and of `a.json/b` would be in each other's way.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use records::ObjectNote;

use super::refusal::of_io;
use super::{digest, place};
use crate::store::{NewObject, StoreError};

/// Where notes are, in the bucket's folder. No key begins with it.
pub(super) const FOLDER: &str = ".thumbox";

/// What is known of an object that is written.
pub(super) fn of(key: &str, object: &NewObject) -> ObjectNote {
    let lower = |(name, value): (&String, &String)| (name.to_ascii_lowercase(), value.clone());
    ObjectNote {
        key: key.to_owned(),
        etag: digest::etag(&object.data),
        content_type: object.media_type.to_owned(),
        cache_control: object.cache_control.clone(),
        content_disposition: object.content_disposition.clone(),
        storage_class: object.storage_class.map(|class| class.name().to_owned()),
        tags: object.tags.clone(),
        metadata: object.metadata.iter().map(lower).collect(),
    }
}

/// The note about a key with these bytes. Where it cannot be read nothing is known, and the object is made anew.
pub(super) fn read(folder: &Path, key: &str, etag: &str) -> Option<ObjectNote> {
    let note = ObjectNote::parse(&fs::read(file(folder, key)).ok()?)?;
    (note.etag == etag).then_some(note)
}

pub(super) fn write(note: &ObjectNote, folder: &Path) -> Result<(), StoreError> {
    let path = file(folder, &note.key);
    let text = serde_json::to_string_pretty(note).map_err(|error| of_io(&error.into(), &path))?;
    place::write(&path, format!("{text}\n").as_bytes())
}

pub(super) fn remove(folder: &Path, key: &str) -> Result<(), StoreError> {
    let path = file(folder, key);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(of_io(&error, &path)),
        _ => Ok(()),
    }
}

fn file(folder: &Path, key: &str) -> PathBuf {
    let name = format!("{}.json", recipe::sha256(key.as_bytes()));
    folder.join(FOLDER).join(name)
}
