//! No outcome changes without a word to users: the ledger's revisions, the changelog and the history of both.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tools::process::{output, read, step};

use super::ledger::{self, FILE, Ledger};
use crate::git::git;

const CHANGELOG: &str = "CHANGELOG.md";

/// What a paragraph of the changelog begins with that is about changed bytes. The revision of the ledger follows.
const HEADING: &str = "*Output bytes changed*, ledger ";

/// Checks that each revision of the ledger has its paragraph in the changelog, and that in the history of the ledger no
/// outcome has changed without a new revision.
///
/// # Errors
/// Naming what is missing.
pub(crate) fn check(root: &Path) -> Result<()> {
    let changelog = root.join(CHANGELOG);
    let changelog = std::fs::read_to_string(&changelog).context(CHANGELOG)?;
    let ledger = ledger::read(root)?;
    explained(&ledger, &changelog)?;

    let versions = committed_versions(root)?;
    if versions.is_empty() {
        step(&format!(
            "ignored: the history of {FILE}, as git has none of it here"
        ));
    }
    let versions = versions.iter().rev().chain([&ledger]);
    versions
        .clone()
        .zip(versions.skip(1))
        .try_for_each(|(old, new)| revised(old, new))
}

/// The ledger of the last commit; empty where there is none.
///
/// # Errors
/// Where it is not understood.
pub(crate) fn last_commit(root: &Path) -> Result<Ledger> {
    version(root, "HEAD").map(Option::unwrap_or_default)
}

/// Each revision after the first has a paragraph in the changelog.
fn explained(ledger: &Ledger, changelog: &str) -> Result<()> {
    let mut changed = BTreeMap::new();
    for (name, entry) in ledger {
        changed
            .entry(entry.since)
            .or_insert_with(Vec::new)
            .push(name);
    }
    for (revision, names) in changed.iter().filter(|(revision, _)| **revision > 1) {
        let is_told = changelog.lines().any(|line| {
            let rest = line.strip_prefix(HEADING);
            let number = rest.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
            number.is_some_and(|number| number == revision.to_string())
        });
        if !is_told {
            bail!(
                "{FILE} has {} outcomes of revision {revision}, such as {}'s, and {CHANGELOG} says nothing about it; \
                 expected a paragraph that begins with\n  {HEADING}{revision}: ",
                names.len(),
                names[0]
            );
        }
    }
    Ok(())
}

/// Outcomes that differ have a new revision.
fn revised(old: &Ledger, new: &Ledger) -> Result<()> {
    for (name, entry) in new {
        let Some(before) = old.get(name) else {
            continue;
        };
        if before.outcome != entry.outcome && entry.since <= before.since {
            bail!(
                "{name} in {FILE} has changed from\n  {}\nto\n  {}\nwithout a new revision; \
                 `cargo xtask vectors --bless` gives it one",
                before.outcome,
                entry.outcome
            );
        }
    }
    Ok(())
}

/// The ledger in each commit that has changed it, newest first.
fn committed_versions(root: &Path) -> Result<Vec<Ledger>> {
    // Fails outside of a repository, as in an archive of the sources.
    let Ok(log) = read(git(root).args(["log", "--format=%H", "--", FILE])) else {
        return Ok(Vec::new());
    };
    let commits = log.lines();
    let versions = commits.map(|commit| version(root, commit));
    // One that removes it has none.
    versions.filter_map(Result::transpose).collect()
}

fn version(root: &Path, commit: &str) -> Result<Option<Ledger>> {
    let shown = output(
        git(root)
            .args(["show", &format!("{commit}:{FILE}")])
            .stderr(std::process::Stdio::null()),
    )?;
    if !shown.status.success() {
        return Ok(None);
    }
    let text = String::from_utf8(shown.stdout)?;
    let ledger = ledger::parsed(&text).with_context(|| format!("{FILE} in {commit}"))?;
    Ok(Some(ledger))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(text: &str) -> Ledger {
        ledger::parsed(text).unwrap()
    }

    #[test]
    fn a_revision_needs_a_paragraph() {
        let first = ledger("a/b\terror x\t-\t1\n");
        assert!(explained(&first, "").is_ok());
        let third = ledger("a/b\terror x\t-\t1\na/c\terror x\t-\t3\n");
        let error = explained(&third, "*Output bytes changed*, ledger 31: all").unwrap_err();
        assert!(error.to_string().contains("a/c"), "{error}");
        assert!(explained(&third, "x\n*Output bytes changed*, ledger 3: all\n").is_ok());
    }

    #[test]
    fn an_outcome_that_changes_needs_a_revision() {
        let old = ledger("a/b\terror x\t-\t1\n");
        for (new, is_fine) in [
            ("a/b\terror x\t-\t1\n", true),
            ("a/b\terror y\t-\t2\n", true),
            ("a/c\terror y\t-\t1\n", true),
            ("a/b\terror y\t-\t1\n", false),
            ("a/b\terror x\tdamage\t1\n", false),
        ] {
            assert_eq!(revised(&old, &ledger(new)).is_ok(), is_fine, "{new}");
        }
    }
}
