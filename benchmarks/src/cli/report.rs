//! What was measured, and on what.

use super::folder::Folder;
use super::programs::Peer;
use crate::machine::Machine;
use crate::rounds::Series;

/// What one program was measured at.
pub(super) struct Measured {
    pub(super) peer: Peer,
    pub(super) series: Series,
    /// Of all thumbnails.
    pub(super) bytes: u64,
}

/// What was measured, and on what.
pub(super) struct Report {
    /// Thumbox first.
    pub(super) measured: Vec<Measured>,
    pub(super) folder: Folder,
    pub(super) machine: Machine,
    pub(super) versions: Vec<String>,
    pub(super) rounds: usize,
}
