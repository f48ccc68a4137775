//! `cargo xtask fidelity`: what decoding smaller costs a thumbnail.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::process::{run, step};

use crate::guest_compiler::GuestCompiler;
use crate::{component, corpus, hosts, python};

/// The page that the command writes.
const PAGE: &str = "docs/fidelity.md";
const WORK: &str = "target/fidelity";

/// Builds `thumbox` and the program that scores, and writes the page. Without a corpus it says that there was nothing
/// to do.
///
/// # Errors
/// Where something cannot be built, or decoding smaller costs too much; the page is written then too.
pub(crate) fn report(root: &Path) -> Result<()> {
    let Some(folder) = corpus::folder(root) else {
        step(&format!(
            "SKIPPED: {} is not there, and with it the photographs",
            corpus::FOLDER
        ));
        return Ok(());
    };
    component::build(root, &GuestCompiler::find(root)?)?;
    let thumbox = hosts::thumbox(root)?;
    let score = score(root)?;
    let environment = python::CONFORMANCE.prepare(root)?;
    step("thumbnails through each scale beside those of full decoding (some minutes)");
    run(Command::new(environment.join("bin/python"))
        // No compiled files in the tree.
        .arg("-B")
        .current_dir(root.join("conformance"))
        // The pictures are shared out among processes; more threads in each would only wait for one another.
        .env("OPENBLAS_NUM_THREADS", "1")
        .arg("fidelity.py")
        .args([&thumbox, &score, &folder])
        .arg(root.join(WORK))
        .arg(root.join(PAGE)))
}

/// Builds the program that computes SSIMULACRA2.
fn score(root: &Path) -> Result<PathBuf> {
    step("building SSIMULACRA2 (a minute, once)");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--release"])
        .args(["--package", "score", "--target-dir", "target"]))?;
    Ok(root.join("target/release/score"))
}
