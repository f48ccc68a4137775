//! What every step works with.

use std::cell::Cell;
use std::time::{Duration, SystemTime};

use crate::failure::{Failure, READING, WRITING};
use crate::provenance::Provenance;
use crate::store::{Head, Object as _, ObjectLocation, Pin, Store};
use crate::thumbnails::plan::Plan;
use crate::thumbnails::resize::Clock;
use crate::upload::Upload;

/// What works on one upload.
pub struct Worker<'a, S, M> {
    pub(super) store: &'a S,
    pub(super) maker: &'a M,
    pub(super) plan: &'a Plan,
    pub(super) clock: Clock,
}

impl<'a, S, M> Worker<'a, S, M> {
    /// For one upload: where it is, what makes pictures of it, which these are, and when there is no more time.
    pub fn new(store: &'a S, maker: &'a M, plan: &'a Plan, end: SystemTime) -> Self {
        let taken = Cell::new(Duration::ZERO);
        Self {
            store,
            maker,
            plan,
            clock: Clock { end, taken },
        }
    }
}

impl<S: Store, M> Worker<'_, S, M> {
    /// What is known of the upload as it is now.
    pub(super) async fn head_upload(&self, upload: &Upload) -> Result<Option<Head>, Failure> {
        let head = self.store.head(&location_of(upload)).await;
        head.map_err(|error| Failure::of_store(error, READING, &upload.bucket))
    }

    /// The upload with the ETag that it has now, where its event does not say one.
    pub(super) async fn with_etag(&self, mut upload: Upload) -> Result<Upload, Failure> {
        if upload.etag.is_none() {
            let head = match self.head_upload(&upload).await? {
                Some(head) => head,
                // To a HEAD, S3 says of a bucket that is not there what it says of an object.
                None => {
                    let object = self.store.get(&location_of(&upload), &Pin::default()).await;
                    let object = object
                        .map_err(|error| Failure::of_store(error, READING, &upload.bucket))?;
                    object.head().clone()
                }
            };
            // A version that is asked for may be another than the present one, and is looked at when it is read.
            if upload.version.is_none() || upload.version == head.version {
                upload.etag = Some(head.etag);
                upload.version = head.version;
            }
        }
        Ok(upload)
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
