//! `cargo xtask twins`: what SIMD does under wasmtime, against what is done without it on the machine at hand.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::process::{run, step};

use crate::guest_compiler::{Guest, GuestCompiler};
use crate::precompiler;

/// The package with the cases.
const PACKAGE: &str = "simd-twins";
const GUEST: Guest = Guest::of_root(PACKAGE, "simd_twins");

/// The cases compiled for WebAssembly as the component is, and what runs them.
pub(crate) struct Twins {
    module: PathBuf,
    runner: PathBuf,
}

impl Twins {
    /// Builds both.
    ///
    /// # Errors
    /// Where one does not compile.
    pub(crate) fn build(root: &Path, compiler: &GuestCompiler) -> Result<Self> {
        step("building what SIMD does, for the comparison with its twins");
        Ok(Self {
            module: compiler.build(root, GUEST)?,
            runner: precompiler::build(root)?,
        })
    }

    /// The variables with which the test finds them.
    pub(crate) fn variables(&self) -> [(&str, &Path); 2] {
        [
            ("THUMBOX_SIMD_TWINS", &self.module),
            ("THUMBOX_PRECOMPILE", &self.runner),
        ]
    }
}

/// Runs the comparison alone. The tests of the workspace contain it.
///
/// # Errors
/// Where both do not give the same.
pub(crate) fn run_alone(root: &Path) -> Result<()> {
    let twins = Twins::build(root, &GuestCompiler::find(root)?)?;
    step("SIMD against its twins");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["test", "--locked", "--target-dir", "target"])
        .args(["--package", PACKAGE, "--", "--include-ignored"])
        .envs(twins.variables()))
}
