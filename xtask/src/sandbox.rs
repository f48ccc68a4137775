//! `cargo xtask sandbox`: the engine, the programs, the package under Node and the page are attacked with a malicious component, and go on working.
//!
//! It reaches them at build time only: engine's feature `malicious-component` embeds it in the place of the real one.

mod behaviour;
mod component;
mod page;
mod programs;
mod under_node;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tools::process::{run, step};

use self::behaviour::{Behaviour, FEATURE};

/// Builds the malicious component and attacks the engine, the programs, the package under Node and the page with it.
/// `target/component`, `target/npm` and `target/web` must be there.
///
/// # Errors
/// Where a host gives another answer than it should, takes too long or too much memory, or does not go on.
pub(crate) fn check(root: &Path) -> Result<()> {
    for (folder, command) in [("component", "component"), ("web", "page")] {
        let folder = root.join("target").join(folder);
        ensure!(
            folder.is_dir(),
            "{} is not there; `cargo xtask {command}` builds it",
            folder.display()
        );
    }
    let component = component::build(root)?;
    step("the engine with the malicious component");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["test", "--quiet", "--locked", "--workspace"])
        .args(["--exclude", "xtask", "--test", "sandbox"])
        .args(["--features", FEATURE, "--target-dir", "target"])
        .args(["--", "--nocapture"]))?;
    programs::check(root, &behaviours(root)?)?;
    under_node::check(root, &component)?;
    page::check(root, &component)
}

/// Attacks the package under Node alone, in a minute. `target/component` and `target/npm` must be there.
///
/// # Errors
/// As [`check()`].
pub(crate) fn check_node(root: &Path) -> Result<()> {
    under_node::check(root, &component::build(root)?)
}

fn behaviours(root: &Path) -> Result<Vec<Behaviour>> {
    let path = root.join("engine/tests/malicious/behaviours.json");
    let text = fs::read(&path).with_context(|| path.display().to_string())?;
    let list: Vec<Value> = serde_json::from_slice(&text)?;
    let read = |entry: &Value| -> Option<Behaviour> {
        let text = |name: &str| entry[name].as_str().map(str::to_owned);
        let file = text("file").unwrap_or_default();
        let mut bytes = file.clone().into_bytes();
        if let Some(length) = entry["bytes"].as_u64() {
            bytes.resize(length.try_into().ok()?, 0);
        }
        Some(Behaviour {
            does: text("does")?,
            is_of_probe: file.starts_with("probe"),
            file: bytes,
            engine: text("engine")?,
        })
    };
    list.iter()
        .map(|entry| read(entry).with_context(|| format!("{}: {entry}", path.display())))
        .collect()
}
