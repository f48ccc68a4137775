//! The package under Node with the malicious component.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::files::{self, fresh_folder};
use tools::process::{run, step};

use super::component::Malicious;
use crate::{node, web};

/// Puts the malicious component into copies of the package in target/npm and runs `sandbox-node.test.mjs` with them.
///
/// # Errors
/// Where an image has another outcome than it should, the package hangs, or the next image is not made.
pub(super) fn check(root: &Path, component: &Malicious) -> Result<()> {
    let tools = node::packages(root)?;
    let package = |name: &str, component: &Path| -> Result<PathBuf> {
        let folder = root.join("target/malicious").join(name);
        for package in ["thumbox", "heic"] {
            fresh_folder(&folder.join(package))?;
            files::copy_folder(
                &root.join("target/npm").join(package),
                &folder.join(package),
            )?;
        }
        let package = fs::canonicalize(folder.join("thumbox"))?;
        web::build_worker(root, &tools, component, [&package, &folder.join("heic")])?;
        Ok(package)
    };
    let malicious = package("npm", &component.component)?;
    let never_ready = package("npm-never-ready", &component.never_ready)?;

    step("the package under Node with the malicious component");
    run(Command::new("node")
        .args(["--test", "--test-reporter", "spec"])
        .arg(tools.join("tests/sandbox-node.test.mjs"))
        .env("THUMBOX_PACKAGE", malicious)
        .env("THUMBOX_NEVER_READY", never_ready)
        .env(
            "THUMBOX_BEHAVIOURS",
            root.join("engine/tests/malicious/behaviours.json"),
        ))
}
