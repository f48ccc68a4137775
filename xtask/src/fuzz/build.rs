//! Building the targets, with coverage that libFuzzer can read. No nightly compiler is needed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use tools::apt;
use tools::process::{read, run, step};

use super::target::{Target, Workspace};
use crate::codecs;

/// Counts every edge that is taken, and shows libFuzzer what was compared with what. `cargo fuzz` sets the same.
const FLAGS: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    // Decoders then pass over wrong checksums, which chance would never get right.
    "--cfg",
    "fuzzing",
];

/// The programs of targets, by workspace.
pub(super) struct Programs {
    root: PathBuf,
    codecs: PathBuf,
}

impl Programs {
    /// Builds the programs of these targets.
    ///
    /// # Errors
    /// Where they do not compile, or there is no compiler for libFuzzer, which is C++.
    pub(super) fn build(root: &Path, targets: &[Target]) -> Result<Self> {
        cpp_compiler()?;
        step("building the fuzz targets (some minutes, once)");
        let machine = machine()?;
        let build = |workspace, folder: &Path, package, into: PathBuf| -> Result<PathBuf> {
            let mut programs = targets
                .iter()
                .filter(|target| target.workspace() == workspace)
                .map(|target| format!("--bin=fuzz-{}", target.name()))
                .peekable();
            if programs.peek().is_some() {
                run(Command::new("cargo")
                    .current_dir(folder)
                    .args(["build", "--quiet", "--locked", "--profile", "fuzzing"])
                    .args(["--package", package, "--features", "libfuzzer"])
                    .args(programs)
                    // Naming the machine keeps the flags from macros and build scripts, which cannot be linked with them.
                    .args(["--target", &machine, "--target-dir"])
                    .arg(&into)
                    .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\x1f")))?;
            }
            Ok(into.join(&machine).join("fuzzing"))
        };
        let of_codecs = |target: &Target| target.workspace() == Workspace::Codecs;
        if targets.iter().any(of_codecs) {
            codecs::prepare(root)?;
        }
        Ok(Self {
            root: build(Workspace::Root, root, "fuzz", root.join("target"))?,
            codecs: build(
                Workspace::Codecs,
                &root.join(codecs::WORKSPACE),
                "codec-fuzz",
                root.join("target/codecs"),
            )?,
        })
    }

    /// The program of a target.
    pub(super) fn of(&self, target: Target) -> PathBuf {
        let folder = match target.workspace() {
            Workspace::Root => &self.root,
            Workspace::Codecs => &self.codecs,
        };
        folder.join(format!("fuzz-{}", target.name()))
    }
}

fn cpp_compiler() -> Result<()> {
    let compiler = std::env::var_os("CXX").unwrap_or_else(|| "c++".into());
    let is_there = || read(Command::new(&compiler).arg("--version")).is_ok();
    if is_there() || (apt::install(&["g++"], "libFuzzer is written in C++")? && is_there()) {
        return Ok(());
    }
    bail!(
        "no C++ compiler was found, which libFuzzer is built with; install one, on Debian as root with \
         `apt-get update && apt-get install g++`, or name it in CXX"
    )
}

/// This machine, as rustc calls it: `x86_64-unknown-linux-gnu`.
fn machine() -> Result<String> {
    let version = read(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("`rustc -vV` names no host")?.trim().to_owned())
}
