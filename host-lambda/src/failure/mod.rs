//! Why there is no thumbnail, and who has to act.

mod class;
mod invocation_error;

pub use self::class::Class;
pub use self::invocation_error::InvocationError;

use crate::event::EventError;
use crate::notify::NotifyError;
use crate::store::{StoreError, StoreErrorKind};

/// What was done when a store refused, for messages.
pub(crate) const READING: &str = "reading from";
/// As [`READING`].
pub(crate) const WRITING: &str = "writing to";

/// Why one record gave no thumbnail.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The component made no picture of it.
    #[error(transparent)]
    Resize(#[from] engine::Error),
    /// The component broke down at it, which is a bug and no property of the upload.
    #[error("{error} (SHA-256 of the bytes that were read: {sha256})")]
    Trapped {
        /// How.
        error: engine::Error,
        /// Of the bytes that it was given; empty where they are lost with it.
        sha256: String,
    },
    /// The record could not be understood.
    #[error(transparent)]
    Event(#[from] EventError),
    /// The object was deleted between the event and the read.
    #[error("the object is no longer there")]
    SourceGone,
    /// The object is in an archive and cannot be read as it is.
    #[error(
        "the object is archived; restore it, and the event s3:ObjectRestore:Completed makes the thumbnail"
    )]
    SourceArchived,
    /// The object is larger than the recipe allows.
    #[error("the object has {bytes} bytes; at most {limit} are read")]
    SourceTooLarge {
        /// Its size.
        bytes: u64,
        /// The largest size that is read.
        limit: u64,
    },
    /// The object is larger than what the function has memory for.
    #[error(
        "the object has {bytes} bytes, and the function, with {memory} MB of memory, reads at most {limit}; raise its memory"
    )]
    SourceExceedsMemory {
        /// Its size.
        bytes: u64,
        /// The largest size that is read.
        limit: u64,
        /// MB of the function.
        memory: u32,
    },
    /// Its picture takes more memory than the function has.
    #[error("{error}; the function has {memory} MB in all, raise that")]
    ExceedsMemory {
        /// What the component says, or what stopped it.
        error: engine::Error,
        /// MB of the function.
        memory: u32,
    },
    /// The thumbnail would be an upload itself, and so on for ever.
    #[error(
        "the thumbnail \"{key}\" would go into \"{bucket}\", where the upload is, and be an upload again; choose another bucket (THUMBOX_DEST_BUCKET, or `bucket` in the recipe), or exclude such keys in the recipe"
    )]
    DestinationIsSource {
        /// The bucket.
        bucket: String,
        /// The thumbnail's key.
        key: String,
    },
    /// Two outputs of an image have the same name, which only shows when they are made.
    #[error(
        "outputs {first} and {second} of this image would both be \"{key}\" in \"{bucket}\"; give each a key of its own, such as one with {{width}}"
    )]
    SameKey {
        /// Counted from 1.
        first: usize,
        /// Counted from 1.
        second: usize,
        /// The bucket.
        bucket: String,
        /// The key of both.
        key: String,
    },
    /// The upload changed as often as it was looked at.
    #[error("the object has changed again and again while its thumbnails were made")]
    KeepsChanging,
    /// The store cannot have an object of this key. S3 can have any; folders cannot.
    #[error("{reason}")]
    Key {
        /// What is wrong with it.
        reason: String,
    },
    /// A bucket does not exist.
    #[error("there is no bucket \"{bucket}\"; {remedy}")]
    NoSuchBucket {
        /// The bucket.
        bucket: String,
        /// What to do, which depends on the store.
        remedy: String,
    },
    /// S3 refused the function's credentials.
    #[error("{action} \"{bucket}\" was refused ({reason}); {remedy}")]
    AccessDenied {
        /// `reading from` or `writing to`.
        action: &'static str,
        /// The bucket.
        bucket: String,
        /// What S3 said.
        reason: String,
        /// What to do, which depends on the store.
        remedy: String,
    },
    /// The bucket is in another region than the function asks in.
    #[error("{action} \"{bucket}\" failed ({reason}); the bucket is in another region: {remedy}")]
    OtherRegion {
        /// `reading from` or `writing to`.
        action: &'static str,
        /// The bucket.
        bucket: String,
        /// What S3 said.
        reason: String,
        /// What to do.
        remedy: String,
    },
    /// S3 does not give this object, and will not the next time: it is encrypted with a key that only its owner has.
    #[error("the object cannot be read ({reason})")]
    SourceRefused {
        /// What S3 said.
        reason: String,
    },
    /// S3 does not take what is written, and will not the next time: its options are the recipe's.
    #[error(
        "writing to \"{bucket}\" was refused ({reason}); check what the recipe says of storage class, tags and headers"
    )]
    WriteRefused {
        /// The bucket.
        bucket: String,
        /// What S3 said.
        reason: String,
    },
    /// S3 was busy, slow or out of reach.
    #[error("{action} \"{bucket}\" failed: {reason}")]
    Storage {
        /// `reading from` or `writing to`.
        action: &'static str,
        /// The bucket.
        bucket: String,
        /// What went wrong.
        reason: String,
    },
    /// The thumbnails are there, and the notice of them was not taken.
    #[error("the notice to {} was not taken: {}", .0.to, .0.reason)]
    Notice(NotifyError),
    /// An event asks for a recipe of a name that there is not.
    #[error("there is no recipe \"{name}\"; THUMBOX_RECIPES has {known}")]
    UnknownRecipe {
        /// The name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// An object asks for a recipe of a name that there is not.
    #[error("the metadata of the object asks for the recipe \"{name}\"; there are {known}")]
    UnknownWish {
        /// The name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// The invocation was about to end.
    #[error("the invocation's time ran out; raise the function's timeout or its memory")]
    OutOfTime,
}

impl Failure {
    /// Of the component, which was given these bytes.
    pub(crate) fn of_component(error: engine::Error, bytes: &[u8]) -> Self {
        match error {
            engine::Error::Trap { .. } | engine::Error::InvalidResult { .. } => Self::Trapped {
                error,
                sha256: match bytes {
                    [] => String::new(),
                    bytes => recipe::sha256(bytes),
                },
            },
            error => Self::Resize(error),
        }
    }

    /// What a store's answer means for an upload.
    pub(crate) fn of_store(error: StoreError, action: &'static str, bucket: &str) -> Self {
        let StoreError {
            kind,
            reason,
            remedy,
        } = error;
        let bucket = bucket.to_owned();
        match kind {
            StoreErrorKind::Missing => Self::SourceGone,
            StoreErrorKind::Archived => Self::SourceArchived,
            StoreErrorKind::Key => Self::Key { reason },
            StoreErrorKind::NoBucket => Self::NoSuchBucket { bucket, remedy },
            StoreErrorKind::Denied => Self::AccessDenied {
                action,
                bucket,
                reason,
                remedy,
            },
            StoreErrorKind::Region => Self::OtherRegion {
                action,
                bucket,
                reason,
                remedy,
            },
            StoreErrorKind::Refused if action == READING => Self::SourceRefused { reason },
            StoreErrorKind::Refused => Self::WriteRefused { bucket, reason },
            StoreErrorKind::Changed | StoreErrorKind::Other => Self::Storage {
                action,
                bucket,
                reason,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::ImageErrorKind;

    use super::*;

    #[test]
    fn what_breaks_down_is_no_rejection() {
        let trap = || engine::Error::Trap {
            reason: "unreachable".to_owned(),
        };
        let failure = Failure::of_component(trap(), b"abc");
        assert_eq!(
            (failure.class(), failure.kind()),
            (Class::Transient, "trap")
        );
        assert!(failure.to_string().contains("ba7816bf"), "{failure}");
        let malformed = engine::Error::Image {
            kind: ImageErrorKind::Malformed,
            message: "m".to_owned(),
            needed: None,
        };
        let failure = Failure::of_component(malformed, b"abc");
        assert_eq!(failure.class(), Class::Permanent);
    }
}
