//! Packages from npm, for programs that Node runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::files::copy;
use crate::process::{read, run_quietly, step};

/// The oldest major version that every package runs on.
const OLDEST_NODE: u32 = 20;

/// The packages that a folder's package.json names.
pub struct Packages {
    /// The folder with package.json and its lock file, from the repository's root.
    pub source: &'static str,
    /// The folder that they are installed into, from the repository's root.
    pub folder: &'static str,
    /// What is installed, for the message that says so.
    pub what: &'static str,
    /// What it is for.
    pub why: &'static str,
}

impl Packages {
    /// Installs the packages, unless they are there already. Returns the folder that they are in.
    ///
    /// # Errors
    /// Where Node is missing or too old, or npm fails.
    pub fn install(&self, root: &Path) -> Result<PathBuf> {
        check_node()?;
        let source = root.join(self.source);
        let folder = root.join(self.folder);
        fs::create_dir_all(&folder)?;

        let lock = source.join("package-lock.json");
        let lock = fs::read(&lock).with_context(|| lock.display().to_string())?;
        let installed = folder.join("installed.json");
        if fs::read(&installed).ok().as_ref() != Some(&lock) {
            step(&format!(
                "installing {} into {} with npm: {}",
                self.what, self.folder, self.why
            ));
            for name in ["package.json", "package-lock.json", ".npmrc"] {
                copy(&source.join(name), &folder.join(name))?;
            }
            run_quietly(
                Command::new("npm")
                    .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
                    .current_dir(&folder),
            )
            .with_context(|| {
                format!(
                    "npm cannot install the packages; `cd {} && npm ci` shows why",
                    self.folder
                )
            })?;
            fs::write(&installed, lock)?;
        }
        Ok(folder)
    }
}

fn check_node() -> Result<()> {
    let by_hand = format!(
        "the page and the benchmark need Node {OLDEST_NODE} or later with npm; install it, on Debian as root with `apt-get install nodejs npm`"
    );
    let version = read(Command::new("node").arg("--version")).with_context(|| by_hand.clone())?;
    read(Command::new("npm").arg("--version")).with_context(|| by_hand.clone())?;
    // "v20.20.2"
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok())
        .with_context(|| format!("`node --version` says {version:?}"))?;
    if major < OLDEST_NODE {
        bail!("Node {} is too old; {by_hand}", version.trim());
    }
    Ok(())
}
