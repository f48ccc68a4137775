//! The licences of what others wrote and `thumbox` contains, with their texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use tools::process::read;

use crate::codecs::{self, is_manifest_of_patched};
use crate::component::Codec;
use crate::guest_compiler::Guest;

const HEAD: &str = "\
Thumbox contains the work of others: the packages below, each with its version and its licence, and Rust's standard
library (MIT OR Apache-2.0). Part of them is in the program, part in the components that the program carries.

The texts follow. One that several packages have word for word is here once.
";
const HEAD_OF_MODULES: &str = "\
The modules of WebAssembly in this package contain the work of others: the packages below, each with its version and its licence,
and Rust's standard library (MIT OR Apache-2.0).

The texts follow. One that several packages have word for word is here once.
";
const LINE: &str =
    "\n--------------------------------------------------------------------------------\n";

/// The component inside of it; the others are the codecs.
const COMPONENT: &str = "resizer-wasm";
/// What components are built for.
const TARGET: &str = "wasm32-unknown-unknown";

/// How the names of files with licences begin, in lower case.
const FILES: [&str; 6] = [
    "licen",
    "copying",
    "copyright",
    "notice",
    "unlicense",
    "authors",
];

/// A package from elsewhere.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    /// Name and version.
    name: String,
    licence: String,
    folder: PathBuf,
}

/// The text for a program, which is this package of ours, built for `target` with these codecs.
///
/// # Errors
/// Where cargo cannot say what the program consists of.
pub(crate) fn text(root: &Path, program: &str, target: &str, with: &[Codec]) -> Result<String> {
    codecs::prepare(root)?;
    let mut used = tree(root, program, target, &["--all-features"])?;
    used.extend(tree(root, COMPONENT, TARGET, &[])?);
    let mut packages = packages(&metadata(root)?, &used)?;
    let workspace = root.join(codecs::WORKSPACE);
    let mut used = BTreeSet::new();
    for codec in with {
        used.extend(tree(&workspace, codec.guest.package, TARGET, &[])?);
    }
    packages.extend(self::packages(&metadata(&workspace)?, &used)?);
    written(HEAD, &packages)
}

/// The text for modules of WebAssembly that are built of these packages of ours.
///
/// # Errors
/// As [`text`].
pub(crate) fn text_of_modules(root: &Path, guests: &[Guest]) -> Result<String> {
    codecs::prepare(root)?;
    let mut found = BTreeSet::new();
    for guest in guests {
        let workspace = root.join(guest.workspace);
        let used = tree(&workspace, guest.package, TARGET, &[])?;
        found.extend(packages(&metadata(&workspace)?, &used)?);
    }
    written(HEAD_OF_MODULES, &found)
}

/// What cargo says of all packages of a workspace.
fn metadata(workspace: &Path) -> Result<Value> {
    let metadata = read(Command::new("cargo").current_dir(workspace).args([
        "metadata",
        "--locked",
        "--format-version",
        "1",
    ]))?;
    Ok(serde_json::from_str(&metadata)?)
}

/// Names and versions of what a package of ours is linked from: neither what only builds need, nor macros.
fn tree(
    workspace: &Path,
    package: &str,
    target: &str,
    features: &[&str],
) -> Result<BTreeSet<String>> {
    let tree = read(
        Command::new("cargo")
            .current_dir(workspace)
            .args(["tree", "--locked", "--package", package])
            .args(["--target", target, "--edges", "normal,no-proc-macro"])
            .args(features)
            .args(["--prefix", "none", "--format", "{p}"]),
    )?;
    Ok(tree.lines().filter_map(name_of_tree).collect())
}

/// `anyhow 1.0.0` of `anyhow v1.0.0 (*)`.
fn name_of_tree(line: &str) -> Option<String> {
    let (name, rest) = line.split_once(" v")?;
    Some(format!("{name} {}", rest.split_whitespace().next()?))
}

/// Those of the packages that are used, and not ours.
fn packages(metadata: &Value, used: &BTreeSet<String>) -> Result<BTreeSet<Package>> {
    let mut packages = BTreeSet::new();
    for package in metadata["packages"].as_array().context("no packages")? {
        let text = |field: &str| {
            package[field]
                .as_str()
                .with_context(|| format!("{} has no {field}", package["name"]))
        };
        let name = format!("{} {}", text("name")?, text("version")?);
        let manifest = Path::new(text("manifest_path")?);
        let is_ours = package["source"].is_null() && !is_manifest_of_patched(manifest);
        if is_ours || !used.contains(&name) {
            continue;
        }
        packages.insert(Package {
            name,
            licence: text("license")?.to_owned(),
            folder: manifest.parent().context("a file")?.to_owned(),
        });
    }
    Ok(packages)
}

/// What they are, the list of packages, and then the texts.
fn written(head: &str, packages: &BTreeSet<Package>) -> Result<String> {
    let mut list = head.to_owned();
    list.push_str(LINE);
    let mut owners: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for package in packages {
        writeln!(list, "{} ({})", package.name, package.licence)?;
        let texts = texts(&package.folder)?;
        if texts.is_empty() {
            writeln!(list, "    its package has no file with the text")?;
        }
        for text in texts {
            owners.entry(text).or_default().push(&package.name);
        }
    }
    // By packages, as the list is.
    let mut texts: Vec<_> = owners.iter().map(|(text, owners)| (owners, text)).collect();
    texts.sort();
    for (owners, text) in texts {
        write!(list, "{LINE}{}\n\n{text}\n", owners.join(", "))?;
    }
    Ok(list)
}

/// The texts of a package's licences, each once, without what differs only in the ends of lines.
fn texts(folder: &Path) -> Result<BTreeSet<String>> {
    let mut texts = BTreeSet::new();
    let read_dir = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in read_dir {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if FILES.iter().any(|start| name.starts_with(start)) && entry.path().is_file() {
            let text = fs::read(entry.path())?;
            let text = String::from_utf8_lossy(&text).replace('\r', "");
            texts.insert(text.trim_matches('\n').to_owned());
        }
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lines_of_the_tree_are_names() {
        let rows = [
            ("anyhow v1.0.104", Some("anyhow 1.0.104")),
            ("toml v1.2.1+spec-1.1.0 (*)", Some("toml 1.2.1+spec-1.1.0")),
            ("recipe v0.1.0 (/a/b v2)", Some("recipe 0.1.0")),
            ("", None),
        ];
        for (line, expected) in rows {
            assert_eq!(name_of_tree(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn what_is_not_used_and_what_is_ours_is_left_out() {
        let package = |name: &str, source: Option<&str>| {
            json!({"name": name, "version": "1.0.0", "license": "MIT", "source": source,
                   "manifest_path": "/packages/it/Cargo.toml"})
        };
        let metadata = json!({"packages": [
            package("a", Some("registry")), package("b", Some("registry")), package("c", None),
            json!({"name": "d", "version": "1.0.0", "license": "MIT", "source": null,
                   "manifest_path": "/thumbox/codecs/patched/d/Cargo.toml"}),
        ]});
        let used = ["a 1.0.0", "c 1.0.0", "d 1.0.0"].map(str::to_owned).into();
        let found = packages(&metadata, &used).unwrap();
        let found: Vec<_> = found.iter().map(|p| (&*p.name, &*p.folder)).collect();
        let expected = ["/packages/it", "/thumbox/codecs/patched/d"].map(Path::new);
        assert_eq!(found, [("a 1.0.0", expected[0]), ("d 1.0.0", expected[1])]);
    }

    #[test]
    fn equal_texts_are_there_once_and_a_missing_one_is_said() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tmp/third-party");
        let package = |name: &str, files: &[(&str, &str)]| {
            let folder = folder.join(name);
            tools::files::fresh_folder(&folder).unwrap();
            for (file, text) in files {
                fs::write(folder.join(file), text).unwrap();
            }
            Package {
                name: format!("{name} 1.0.0"),
                licence: "MIT".to_owned(),
                folder,
            }
        };
        let packages = [
            package(
                "a",
                &[("LICENSE-MIT", "May be used\r\n"), ("lib.rs", "code")],
            ),
            package("b", &[("license.md", "May be used\n")]),
            package("c", &[]),
        ];
        let text = written(HEAD, &packages.into()).unwrap();
        assert_eq!(text.matches("May be used").count(), 1, "{text}");
        assert!(
            text.contains("\na 1.0.0, b 1.0.0\n\nMay be used\n"),
            "{text}"
        );
        assert!(
            text.contains("c 1.0.0 (MIT)\n    its package has no file"),
            "{text}"
        );
        assert!(!text.contains("code"), "{text}");
    }
}
