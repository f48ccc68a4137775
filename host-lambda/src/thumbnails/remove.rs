//! Deleting the thumbnails of an upload that is gone.

use crate::failure::{Failure, WRITING};
use crate::provenance::Provenance;
use crate::store::{ObjectLocation, Store, StoreErrorKind};
use crate::thumbnails::done::{Decision, Done, Thumbnail};
use crate::thumbnails::next::Next;
use crate::thumbnails::state::{is_later, present};
use crate::thumbnails::worker::Worker;
use crate::upload::Upload;

impl<S: Store, M> Worker<'_, S, M> {
    /// Deletes the thumbnails that are not of a later upload.
    pub(super) async fn remove(&self, upload: Upload) -> Result<Next, Failure> {
        // One of a later upload stays, and one of another upload is not deleted on this one's word.
        let is_older = |provenance: &Provenance| {
            !provenance.is_of_other(&upload) && !is_later(provenance, &upload)
        };
        let older = self.thumbnails_where(&upload, is_older).await?;
        if older.is_empty() {
            return Ok(Next::skipped("there is no thumbnail of it"));
        }
        if self.head_upload(&upload).await?.is_some() {
            return Ok(Next::skipped("the upload is there again"));
        }
        if !self.delete(&older).await? {
            return Ok(Next::Remove(upload));
        }
        // A thumbnail of the same bytes looks the same, so the one deleted may have been that of a later upload.
        if let Some(head) = self.head_upload(&upload).await? {
            return Next::after_creation(self.plan, &present(upload, head));
        }
        let outputs = older
            .into_iter()
            .map(|(location, _)| Thumbnail::at(location));
        Ok(Next::Done(Done {
            decision: Decision::Removed,
            reason: None,
            outputs: outputs.collect(),
            effort: None,
        }))
    }

    /// Deletes thumbnails that still have these ETags: whether all of them had.
    pub(super) async fn delete(
        &self,
        thumbnails: &[(ObjectLocation, String)],
    ) -> Result<bool, Failure> {
        let mut are_unchanged = true;
        for (location, etag) in thumbnails {
            match self.store.delete(location, etag).await {
                Ok(()) => {}
                Err(error) if error.kind == StoreErrorKind::Missing => {}
                Err(error) if error.kind == StoreErrorKind::Changed => are_unchanged = false,
                Err(error) => return Err(Failure::of_store(error, WRITING, &location.bucket)),
            }
        }
        Ok(are_unchanged)
    }
}
