//! What there is already, and whether it is what is wanted.

use crate::provenance::Provenance;
use crate::store::{Condition, Head};
use crate::upload::Upload;

/// What is to be done about an output.
pub(crate) enum State {
    /// What is there is of this upload, or of a later one.
    Settled,
    /// It has to be written, where this still holds.
    Stale(Condition, Option<Provenance>),
}

/// Whether a thumbnail is of a later upload than this one.
pub(crate) fn is_later(provenance: &Provenance, upload: &Upload) -> bool {
    matches!((&provenance.sequencer, &upload.sequencer), (Some(theirs), Some(ours)) if theirs > ours)
}

/// Whether the present object is the upload that was meant.
pub(crate) fn is_same(upload: &Upload, now: &Head) -> bool {
    upload.etag.as_ref() == Some(&now.etag)
        && (now.version.is_none() || upload.version == now.version)
}

/// The upload as it is now. When that happened among the others is not known, but not before this one.
pub(crate) fn present(upload: &Upload, now: Head) -> Upload {
    Upload {
        etag: Some(now.etag),
        version: now.version,
        ..upload.clone()
    }
}
