//! Components compiled ahead of time, for the processors that hosts run on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use tools::process::{run, step};

use crate::digests::{entry, hex_sha256, write_if_changed};

/// What the resizer is compiled for.
pub(super) const LEVELS: &[&str] = &["x86-64-v3", "x86-64-v2", "aarch64"];
/// What codecs are compiled for: they gain next to nothing from the processors of the first.
pub(super) const LEVELS_OF_CODECS: &[&str] = &["x86-64-v2", "aarch64"];

/// Whether these forms of a component are there.
pub(super) fn are_there(component: &Path, levels: &[&str]) -> bool {
    levels.iter().all(|level| path(component, level).is_file())
}

/// Compiles a component with the precompiler for these levels, and gives the entries of component.json for its forms.
///
/// # Errors
/// Where it cannot be compiled, or written.
pub(super) fn compile(
    precompiler: &Path,
    component: &Path,
    levels: &[&str],
) -> Result<Map<String, Value>> {
    let mut forms = Map::new();
    for level in levels {
        let name = component.file_name().unwrap_or_default().display();
        step(&format!("compiling {name} ahead of time for {level}"));
        let output = path(component, level);
        let written = output.with_extension("new");
        run(Command::new(precompiler)
            .arg(component)
            .arg(level)
            .arg(&written))?;
        let compiled = fs::read(&written).with_context(|| written.display().to_string())?;
        write_if_changed(&output, &compiled)?;
        fs::remove_file(&written)?;
        let entry = entry(&output, &hex_sha256(&compiled));
        forms.insert((*level).to_owned(), entry);
    }
    Ok(forms)
}

/// `resizer.x86-64-v3.cwasm` beside `resizer.wasm`.
fn path(component: &Path, level: &str) -> PathBuf {
    component.with_extension(format!("{level}.cwasm"))
}
