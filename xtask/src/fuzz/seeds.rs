//! What a fuzzer starts from: small pictures drawn for it, what it once found, and the corpus where that is there.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::{MAX_BYTES, Target};
use crate::corpus;
use crate::process::{fresh_folder, run};

/// Puts the seeds of a target into `folder`.
///
/// # Errors
/// Where they cannot be drawn, read or written.
pub(super) fn collect(root: &Path, folder: &Path, target: Target) -> Result<()> {
    fresh_folder(folder)?;
    run(Command::new("cargo")
        .current_dir(root)
        // As in the tests of the workspace, so that what is compiled for them is used.
        .args(["build", "--quiet", "--locked", "--target-dir", "target"])
        .args(["--workspace", "--exclude", "xtask", "--bin", "fuzz-seeds"]))?;
    run(Command::new(root.join("target/debug/fuzz-seeds")).arg(folder))?;
    let regressions = root.join("fuzz/regressions").join(target.name());
    if regressions.is_dir() {
        copy(&regressions, folder, "regression", target)?;
    }
    if let Some(corpus) = corpus::folder(root) {
        copy(&corpus, folder, "corpus", target)?;
    }
    Ok(())
}

/// Copies the small ones of the files in `from`, whose paths become names.
fn copy(from: &Path, to: &Path, name: &str, target: Target) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        let file_name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{name}-{file_name}");
        if path.is_dir() {
            copy(&path, to, &name, target)?;
        } else if path.metadata()?.len() <= MAX_BYTES {
            let file = fs::read(&path).with_context(|| path.display().to_string())?;
            if target.reads(&file) {
                fs::write(to.join(name), file)?;
            }
        }
    }
    Ok(())
}
