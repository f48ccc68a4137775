//! What the function needs of a store of objects: S3, or folders, or a model of them in tests.

pub mod folders;
#[cfg(feature = "aws")]
pub mod s3;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;

use recipe::StorageClass;

/// Where an object is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ObjectLocation {
    /// The bucket.
    pub bucket: String,
    /// The key, as it is.
    pub key: String,
}

/// Which state of an object is meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pin {
    /// This version.
    pub version: Option<String>,
    /// Only while it has this ETag.
    pub etag: Option<String>,
}

/// What is known of an object without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// Names the bytes. Equal bytes may have equal ETags.
    pub etag: String,
    /// The version, where the bucket has versions.
    pub version: Option<String>,
    /// How many bytes there are.
    pub bytes: u64,
    /// The user's metadata, with names in lower case and without `x-amz-meta-`.
    pub metadata: BTreeMap<String, String>,
}

/// An object to write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewObject {
    /// The bytes.
    pub data: Vec<u8>,
    /// The header `Content-Type`.
    pub media_type: &'static str,
    /// The header `Cache-Control`.
    pub cache_control: Option<String>,
    /// The header `Content-Disposition`.
    pub content_disposition: Option<String>,
    /// How S3 keeps it.
    pub storage_class: Option<StorageClass>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The user's metadata.
    pub metadata: BTreeMap<String, String>,
}

/// When a write may happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Only where there is nothing yet.
    Absent,
    /// Only where the object there has this ETag.
    Etag(String),
}

/// Why a store has not done what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreError {
    /// What kind of answer it was.
    pub kind: StoreErrorKind,
    /// What the store said, for people.
    pub reason: String,
    /// What the operator can do about it, where it is the operator who has to act.
    pub remedy: String,
}

/// Kinds of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// There is no such object or version.
    Missing,
    /// The object is not, or no longer, the one that was meant.
    Changed,
    /// It is in an archive.
    Archived,
    /// There is no such bucket.
    NoBucket,
    /// The credentials do not allow it.
    Denied,
    /// The store cannot have an object of this key.
    Key,
    /// The bucket is in another region.
    Region,
    /// The store does not do what was asked for, and will not the next time: with this object, or with these options.
    Refused,
    /// Anything that may be different next time.
    Other,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

/// A store of objects.
pub trait Store {
    /// An object that is being read.
    type Object: Object;

    /// What of an upload's version and ETag, as an event says them, the store can compare with what it has: all of it,
    /// where the events are its own.
    fn known(&self, said: Pin) -> Pin {
        said
    }

    /// What is known of the present object; `None` where there is none.
    fn head(
        &self,
        location: &ObjectLocation,
    ) -> impl Future<Output = Result<Option<Head>, StoreError>>;

    /// Begins to read an object in one request.
    fn get(
        &self,
        location: &ObjectLocation,
        pin: &Pin,
    ) -> impl Future<Output = Result<Self::Object, StoreError>>;

    /// Writes an object whole or not at all.
    fn put(
        &self,
        location: &ObjectLocation,
        object: NewObject,
        condition: Option<&Condition>,
    ) -> impl Future<Output = Result<(), StoreError>>;

    /// Deletes an object that still has this ETag.
    fn delete(
        &self,
        location: &ObjectLocation,
        etag: &str,
    ) -> impl Future<Output = Result<(), StoreError>>;
}

/// An object that is being read. What is not read is not transferred.
pub trait Object {
    /// What is known of it.
    fn head(&self) -> &Head;

    /// Appends the next bytes; `false` at the end.
    fn read(&mut self, into: &mut Vec<u8>) -> impl Future<Output = Result<bool, StoreError>>;
}
