//! What every step works with.

use std::time::SystemTime;

use crate::failure::{Failure, READING, WRITING};
use crate::provenance::Provenance;
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

    /// The thumbnails whose provenance is as wanted, with their ETags.
    pub(super) async fn thumbnails_where(
        &self,
        upload: &Upload,
        is_wanted: impl Fn(&Provenance) -> bool,
    ) -> Result<Vec<(ObjectLocation, String)>, Failure> {
        let mut wanted = Vec::new();
        for location in self.plan.locations(upload) {
            let Some(head) = self.head_thumbnail(&location).await? else {
                continue;
            };
            if Provenance::read(&head.metadata).is_some_and(|provenance| is_wanted(&provenance)) {
                wanted.push((location, head.etag));
            }
        }
        Ok(wanted)
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
