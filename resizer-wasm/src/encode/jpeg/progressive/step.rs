//! One of a file's scans.

use super::super::levels::Levels;
use super::output::Output;
use super::scans;

/// A scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) components: &'static [usize],
    /// Ranks of the first and the last level.
    pub(super) ranks: (u8, u8),
    /// The bit from which on levels were sent before, or 0, and from which on they are sent now.
    pub(super) bits: (u8, u8),
}

pub(super) const fn step(components: &'static [usize], ranks: (u8, u8), bits: (u8, u8)) -> Step {
    Step {
        components,
        ranks,
        bits,
    }
}

impl Step {
    /// Sends all that the scan has.
    pub(super) fn send(&self, levels: &Levels, output: &mut impl Output) {
        let Self {
            components, ranks, ..
        } = *self;
        let (before, now) = (u32::from(self.bits.0), u32::from(self.bits.1));
        match (ranks.0, before) {
            (0, 0) => scans::first_levels(levels, components, now, output),
            (0, _) => scans::bits_of_first_levels(levels, components, now, output),
            (_, 0) => scans::other_levels(levels, components[0], ranks, now, output),
            _ => scans::bits_of_other_levels(levels, components[0], ranks, now, output),
        }
    }
}
