//! Telling others what became of an upload.

#[cfg(feature = "aws")]
pub mod aws;

use std::future::Future;

use serde_json::Value;

/// What takes notices.
pub trait Notify {
    /// Whether anybody wants notices.
    fn is_wanted(&self) -> bool {
        true
    }

    /// Sends one, whose kind is in a few words and whose content is an object.
    fn send(&self, kind: &str, content: &Value) -> impl Future<Output = Result<(), NotifyError>>;
}

/// Why a notice was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifyError {
    /// Whom it was for.
    pub to: String,
    /// What went wrong.
    pub reason: String,
    /// Whether it is the operator who has to act.
    pub is_for_operator: bool,
}

/// Nobody wants any.
impl Notify for () {
    fn is_wanted(&self) -> bool {
        false
    }

    async fn send(&self, _kind: &str, _content: &Value) -> Result<(), NotifyError> {
        Ok(())
    }
}

impl<N: Notify> Notify for Option<N> {
    fn is_wanted(&self) -> bool {
        self.as_ref().is_some_and(N::is_wanted)
    }

    async fn send(&self, kind: &str, content: &Value) -> Result<(), NotifyError> {
        match self {
            Some(notify) => notify.send(kind, content).await,
            None => Ok(()),
        }
    }
}
