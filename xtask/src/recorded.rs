//! The components' digests as the repository has them, beside the compiler that made them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use tools::process::{self, step};

use crate::digests::Digests;
use crate::guest_compiler::DEBIAN_PACKAGES;

/// Written by `cargo xtask component --record`.
const FILE: &str = "resizer-wasm/component.json";

/// How components that were built compare with those on record.
#[derive(Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    /// The compilers are others, so nothing follows.
    OtherCompiler(String),
    Different(String),
}

/// Fails where the compiler on record has made other components; says so where it was another compiler.
///
/// # Errors
/// As said, and where there is no record.
pub(crate) fn check(root: &Path, built: &Digests, compiler: &str) -> Result<()> {
    match compare(root, built, compiler)? {
        Comparison::Equal => Ok(()),
        Comparison::OtherCompiler(message) => {
            step(&message);
            Ok(())
        }
        Comparison::Different(message) => bail!("{message}"),
    }
}

/// Says whether the components are those on record.
///
/// # Errors
/// Where there is no record.
pub(crate) fn tell(root: &Path, built: &Digests, compiler: &str) -> Result<()> {
    match compare(root, built, compiler)? {
        Comparison::Equal => {}
        Comparison::OtherCompiler(message) | Comparison::Different(message) => step(&message),
    }
    Ok(())
}

/// Puts components on record.
///
/// # Errors
/// Where the file cannot be written.
pub(crate) fn record(root: &Path, built: &Digests, compiler: &str) -> Result<()> {
    let codecs: Map<String, Value> = built
        .codecs
        .iter()
        .map(|(name, sha256)| (name.clone(), json!({ "sha256": sha256 })))
        .collect();
    let record = json!({
        "sha256": built.resizer,
        "codecs": codecs,
        "guest_compiler": compiler,
        "debian_packages": installed_versions(),
    });
    fs::write(root.join(FILE), format!("{record:#}\n")).context(FILE)
}

/// The record.
///
/// # Errors
/// Where there is none.
pub(crate) fn read(root: &Path) -> Result<Value> {
    let text = fs::read_to_string(root.join(FILE)).context(FILE)?;
    serde_json::from_str(&text).context(FILE)
}

fn compare(root: &Path, built: &Digests, compiler: &str) -> Result<Comparison> {
    let record = read(root)?;
    let by = record["guest_compiler"]
        .as_str()
        .with_context(|| format!("{FILE}: no guest_compiler"))?;
    let of_codecs = built.codecs.iter().map(|(name, sha256)| {
        let recorded = record["codecs"][name]["sha256"].as_str();
        compared(
            &format!("the codec {name}"),
            (sha256, compiler),
            (recorded, by),
        )
    });
    let of_resizer = compared(
        "the component",
        (&built.resizer, compiler),
        (record["sha256"].as_str(), by),
    );
    Ok([of_resizer]
        .into_iter()
        .chain(of_codecs)
        .find(|comparison| *comparison != Comparison::Equal)
        .unwrap_or(Comparison::Equal))
}

/// `what` is the component's name in a sentence.
fn compared(what: &str, built: (&str, &str), recorded: (Option<&str>, &str)) -> Comparison {
    let ((sha256, compiler), (expected, by)) = (built, recorded);
    if Some(sha256) == expected {
        return Comparison::Equal;
    }
    let expected = expected.unwrap_or("none");
    if compiler != by {
        return Comparison::OtherCompiler(format!(
            "{what} is {sha256}; {FILE} has {expected}, made by another compiler ({by}), so its bytes may differ"
        ));
    }
    Comparison::Different(format!(
        "{what} is {sha256}; {FILE} has {expected}, made by the same compiler ({by}). Where the sources were \
         changed on purpose, `cargo xtask component --record` puts the new one on record. Where they were not, `git status` shows \
         what is no part of the commit, and `cargo xtask component` builds it anew"
    ))
}

/// The versions that are installed here, for the record. Null where the compiler is not Debian's.
fn installed_versions() -> Value {
    let query = process::read(
        Command::new("dpkg-query")
            .args(["--show", "--showformat", "${Package} ${Version}\n"])
            .args(DEBIAN_PACKAGES),
    );
    let Ok(lines) = query else {
        return Value::Null;
    };
    lines
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, version)| (name.to_owned(), Value::from(version)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_compiler_is_held_to_the_digest() {
        let recorded = (Some("aa"), "rustc 1");
        let compare = |built| compared("the component", built, recorded);
        assert_eq!(compare(("aa", "rustc 1")), Comparison::Equal);
        assert_eq!(compare(("aa", "rustc 2")), Comparison::Equal);
        assert!(matches!(
            compare(("bb", "rustc 2")),
            Comparison::OtherCompiler(_)
        ));
        assert!(matches!(
            compare(("bb", "rustc 1")),
            Comparison::Different(_)
        ));
        assert!(matches!(
            compared("the codec jxl", ("aa", "rustc 1"), (None, "rustc 1")),
            Comparison::Different(_)
        ));
    }
}
