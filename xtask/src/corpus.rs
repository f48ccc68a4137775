//! `cargo xtask corpus`: thumbnails of a corpus beside an independent reference.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
pub(crate) use tools::corpus::{FOLDER, folder};
use tools::process::{run, step};

use crate::guest_compiler::GuestCompiler;
use crate::{component, hosts, python};

/// The page that the command writes where the shared corpus is there.
const PAGE: &str = "docs/corpus.md";
/// The page of the small corpus. It never replaces the one with the figures of the shared corpus.
const SMALL_PAGE: &str = "target/corpus-small.md";
/// The small corpus for tests in Rust.
const SMALL: &str = "target/small-corpus";

/// Builds `thumbox` and writes the report: into `docs` for the shared corpus, and into `target` for the small one, which
/// is taken where the shared one is not there.
///
/// # Errors
/// Where something cannot be built, or a requirement is not met; the report is written then too.
pub(crate) fn report(root: &Path) -> Result<()> {
    component::build(root, &GuestCompiler::find(root)?)?;
    let thumbox = hosts::thumbox(root)?;
    match folder(root) {
        Some(folder) => compare_shared(root, &folder, &thumbox, PAGE),
        None => compare_small(root, &thumbox),
    }
}

/// One step of the tests, with a program that is built already: the small corpus, and the shared one where it is there.
/// It changes nothing in the tree.
///
/// # Errors
/// Where a requirement is not met.
pub(crate) fn check(root: &Path, thumbox: &Path) -> Result<()> {
    own_tests(root)?;
    compare_small(root, thumbox)?;
    folder(root).map_or(Ok(()), |folder| {
        compare_shared(root, &folder, thumbox, "target/corpus-report.md")
    })
}

/// The shared corpus, or the small one, which is made first.
///
/// # Errors
/// Where the small one cannot be made.
pub(crate) fn shared_or_small(root: &Path) -> Result<PathBuf> {
    if let Some(folder) = folder(root) {
        return Ok(folder);
    }
    step(&format!(
        "{FOLDER} is not there: making the small corpus of pictures in the repository"
    ));
    let small = root.join(SMALL);
    run(interpreter(root)?.arg("small_corpus.py").arg(&small))?;
    Ok(small)
}

fn compare_shared(root: &Path, folder: &Path, thumbox: &Path, page: &str) -> Result<()> {
    step(&format!(
        "thumbnails of {FOLDER} beside the reference (a minute)"
    ));
    let mut script = compare(root, thumbox, "target/corpus", page)?;
    run(script.arg(folder))
}

fn compare_small(root: &Path, thumbox: &Path) -> Result<()> {
    step("thumbnails of the small corpus beside the reference (a minute)");
    run(&mut compare(
        root,
        thumbox,
        "target/corpus-small",
        SMALL_PAGE,
    )?)
}

/// The script that compares, for the small corpus unless it gets the folder of another one.
fn compare(root: &Path, thumbox: &Path, work: &str, page: &str) -> Result<Command> {
    let mut script = interpreter(root)?;
    script
        .arg("report.py")
        .arg(thumbox)
        .args([root.join(work), root.join(page)]);
    Ok(script)
}

/// Tests of the reference, and of what the vectors cover: they need no corpus.
fn own_tests(root: &Path) -> Result<()> {
    step("tests of the reference and of the vectors' files");
    run(interpreter(root)?.args(["-m", "unittest", "--quiet"]))
}

/// Python with what the scripts need, in their folder.
///
/// # Errors
/// Where the packages cannot be had.
pub(crate) fn interpreter(root: &Path) -> Result<Command> {
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
