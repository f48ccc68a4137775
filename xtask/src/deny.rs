//! What Thumbox may depend on: `deny.toml`, as cargo-deny reads it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use tools::files::fresh_folder;
use tools::process::{output, run, run_quietly};

use crate::codecs::{self, WORKSPACE};
use crate::python;

const RULES: &str = "deny.toml";

/// Where the packages are made that are refused.
const WORK: &str = "target/refused";

/// Checks licences, bans and sources of every package of the lock files, for all platforms, and that the rules refuse
/// what they are there to refuse.
///
/// # Errors
/// With what cargo-deny says about each package that is not allowed.
pub(crate) fn check(root: &Path) -> Result<()> {
    let deny = Deny::prepare(root)?;
    for workspace in [".", WORKSPACE] {
        run_quietly(deny.of(workspace).args(["--locked", "check"]).args(CHECKS))?;
    }
    refused(root, &deny)
}

/// Checks whether something is known about the security of a package of the lock file. What is known is downloaded.
///
/// # Errors
/// As [`check`].
pub(crate) fn advisories(root: &Path) -> Result<()> {
    let deny = Deny::prepare(root)?;
    [".", WORKSPACE]
        .iter()
        .try_for_each(|workspace| run(deny.of(workspace).args(["--locked", "check", "advisories"])))
}

/// What the tests ask about. Neither needs more than the packages.
const CHECKS: [&str; 4] = ["--hide-inclusion-graph", "bans", "licenses", "sources"];

struct Deny {
    program: PathBuf,
    root: PathBuf,
}

impl Deny {
    fn prepare(root: &Path) -> Result<Self> {
        codecs::prepare(root)?;
        Ok(Self {
            program: python::DENY.prepare(root)?.join("bin/cargo-deny"),
            root: root.to_owned(),
        })
    }

    /// For the workspace in a folder below the root.
    fn of(&self, workspace: &str) -> Command {
        let manifest = Path::new(workspace).join("Cargo.toml");
        let mut command = self.command();
        command.arg("--manifest-path").arg(manifest);
        command
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.root).args(["--config", RULES]);
        command
    }
}

/// A package that breaks one rule, and what cargo-deny has to say about that.
struct Refused {
    name: &'static str,
    licence: &'static str,
    dependency: &'static str,
    said: &'static str,
}

/// One for each kind of rule. Nobody would notice rules that refuse nothing.
const REFUSED: [Refused; 4] = [
    Refused {
        name: "copyleft",
        licence: "license = \"MIT AND GPL-3.0-only\"",
        dependency: "",
        said: "error[rejected]",
    },
    Refused {
        name: "without-a-licence",
        licence: "",
        dependency: "",
        said: "error[unlicensed]",
    },
    Refused {
        name: "with-a-banned-crate",
        licence: "license = \"MIT\"",
        dependency: "openssl-sys = { path = \"dependency\" }",
        said: "error[banned]",
    },
    Refused {
        name: "from-a-repository",
        licence: "license = \"MIT\"",
        dependency: "openssl-sys = { git = \"file://FOLDER/dependency\" }",
        said: "error[source-not-allowed]",
    },
];

/// # Errors
/// Naming what the rules let pass.
fn refused(root: &Path, deny: &Deny) -> Result<()> {
    for package in &REFUSED {
        let folder = root.join(WORK).join(package.name);
        package.write(&folder)?;
        let answer = output(
            deny.command()
                .arg("--manifest-path")
                .arg(folder.join("Cargo.toml"))
                .arg("check")
                .args(CHECKS)
                .stderr(Stdio::piped()),
        )?;
        let said = String::from_utf8_lossy(&answer.stderr);
        if answer.status.success() || !said.contains(package.said) {
            bail!(
                "{RULES} does not refuse the package {} in {}; expected {}, and cargo-deny said:\n{said}",
                package.name,
                folder.display(),
                package.said
            );
        }
    }
    Ok(())
}

impl Refused {
    /// Makes the package, with a dependency that is a repository by itself.
    fn write(&self, folder: &Path) -> Result<()> {
        fresh_folder(folder)?;
        let path = folder.to_str().context("a path in UTF-8")?;
        let dependency = self.dependency.replace("FOLDER", path);
        let manifest = |name: &str, licence: &str, rest: &str| {
            format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n{licence}\n{rest}"
            )
        };
        let rest = format!("[workspace]\n[dependencies]\n{dependency}\n");
        let of_dependency = manifest("openssl-sys", "license = \"MIT\"", "");
        for (folder, manifest) in [
            (folder.to_owned(), manifest(self.name, self.licence, &rest)),
            (folder.join("dependency"), of_dependency),
        ] {
            fs::create_dir_all(folder.join("src"))?;
            fs::write(folder.join("Cargo.toml"), manifest)?;
            fs::write(folder.join("src/lib.rs"), "")?;
        }
        let git = |arguments: &[&str]| {
            run_quietly(
                Command::new("git")
                    .current_dir(folder.join("dependency"))
                    .args([
                        "-c",
                        "user.name=Nobody",
                        "-c",
                        "user.email=nobody@localhost",
                    ])
                    .args(arguments),
            )
        };
        git(&["init"])?;
        git(&["add", "--all"])?;
        git(&["commit", "--message", "A dependency"])
    }
}
