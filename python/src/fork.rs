//! What `os.register_at_fork` is given, so that a child never waits for a thread that only its parent has.

use std::cell::RefCell;

use ::engine::LoadingPause;
use pyo3::prelude::*;

thread_local! {
    /// Of the thread that forks, which is the one that the child has.
    static PAUSE: RefCell<Option<LoadingPause>> = const { RefCell::new(None) };
}

/// Before a fork: waits until no other thread loads code. Those that do need no interpreter for it.
#[pyfunction]
pub(crate) fn pause_loading() {
    PAUSE.with_borrow_mut(|pause| {
        if pause.is_none() {
            *pause = Some(::engine::pause_loading());
        }
    });
}

/// After a fork, in the parent and in the child.
#[pyfunction]
pub(crate) fn resume_loading() {
    PAUSE.with_borrow_mut(|pause| *pause = None);
}
