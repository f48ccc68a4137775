//! Loading compiled code, which one thread does at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};

static LOADING: Mutex<()> = Mutex::new(());

/// While there is one, no thread loads the component or a codec: those that want to wait.
#[must_use]
pub struct LoadingPause {
    /// Held until it is dropped.
    _loading: MutexGuard<'static, ()>,
}

/// Waits until no thread is loading compiled code, and keeps it so for as long as the guard is there.
///
/// A program that forks holds this meanwhile. wasmtime registers loaded code under a lock of the process, and in the child of a
/// fork a lock stays locked that a thread of the parent was holding.
pub fn pause_loading() -> LoadingPause {
    LoadingPause {
        _loading: LOADING.lock().unwrap_or_else(PoisonError::into_inner),
    }
}
