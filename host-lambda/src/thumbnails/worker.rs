//! What every step works with.

use std::time::SystemTime;

use crate::failure::{Failure, READING, WRITING};
use crate::store::{Head, ObjectLocation, Store};
use crate::thumbnails::plan::Plan;
use crate::upload::Upload;

/// What works on uploads.
pub struct Worker<'a, S, M> {
    /// Where they are.
    pub store: &'a S,
    /// What makes pictures of them.
    pub maker: &'a M,
    /// What is to be made.
    pub plan: &'a Plan,
    /// When there is no more time.
    pub end: SystemTime,
}

impl<S: Store, M> Worker<'_, S, M> {
    /// What is known of the upload as it is now.
    pub(super) async fn head_upload(&self, upload: &Upload) -> Result<Option<Head>, Failure> {
        let head = self.store.head(&location_of(upload)).await;
        head.map_err(|error| Failure::of_store(error, READING, &upload.bucket))
    }

    /// What is known of a thumbnail.
    pub(super) async fn head_thumbnail(
        &self,
        location: &ObjectLocation,
    ) -> Result<Option<Head>, Failure> {
        let head = self.store.head(location).await;
        head.map_err(|error| Failure::of_store(error, WRITING, &location.bucket))
    }
}

/// Where an upload is.
pub(super) fn location_of(upload: &Upload) -> ObjectLocation {
    ObjectLocation {
        bucket: upload.bucket.clone(),
        key: upload.key.clone(),
    }
}
