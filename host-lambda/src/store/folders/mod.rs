//! Folders as buckets: an object is a file, and its key is the path beneath the folder.
//!
//! What S3 keeps in headers is in `.thumbox/` in the bucket's folder, see `notes.rs`. There are no versions, and ETags are
//! digests of the bytes, so those that S3 has put into an event say nothing here ([`Store::known`]).
//!
//! Whoever writes through this store holds a lock on the bucket from looking to writing, and writes under another name
//! first. So conditions hold among all such writers, and nobody sees half a file. Who writes otherwise is not locked out.

mod digest;
mod key;
mod lock;
mod notes;
mod place;
mod refusal;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use self::lock::Lock;
use self::refusal::{of_io, refused};
use crate::store::{
    Condition, Head, NewObject, Object, ObjectLocation, Pin, Store, StoreError, StoreErrorKind,
};

/// How much is read at a time.
const CHUNK: u64 = 256 << 10;

/// Folders by the names of the buckets that they stand for.
pub struct Folders {
    folders: BTreeMap<String, PathBuf>,
    remedy: fn(bucket: &str) -> String,
}

impl Folders {
    /// With the folder of each bucket, and what to tell people whose bucket has none.
    pub fn new(folders: BTreeMap<String, PathBuf>, remedy: fn(bucket: &str) -> String) -> Self {
        Self { folders, remedy }
    }

    /// A bucket's folder, without links in its path, so that paths can be compared with it.
    fn folder(&self, bucket: &str) -> Result<PathBuf, StoreError> {
        let no_bucket = |reason: String| StoreError {
            kind: StoreErrorKind::NoBucket,
            reason,
            remedy: (self.remedy)(bucket),
        };
        let folder = self
            .folders
            .get(bucket)
            .ok_or_else(|| no_bucket("no folder was named for it".to_owned()))?;
        match folder.canonicalize() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(no_bucket(format!("there is no folder {folder:?}")))
            }
            result => result.map_err(|error| of_io(&error, folder)),
        }
    }
}

/// A file that is being read. It stays the one that was opened when another takes its place.
pub struct Opened {
    head: Head,
    path: PathBuf,
    file: File,
}

impl Object for Opened {
    fn head(&self) -> &Head {
        &self.head
    }

    async fn read(&mut self, into: &mut Vec<u8>) -> Result<bool, StoreError> {
        let read = (&mut self.file).take(CHUNK).read_to_end(into);
        let read = read.map_err(|error| of_io(&error, &self.path))?;
        Ok(read > 0)
    }
}

impl Store for Folders {
    type Object = Opened;

    fn known(&self, said: Pin) -> Pin {
        Pin {
            version: None,
            etag: said.etag.filter(|etag| digest::is_etag(etag)),
        }
    }

    async fn head(&self, location: &ObjectLocation) -> Result<Option<Head>, StoreError> {
        let opened = open(&self.folder(&location.bucket)?, &location.key)?;
        Ok(opened.map(|opened| opened.head))
    }

    async fn get(&self, location: &ObjectLocation, pin: &Pin) -> Result<Opened, StoreError> {
        let opened = open(&self.folder(&location.bucket)?, &location.key)?;
        let opened =
            opened.ok_or_else(|| refused(StoreErrorKind::Missing, "there is no such file"))?;
        match &pin.etag {
            Some(etag) if *etag != opened.head.etag => Err(changed()),
            _ => Ok(opened),
        }
    }

    async fn put(
        &self,
        location: &ObjectLocation,
        object: NewObject,
        condition: Option<&Condition>,
    ) -> Result<(), StoreError> {
        let folder = self.folder(&location.bucket)?;
        let path = key::path(&location.key)?;
        let _lock = Lock::take(&folder).await?;
        match (condition, etag(&folder, &location.key)?) {
            (None | Some(Condition::Absent), None) | (None, Some(_)) => {}
            (Some(Condition::Etag(wanted)), Some(etag)) if *wanted == etag => {}
            (Some(Condition::Etag(_)), None) => {
                return Err(refused(StoreErrorKind::Missing, "there is no such file"));
            }
            _ => return Err(changed()),
        }
        let path = place::make_room(&folder, &path)?;
        // Notes name the bytes that they are about. Between these two steps nothing is known of the file, and whoever
        // looks takes it for one to be made anew.
        notes::write(&notes::of(&location.key, &object), &folder)?;
        place::write(&path, &object.data)
    }

    async fn delete(&self, location: &ObjectLocation, wanted: &str) -> Result<(), StoreError> {
        let folder = self.folder(&location.bucket)?;
        let path = folder.join(key::path(&location.key)?);
        let _lock = Lock::take(&folder).await?;
        match etag(&folder, &location.key)? {
            None => return Ok(()),
            Some(etag) if etag != wanted => return Err(changed()),
            Some(_) => {}
        }
        fs::remove_file(&path).map_err(|error| of_io(&error, &path))?;
        notes::remove(&folder, &location.key)?;
        place::remove_empty(&folder, &path);
        Ok(())
    }
}

fn changed() -> StoreError {
    refused(StoreErrorKind::Changed, "the file is another one now")
}

fn etag(folder: &Path, key: &str) -> Result<Option<String>, StoreError> {
    let opened = open(folder, key)?;
    Ok(opened.map(|opened| opened.head.etag))
}

/// Opens the file of a key; `None` where there is none.
fn open(folder: &Path, key: &str) -> Result<Option<Opened>, StoreError> {
    let Some(path) = place::find(folder, &key::path(key)?)? else {
        return Ok(None);
    };
    let failed = |error: std::io::Error| of_io(&error, &path);
    let mut file = match File::open(&path) {
        // Somebody has deleted it just now.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        result => result.map_err(failed)?,
    };
    let (etag, bytes) = digest::etag_of(&mut file).map_err(failed)?;
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let metadata = notes::read(folder, key, &etag)
        .map(|note| note.metadata)
        .unwrap_or_default();
    let head = Head {
        etag,
        version: None,
        bytes,
        metadata,
    };
    Ok(Some(Opened { head, path, file }))
}
