//! The programs that answer vectors, built when they are first asked for.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::apt;
use tools::process::{run, step};

use super::started::Started;
use crate::guest_compiler::GuestCompiler;
use crate::{hosts, web};

const ARM: &str = "aarch64-unknown-linux-gnu";
/// What runs programs for 64-bit Arm, and what links them.
const EMULATOR: &str = "qemu-aarch64";
const LINKER: &str = "aarch64-linux-gnu-gcc";
const ARM_PACKAGES: [&str; 3] = [
    "qemu-user",
    "gcc-aarch64-linux-gnu",
    "libc6-dev-arm64-cross",
];
/// Where Debian has the C library for programs of the other processor.
const ARM_ROOT: &str = "/usr/aarch64-linux-gnu";

/// Programs, each built once.
pub(crate) struct Programs<'a> {
    root: &'a Path,
    compiler: &'a GuestCompiler,
    runner: OnceCell<PathBuf>,
    package: OnceCell<PathBuf>,
    thumbox: OnceCell<PathBuf>,
}

impl<'a> Programs<'a> {
    /// Nothing is built yet. target/component must be there.
    pub(crate) fn new(root: &'a Path, compiler: &'a GuestCompiler) -> Self {
        Self {
            root,
            compiler,
            runner: OnceCell::new(),
            package: OnceCell::new(),
            thumbox: OnceCell::new(),
        }
    }

    /// The package is in target/npm already, and `thumbox` is there.
    pub(crate) fn with(self, thumbox: &Path) -> Self {
        Self {
            package: OnceCell::from(self.root.join("target/npm")),
            thumbox: OnceCell::from(thumbox.to_owned()),
            ..self
        }
    }

    /// The command line.
    pub(crate) fn thumbox(&self) -> Result<PathBuf> {
        if let Some(built) = self.thumbox.get() {
            return Ok(built.clone());
        }
        let thumbox = hosts::thumbox(self.root)?;
        Ok(self.thumbox.get_or_init(|| thumbox).clone())
    }

    /// The runner with all of wasmtime's ways, in the profile of the precompiler, whose compiler it shares.
    pub(crate) fn runner(&self) -> Result<&Path> {
        if let Some(built) = self.runner.get() {
            return Ok(built);
        }
        step("building the runner of the vectors");
        run(Command::new("cargo")
            .current_dir(self.root)
            .args(["build", "--quiet", "--locked", "--profile", "xtask"])
            .args(["--package", "runner", "--features", "compile,codecs"])
            .args(["--target-dir", "target"]))?;
        let path = self.root.join("target/xtask/runner");
        Ok(self.runner.get_or_init(|| path))
    }

    /// The package for browsers, in target/npm.
    pub(crate) fn package(&self) -> Result<()> {
        if self.package.get().is_none() {
            let package = web::build_package(self.root, self.compiler)?;
            self.package.get_or_init(|| package);
        }
        Ok(())
    }

    /// The runner for 64-bit Arm with what emulates the processor.
    pub(crate) fn arm_runner(&self) -> Result<Started> {
        let is_complete = is_there(EMULATOR) && is_there(LINKER);
        if !is_complete
            && !apt::install(&ARM_PACKAGES, "the code for 64-bit Arm is tested with it")?
        {
            return Ok(Started::Ignored(format!(
                "{EMULATOR} and {LINKER} are not there; on Debian, as root: apt-get install {}",
                ARM_PACKAGES.join(" ")
            )));
        }
        let Some(mut cargo) = self.compiler.cargo_for(self.root, ARM) else {
            return Ok(Started::Ignored(format!(
                "{} has neither the standard library for {ARM} nor its source",
                self.compiler.version()
            )));
        };
        step("building the runner for 64-bit Arm");
        run(cargo
            .args(["build", "--quiet", "--locked", "--profile", "xtask"])
            .args(["--package", "runner", "--features", "codecs"])
            .args(["--target", ARM])
            .args(["--target-dir", "target/arm"])
            .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", LINKER))?;
        let mut command = Command::new(EMULATOR);
        command
            .args(["-L", ARM_ROOT])
            .arg(self.root.join("target/arm").join(ARM).join("xtask/runner"))
            .arg("aarch64");
        Ok(Started::Command(Box::new(command)))
    }
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}
