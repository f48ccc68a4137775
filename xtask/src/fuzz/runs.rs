//! What fuzzing has run and found, as it is told: a line in `fuzz/runs.tsv` for each run that was recorded, and their sums
//! in docs/security.md.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use tools::process::read;

use super::target::Target;

const RUNS: &str = "fuzz/runs.tsv";
const PAGE: &str = "docs/security.md";

/// Around the table in the page.
const BEGIN: &str = "<!-- begin: cargo xtask fuzz --record -->\n";
const END: &str = "<!-- end: cargo xtask fuzz --record -->\n";

/// One run of one target.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub(super) target: Target,
    /// Of the processor.
    pub(super) seconds: f64,
    pub(super) inputs: u64,
    /// Edges of the program that some input takes.
    pub(super) places: u64,
    /// Whether it ended with something to mend.
    pub(super) found: bool,
}

/// Adds a run to the file, and writes the table in the page anew.
///
/// # Errors
/// Where a file cannot be read or written.
pub(super) fn record(root: &Path, run: &Run) -> Result<()> {
    let date = read(Command::new("date").args(["-u", "+%F"]))?;
    let file = root.join(RUNS);
    let mut text = fs::read_to_string(&file).with_context(|| RUNS.to_owned())?;
    writeln!(
        text,
        "{}\t{}\t{:.0}\t{}\t{}\t{}",
        date.trim(),
        run.target.name(),
        run.seconds,
        run.inputs,
        run.places,
        u8::from(run.found)
    )?;
    let page = root.join(PAGE);
    let before = fs::read_to_string(&page).with_context(|| PAGE.to_owned())?;
    let after = with_table(&before, &table(&parsed(&text)?))?;
    fs::write(file, text)?;
    Ok(fs::write(page, after)?)
}

fn parsed(text: &str) -> Result<Vec<Run>> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            run_of(line).with_context(|| {
                format!("{RUNS}: expected date, target, seconds, inputs, places and findings; found {line:?}")
            })
        })
        .collect()
}

fn run_of(line: &str) -> Option<Run> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [_, target, seconds, inputs, places, found] = fields[..] else {
        return None;
    };
    Some(Run {
        target: Target::named(target)?,
        seconds: seconds.parse().ok()?,
        inputs: inputs.parse().ok()?,
        places: places.parse().ok()?,
        found: found.parse::<u8>().ok()? == 1,
    })
}

/// A row for each target, and their sum.
fn table(runs: &[Run]) -> String {
    let mut table = String::from(
        "| target | what is checked | hours | inputs | places reached | runs with a finding |\n\
         |---|---|---:|---:|---:|---:|\n",
    );
    let mut row = |name: &str, about: &str, runs: &[&Run], places: &str| {
        // The sum of no numbers is -0.
        let seconds = runs.iter().fold(0.0, |sum, run| sum + run.seconds);
        let hours = seconds / 3600.0;
        let inputs: u64 = runs.iter().map(|run| run.inputs).sum();
        let found = runs.iter().filter(|run| run.found).count();
        let inputs = grouped(inputs);
        table += &format!("| {name} | {about} | {hours:.2} | {inputs} | {places} | {found} |\n");
    };
    for target in Target::ALL {
        let its: Vec<&Run> = runs.iter().filter(|run| run.target == target).collect();
        let places = its.iter().map(|run| run.places).max().unwrap_or_default();
        let name = format!("`{}`", target.name());
        row(&name, target.about(), &its, &grouped(places));
    }
    row("**all**", "", &runs.iter().collect::<Vec<_>>(), "");
    table
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn with_table(page: &str, table: &str) -> Result<String> {
    let parts = page
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        bail!("{PAGE} has no place for the table, between {BEGIN} and {END}");
    };
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_added_up() {
        let text = "# date\ttarget\n2026-01-02\tjpeg\t1800\t1000\t50\t0\n2026-01-03\tjpeg\t5400\t2000000\t40\t1\n";
        let table = table(&parsed(text).unwrap());
        let row = "| 2.00 | 2,001,000 | 50 | 1 |";
        let is_there = |line: &&str| line.starts_with("| `jpeg` |") && line.ends_with(row);
        assert!(table.lines().any(|line| is_there(&line)), "{table}");
        assert!(
            table.contains("| **all** |  | 2.00 | 2,001,000 |  | 1 |"),
            "{table}"
        );
        assert!(parsed("2026-01-02\tbmp\t1\t1\t1\t0\n").is_err());
    }

    #[test]
    fn a_table_stands_between_its_marks() {
        let page = format!("a\n{BEGIN}old\n{END}b\n");
        let page = with_table(&page, "new\n").unwrap();
        assert_eq!(page, format!("a\n{BEGIN}new\n{END}b\n"));
        assert!(with_table("a", "new").is_err());
    }

    #[test]
    fn the_page_tells_what_was_recorded() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("this crate lies in the workspace");
        let runs = fs::read_to_string(root.join(RUNS)).expect(RUNS);
        let page = fs::read_to_string(root.join(PAGE)).expect(PAGE);
        let table = table(&parsed(&runs).unwrap());
        assert!(
            with_table(&page, &table).unwrap() == page,
            "{RUNS} and {PAGE} are not of the same runs; `cargo xtask fuzz --record` writes both:\n{table}"
        );
    }
}
