//! What was measured, and on what.

use super::measure::{Events, Starts};
use crate::bench::machine::Machine;
use crate::bench::picture::Picture;
use crate::bootstrap::Bootstrap;

/// What was measured, and on what.
pub(super) struct Report {
    pub(super) bootstrap: Bootstrap,
    pub(super) cold: (String, Vec<Starts>),
    pub(super) warm: Vec<(String, Vec<Events>)>,
    pub(super) pictures: Vec<Picture>,
    pub(super) machine: Machine,
    pub(super) versions: Vec<String>,
}
