//! Node, and the packages from npm.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{fresh_folder, read, run_quietly, step};

/// The oldest major version that every package runs on.
const OLDEST_NODE: u32 = 20;

/// What makes the page and tests it.
const PAGE: Packages = Packages {
    source: "web-demo",
    folder: "target/node",
    what: "jco-transpile, playwright-core, puppeteer-core and axe-core",
    why: "to make JavaScript of the component, to drive browsers, and to check that everybody can use the page",
};

/// What the examples of the package are built with.
pub(crate) const EXAMPLES: [Packages; 2] = [
    Packages {
        source: "web-demo/examples/react-vite",
        folder: "target/examples/react-vite",
        what: "React and Vite",
        why: "to build the example for them",
    },
    Packages {
        source: "web-demo/examples/uppy",
        folder: "target/examples/uppy",
        what: "Uppy and Vite",
        why: "to build the example for them",
    },
];

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

/// What sends vectors through the package and through browsers; its folder beside the packages is [`ADAPTERS_FOLDER`].
const ADAPTERS: &str = "conformance/adapters";
/// Where the adapters are that Node runs, in the folder that [`packages`] returns.
pub(crate) const ADAPTERS_FOLDER: &str = "adapters";

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
    copy_modules(&root.join(ADAPTERS), &folder.join(ADAPTERS_FOLDER))?;
    Ok(folder)
}

/// Libraries that the benchmark of the page measures beside ours, and what drives the browser.
pub(crate) const BENCHMARKS_BROWSER: Packages = Packages {
    source: "benchmarks/browser",
    folder: "target/bench/browser",
    what: "libraries for browsers",
    why: "measured beside Thumbox",
};

/// The packages that a folder's package.json names.
pub(crate) struct Packages {
    source: &'static str,
    folder: &'static str,
    what: &'static str,
    why: &'static str,
}

impl Packages {
    /// Installs the packages with `package` from target/npm, copies all files beside them and runs the script `build`,
    /// which writes into `dist`.
    ///
    /// # Errors
    /// As [`Packages::install`], and where the script fails.
    pub(crate) fn build(&self, root: &Path, package: &str) -> Result<()> {
        let folder = self.install(root)?;
        // No dependency on a folder in package.json: `npm ci` finds none in a lock that was copied.
        let installed = folder.join("node_modules").join(package);
        fresh_folder(&installed)?;
        copy_folder(&root.join("target/npm").join(package), &installed)?;
        copy_folder(&root.join(self.source), &folder)?;
        step(&format!("building {}", self.source));
        run_quietly(
            Command::new("npm")
                .args(["run", "--silent", "build"])
                .current_dir(&folder),
        )
    }

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

/// Copies the modules of JavaScript of a folder, which has other files too.
fn copy_modules(from: &Path, to: &Path) -> Result<()> {
    fresh_folder(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "mjs") {
            copy(&path, &to.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}

/// Copies the files of a folder, and those of the folders in it.
pub(crate) fn copy_folders(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true => copy_folders(&path, &copied)?,
            false => copy(&path, &copied)?,
        }
    }
    Ok(())
}

/// Copies one file.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("copying {}", from.display()))?;
    Ok(())
}
