//! What was measured, and on what.

use super::measure::{Events, Starts};
use super::programs::Bootstrap;
use crate::machine::Machine;
use crate::picture::Picture;

/// What was measured, and on what.
pub(super) struct Report {
    pub(super) bootstrap: Bootstrap,
    pub(super) cold: (String, Vec<Starts>),
    pub(super) warm: Vec<(String, Vec<Events>)>,
    pub(super) pictures: Vec<Picture>,
    pub(super) machine: Machine,
    pub(super) versions: Vec<String>,
}
