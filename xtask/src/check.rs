//! `cargo xtask check`: what can be known in a minute of the crates that changed.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tools::process::{read, run, step};

use crate::cargo::{self, cargo};
use crate::git::git;

const USAGE: &str = "usage: cargo xtask check [--all | PACKAGE...]";

/// Checks the form of all sources, and lints and unit tests of the crates that changed since the branch left the one that it
/// follows; or of all crates, or those that `arguments` name.
///
/// # Errors
/// At the first check that fails.
pub(crate) fn run_checks(root: &Path, arguments: &[&str]) -> Result<()> {
    step("format");
    run(cargo(root).args(["fmt", "--all", "--check"]))?;
    let packages = packages(root)?;
    let chosen = match arguments {
        [] => {
            let files = changed_files(root)?;
            changed_packages(&packages, files.lines())
        }
        ["--all"] => packages
            .iter()
            .map(|package| package.name.clone())
            .collect(),
        names if names.iter().any(|name| name.starts_with('-')) => bail!("{USAGE}"),
        names => names.iter().map(|name| (*name).to_owned()).collect(),
    };
    if chosen.is_empty() {
        step("no crate changed");
        return Ok(());
    }
    step(&format!("lints of {}", listed(&chosen)));
    let selected: Vec<&str> = chosen.iter().flat_map(|name| ["--package", name]).collect();
    run(cargo(root)
        .args(["clippy", "--quiet", "--locked", "--all-targets"])
        .args(&selected)
        .args(["--", "-D", "warnings"]))?;
    step(&format!("unit tests of {}", listed(&chosen)));
    let mut tests = cargo(root);
    tests.args(["test", "--quiet", "--locked", "--bins"]);
    // An error where there is none.
    if packages
        .iter()
        .any(|package| package.has_library && chosen.contains(&package.name))
    {
        tests.arg("--lib");
    }
    run(tests.args(&selected))
}

fn listed(names: &BTreeSet<String>) -> String {
    names
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A package of the workspace.
#[derive(Debug, PartialEq)]
struct Package {
    name: String,
    /// Relative to the root.
    folder: String,
    has_library: bool,
}

fn packages(root: &Path) -> Result<Vec<Package>> {
    let mut found = Vec::new();
    for package in cargo::packages(root)? {
        let manifest = Path::new(package["manifest_path"].as_str().context("no path")?);
        let folder = manifest
            .parent()
            .and_then(|folder| folder.strip_prefix(root).ok())
            .context("a package outside the workspace")?;
        let name = package["name"].as_str().context("no name")?;
        let targets = package["targets"].as_array().into_iter().flatten();
        found.push(Package {
            name: name.to_owned(),
            folder: folder.display().to_string(),
            has_library: targets
                .filter_map(|target| target["kind"].as_array())
                .any(|kinds| kinds.iter().any(|kind| kind == "lib" || kind == "cdylib")),
        });
    }
    Ok(found)
}

/// What differs from where the branch left its upstream, or from the last commit where it has none; and files that are new.
fn changed_files(root: &Path) -> Result<String> {
    let git = |arguments: &[&str]| {
        let mut git = git(root);
        git.args(arguments);
        git
    };
    let fork = git(&["merge-base", "HEAD", "@{upstream}"])
        .output()
        .context("git cannot be started")?;
    let fork = String::from_utf8_lossy(&fork.stdout).trim().to_owned();
    let since = if fork.is_empty() { "HEAD" } else { &fork };
    let changed = read(&mut git(&["diff", "--name-only", since]))?;
    let new = read(&mut git(&["ls-files", "--others", "--exclude-standard"]))?;
    Ok(changed + &new)
}

/// The packages that have these files. A package lies in the longest folder that a path begins with.
fn changed_packages<'a>(
    packages: &[Package],
    files: impl Iterator<Item = &'a str>,
) -> BTreeSet<String> {
    files
        .filter_map(|file| {
            let holds = |package: &&Package| {
                file.strip_prefix(package.folder.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
            };
            let holding = packages.iter().filter(holds);
            holding.max_by_key(|package| package.folder.len())
        })
        .map(|package| package.name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_the_innermost_package() {
        let packages =
            [("a", "a"), ("a/inner", "inner"), ("ab", "ab")].map(|(folder, name)| Package {
                name: name.to_owned(),
                folder: folder.to_owned(),
                has_library: true,
            });
        let changed = |files: &[&str]| changed_packages(&packages, files.iter().copied());
        assert_eq!(listed(&changed(&["a/src/lib.rs"])), "a");
        assert_eq!(
            listed(&changed(&["a/inner/src/lib.rs", "ab/Cargo.toml"])),
            "ab, inner"
        );
        assert!(changed(&["README.md", "abc/x"]).is_empty());
    }

    #[test]
    fn the_packages_of_the_workspace_are_found() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let packages = packages(root).unwrap();
        assert!(packages.contains(&Package {
            name: "xtask".to_owned(),
            folder: "xtask".to_owned(),
            has_library: false,
        }));
    }
}
