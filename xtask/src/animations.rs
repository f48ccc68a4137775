//! `cargo xtask animations`: animations beside those of sharp and gifsicle.

use std::path::Path;

use anyhow::Result;
use benchmarks::animations::{Peers, peers};
use tools::process::{run, step};

use crate::guest_compiler::GuestCompiler;
use crate::{component, corpus, fidelity, hosts};

/// The page that the command writes where the shared corpus is there.
const PAGE: &str = "docs/animations.md";
/// The page without it. It never replaces the one with the figures of photographs.
const SMALL_PAGE: &str = "target/animations-small.md";
const WORK: &str = "target/animations";

/// Builds `thumbox`, installs what it is measured beside, and writes the page: into `docs` where the shared corpus is
/// there, else into `target`.
///
/// # Errors
/// Where something cannot be built, installed or measured.
pub(crate) fn report(root: &Path) -> Result<()> {
    let Peers { sharp, gifsicle } = peers(root)?;
    component::build(root, &GuestCompiler::find(root)?)?;
    let thumbox = hosts::optimised_thumbox(root)?;
    let score = fidelity::score(root)?;
    let shared = corpus::folder(root);
    let page = if shared.is_some() { PAGE } else { SMALL_PAGE };
    step("animations beside those of sharp and gifsicle (a quarter of an hour)");
    run(corpus::interpreter(root)?
        .arg("animations/animations.py")
        .args([&thumbox, &score, &sharp, &gifsicle])
        .args([root.join(WORK), root.join(page)])
        .args(shared))
}
