//! One writer at a time in a bucket, among all processes that use this store.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use super::notes;
use super::refusal::of_io;
use crate::store::StoreError;

/// Between two looks whether the lock is free. A writer holds it for a few milliseconds.
const PAUSE: Duration = Duration::from_millis(5);

/// Held until it is dropped, or its process ends.
pub(super) struct Lock(#[expect(dead_code, reason = "the lock goes with the file")] File);

impl Lock {
    /// Waits, without keeping others from their work: the invocation's time runs on.
    pub(super) async fn take(folder: &Path) -> Result<Self, StoreError> {
        let folder = folder.join(notes::FOLDER);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(of_io(&error, &folder));
            }
            _ => {}
        }
        let path = folder.join("lock");
        let file = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| of_io(&error, &path))?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
                // A file system without locks: then it is as safe as that can be.
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                    return Ok(Self(file));
                }
                Err(TryLockError::Error(error)) => return Err(of_io(&error, &path)),
            }
        }
    }
}
