//! `cargo xtask quality`: bytes against quality, beside sharp, Pillow and libvips.

use std::path::Path;

use anyhow::{Context, Result};
use benchmarks::quality::{Peers, peers};
use tools::process::{run, step};

use crate::guest_compiler::GuestCompiler;
use crate::{component, corpus, fidelity, hosts};

/// The page that the command writes where the shared corpus is there, and all pictures are measured.
const PAGE: &str = "docs/quality.md";
/// The page without it, or of fewer pictures. It never replaces the one with the figures of photographs.
const SMALL_PAGE: &str = "target/quality-small/quality.md";
const WORK: &str = "target/quality";
/// Of each kind, where all are measured.
const ALL: &str = "100";

/// Builds `thumbox`, installs what it is measured beside, and writes the page with its plots: into `docs` where the shared corpus
/// is there, else into `target`. `most` is the number of pictures of each kind, for a quick look.
///
/// # Errors
/// Where `most` is no number, or something cannot be built, installed or measured.
pub(crate) fn report(root: &Path, most: Option<&str>) -> Result<()> {
    if let Some(most) = most {
        most.parse::<u16>()
            .with_context(|| format!("\"{most}\" is no number of pictures"))?;
    }
    let Peers {
        sharp,
        python,
        encode,
    } = peers(root)?;
    component::build(root, &GuestCompiler::find(root)?)?;
    let thumbox = hosts::optimised_thumbox(root)?;
    let score = fidelity::score(root)?;
    let shared = corpus::folder(root);
    let page = match most {
        None if shared.is_some() => PAGE,
        _ => SMALL_PAGE,
    };
    step("bytes and quality beside sharp, Pillow and libvips (an hour with all pictures)");
    run(corpus::interpreter(root)?
        .arg("quality/quality.py")
        .args([&thumbox, &score, &sharp, &python, &encode])
        .args([root.join(WORK), root.join(page)])
        .arg(most.unwrap_or(ALL))
        .args(shared))
}
