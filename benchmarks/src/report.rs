//! What was measured, and the pages about it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tools::process::step;

use super::machine::Machine;
use super::picture::Pictures;
use super::rounds::Series;
use super::work::Work;

/// What a row of the table is made of.
pub(super) struct Row {
    pub(super) work: Work,
    /// Thumbox, then the peer that its target is about, then the others.
    pub(super) series: Vec<Series>,
}

/// What was measured, and on what.
pub(super) struct Report {
    pub(super) rows: Vec<Row>,
    pub(super) pictures: Pictures,
    pub(super) machine: Machine,
    pub(super) versions: Vec<String>,
    pub(super) rounds: usize,
}

/// Writes a page of docs/: what is compared, the table, and on what was measured.
pub(super) fn write_page(
    root: &Path,
    page: &str,
    about: &str,
    table: &str,
    conditions: &str,
) -> Result<()> {
    let text = format!("{about}{table}\n## Conditions\n\n{conditions}");
    fs::write(root.join(page), text).with_context(|| page.to_owned())?;
    step(&format!("wrote {page}"));
    Ok(())
}
