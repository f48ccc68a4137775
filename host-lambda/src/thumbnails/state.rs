//! What there is already, and whether it is what is wanted.

use recipe::Receipt;

use crate::failure::Failure;
use crate::provenance::Provenance;
use crate::store::{Condition, Head, ObjectLocation, Store};
use crate::thumbnails::make::Make;
use crate::thumbnails::worker::Worker;
use crate::upload::Upload;

/// What is to be done about an output.
pub(super) enum State {
    /// What is there is of this upload, or of a later one; its receipt has this digest.
    Settled(String),
    /// It has to be written, where this still holds.
    Stale(Condition, Option<Box<Provenance>>),
}

impl<S: Store, M: Make> Worker<'_, S, M> {
    /// What there is at an output's location, and what is to be done about it.
    pub(super) async fn state(
        &self,
        index: usize,
        location: &ObjectLocation,
        upload: &Upload,
    ) -> Result<State, Failure> {
        let Some(head) = self.head_thumbnail(location).await? else {
            return Ok(State::Stale(Condition::Absent, None));
        };
        let condition = Condition::Etag(head.etag.clone());
        let Some(provenance) = Provenance::read(&head.metadata) else {
            return Ok(State::Stale(condition, None));
        };
        let Receipt {
            component, recipe, ..
        } = &provenance.receipt;
        let stays = self.plan.recipe.keeps(component, self.maker.component());
        let is_made_alike = stays && *recipe == self.plan.digests[index];
        // Events of two objects have no order.
        let is_newer = !provenance.is_of_other(upload) && is_later(&provenance, upload);
        if is_newer || (provenance.is_of(upload) && is_made_alike) {
            return Ok(State::Settled(provenance.receipt.digest()));
        }
        Ok(State::Stale(condition, Some(Box::new(provenance))))
    }
}

/// Whether a thumbnail is of a later upload than this one.
pub(super) fn is_later(provenance: &Provenance, upload: &Upload) -> bool {
    matches!((&provenance.sequencer, &upload.sequencer), (Some(theirs), Some(ours)) if theirs > ours)
}

/// Whether the present object is the upload that was meant.
pub(super) fn is_same(upload: &Upload, now: &Head) -> bool {
    upload.etag.as_ref() == Some(&now.etag)
        && (now.version.is_none() || upload.version == now.version)
}

/// The upload as it is now. When that happened among the others is not known, but not before this one.
pub(super) fn present(upload: Upload, now: Head) -> Upload {
    Upload {
        etag: Some(now.etag),
        version: now.version,
        ..upload
    }
}
