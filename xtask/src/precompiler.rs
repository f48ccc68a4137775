//! The program that compiles the component ahead of time. It is run, not linked: it contains wasmtime's compiler,
//! which takes minutes to build.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::process::{run, step};

/// Builds the program and returns its path. Quick when it is up to date.
///
/// # Errors
/// Where it does not compile.
pub(crate) fn build(root: &Path) -> Result<PathBuf> {
    let program = root.join("target/xtask/thumbox-precompile");
    if !program.is_file() {
        step("building the precompiler (wasmtime with its compiler; some minutes, once)");
    }
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--profile", "xtask"])
        .args(["--package", "engine", "--no-default-features"])
        .args(["--features", "compile", "--bin", "thumbox-precompile"])
        .args(["--target-dir", "target"]))?;
    Ok(program)
}
