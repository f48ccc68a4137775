//! `cargo xtask adapter HOST`: the runners of hosts that are no libraries for Rust (conformance/adapters).
//!
//! A runner answers vectors, a JSON line each; conformance/README.md describes the lines.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tools::process::{run, run_quietly, step};

use crate::component::CODECS;
use crate::{browsers, hosts, node, python, wheel};

const SCRIPTS: &str = "conformance/adapters";

/// What an adapter sends vectors through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    /// Node, and in it the package.
    Node,
    /// The package on a page, in Chromium.
    Chromium,
    /// The same in Firefox.
    Firefox,
    /// The same in WebKitGTK.
    WebKit,
    /// Python's `wasmtime`, and nothing of ours but the component.
    Python,
    /// The Python package `thumbox`, from its wheel.
    Wheel,
    /// `thumbox resize`.
    Cli,
    /// `thumbox invoke`: the handler of the Lambda function.
    Invoke,
}

impl Host {
    /// All of them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Node,
        Self::Chromium,
        Self::Firefox,
        Self::WebKit,
        Self::Python,
        Self::Wheel,
        Self::Cli,
        Self::Invoke,
    ];

    /// The word for the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
            Self::Python => "python",
            Self::Wheel => "wheel",
            Self::Cli => "cli",
            Self::Invoke => "invoke",
        }
    }

    /// Whether it runs the package of target/npm.
    pub(crate) fn needs_package(self) -> bool {
        matches!(
            self,
            Self::Node | Self::Chromium | Self::Firefox | Self::WebKit
        )
    }

    /// The host that a word names.
    ///
    /// # Errors
    /// Where there is none.
    pub(crate) fn named(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|host| host.name() == word);
        found.with_context(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("the host is {word:?}; expected one of {names}")
        })
    }

    /// What starts the runner. Installs what it needs; target/component must be there, and for Node and browsers target/npm.
    /// `thumbox` builds the program, or says where it is.
    ///
    /// # Errors
    /// Where something cannot be had; the message says how to get it by hand.
    pub(crate) fn runner(
        self,
        root: &Path,
        thumbox: impl FnOnce() -> Result<PathBuf>,
    ) -> Result<Command> {
        match self {
            Self::Node => script(root, "node.mjs", &[]),
            Self::Chromium => script(
                root,
                "browser.mjs",
                &[self.name().into(), browsers::chromium()?],
            ),
            Self::Firefox => script(
                root,
                "browser.mjs",
                &[self.name().into(), browsers::firefox()?],
            ),
            Self::WebKit => {
                let webkit = browsers::webkit()?;
                let browser = [self.name().into(), webkit.driver, webkit.browser];
                let script = script(root, "browser.mjs", &browser)?;
                let mut command = Command::new(webkit.screen);
                command
                    .arg("-a")
                    .arg(script.get_program())
                    .args(script.get_args());
                Ok(command)
            }
            Self::Python => {
                let mut command = Command::new(python::ADAPTERS.prepare(root)?.join("bin/python"));
                // No compiled files in the tree.
                command.arg("-B").arg(root.join(SCRIPTS).join("python.py"));
                let component = |name| {
                    root.join("target/component")
                        .join(name)
                        .with_extension("wasm")
                };
                command.arg(component("resizer"));
                let codecs = CODECS.iter().map(|codec| component(codec.name));
                // Those that have been built.
                command.args(codecs.filter(|path| path.is_file()));
                Ok(command)
            }
            Self::Wheel => {
                let mut command = Command::new(wheel::installed(root, wheel::Profile::Dev)?);
                command.arg("-B").arg(root.join(SCRIPTS).join("wheel.py"));
                Ok(command)
            }
            Self::Cli => Ok(program(root, "cli.py", &thumbox()?)),
            Self::Invoke => Ok(program(root, "invoke.py", &thumbox()?)),
        }
    }
}

/// Starts the runner of a host, which reads requests from standard input.
///
/// # Errors
/// As [`Host::runner`], and where the runner fails.
pub(crate) fn answer(root: &Path, word: &str) -> Result<()> {
    run(&mut Host::named(word)?.runner(root, || hosts::thumbox(root))?)
}

/// The adapters' own tests.
///
/// # Errors
/// Where one fails.
pub(crate) fn test(root: &Path) -> Result<()> {
    let environment = python::ADAPTERS.prepare(root)?;
    step("tests of the adapters");
    run(Command::new(environment.join("bin/python"))
        .args(["-B", "-m", "unittest", "--quiet"])
        .current_dir(root.join(SCRIPTS)))?;
    run_quietly(
        Command::new("node")
            .arg("--test")
            .arg(root.join(SCRIPTS).join("adapters.test.mjs")),
    )
}

/// A script that Node runs. It takes the package, and what comes after it.
fn script(root: &Path, name: &str, others: &[PathBuf]) -> Result<Command> {
    let scripts = node::packages(root)?.join(node::ADAPTERS_FOLDER);
    let mut command = Command::new("node");
    command
        .arg(scripts.join(name))
        .arg(root.join("target/npm/thumbox"))
        .args(others);
    Ok(command)
}

/// A script that runs `thumbox`.
fn program(root: &Path, name: &str, thumbox: &Path) -> Command {
    let mut command = Command::new("python3");
    command
        .arg("-B")
        .arg(root.join(SCRIPTS).join(name))
        .arg(thumbox);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_has_a_word() {
        for host in Host::ALL {
            assert_eq!(Host::named(host.name()).unwrap(), host);
        }
        let error = Host::named("opera").unwrap_err().to_string();
        assert!(
            error.ends_with("webkit, python, wheel, cli, invoke"),
            "{error}"
        );
    }
}
