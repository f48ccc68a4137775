//! What animations are measured beside: `cargo xtask animations`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use tools::files;

use crate::debian::on_path;
use crate::packages;
use crate::programs::SCRIPTS;

/// The peers, installed.
pub struct Peers {
    /// The script that runs sharp, in the folder with sharp.
    pub sharp: PathBuf,
    /// The program.
    pub gifsicle: PathBuf,
}

/// Installs them.
///
/// # Errors
/// Where that does not work; the message says what to do.
pub fn peers(root: &Path) -> Result<Peers> {
    let sharp = packages::NODE.install(root)?.join("animation.mjs");
    files::copy(&root.join(SCRIPTS).join("peers/animation.mjs"), &sharp)?;
    Ok(Peers {
        sharp,
        gifsicle: on_path("gifsicle", "gifsicle")?,
    })
}
