//! What a file system's refusal means.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::store::{StoreError, StoreErrorKind};

/// A refusal of our own.
pub(super) fn refused(kind: StoreErrorKind, reason: &str) -> StoreError {
    StoreError {
        kind,
        reason: reason.to_owned(),
        remedy: String::new(),
    }
}

/// What the system said about a path.
pub(super) fn of_io(error: &io::Error, path: &Path) -> StoreError {
    let (kind, remedy) = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => (
            StoreErrorKind::Denied,
            "give this user the right to read the source's folder, and to read and write the destination's",
        ),
        // Where S3 has `a` and `a/b`, a folder can have only one of them.
        ErrorKind::NotADirectory
        | ErrorKind::IsADirectory
        | ErrorKind::InvalidFilename
        | ErrorKind::DirectoryNotEmpty => (StoreErrorKind::Key, ""),
        _ => (StoreErrorKind::Other, ""),
    };
    StoreError {
        kind,
        reason: format!("{path:?}: {error}"),
        remedy: remedy.to_owned(),
    }
}
