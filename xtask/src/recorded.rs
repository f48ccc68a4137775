//! The component's digest as the repository has it, beside the compiler that made it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tools::process::{self, step};

use crate::guest_compiler::DEBIAN_PACKAGES;

/// Written by `cargo xtask component --record`.
const FILE: &str = "resizer-wasm/component.json";

/// How a component that was built compares with the one on record.
#[derive(Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    /// The compilers are others, so nothing follows.
    OtherCompiler(String),
    Different(String),
}

/// Fails where the compiler on record has made another component; says so where it was another compiler.
///
/// # Errors
/// As said, and where there is no record.
pub(crate) fn check(root: &Path, sha256: &str, compiler: &str) -> Result<()> {
    match compare(root, sha256, compiler)? {
        Comparison::Equal => Ok(()),
        Comparison::OtherCompiler(message) => {
            step(&message);
            Ok(())
        }
        Comparison::Different(message) => bail!("{message}"),
    }
}

/// Says whether the component is the one on record.
///
/// # Errors
/// Where there is no record.
pub(crate) fn tell(root: &Path, sha256: &str, compiler: &str) -> Result<()> {
    match compare(root, sha256, compiler)? {
        Comparison::Equal => {}
        Comparison::OtherCompiler(message) | Comparison::Different(message) => step(&message),
    }
    Ok(())
}

/// Puts a component on record.
///
/// # Errors
/// Where the file cannot be written.
pub(crate) fn record(root: &Path, sha256: &str, compiler: &str) -> Result<()> {
    let record = json!({
        "sha256": sha256,
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

fn compare(root: &Path, sha256: &str, compiler: &str) -> Result<Comparison> {
    let record = read(root)?;
    let member = |name: &str| {
        record[name]
            .as_str()
            .with_context(|| format!("{FILE}: no {name}"))
    };
    Ok(compared(
        (sha256, compiler),
        (member("sha256")?, member("guest_compiler")?),
    ))
}

fn compared(built: (&str, &str), recorded: (&str, &str)) -> Comparison {
    let ((sha256, compiler), (expected, by)) = (built, recorded);
    if sha256 == expected {
        return Comparison::Equal;
    }
    if compiler != by {
        return Comparison::OtherCompiler(format!(
            "the component is {sha256}; {FILE} has {expected}, made by another compiler ({by}), so its bytes may differ"
        ));
    }
    Comparison::Different(format!(
        "the component is {sha256}; {FILE} has {expected}, made by the same compiler ({by}). Where the sources were \
         changed on purpose, `cargo xtask component --record` puts the new one on record"
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
        let recorded = ("aa", "rustc 1");
        assert_eq!(compared(("aa", "rustc 1"), recorded), Comparison::Equal);
        assert_eq!(compared(("aa", "rustc 2"), recorded), Comparison::Equal);
        assert!(matches!(
            compared(("bb", "rustc 2"), recorded),
            Comparison::OtherCompiler(_)
        ));
        assert!(matches!(
            compared(("bb", "rustc 1"), recorded),
            Comparison::Different(_)
        ));
    }
}
