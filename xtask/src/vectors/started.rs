//! An engine that can be started.

use std::process::Command;

/// What starts an engine here.
pub(crate) enum Started {
    Command(Box<Command>),
    /// It cannot run here, for this reason.
    Ignored(String),
}
