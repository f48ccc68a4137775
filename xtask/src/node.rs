//! Node, the packages from npm, and a browser.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::apt;
use crate::process::{read, run_quietly, step};

/// The oldest major version that every package runs on.
const OLDEST_NODE: u32 = 20;

/// What makes the page and tests it.
const PAGE: Packages = Packages {
    source: "web-demo",
    folder: "target/node",
    what: "jco-transpile and playwright-core",
    why: "one makes JavaScript of the component, the other drives the browser",
};

/// What the benchmark measures beside Thumbox.
pub(crate) const BENCHMARKS: Packages = Packages {
    source: "benchmarks",
    folder: "target/bench/node",
    what: "sharp",
    why: "measured beside Thumbox",
};

/// The function in JavaScript that the benchmark measures beside ours.
pub(crate) const BENCHMARKS_LAMBDA: Packages = Packages {
    source: "benchmarks/lambda",
    folder: "target/bench/lambda/node",
    what: "AWS's SDK and sharp",
    why: "the function that is measured beside ours",
};

/// Installs the packages of web-demo/package.json, and copies the project's scripts beside them, because Node looks
/// for packages where a script lies. Returns the folder.
///
/// # Errors
/// As [`Packages::install`].
pub(crate) fn packages(root: &Path) -> Result<PathBuf> {
    let source = root.join(PAGE.source);
    let folder = PAGE.install(root)?;
    copy(&source.join("transpile.mjs"), &folder.join("transpile.mjs"))?;
    copy_folder(&source.join("tests"), &folder.join("tests"))?;
    Ok(folder)
}

/// The packages that a folder's package.json names.
pub(crate) struct Packages {
    source: &'static str,
    folder: &'static str,
    what: &'static str,
    why: &'static str,
}

impl Packages {
    /// Installs the packages, unless they are there already. Returns the folder that they are in.
    ///
    /// # Errors
    /// Where Node is missing or too old, or npm fails.
    pub(crate) fn install(&self, root: &Path) -> Result<PathBuf> {
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

/// Chromium or Chrome: the one that `THUMBOX_CHROMIUM` names, or the first on the search path, or Debian's, which is
/// installed if need be.
///
/// # Errors
/// Where there is none and none can be installed; the message says what to do.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("THUMBOX_CHROMIUM").map(PathBuf::from) {
        if !named.is_file() {
            bail!(
                "THUMBOX_CHROMIUM names {}, which is no file",
                named.display()
            );
        }
        return Ok(named);
    }
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    let by_hand = "install it with `apt-get update && apt-get install chromium` as root, or name a Chromium or Chrome in THUMBOX_CHROMIUM";
    if !apt::install(&["chromium"], "the page is tested in it")
        .with_context(|| by_hand.to_owned())?
    {
        bail!("no Chromium was found, which the page is tested with; {by_hand}");
    }
    installed_chromium().context("apt-get installed chromium, but it is not on the search path")
}

fn installed_chromium() -> Option<PathBuf> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
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

/// Copies the files of a folder that has no folders in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Copies one file.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("copying {}", from.display()))?;
    Ok(())
}
