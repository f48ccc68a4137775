//! What becomes of thumbnails whose upload was replaced by one that is rejected: the recipe's `stale`.

use recipe::Stale;

use crate::failure::{Class, Failure};
use crate::provenance::Provenance;
use crate::store::{ObjectLocation, Store};
use crate::thumbnails::done::Done;
use crate::thumbnails::state::{is_later, is_same};
use crate::thumbnails::worker::Worker;
use crate::upload::Upload;

impl<S: Store, M> Worker<'_, S, M> {
    /// Deletes or keeps the thumbnails of what the upload was before, where it is rejected for good.
    ///
    /// # Errors
    /// The failure itself, or why thumbnails could not be deleted.
    pub async fn without_stale(
        &self,
        upload: &Upload,
        result: Result<Done, Failure>,
    ) -> Result<Done, Failure> {
        let Err(failure) = &result else {
            return result;
        };
        // That of an upload that is gone is its deletion's.
        if failure.class() != Class::Permanent || matches!(failure, Failure::SourceGone) {
            return result;
        }
        // Of a call for one object it is only known now which state of it was rejected.
        let upload = &self.with_etag(upload.clone()).await?;
        let is_stale = |provenance: &Provenance| {
            !(provenance.is_of_other(upload)
                || provenance.is_of(upload)
                || is_later(provenance, upload))
        };
        let stale = self.thumbnails_where(upload, is_stale).await?;
        if stale.is_empty() {
            return result;
        }
        // They may be those of what is there now, which has an event of its own.
        let now = self.head_upload(upload).await?;
        if now.is_some_and(|now| !is_same(upload, &now)) {
            return result;
        }
        if self.plan.recipe.stale() == Stale::Keep {
            self.tell(
                upload,
                &stale,
                "the thumbnail of what was there before stays",
            );
            return result;
        }
        let are_unchanged = self.delete(&stale).await?;
        // A thumbnail of the same bytes looks the same, so the one deleted may have been that of a later upload.
        let is_present = match self.head_upload(upload).await? {
            Some(now) => is_same(upload, &now),
            None => true,
        };
        if !(are_unchanged && is_present) {
            return Err(Failure::KeepsChanging);
        }
        self.tell(
            upload,
            &stale,
            "the thumbnail of what was there before is deleted",
        );
        result
    }

    fn tell(&self, upload: &Upload, stale: &[(ObjectLocation, String)], what: &str) {
        let keys: Vec<&str> = stale
            .iter()
            .map(|(location, _)| location.key.as_str())
            .collect();
        tracing::warn!(
            bucket = upload.bucket,
            key = upload.key,
            stale = keys.join("; "),
            "{what}"
        );
    }
}
