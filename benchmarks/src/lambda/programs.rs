//! The functions that are compared: where they come from, and how each is started.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tools::files::{self, fresh_folder};
use tools::process::read;

use crate::packages;

/// Our part of it.
const SCRIPTS: &str = "benchmarks/lambda";
const HANDLER: &str = "with_pillow.handler";
const HANDLER_FILE: &str = "with_pillow.py";
const HANDLER_FOLDER: &str = "target/bench/lambda/handler";

/// A function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Which {
    Thumbox,
    Pillow,
    Sharp,
}

impl Which {
    pub(super) const ALL: [Self; 3] = [Self::Thumbox, Self::Pillow, Self::Sharp];

    /// What people know it by.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Thumbox => "Thumbox",
            Self::Pillow => "Python + Pillow",
            Self::Sharp => "Node + sharp",
        }
    }

    /// Its part of buckets' names. Each has its own, so that it writes every thumbnail for the first time.
    pub(super) fn bucket(self) -> &'static str {
        match self {
            Self::Thumbox => "images-thumbox",
            Self::Pillow => "images-pillow",
            Self::Sharp => "images-sharp",
        }
    }
}

/// Our function's program.
pub struct Bootstrap {
    /// The optimised `bootstrap`.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Its size in the archive that is uploaded.
    pub zipped: u64,
    /// The oldest C library that it runs with.
    pub glibc: String,
    /// The C library that Lambda has.
    pub glibc_of_lambda: String,
    /// Whether Lambda's is new enough.
    pub is_glibc_enough: bool,
}

/// All functions, ready to start.
pub(super) struct Programs {
    /// Ours.
    pub(super) bootstrap: Bootstrap,
    python: PathBuf,
    handler: PathBuf,
    node: PathBuf,
    scripts: PathBuf,
}

impl Programs {
    /// Has ours built, and installs the others.
    ///
    /// # Errors
    /// Where that does not work; the message says what to do.
    pub(super) fn prepare(
        root: &Path,
        build_bootstrap: impl FnOnce() -> Result<Bootstrap>,
    ) -> Result<Self> {
        let scripts = root.join(SCRIPTS);
        let node = packages::NODE_LAMBDA.install(root)?;
        for script in ["bootstrap.mjs", "with_sharp.mjs"] {
            files::copy(&scripts.join(script), &node.join(script))?;
        }
        let python = packages::PYTHON_LAMBDA.prepare(root)?;
        // Python compiles what it runs and keeps that beside it, for the next start.
        let handler = root.join(HANDLER_FOLDER);
        fresh_folder(&handler)?;
        files::copy(&scripts.join(HANDLER_FILE), &handler.join(HANDLER_FILE))?;
        Ok(Self {
            bootstrap: build_bootstrap()?,
            python: python.join("bin/python"),
            handler,
            node,
            scripts,
        })
    }

    /// A script of ours under Python, with the packages of its function.
    pub(super) fn script(&self, name: &str) -> Command {
        let mut python = Command::new(&self.python);
        // No compiled files in the tree.
        python.arg("-B").arg(self.scripts.join(name));
        python
    }

    /// A function whose thumbnails fit into a box of this side, with the variables that Lambda sets, these ones, and
    /// no others.
    pub(super) fn command(&self, which: Which, side: u32, variables: &[(&str, &str)]) -> Command {
        let side = side.to_string();
        let mut command = match which {
            Which::Thumbox => Command::new(&self.bootstrap.path),
            Which::Pillow => {
                let mut python = Command::new(&self.python);
                python.args(["-m", "awslambdaric", HANDLER]);
                python.current_dir(&self.handler);
                python
            }
            Which::Sharp => {
                let mut node = Command::new("node");
                node.arg(self.node.join("bootstrap.mjs"));
                node
            }
        };
        command
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("LANG", "en_US.UTF-8")
            .env("TZ", ":UTC")
            .env("AWS_LAMBDA_FUNCTION_NAME", "bench")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769")
            .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .envs(variables.iter().copied());
        match which {
            Which::Thumbox => command
                .env("THUMBOX_WIDTH", &side)
                .env("THUMBOX_HEIGHT", &side)
                .env("THUMBOX_FORMAT", "jpeg")
                .env("THUMBOX_QUALITY", "80"),
            Which::Pillow => command.env("WIDTH", &side).env("HEIGHT", &side),
            // There is one core. More threads would only wait for one another.
            Which::Sharp => command
                .env("WIDTH", &side)
                .env("HEIGHT", &side)
                .env("VIPS_CONCURRENCY", "1"),
        };
        command
    }

    /// What each is made of.
    ///
    /// # Errors
    /// Where one does not start.
    pub(super) fn versions(&self) -> Result<Vec<String>> {
        let mut python = self.script(HANDLER_FILE);
        let mut node = Command::new("node");
        // Its SDK says what it will need next year.
        node.arg("--no-warnings")
            .arg(self.node.join("with_sharp.mjs"));
        let mut versions = vec![format!("Thumbox {}", env!("CARGO_PKG_VERSION"))];
        for command in [&mut python, &mut node] {
            command.env("AWS_DEFAULT_REGION", "us-east-1");
            let text = read(command.arg("--version"))?;
            versions.push(text.lines().next().context("no version")?.to_owned());
        }
        Ok(versions)
    }
}
