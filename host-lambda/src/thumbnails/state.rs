//! What there is already, and whether it is what is wanted.

use std::ops::ControlFlow;

use recipe::Receipt;

use crate::failure::Failure;
use crate::provenance::Provenance;
use crate::store::{Condition, Head, ObjectLocation, Store};
use crate::thumbnails::make::Make;
use crate::thumbnails::next::Next;
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
            component,
            recipe,
            codec,
            ..
        } = &provenance.receipt;
        let has_codec = codec.as_deref().is_none_or(engine::has_codec);
        let stays = (self.plan.recipe).keeps(component == self.maker.component() && has_codec);
        let is_made_alike = stays && *recipe == self.plan.digests[index];
        // Events of two objects have no order.
        let is_newer = !provenance.is_of_other(upload) && is_later(&provenance, upload);
        if is_newer || (provenance.is_of(upload) && is_made_alike) {
            return Ok(State::Settled(provenance.receipt.digest()));
        }
        Ok(State::Stale(condition, Some(Box::new(provenance))))
    }

    /// What there is at an output's location after the upload was read; or what the upload needs, where that is not the
    /// present one any more and something is there. It may be the thumbnail of the next state, made by an event with a
    /// lower sequencer, and would have to be made once more.
    ///
    /// # Errors
    /// Where the upload is gone and something is there, too: which of the two was later is not known then.
    pub(super) async fn state_now(
        &self,
        index: usize,
        location: &ObjectLocation,
        upload: &Upload,
    ) -> Result<ControlFlow<Next, State>, Failure> {
        let state = self.state(index, location, upload).await?;
        if !matches!(state, State::Stale(Condition::Etag(_), _)) {
            return Ok(ControlFlow::Continue(state));
        }
        // After the thumbnail: what it is of was uploaded before it was there.
        match self.presence(upload).await? {
            Presence::Present => Ok(ControlFlow::Continue(state)),
            Presence::Changed(next) => Ok(ControlFlow::Break(next)),
            Presence::Gone => Err(Failure::SourceGone),
        }
    }

    /// Whether an upload is the present object.
    pub(super) async fn presence(&self, upload: &Upload) -> Result<Presence, Failure> {
        Ok(match self.head_upload(upload).await? {
            Some(now) if is_same(upload, &now) => Presence::Present,
            Some(now) => Presence::Changed(Next::Recreate(present(upload.clone(), now))),
            None if self.plan.recipe.deletions == Some(true) => {
                Presence::Changed(Next::Remove(upload.clone()))
            }
            None => Presence::Gone,
        })
    }
}

/// Whether an upload is the present object.
pub(super) enum Presence {
    /// It is.
    Present,
    /// It is not, and needs this.
    Changed(Next),
    /// There is none, and the recipe has no deletions.
    Gone,
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
