//! Cargo on this workspace, always with the one target directory.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use tools::process::read;

/// Cargo in the workspace's folder.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(root)
        .env("CARGO_TARGET_DIR", root.join("target"));
    cargo
}

/// What `cargo metadata` says of each package of the workspace.
///
/// # Errors
/// Where cargo fails, or says something else.
pub(crate) fn packages(root: &Path) -> Result<Vec<Value>> {
    let metadata =
        read(cargo(root).args(["metadata", "--locked", "--no-deps", "--format-version", "1"]))?;
    let mut metadata: Value = serde_json::from_str(&metadata)?;
    match metadata["packages"].take() {
        Value::Array(packages) => Some(packages),
        _ => None,
    }
    .context("no packages")
}
