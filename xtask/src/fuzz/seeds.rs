//! What a fuzzer starts from: small inputs made for it, what it once found, and for pictures the corpus where that is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tools::files::fresh_folder;
use tools::process::run;

use super::target::{Kind, Target};
use crate::corpus;

/// Files that are longer are not even read.
const LONGEST: u64 = 64 << 10;

/// Puts the seeds of each target into the folder that is for it.
///
/// # Errors
/// Where they cannot be made, read or written.
pub(super) fn collect(
    root: &Path,
    targets: &[Target],
    folder_of: &dyn Fn(Target) -> PathBuf,
) -> Result<()> {
    let is_made = |target: &Target| target.files_of_tests().is_none();
    let program = match targets.iter().any(is_made) {
        true => program(root)?,
        false => PathBuf::new(),
    };
    for target in targets {
        collect_for(root, &program, &folder_of(*target), *target)?;
    }
    Ok(())
}

/// Builds the program that makes seeds, and returns its path.
fn program(root: &Path) -> Result<PathBuf> {
    run(Command::new("cargo")
        .current_dir(root)
        // As in the tests of the workspace, so that what is compiled for them is used.
        .args(["build", "--quiet", "--locked", "--target-dir", "target"])
        .args(["--workspace", "--exclude", "xtask", "--bin", "fuzz-seeds"]))?;
    Ok(root.join("target/debug/fuzz-seeds"))
}

fn collect_for(root: &Path, program: &Path, folder: &Path, target: Target) -> Result<()> {
    fresh_folder(folder)?;
    match target.files_of_tests() {
        Some(files) => copy(&root.join(files), folder, "test", &|file| {
            is_short(target, file)
        })?,
        None => run(Command::new(program).arg(target.name()).arg(folder))?,
    }
    let regressions = root.join("fuzz/regressions").join(target.name());
    if regressions.is_dir() {
        copy(&regressions, folder, "regression", &|file| {
            is_short(target, file)
        })?;
    }
    match corpus::folder(root) {
        Some(corpus) if target.kind() == Kind::Picture => {
            copy(&corpus, folder, "corpus", &|file| {
                is_short(target, file) && target.reads(file)
            })
        }
        _ => Ok(()),
    }
}

fn is_short(target: Target, file: &[u8]) -> bool {
    file.len() as u64 <= target.max_bytes()
}

/// Copies those of the files in `from` that are `wanted`. Their paths become names.
fn copy(from: &Path, to: &Path, name: &str, wanted: &dyn Fn(&[u8]) -> bool) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        let file_name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{name}-{file_name}");
        if path.is_dir() {
            copy(&path, to, &name, wanted)?;
        } else if path.metadata()?.len() <= LONGEST {
            let file = fs::read(&path).with_context(|| path.display().to_string())?;
            if wanted(&file) {
                fs::write(to.join(name), file)?;
            }
        }
    }
    Ok(())
}
