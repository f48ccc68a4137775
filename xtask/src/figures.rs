//! Pages with figures that were measured: which component they are of.
//!
//! A page names the component's digest, so that a reader sees whether the figures are of the present one.
//! `cargo xtask release --dry-run` lists those that are not. No test does: measuring takes hours.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};

use crate::component;

/// Commands that measure, and the pages that they write. What is longer comes first.
const PAGES: [(&str, &str); 14] = [
    ("vectors --all", "docs/guarantees.md"),
    ("bench --cli", "docs/benchmarks-cli.md"),
    ("bench --lambda", "docs/benchmarks-lambda.md"),
    ("bench --browser", "docs/benchmarks-browser.md"),
    ("bench --node", "docs/benchmarks-node.md"),
    ("bench --python", "docs/benchmarks-python.md"),
    ("bench", "docs/benchmarks.md"),
    ("corpus", "docs/corpus.md"),
    ("fidelity", "docs/fidelity.md"),
    ("animations", "docs/animations.md"),
    ("quality", "docs/quality.md"),
    ("hostile", "docs/hostile.md"),
    ("soak", "docs/soak.md"),
    ("load", "docs/load.md"),
];

/// Runs a command of `cargo xtask`; where it writes one of the pages anew, that names the component.
///
/// # Errors
/// Those of the command, and where the page cannot be written.
pub(crate) fn measured(
    root: &Path,
    arguments: &[&str],
    run: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let Some(page) = page_of(&arguments.join(" ")) else {
        return run();
    };
    let path = root.join(page);
    let read = || match fs::read_to_string(&path) {
        // Not every run writes its page.
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        text => text.context(page),
    };
    let before = read()?;
    run()?;
    let after = read()?;
    if after != before {
        fs::write(&path, named(&after, &component::digest(root)?)).context(page)?;
    }
    Ok(())
}

/// The pages whose figures are of another component than this one, or do not say of which, or that are not there yet, with
/// the commands that measure again.
///
/// # Errors
/// Where a page cannot be read.
pub(crate) fn stale(root: &Path, digest: &str) -> Result<Vec<(&'static str, &'static str)>> {
    let mut stale = Vec::new();
    for (command, page) in PAGES {
        let text = match fs::read_to_string(root.join(page)) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            text => text.context(page)?,
        };
        if !text.contains(digest) {
            stale.push((page, command));
        }
    }
    Ok(stale)
}

fn page_of(command: &str) -> Option<&'static str> {
    let found = PAGES.iter().find(|(name, _)| {
        let rest = command.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    found.map(|(_, page)| *page)
}

/// The page, with the component at its end where it does not name it.
fn named(page: &str, digest: &str) -> String {
    match page.contains(digest) {
        true => page.to_owned(),
        false => format!("{}\n\nThe component is `{digest}`.\n", page.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_to_its_command() {
        let rows = [
            ("bench", Some("docs/benchmarks.md")),
            ("bench --rounds 3", Some("docs/benchmarks.md")),
            ("bench --cli --rounds 3", Some("docs/benchmarks-cli.md")),
            ("bench --node", Some("docs/benchmarks-node.md")),
            ("bench --python", Some("docs/benchmarks-python.md")),
            ("vectors", None),
            ("vectors --all", Some("docs/guarantees.md")),
            ("corpus", Some("docs/corpus.md")),
            ("load --events 500", Some("docs/load.md")),
            ("component", None),
        ];
        for (command, page) in rows {
            assert_eq!(page_of(command), page, "{command}");
        }
    }

    #[test]
    fn a_page_names_the_component_once() {
        let page = named("# Page\n\n1 ms\n", "abc");
        assert_eq!(page, "# Page\n\n1 ms\n\nThe component is `abc`.\n");
        assert_eq!(named(&page, "abc"), page);
    }

    #[test]
    fn pages_of_another_component_are_stale() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let stale = stale(&root, "the digest of no component").unwrap();
        assert_eq!(stale.len(), PAGES.len());
    }
}
