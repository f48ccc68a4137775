//! Thumbox beside its peers: `cargo xtask bench`.
//!
//! For each row of the table, all programs are started on one picture and make one run after the other in turn, pinned
//! to one core. So whatever else the computer does, it does to all of them.

#![forbid(unsafe_code)]

pub mod animations;
pub mod browser;
pub mod cli;
mod debian;
pub mod lambda;
mod machine;
pub mod node;
mod packages;
mod page;
mod picture;
mod plot;
mod programs;
pub mod python;
pub mod quality;
mod report;
mod rounds;
mod table;
mod work;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tools::process::step;

use self::machine::Machine;
use self::picture::Pictures;
use self::programs::Programs;
use self::report::{Report, Row};
use self::work::Work;

const DEFAULT_ROUNDS: usize = 15;
const USAGE: &str = "usage: cargo xtask bench [--rounds N] [FILE...]";

/// Measures all rows of the pictures named, or else of pictures made for this, and prints the table. The page is
/// written only for the latter: what is committed is about pictures that everyone can make. `build_thumbox` builds
/// `thumbox`, optimised, and returns its path.
///
/// # Errors
/// Where something cannot be built or installed, or a peer fails.
pub fn run(
    root: &Path,
    arguments: &[&str],
    build_thumbox: impl FnOnce() -> Result<PathBuf>,
) -> Result<()> {
    let (rounds, files) = parse(arguments)?;
    let programs = Programs::prepare(root, build_thumbox)?;
    let pictures = Pictures::prepare(root, programs.python("inputs.py"), &files)?;
    let versions = programs.versions()?;
    let machine = Machine::pin(1)?;

    let works: Vec<Work> = pictures.list.iter().flat_map(work::of).collect();
    let count = works.len();
    let mut rows = Vec::new();
    for (number, work) in works.into_iter().enumerate() {
        step(&format!("{} of {count}: {}", number + 1, work.name));
        let series = rounds::alternate(programs.commands(&work), rounds)
            .with_context(|| work.name.clone())?;
        rows.push(Row { work, series });
    }
    let report = Report {
        rows,
        pictures,
        machine,
        versions,
        rounds,
    };
    println!("{}", table::text(&report.rows));
    println!("{}", page::conditions(&report));
    if files.is_empty() {
        page::write(root, &report)?;
    }
    Ok(())
}

fn parse(arguments: &[&str]) -> Result<(usize, Vec<PathBuf>)> {
    let mut rounds = DEFAULT_ROUNDS;
    let mut files = Vec::new();
    let mut words = arguments.iter();
    while let Some(&word) = words.next() {
        if word == "--rounds" {
            rounds = words
                .next()
                .and_then(|number| number.parse().ok())
                .filter(|number| *number > 0)
                .with_context(|| format!("--rounds needs a number\n{USAGE}"))?;
        } else if word.starts_with('-') {
            bail!("{USAGE}");
        } else {
            let file = Path::new(word);
            files.push(file.canonicalize().with_context(|| word.to_owned())?);
        }
    }
    Ok((rounds, files))
}

/// The arguments of a benchmark that takes nothing but a number of rounds.
fn only_rounds(arguments: &[&str], default: usize, usage: &str) -> Result<usize> {
    match arguments {
        [] => Ok(default),
        ["--rounds", number] => number
            .parse()
            .ok()
            .filter(|number| *number > 0)
            .with_context(|| format!("--rounds needs a number\n{usage}")),
        _ => bail!("{usage}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_and_files_come_in_any_order() {
        assert_eq!(parse(&[]).unwrap(), (DEFAULT_ROUNDS, vec![]));
        let (rounds, files) = parse(&["Cargo.toml", "--rounds", "3"]).unwrap();
        assert_eq!((rounds, files.len()), (3, 1));
        for wrong in [
            &["--rounds"][..],
            &["--rounds", "0"],
            &["--fast"],
            &["no such file"],
        ] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
    #[test]
    fn rounds_alone_are_a_number() {
        assert_eq!(only_rounds(&[], 9, USAGE).unwrap(), 9);
        assert_eq!(only_rounds(&["--rounds", "7"], 9, USAGE).unwrap(), 7);
        for wrong in [&["--rounds"][..], &["--rounds", "0"], &["photo.jpg"]] {
            assert!(only_rounds(wrong, 9, USAGE).is_err(), "{wrong:?}");
        }
    }
}
