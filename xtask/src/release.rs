//! `cargo xtask release --dry-run`: walks through docs/releasing.md. It publishes nothing.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tools::process::{output, read, step};

use crate::dist::{self, Profile};
use crate::git::git;
use crate::{component, figures, recorded, vectors};

/// The version of the workspace.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// What is left to a person, in the order of docs/releasing.md: the part of the list, and the command.
const BY_HAND: [(&str, &str); 8] = [
    (
        "the same component in another folder, and in a new Debian",
        "cargo xtask reproduce && cargo xtask reproduce --debian",
    ),
    ("tests", "cargo xtask test"),
    ("known vulnerabilities", "cargo xtask advisories"),
    (
        "measurements of what has changed",
        "the commands of docs/releasing.md, part 4",
    ),
    (
        "the archive for the other architecture",
        "cargo xtask dist, there",
    ),
    (
        "the zips with bootstrap",
        "the commands of docs/deploy.md, for both architectures",
    ),
    ("the package and the page", "cargo xtask page --test"),
    ("the three hosts", "cargo xtask demo"),
];

/// A point of the list.
#[derive(Debug, PartialEq, Eq)]
enum Point {
    /// What was found.
    Done(String),
    /// What is wrong, and what to do.
    ToDo(String, String),
}

impl Point {
    fn done(found: impl Into<String>) -> Self {
        Self::Done(found.into())
    }

    fn to_do(wrong: impl Into<String>, command: impl Into<String>) -> Self {
        Self::ToDo(wrong.into(), command.into())
    }
}

/// Checks what can be checked, packs the archive where all of that is done, and prints the rest with its commands.
///
/// # Errors
/// Where something cannot be read, or the archive cannot be packed. A point that is left to do is none.
pub(crate) fn dry_run(root: &Path) -> Result<()> {
    let tag = last_tag(root)?;
    let packages = PACKAGES
        .iter()
        .map(|file| version_of_package(file, &text(root, file)?))
        .collect::<Result<Vec<Point>>>()?;
    let others = [
        version_of_contract(root, &text(root, "wit/resize.wit")?)?,
        heading(&text(root, "CHANGELOG.md")?)?,
        recorded_component(root)?,
        ledger(root, tag.as_deref())?,
        figures(root)?,
        work_tree(&read(git(root).args(["status", "--porcelain"]))?),
    ];
    let points: Vec<Point> = packages.into_iter().chain(others).collect();
    for point in &points {
        print(point);
    }
    print(&archive(root, &points)?);
    for (what, command) in BY_HAND {
        print(&Point::to_do(what, command));
    }
    print(&tagged(tag.as_deref()));
    Ok(())
}

/// Refuses to do more than a dry run.
///
/// # Errors
/// Always.
pub(crate) fn refuse() -> Result<()> {
    bail!(
        "this command publishes nothing; `cargo xtask release --dry-run` goes through the list of docs/releasing.md"
    )
}

fn print(point: &Point) {
    match point {
        Point::Done(found) => println!("done   {found}"),
        Point::ToDo(wrong, command) => println!("to do  {wrong}: {command}"),
    }
}

/// The packages for npm. Those beside `thumbox` also say which one they go with: that of their own version, or one of its line.
const PACKAGES: [&str; 4] = [
    "web-demo/package/package.json",
    "web-demo/react/package.json",
    "web-demo/uppy/package.json",
    "web-demo/sharp/package.json",
];

fn version_of_package(file: &str, text: &str) -> Result<Point> {
    let package: Value = serde_json::from_str(text).with_context(|| file.to_owned())?;
    let version = package["version"].as_str().context("no version")?;
    let goes_with = package["peerDependencies"]["thumbox"].as_str();
    let depends_on = package["dependencies"]["thumbox"].as_str();
    Ok(if version != VERSION {
        Point::to_do(
            format!("{file} has version {version}, Cargo.toml {VERSION}"),
            "write the same into both",
        )
    } else if let Some(other) = goes_with.filter(|other| *other != format!("^{VERSION}")) {
        Point::to_do(
            format!("{file} goes with thumbox {other}, and this is {VERSION}"),
            format!("make it ^{VERSION}"),
        )
    } else if let Some(other) = depends_on.filter(|other| *other != VERSION) {
        Point::to_do(
            format!("{file} depends on thumbox {other}, and this is {VERSION}"),
            format!("make it {VERSION}"),
        )
    } else {
        Point::done(format!("Cargo.toml and {file} have version {VERSION}"))
    })
}

/// What was published of the contract is kept, for the test that its types stay (contract.rs).
fn version_of_contract(root: &Path, text: &str) -> Result<Point> {
    let version = text
        .lines()
        .find_map(|line| {
            line.strip_prefix("package thumbox:resize@")?
                .strip_suffix(';')
        })
        .context("wit/resize.wit names no package thumbox:resize")?;
    let kept = format!("wit/released/{version}.wit");
    Ok(match root.join(&kept).is_file() {
        true => Point::done(format!(
            "the contract is {version}, and its types are those of {kept}"
        )),
        false => Point::to_do(
            format!("the contract is {version}, and {kept} is not there"),
            format!("cp wit/resize.wit {kept}"),
        ),
    })
}

fn heading(changelog: &str) -> Result<Point> {
    let heading = changelog
        .lines()
        .find_map(|line| line.strip_prefix("## "))
        .context("CHANGELOG.md has no heading")?;
    // A date may follow.
    Ok(if heading.split(' ').next() == Some(VERSION) {
        Point::done(format!("CHANGELOG.md begins with {heading}"))
    } else {
        Point::to_do(
            format!("CHANGELOG.md begins with {heading}"),
            format!("make it {VERSION}"),
        )
    })
}

/// The component that lies in target/component is the one on record.
fn recorded_component(root: &Path) -> Result<Point> {
    let record = recorded::read(root)?;
    let recorded = record["sha256"]
        .as_str()
        .context("the record has no sha256")?;
    Ok(match component::digest(root) {
        Err(_) => Point::to_do("no component was built here", "cargo xtask component"),
        Ok(built) if built == recorded => Point::done(format!("the component is {recorded}")),
        Ok(built) => Point::to_do(
            format!("the component is {built}, and the record has {recorded}"),
            "cargo xtask component --record",
        ),
    })
}

/// Measured figures are of the present component.
fn figures(root: &Path) -> Result<Point> {
    let record = recorded::read(root)?;
    let digest = record["sha256"]
        .as_str()
        .context("the record has no sha256")?;
    let stale = figures::stale(root, digest)?;
    if stale.is_empty() {
        return Ok(Point::done("all figures are of the present component"));
    }
    let pages: Vec<&str> = stale.iter().map(|(page, _)| *page).collect();
    let commands: Vec<String> = stale
        .iter()
        .map(|(_, command)| format!("cargo xtask {command}"))
        .collect();
    Ok(Point::to_do(
        format!("figures are of another component in {}", pages.join(", ")),
        commands.join("; "),
    ))
}

/// The ledger is as at the last tag, or the changelog explains what has changed.
fn ledger(root: &Path, tag: Option<&str>) -> Result<Point> {
    if tag.is_some() && !changed_since(root, tag, vectors::LEDGER)? {
        return Ok(Point::done("the ledger has not changed since the last tag"));
    }
    Ok(match vectors::check_history(root) {
        Ok(()) => Point::done("CHANGELOG.md explains every revision of the ledger"),
        Err(error) => Point::to_do(format!("{error:#}"), "write the paragraph"),
    })
}

fn work_tree(status: &str) -> Point {
    match status.lines().count() {
        0 => Point::done("the work tree is clean"),
        count => Point::to_do(format!("{count} files are not committed"), "git status"),
    }
}

fn archive(root: &Path, points: &[Point]) -> Result<Point> {
    if points.iter().any(|point| matches!(point, Point::ToDo(..))) {
        return Ok(Point::to_do(
            "the archive, after the points above",
            "cargo xtask dist",
        ));
    }
    step("packing the archive");
    dist::run_with(root, Profile::Release)?;
    Ok(Point::done("target/dist has the archive"))
}

fn tagged(last: Option<&str>) -> Point {
    let last = last.map_or_else(
        || "no tag yet".to_owned(),
        |tag| format!("the last is {tag}"),
    );
    Point::to_do(
        format!("the tag ({last}), and the files for it"),
        format!("git tag v{VERSION}"),
    )
}

/// Whether a path has another content than at the tag. Without a tag all is new.
fn changed_since(root: &Path, tag: Option<&str>, path: &str) -> Result<bool> {
    let Some(tag) = tag else { return Ok(true) };
    let difference = git(root)
        .args(["diff", "--quiet", tag, "--", path])
        .status()?;
    Ok(!difference.success())
}

fn last_tag(root: &Path) -> Result<Option<String>> {
    let found = output(
        git(root)
            .args(["describe", "--tags", "--abbrev=0"])
            .stderr(std::process::Stdio::null()),
    )?;
    let tag = String::from_utf8(found.stdout)?.trim().to_owned();
    Ok(found.status.success().then_some(tag))
}

fn text(root: &Path, name: &str) -> Result<String> {
    fs::read_to_string(root.join(name)).with_context(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_done(point: &Point) -> bool {
        matches!(point, Point::Done(_))
    }

    #[test]
    fn packages_have_the_version_of_the_workspace() {
        let point = |text: &str| version_of_package("package.json", text);
        let package = |version: &str| format!("{{\"version\": \"{version}\"}}");
        assert!(is_done(&point(&package(VERSION)).unwrap()));
        assert!(!is_done(&point(&package("99.0.0")).unwrap()));
        assert!(point("{}").is_err());
        let beside = |version: &str| {
            format!(
                "{{\"version\": \"{VERSION}\", \"peerDependencies\": {{\"thumbox\": \"^{version}\"}}}}"
            )
        };
        assert!(is_done(&point(&beside(VERSION)).unwrap()));
        assert!(!is_done(&point(&beside("99.0.0")).unwrap()));
    }

    #[test]
    fn a_contract_is_kept_as_it_was_published() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let contract = |version: &str| format!("// A comment\npackage thumbox:resize@{version};\n");
        let point = |version: &str| version_of_contract(&root, &contract(version)).unwrap();
        assert!(is_done(&point("0.2.0")));
        assert!(!is_done(&point("99.0.0")));
        assert!(version_of_contract(&root, "package other:thing@1.0.0;").is_err());
    }

    #[test]
    fn the_changelog_begins_with_the_version() {
        let changelog = |heading: &str| format!("# Changelog\n\n## {heading}\n\n## 0.0.1\n");
        assert!(is_done(&heading(&changelog(VERSION)).unwrap()));
        let with_date = changelog(&format!("{VERSION} (2030-01-02)"));
        assert!(is_done(&heading(&with_date).unwrap()));
        for other in ["Unreleased", &format!("{VERSION}1")] {
            assert!(!is_done(&heading(&changelog(other)).unwrap()), "{other}");
        }
        assert!(heading("# Changelog\n").is_err());
    }

    #[test]
    fn a_changed_file_is_counted() {
        assert!(is_done(&work_tree("")));
        assert_eq!(
            work_tree(" M a\n?? b\n"),
            Point::to_do("2 files are not committed", "git status")
        );
    }

    #[test]
    fn no_archive_is_packed_while_something_is_to_do() {
        let points = [Point::done("a"), Point::to_do("b", "c")];
        let point = archive(Path::new("/nowhere"), &points).unwrap();
        assert_eq!(
            point,
            Point::to_do("the archive, after the points above", "cargo xtask dist")
        );
    }

    #[test]
    fn without_dry_run_it_is_an_error() {
        let error = refuse().unwrap_err().to_string();
        assert!(error.contains("publishes nothing"), "{error}");
    }
}
