//! Reading objects of S3, with the credentials and the region of the standard AWS variables and profiles.

use host_lambda::store::s3::S3;
use host_lambda::store::{Head, Object, ObjectLocation, Pin, Store, StoreError, StoreErrorKind};
use tokio::runtime::{Builder, Runtime};

use super::object::name;
use crate::failure::Failure;

/// S3, and what its requests wait in.
pub(super) struct Buckets {
    runtime: Runtime,
    store: S3,
}

impl Buckets {
    /// Connects with the first request.
    ///
    /// # Errors
    /// Where there is no runtime to be had.
    pub(super) fn new() -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::reading(&error))?;
        let store = runtime.block_on(S3::from_environment());
        Ok(Self { runtime, store })
    }

    /// An object of up to `limit` bytes.
    ///
    /// # Errors
    /// Where there is none, it cannot be read, or it has more.
    pub(super) fn read(
        &self,
        place: &ObjectLocation,
        pin: &Pin,
        limit: u64,
    ) -> Result<(Head, Vec<u8>), Failure> {
        let read = async {
            let mut object = self.store.get(place, pin).await?;
            let head = object.head().clone();
            let mut bytes = Vec::new();
            while bytes.len() as u64 <= limit && object.read(&mut bytes).await? {}
            Ok((head, bytes))
        };
        let (head, bytes) = self
            .runtime
            .block_on(read)
            .map_err(|error| failure(place, &error))?;
        match bytes.len() as u64 > limit {
            true => Err(Failure::file_too_large(limit)),
            false => Ok((head, bytes)),
        }
    }
}

fn failure(place: &ObjectLocation, error: &StoreError) -> Failure {
    let name = name(place);
    let (kind, message) = match error.kind {
        StoreErrorKind::Missing => ("not-found", format!("there is no {name}")),
        StoreErrorKind::NoBucket => ("not-found", format!("there is no bucket {}", place.bucket)),
        StoreErrorKind::Denied => (
            "permission-denied",
            format!(
                "these credentials may not read {name}, or there is no such object; they need s3:GetObject for it, and \
                 s3:ListBucket to tell: {error}"
            ),
        ),
        StoreErrorKind::Archived => ("read", format!("{name} is in an archive; restore it first")),
        _ => (
            "read",
            format!(
                "{name} could not be read; AWS_REGION, AWS_PROFILE and the like say where it is and who asks: {error}"
            ),
        ),
    };
    Failure { kind, message }
}
