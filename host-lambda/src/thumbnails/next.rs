//! What an upload needs next, and which uploads need nothing at all.

use crate::failure::Failure;
use crate::thumbnails::done::{Decision, Done};
use crate::thumbnails::plan::Plan;
use crate::upload::Upload;

/// What an upload needs next.
#[derive(Debug)]
pub(super) enum Next {
    /// Nothing: this became of it.
    Done(Done),
    /// It is there, and its thumbnails are to be compared with it, and made where they differ.
    Recreate(Upload),
    /// It is gone, and its thumbnails are to be deleted.
    Remove(Upload),
}

impl Next {
    /// What an upload needs that is there. Bucket, key and recipe alone say whether it may have thumbnails, so no later
    /// step checks that again.
    ///
    /// # Errors
    /// Where a thumbnail would be an upload itself.
    pub(super) fn after_creation(plan: &Plan, upload: &Upload) -> Result<Self, Failure> {
        if upload.key.ends_with('/') {
            return Ok(Self::ignored("it is a folder"));
        }
        if !plan.recipe.is_for(&upload.key) {
            return Ok(Self::ignored("the recipe is not for this key"));
        }
        for location in plan.locations(upload) {
            plan.refuse_loop(&location, upload)?;
        }
        Ok(Self::Recreate(upload.clone()))
    }

    /// What an upload needs that is gone.
    pub(super) fn after_removal(plan: &Plan, upload: &Upload) -> Self {
        if plan.recipe.deletions != Some(true) {
            return Self::ignored("the recipe has no deletions");
        }
        if !plan.recipe.is_for(&upload.key) {
            return Self::ignored("the recipe is not for this key");
        }
        Self::Remove(upload.clone())
    }

    fn ignored(reason: &'static str) -> Self {
        Self::Done(Done::nothing(Decision::Ignored, reason))
    }

    pub(super) fn skipped(reason: &'static str) -> Self {
        Self::Done(Done::nothing(Decision::Skipped, reason))
    }
}
