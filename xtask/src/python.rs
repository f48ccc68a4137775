//! The Python programs that tests and the demo use: the emulator, the S3 server and the template checker.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{fresh_folder, run_quietly, step};

const BY_HAND: &str = "\
This needs Python 3.11 or later with its venv module (Debian: apt-get install python3-venv). By hand:
  python3 -m venv target/python
  target/python/bin/pip install -r deploy/requirements.txt
  cp deploy/requirements.txt target/python/";

/// A virtual environment with what `deploy/requirements.txt` names; programs are in its folder `bin`.
///
/// It is made where it is missing or was made from other requirements.
///
/// # Errors
/// Where Python or the packages cannot be had; the message says how to do it by hand.
pub(crate) fn environment(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/python");
    let requirements = root.join("deploy/requirements.txt");
    let wanted = fs::read_to_string(&requirements)
        .with_context(|| format!("reading {}", requirements.display()))?;
    // Copied last, so that an installation that was broken off is not taken for a whole one.
    let installed = folder.join("requirements.txt");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }

    step(
        "installing MiniStack, SeaweedFS and cfn-lint into target/python: AWS on this computer, for the demo and the tests (a minute)",
    );
    install(&folder, &requirements).context(BY_HAND)?;
    fs::write(&installed, wanted).with_context(|| installed.display().to_string())?;
    Ok(folder)
}

fn install(folder: &Path, requirements: &Path) -> Result<()> {
    fresh_folder(folder)?;
    run_quietly(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    // What is not imported need not be compiled: that saves a third of the time.
    run_quietly(
        Command::new(folder.join("bin/python"))
            .args(["-m", "pip", "install", "--no-compile", "--no-input"])
            .args(["--disable-pip-version-check", "--requirement"])
            .arg(requirements),
    )
}
