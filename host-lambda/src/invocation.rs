//! An invocation of the function.

use std::time::SystemTime;

/// What is known of an invocation beside its event.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// When its work has to be over.
    pub end: SystemTime,
    /// Lambda's identifier of it.
    pub request: Option<String>,
    /// The identifier with which it is traced.
    pub trace: Option<String>,
    /// Whether it is the first of this process.
    pub cold: bool,
}
