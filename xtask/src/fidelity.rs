//! `cargo xtask fidelity`: what decoding smaller costs a thumbnail.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::process::{run, step};

use crate::guest_compiler::GuestCompiler;
use crate::{component, corpus, hosts};

/// The page that the command writes where the shared corpus is there.
const PAGE: &str = "docs/fidelity.md";
/// The page of the small corpus. It never replaces the one with the figures of photographs.
const SMALL_PAGE: &str = "target/fidelity-small.md";
const WORK: &str = "target/fidelity";

/// Builds `thumbox` and the program that scores, and writes the page: into `docs` for the shared corpus, and into `target`
/// for the small one, which is taken where the shared one is not there.
///
/// # Errors
/// Where something cannot be built, or decoding smaller costs too much; the page is written then too.
pub(crate) fn report(root: &Path) -> Result<()> {
    component::build(root, &GuestCompiler::find(root)?)?;
    let thumbox = hosts::thumbox(root)?;
    let score = score(root)?;
    let shared = corpus::folder(root);
    let page = if shared.is_some() { PAGE } else { SMALL_PAGE };
    step("thumbnails through each scale beside those of full decoding (some minutes)");
    run(corpus::interpreter(root)?
        .arg("fidelity.py")
        .args([&thumbox, &score])
        .args([root.join(WORK), root.join(page)])
        .args(shared))
}

/// Builds the program that computes SSIMULACRA2.
///
/// # Errors
/// Where it does not compile.
pub(crate) fn score(root: &Path) -> Result<PathBuf> {
    step("building SSIMULACRA2 (a minute, once)");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--release"])
        .args(["--package", "score", "--target-dir", "target"]))?;
    Ok(root.join("target/release/score"))
}
