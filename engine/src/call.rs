//! What is said of one call beside the image and the request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::CallLimits;

/// One call: its limits, when it has to end, and how to end it early.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Its own limits. They count where they are less than those of the [`crate::Resizer`].
    pub limits: CallLimits,
    /// When it has to end, whenever it began: waiting for other calls counts. Ending there is [`crate::Error::Deadline`].
    pub end: Option<Instant>,
    /// Ends it, as if its time were up.
    pub cancel: Cancel,
}

/// Ends a call from another thread. Its clones end the same call.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// The call ends within 20 ms, and one that has not begun does not begin.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Call {
    /// Whether nobody waits for it any more.
    pub(crate) fn is_over(&self) -> bool {
        self.cancel.0.load(Ordering::Relaxed) || self.end.is_some_and(|end| Instant::now() >= end)
    }
}
