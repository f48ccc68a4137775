//! What quality is measured beside: `cargo xtask quality`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use tools::files;

use crate::packages;
use crate::programs::SCRIPTS;

/// The peers, installed.
pub struct Peers {
    /// The script that runs sharp, in the folder with sharp.
    pub sharp: PathBuf,
    /// A Python with Pillow and pyvips.
    pub python: PathBuf,
    /// The script for it.
    pub encode: PathBuf,
}

/// Installs them.
///
/// # Errors
/// Where that does not work; the message says what to do.
pub fn peers(root: &Path) -> Result<Peers> {
    let scripts = root.join(SCRIPTS).join("peers");
    let sharp = packages::NODE.install(root)?.join("encode.mjs");
    files::copy(&scripts.join("encode.mjs"), &sharp)?;
    Ok(Peers {
        sharp,
        python: packages::PYTHON.prepare(root)?.join("bin/python"),
        encode: scripts.join("encode.py"),
    })
}
