//! What is measured.

/// Cores, threads of Thumbox, and processes of the others.
pub(super) const WORKERS: usize = 2;
/// The side of the box of a thumbnail.
pub(super) const SIDE: u32 = 256;
pub(super) const FOLDER: &str = "target/bench/cli";
