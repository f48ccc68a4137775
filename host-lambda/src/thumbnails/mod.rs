//! From an upload to its thumbnails.
//!
//! Events come more than once and in any order, and objects change meanwhile. So a thumbnail is written or deleted only
//! if it is as it was when it was checked, and the upload is checked again wherever a later event may have come in
//! between. docs/decisions/0020-last-upload-wins.md says why this always ends in the thumbnails of the last upload.
//!
//! `next.rs` has the states of an upload, and this file the loop over them. `create.rs` and `remove.rs` are its two
//! steps. `create.rs` uses `state.rs`, `resize.rs` and `write.rs`, in this order. `make.rs` runs the component, and `memory.rs`
//! divides the function's memory.

mod create;
pub mod done;
mod failed;
pub mod make;
mod memory;
mod next;
pub mod plan;
mod remove;
mod resize;
mod stale;
mod state;
mod worker;
mod write;

use self::done::Done;
use self::make::Make;
use self::next::Next;
pub use self::worker::Worker;
use crate::failure::Failure;
use crate::store::Store;
use crate::upload::Upload;

/// How many steps an upload that keeps changing gets before its event is to be retried. Arbitrary.
const ATTEMPTS: u32 = 5;

impl<S: Store, M: Make> Worker<'_, S, M> {
    /// Makes the thumbnails of an upload.
    ///
    /// # Errors
    /// Where there can be none, and where the event has to be retried.
    pub async fn created(&self, upload: &Upload) -> Result<Done, Failure> {
        self.finish(Next::after_creation(self.plan, upload)?).await
    }

    /// Deletes the thumbnails of an upload that is gone.
    ///
    /// # Errors
    /// Where the event has to be retried.
    pub async fn removed(&self, upload: &Upload) -> Result<Done, Failure> {
        self.finish(Next::after_removal(self.plan, upload)).await
    }

    /// Takes steps until the upload needs no further one. Each step says what the upload needs then.
    async fn finish(&self, first: Next) -> Result<Done, Failure> {
        let mut next = first;
        for _ in 0..ATTEMPTS {
            next = match next {
                Next::Recreate(upload) => self.create(upload).await?,
                Next::Remove(upload) => self.remove(upload).await?,
                Next::Done(done) => return Ok(done),
            };
        }
        match next {
            Next::Done(done) => Ok(done),
            Next::Recreate(_) | Next::Remove(_) => Err(Failure::KeepsChanging),
        }
    }
}
