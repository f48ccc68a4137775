//! `cargo xtask load`: thousands of mixed events through the function, while S3 fails and functions are killed.
//!
//! The events and what must hold are in `host-lambda/tests/mixed_load`, of which the tests run 500 events.

mod page;
mod plot;
mod run;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use local_aws::PYTHON;
use tools::files::fresh_folder;
use tools::process::{run as run_program, step};

use self::run::Run;
use crate::guest_compiler::GuestCompiler;
use crate::{component, hosts};

/// What the command writes; where it is not the whole run with the program that is deployed, it writes the same below `target`.
const PAGE: &str = "docs/load.md";
const PLOT: &str = "docs/load.svg";
const WORK: &str = "target/load";
const EVENTS: usize = 10_000;
const USAGE: &str = "usage: cargo xtask load [--events N] [--profile dev]";

/// Which `bootstrap` is measured. For a development build `target/component` must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Build {
    Release,
    Dev,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Options {
    events: usize,
    build: Build,
}

impl Options {
    fn read(arguments: &[&str]) -> Result<Self> {
        let mut options = Self {
            events: EVENTS,
            build: Build::Release,
        };
        let mut rest = arguments;
        loop {
            rest = match rest {
                [] => return Ok(options),
                ["--events", number, rest @ ..] => {
                    options.events = number.parse().context(USAGE)?;
                    rest
                }
                ["--profile", "dev", rest @ ..] => {
                    options.build = Build::Dev;
                    rest
                }
                _ => bail!("{USAGE}"),
            };
        }
    }

    /// Whether the figures are those that are published.
    fn is_whole(self) -> bool {
        self.events >= EVENTS && self.build == Build::Release
    }
}

/// Runs the events, and writes the page and its plot.
///
/// # Errors
/// Where an event is lost, an upload is made twice, or a thumbnail is wrong.
pub(crate) fn report(root: &Path, arguments: &[&str]) -> Result<()> {
    let options = Options::read(arguments)?;
    let bootstrap = match options.build {
        Build::Release => {
            component::build(root, &GuestCompiler::find(root)?)?;
            hosts::optimised_bootstrap(root)?
        }
        Build::Dev => hosts::build(root)?.bootstrap,
    };
    let work = root.join(WORK);
    fresh_folder(&work)?;
    carry_out(root, options.events, &bootstrap, &work)?;

    let runs = [
        Run::read(&work, "direct", "Direct")?,
        Run::read(&work, "queue", "Queue")?,
    ];
    let (page, plot) = match options.is_whole() {
        true => (root.join(PAGE), root.join(PLOT)),
        false => (work.join("load.md"), work.join("load.svg")),
    };
    let build = match options.build {
        Build::Release => "the program that is deployed",
        Build::Dev => "a development build, which is slower than the program that is deployed",
    };
    let text = page::text(&runs, options.events, build);
    println!("{text}");
    fs::write(&page, text).with_context(|| page.display().to_string())?;
    fs::write(&plot, plot::draw(&runs)).with_context(|| plot.display().to_string())?;
    println!("written: {}, {}", page.display(), plot.display());
    Ok(())
}

/// The test, with so many events.
fn carry_out(root: &Path, events: usize, bootstrap: &Path, work: &Path) -> Result<()> {
    let weed: PathBuf = PYTHON.prepare(root)?.join("bin/weed");
    step(&format!(
        "{events} events in each mode (a quarter of an hour for 10,000 in both)"
    ));
    run_program(
        Command::new("cargo")
            .current_dir(root)
            .args(["test", "--quiet", "--locked", "--package", "host-lambda"])
            .args(["--test", "mixed_load", "--target-dir", "target"])
            .args(["--", "--ignored", "--nocapture"])
            .env("THUMBOX_WEED", weed)
            .env("THUMBOX_LOAD_EVENTS", events.to_string())
            .env("THUMBOX_LOAD_BOOTSTRAP", bootstrap)
            .env("THUMBOX_LOAD_FOLDER", work),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_run_is_published() {
        let rows: [(&[&str], bool); 4] = [
            (&[], true),
            (&["--events", "20000"], true),
            (&["--events", "500"], false),
            (&["--profile", "dev"], false),
        ];
        for (arguments, is_whole) in rows {
            let options = Options::read(arguments).unwrap();
            assert_eq!(options.is_whole(), is_whole, "{arguments:?}");
        }
        for wrong in [
            &["--events"][..],
            &["--events", "many"],
            &["--profile", "release"],
        ] {
            assert!(Options::read(wrong).is_err(), "{wrong:?}");
        }
    }
}
