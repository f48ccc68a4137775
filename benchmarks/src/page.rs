//! docs/benchmarks.md.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::report::{Report, write_page};
use super::{plot, table};

const PAGE: &str = "docs/benchmarks.md";
const PLOT: &str = "docs/benchmarks.svg";

const ABOUT: &str = "\
# Benchmarks

`cargo xtask bench` measures, prints these tables and writes this page. Times are medians of runs in which Thumbox and
its peers take turns, all pinned to one core, each in one process that stays warm, from a file in memory to a JPEG of
quality 80 in memory, in a box of so many pixels (`inside`). A run of Thumbox is one call: a new instance of the
component, everything in its sandbox, all results. sharp runs with `concurrency(1)` and without its cache, pyvips as
well, and pillow-heif and djxl with one thread. For several sizes, the peers decode once for each. Ratios by processor time say how far other work on the
computer disturbed the times. `cargo xtask bench FILE...` measures pictures of yours.

";

/// Writes the page and its plot.
///
/// # Errors
/// Where a file cannot be written.
pub(super) fn write(root: &Path, report: &Report) -> Result<()> {
    fs::write(root.join(PLOT), plot::draw(&report.rows)).context(PLOT)?;
    let table = table::text(&report.rows);
    let table = format!("{table}\n![Times relative to sharp's](benchmarks.svg)\n");
    write_page(root, PAGE, ABOUT, &table, &conditions(report))
}

/// On what and with what was measured.
pub(super) fn conditions(report: &Report) -> String {
    let mut text = format!(
        "{} rounds; one of {} cores, {}; {}.\n\n",
        report.rounds,
        report.machine.cores,
        report.machine.processor,
        report.versions.join(", ")
    );
    text += "| picture | | pixels | bytes | bits a pixel |\n|---|---|---:|---:|---:|\n";
    for picture in &report.pictures.list {
        text += &format!(
            "| {} | {} | {} x {} | {} | {:.2} |\n",
            picture.name,
            picture.kind(),
            picture.width,
            picture.height,
            picture.bytes,
            picture.bits_per_pixel()
        );
    }
    let made_of = &report.pictures.made_of;
    if !made_of.is_empty() {
        text += &format!(
            "\nThe pictures are mosaics ([benchmarks/photos.py](../benchmarks/photos.py)) of {}.\n",
            made_of.join(", ")
        );
    }
    text
}
