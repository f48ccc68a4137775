//! The ledger: what must come out of each vector.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::outcome::Outcome;

/// A line for each vector: name, outcome, warnings, and since which revision of the ledger.
pub(crate) const FILE: &str = "conformance/vectors/ledger.tsv";

const HEAD: &str = "\
# What must come out of each vector, in every host: written by `cargo xtask vectors --bless`, described in README.md.
# name\toutcome\twarnings\tsince which revision of the ledger
";

/// One line, without its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) outcome: Outcome,
    /// The revision that the outcome has come with: 1, and one more for each change that users see.
    pub(crate) since: u32,
}

/// All lines, by name.
pub(crate) type Ledger = BTreeMap<String, Entry>;

/// Reads the ledger of the working tree. Where there is none yet, it is empty.
///
/// # Errors
/// Where a line is not understood.
pub(crate) fn read(root: &Path) -> Result<Ledger> {
    let path = root.join(FILE);
    if !path.is_file() {
        return Ok(Ledger::new());
    }
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    parsed(&text).with_context(|| FILE.to_owned())
}

/// Reads the ledger's text.
///
/// # Errors
/// Where a line is not understood.
pub(crate) fn parsed(text: &str) -> Result<Ledger> {
    let mut ledger = Ledger::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, result, warnings, since] = columns[..] else {
            bail!("{line:?} has {} columns; expected 4", columns.len());
        };
        let entry = Entry {
            outcome: Outcome::from_texts(result, warnings)?,
            since: since.parse().with_context(|| line.to_owned())?,
        };
        if ledger.insert(name.to_owned(), entry).is_some() {
            bail!("{name} has two lines");
        }
    }
    Ok(ledger)
}

/// Writes the ledger.
///
/// # Errors
/// Where the file cannot be written.
pub(crate) fn write(root: &Path, ledger: &Ledger) -> Result<()> {
    let path = root.join(FILE);
    fs::write(&path, text(ledger)).with_context(|| path.display().to_string())
}

fn text(ledger: &Ledger) -> String {
    let mut text = HEAD.to_owned();
    for (name, entry) in ledger {
        let _ = writeln!(
            text,
            "{name}\t{}\t{}\t{}",
            entry.outcome.result_text(),
            entry.outcome.warnings_text(),
            entry.since
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let lines = "a/b\tpng 1x2 3 ab\t-\t1\na/c\terror malformed\t-\t2\n";
        let ledger = parsed(lines).unwrap();
        assert_eq!(ledger["a/c"].since, 2);
        assert_eq!(text(&ledger), format!("{HEAD}{lines}"));
        assert_eq!(parsed(&text(&ledger)).unwrap(), ledger);
    }

    #[test]
    fn other_lines_are_refused() {
        for text in [
            "a/b\tpng 1x2 3 ab\t-\n",
            "a/b\tpng 1x2 3 ab\t-\tone\n",
            "a/b\terror x\t-\t1\na/b\terror x\t-\t1\n",
        ] {
            assert!(parsed(text).is_err(), "{text}");
        }
    }
}
