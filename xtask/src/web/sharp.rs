//! The package `@thumbox/sharp` beside sharp.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::files;
use tools::process::{read, run, step};

use super::packages;
use crate::node;

/// The tests and what they share.
const TESTS: &str = "web-demo/sharp-tests";

/// What becomes of each member of sharp's types.
const PAGE: &str = "docs/sharp-compatibility.md";

/// The files of tests, without `.test.mjs`.
const FILES: [&str; 5] = ["compatibility", "geometry", "calls", "types", "server"];

/// How many files `cargo xtask node --server` sends.
const MANY: &str = "10000";

/// sharp and the drop-in, installed beside the tests.
struct Installed {
    folder: PathBuf,
    archives: Vec<(&'static str, PathBuf)>,
    tools: PathBuf,
}

impl Installed {
    /// Installs sharp, and beside it the archives of target/npm that stand for it. Copies the tests there.
    ///
    /// # Errors
    /// Where npm fails.
    fn new(root: &Path) -> Result<Self> {
        let tools = node::packages(root)?;
        let folder = node::SHARP.install(root)?;
        packages::copy_scripts(root)?;
        let mut archives = packages::archives(root)?;
        archives.retain(|(name, _)| packages::FOR_SHARP.contains(name));
        node::install_archives(&folder, archives.iter().map(|(_, archive)| archive))?;
        files::copy_folders(&root.join(TESTS), &folder)?;
        Ok(Self {
            folder,
            archives,
            tools,
        })
    }

    /// Node with a script of the folder. `sample` is a photo.
    fn node(&self, sample: &Path) -> Command {
        let mut node = Command::new("node");
        node.env("THUMBOX_SAMPLE", sample)
            .env("THUMBOX_TYPESCRIPT", self.tools.join("node_modules"));
        for (name, archive) in &self.archives {
            let variable = match *name {
                "thumbox" => "THUMBOX_ARCHIVE",
                _ => "THUMBOX_SHARP_ARCHIVE",
            };
            node.env(variable, archive);
        }
        node
    }

    fn test(&self, name: &str, sample: &Path) -> Command {
        let mut node = self.node(sample);
        node.arg("--test")
            .arg(self.folder.join(name).with_extension("test.mjs"));
        node
    }
}

/// Runs the tests of web-demo/sharp-tests on the packages in target/npm. `sample` is a photo.
///
/// # Errors
/// Where npm fails, or a test; and where the page about compatibility is not the one that the tests give.
pub(crate) fn test(root: &Path, sample: &Path) -> Result<()> {
    let installed = Installed::new(root)?;
    test_all(&installed, sample)?;
    let page = fs::read_to_string(root.join(PAGE))?;
    anyhow::ensure!(
        page == compatibility(&installed, sample)?,
        "{PAGE} is not what the tests say; `cargo xtask node --sharp` writes it anew"
    );
    Ok(())
}

/// Tests what `@thumbox/sharp` offers, and writes docs/sharp-compatibility.md. `sample` is a photo.
///
/// # Errors
/// Where npm fails, or a test.
pub(crate) fn report(root: &Path, sample: &Path) -> Result<()> {
    let installed = Installed::new(root)?;
    test_all(&installed, sample)?;
    fs::write(root.join(PAGE), compatibility(&installed, sample)?)?;
    println!("page      {PAGE}");
    Ok(())
}

/// Sends 10,000 files, three of ten hostile, to a server with the drop-in. `sample` is a photo.
///
/// # Errors
/// Where npm fails, a good file does not come out right, or memory grows.
pub(crate) fn serve_many(root: &Path, sample: &Path) -> Result<()> {
    let installed = Installed::new(root)?;
    run(installed.test("server", sample).env("THUMBOX_FILES", MANY))
}

fn test_all(installed: &Installed, sample: &Path) -> Result<()> {
    step("testing @thumbox/sharp beside sharp");
    for name in FILES {
        run(&mut installed.test(name, sample))?;
    }
    Ok(())
}

/// The page about compatibility.
fn compatibility(installed: &Installed, sample: &Path) -> Result<String> {
    read(
        installed
            .node(sample)
            .arg(installed.folder.join("page.mjs")),
    )
}
