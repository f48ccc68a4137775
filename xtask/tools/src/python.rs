//! Virtual environments with packages from PyPI.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::files::fresh_folder;
use crate::process::{run_quietly, step};

/// A virtual environment with what a file of requirements names.
pub struct Environment {
    /// The file that names the packages, from the repository's root.
    pub requirements: &'static str,
    /// The folder that they are installed into, from the repository's root.
    pub folder: &'static str,
    /// What is installed, for the message that says so.
    pub what: &'static str,
    /// What it is for.
    pub why: &'static str,
}

impl Environment {
    /// The environment's folder; programs are in its folder `bin`.
    ///
    /// It is made where it is missing or was made from other requirements.
    ///
    /// # Errors
    /// Where Python or the packages cannot be had; the message says how to do it by hand.
    pub fn prepare(&self, root: &Path) -> Result<PathBuf> {
        let folder = root.join(self.folder);
        let requirements = root.join(self.requirements);
        let wanted = fs::read_to_string(&requirements)
            .with_context(|| format!("reading {}", requirements.display()))?;
        // Copied last, so that an installation that was broken off is not taken for a whole one.
        let installed = folder.join("requirements.txt");
        if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
            return Ok(folder);
        }

        step(&format!(
            "installing {} into {}: {}",
            self.what, self.folder, self.why
        ));
        install(&folder, &requirements).with_context(|| self.by_hand())?;
        fs::write(&installed, wanted).with_context(|| installed.display().to_string())?;
        Ok(folder)
    }

    fn by_hand(&self) -> String {
        let Self {
            folder,
            requirements,
            ..
        } = self;
        format!(
            "\
This needs Python 3.11 or later with its venv module (Debian: apt-get install python3-venv). By hand:
  python3 -m venv {folder}
  {folder}/bin/pip install -r {requirements}
  cp {requirements} {folder}/"
        )
    }
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
