//! The licences of everything in Cargo.lock: permissive ones only.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::read;

const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "IJG",
    "ISC",
    "MIT",
    "MIT-0",
    // libFuzzer, which is only in the programs that fuzz.
    "NCSA",
    "Unicode-3.0",
    "Zlib",
];

/// Checks every package of the lock file, for all platforms.
///
/// # Errors
/// Naming each package whose licence cannot be met by the allowed ones.
pub(crate) fn check(root: &Path) -> Result<()> {
    let metadata = read(Command::new("cargo").current_dir(root).args([
        "metadata",
        "--locked",
        // What is built only on demand is built all the same.
        "--all-features",
        "--format-version",
        "1",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_allowed))
        .map(|package| {
            format!(
                "{} {}: {}",
                package["name"].as_str().unwrap_or("?"),
                package["version"].as_str().unwrap_or("?"),
                package["license"].as_str().unwrap_or("no licence named")
            )
        })
        .collect();
    if !refused.is_empty() {
        bail!(
            "these packages have licences that are not allowed:\n  {}\nallowed: {}",
            refused.join("\n  "),
            ALLOWED.join(", ")
        );
    }
    Ok(())
}

/// Whether an SPDX expression can be met. `/` is how old packages write OR. AND binds closer than OR.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut position = 0;
    any(&words, &mut position) && position == words.len()
}

fn any(words: &[&str], position: &mut usize) -> bool {
    let mut met = all(words, position);
    while words.get(*position) == Some(&"OR") {
        *position += 1;
        met |= all(words, position);
    }
    met
}

fn all(words: &[&str], position: &mut usize) -> bool {
    let mut met = one(words, position);
    while words.get(*position) == Some(&"AND") {
        *position += 1;
        met &= one(words, position);
    }
    met
}

fn one(words: &[&str], position: &mut usize) -> bool {
    let Some(word) = words.get(*position) else {
        return false;
    };
    *position += 1;
    if *word == "(" {
        let met = any(words, position);
        *position += 1;
        return met && words.get(*position - 1) == Some(&")");
    }
    let mut licence = (*word).to_owned();
    if words.get(*position) == Some(&"WITH") {
        licence = words[*position - 1..]
            .iter()
            .take(3)
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        *position += 2;
    }
    ALLOWED.contains(&licence.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn expressions_are_met_or_not() {
        for (expression, expected) in [
            ("MIT", true),
            ("MIT OR Apache-2.0", true),
            ("(MIT OR Apache-2.0) AND NCSA", true),
            ("MIT/Apache-2.0", true),
            ("(MIT OR Apache-2.0) AND IJG", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("GPL-3.0 OR MIT", true),
            ("GPL-3.0", false),
            ("MIT AND GPL-3.0", false),
            ("(MIT OR GPL-3.0) AND AGPL-3.0-only", false),
            ("MIT OR GPL-3.0 AND AGPL-3.0-only", true),
            ("GPL-2.0 WITH Classpath-exception-2.0", false),
            ("", false),
            ("(MIT", false),
        ] {
            assert_eq!(is_allowed(expression), expected, "{expression}");
        }
    }
}
