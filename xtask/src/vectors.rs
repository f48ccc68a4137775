//! `cargo xtask vectors`: the same bytes from every engine, as the ledger has them.
//!
//! conformance/vectors/README.md describes the files, conformance/README.md the lines that runners are asked with.

mod bless;
mod cases;
mod engines;
mod history;
mod ledger;
mod outcome;
mod programs;
mod run;
mod started;
mod table;

use std::path::Path;

use anyhow::{Context, Result, bail};
use tools::process::step;

use self::cases::Case;
use self::engines::Engine;
pub(crate) use self::ledger::FILE as LEDGER;
use self::ledger::Ledger;
use self::programs::Programs;
use self::run::Answers;
use self::started::Started;
use self::table::Row;
use crate::component;
use crate::digests::Digests;
use crate::guest_compiler::GuestCompiler;

/// Where the table of all engines goes.
const PAGE: &str = "docs/guarantees.md";

/// The fewest vectors that the ledger may have.
const FEWEST: usize = 400;

/// What the command is to do.
#[derive(Debug, PartialEq)]
enum Task<'a> {
    /// Ask these engines about all vectors.
    Ask(Vec<&'a str>),
    /// Ask all engines about all vectors, and write the table.
    AskAll,
    /// Write the ledger anew.
    Bless,
}

/// Runs the command. `arguments` are what follows `vectors`.
///
/// # Errors
/// Where the arguments are not understood, something cannot be built, or an outcome is not that of the ledger.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let task = parsed(arguments)?;
    let compiler = GuestCompiler::find(root)?;
    let components = component::build(root, &compiler)?.digests;
    let programs = Programs::new(root, &compiler);
    let cases = cases::read(root)?;
    match task {
        Task::Bless => bless(root, &programs, &cases, &components),
        Task::Ask(names) => {
            let engines: Vec<(&Engine, usize)> = engines::ALL
                .iter()
                .filter(|engine| names.contains(&engine.name))
                .map(|engine| (engine, 1))
                .collect();
            compare(root, &programs, &engines, &cases, &components).map(drop)
        }
        Task::AskAll => {
            let engines: Vec<_> = engines::ALL.iter().map(|engine| (engine, 1)).collect();
            let rows = compare(root, &programs, &engines, &cases, &components)?;
            table::write(&root.join(PAGE), &rows, &components.resizer)
        }
    }
}

/// Checks that the changelog explains each revision of the ledger, and the ledger's history.
///
/// # Errors
/// Naming what is missing.
pub(crate) fn check_history(root: &Path) -> Result<()> {
    history::check(root)
}

/// The same as one step of the tests: all engines, the slow ones with a share of the vectors; and the ledger's history. The
/// package must be in target/npm.
///
/// # Errors
/// As [`run()`].
pub(crate) fn check(root: &Path, compiler: &GuestCompiler, thumbox: &Path) -> Result<()> {
    step("the ledger of bytes");
    history::check(root)?;
    let cases = cases::read(root)?;
    if cases.len() < FEWEST {
        bail!(
            "there are {} vectors; expected at least {FEWEST}",
            cases.len()
        );
    }
    let components = component::digests(root)?;
    let engines: Vec<_> = engines::ALL
        .iter()
        .map(|engine| (engine, engine.one_of))
        .collect();
    let programs = Programs::new(root, compiler).with(thumbox);
    compare(root, &programs, &engines, &cases, &components).map(drop)
}

fn parsed<'a>(arguments: &[&'a str]) -> Result<Task<'a>> {
    let known = || engines::ALL.map(|engine| engine.name).join(", ");
    match arguments {
        [] => Ok(Task::Ask(vec![engines::FIRST])),
        ["--all"] => Ok(Task::AskAll),
        ["--bless"] => Ok(Task::Bless),
        names => {
            for name in names {
                if !engines::ALL.iter().any(|engine| engine.name == *name) {
                    bail!("{name:?} is not an engine; there are {}", known());
                }
            }
            Ok(Task::Ask(names.to_vec()))
        }
    }
}

/// Asks engines, each about one of so many vectors, and compares.
fn compare(
    root: &Path,
    programs: &Programs,
    engines: &[(&Engine, usize)],
    cases: &[Case],
    components: &Digests,
) -> Result<Vec<Row>> {
    let ledger = ledger::read(root)?;
    no_line_without_a_vector(cases, &ledger)?;
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    for (engine, one_of) in engines {
        let share: Vec<Case> = cases.iter().step_by(*one_of).cloned().collect();
        match engine.start(root, programs)? {
            Started::Ignored(reason) => {
                step(&format!(
                    "ignored: the vectors in {}: {reason}",
                    engine.title
                ));
                rows.push(Row::ignored(engine, reason));
            }
            Started::Command(mut command) => {
                let mut answers =
                    run::ask(&mut command, &share, components).with_context(|| engine.title)?;
                let again = run::ask_late_again(&mut command, &share, components, &mut answers)
                    .with_context(|| engine.title)?;
                if !again.is_empty() {
                    step(&format!(
                        "late in {}, and asked again: {}",
                        engine.title,
                        again.join(", ")
                    ));
                }
                if engine.name == engines::FIRST {
                    has_all_codecs(&answers)?;
                }
                let differences = run::differences(&share, &answers, &ledger);
                let row = Row::of(engine, &answers, share.len(), differences.len());
                step(&row.line());
                rows.push(row);
                wrong.extend(
                    differences
                        .iter()
                        .map(|difference| format!("{}: {difference}", engine.name)),
                );
            }
        }
    }
    if !wrong.is_empty() {
        bail!("{} outcomes differ:\n  {}", wrong.len(), wrong.join("\n  "));
    }
    Ok(rows)
}

/// What a host lacks is not compared. So the first engine lacks nothing.
fn has_all_codecs(answers: &Answers) -> Result<()> {
    match answers.lacking().next() {
        Some(name) => bail!("{} has no codec for {name}", answers.engine),
        None => Ok(()),
    }
}

fn no_line_without_a_vector(cases: &[Case], ledger: &Ledger) -> Result<()> {
    let gone = |name: &&String| !cases.iter().any(|case| case.name == **name);
    match ledger.keys().find(gone) {
        Some(name) => bail!(
            "{} has a line for {name}, which is not a vector; `cargo xtask vectors --bless` removes it",
            ledger::FILE
        ),
        None => Ok(()),
    }
}

fn bless(root: &Path, programs: &Programs, cases: &[Case], components: &Digests) -> Result<()> {
    let first = engines::ALL
        .iter()
        .find(|engine| engine.name == engines::FIRST)
        .context("no first engine")?;
    let Started::Command(mut command) = first.start(root, programs)? else {
        bail!("the first engine is always there");
    };
    let answers = run::ask(&mut command, cases, components)?;
    has_all_codecs(&answers)?;
    let outcomes = answers.outcomes;
    let failures: Vec<String> = cases
        .iter()
        .zip(&outcomes)
        .filter_map(|(case, outcome)| Some(format!("{}: {:#}", case.name, outcome.as_ref().err()?)))
        .collect();
    if !failures.is_empty() {
        bail!(
            "nothing was written, as these failed:\n  {}",
            failures.join("\n  ")
        );
    }
    let blessed = bless::bless(cases, outcomes, &history::last_commit(root)?)?;
    ledger::write(root, &blessed.ledger)?;
    println!("{}: {} vectors", ledger::FILE, blessed.ledger.len());
    println!("new: {}", blessed.added);
    for name in &blessed.removed {
        println!("removed: {name}");
    }
    for change in &blessed.changed {
        println!("changed: {change}");
    }
    if !blessed.changed.is_empty() {
        println!(
            "Explain these {} to users in CHANGELOG.md, in a paragraph that begins with\n  \
             *Output bytes changed*, ledger {}: ",
            blessed.changed.len(),
            blessed.revision
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_understood() {
        assert_eq!(parsed(&[]).unwrap(), Task::Ask(vec!["v3"]));
        assert_eq!(parsed(&["--all"]).unwrap(), Task::AskAll);
        assert_eq!(parsed(&["--bless"]).unwrap(), Task::Bless);
        assert_eq!(
            parsed(&["v2", "pulley"]).unwrap(),
            Task::Ask(vec!["v2", "pulley"])
        );
        assert!(parsed(&["v1"]).is_err());
    }
}
