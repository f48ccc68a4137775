//! `cargo xtask corpus`: thumbnails of the corpus beside an independent reference.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
pub(crate) use tools::corpus::{FOLDER, folder};
use tools::process::{run, step};

use crate::guest_compiler::GuestCompiler;
use crate::{component, hosts, python};

/// The page that the command writes. A test run writes its own under `target`, so that it changes nothing in the tree.
const PAGE: &str = "docs/corpus.md";
const WORK: &str = "target/corpus";

/// Builds `thumbox` and writes the report into `docs`. Without a corpus it says that there was nothing to do.
///
/// # Errors
/// Where something cannot be built, or a requirement is not met; the report is written then too.
pub(crate) fn report(root: &Path) -> Result<()> {
    let Some(folder) = folder(root) else {
        skipped();
        return Ok(());
    };
    component::build(root, &GuestCompiler::find(root)?)?;
    compare(root, &folder, &hosts::thumbox(root)?, &root.join(PAGE))
}

/// The same as one step of the tests, with a program that is built already.
///
/// # Errors
/// Where a requirement is not met.
pub(crate) fn check(root: &Path, thumbox: &Path) -> Result<()> {
    own_tests(root)?;
    let Some(folder) = folder(root) else {
        skipped();
        return Ok(());
    };
    compare(
        root,
        &folder,
        thumbox,
        &root.join("target/corpus-report.md"),
    )
}

fn skipped() {
    step(&format!(
        "SKIPPED: the corpus check, because {FOLDER} is not there"
    ));
}

fn compare(root: &Path, folder: &Path, thumbox: &Path, page: &Path) -> Result<()> {
    step(&format!(
        "thumbnails of {FOLDER} beside the reference (a minute)"
    ));
    run(interpreter(root)?
        .arg("report.py")
        .arg(thumbox)
        .arg(folder)
        .arg(root.join(WORK))
        .arg(page))
}

/// Tests of the reference, and of what the vectors cover: they need no corpus.
fn own_tests(root: &Path) -> Result<()> {
    step("tests of the reference and of the vectors' files");
    run(interpreter(root)?.args(["-m", "unittest", "--quiet"]))
}

/// Python with what the scripts need, in their folder.
fn interpreter(root: &Path) -> Result<Command> {
    let environment = python::CONFORMANCE.prepare(root)?;
    let mut python = Command::new(environment.join("bin/python"));
    python
        // No compiled files in the tree.
        .arg("-B")
        .current_dir(root.join("conformance"))
        // The pictures are shared out among processes; more threads in each would only wait for one another.
        .env("OPENBLAS_NUM_THREADS", "1");
    Ok(python)
}
