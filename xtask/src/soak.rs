//! `cargo xtask soak`: pictures, good and hostile, through one process for a long time.

mod list;
mod plot;
mod samples;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, bail};
use tools::files::fresh_folder;
use tools::process::{read, run, step};

use self::samples::Samples;
use crate::guest_compiler::GuestCompiler;
use crate::{component, hostile};

/// What the command writes. A test run writes its own under `target`, so that it changes nothing in the tree.
const PAGE: &str = "docs/soak.md";
const PLOT: &str = "docs/soak.svg";
const WORK: &str = "target/soak";

const DEFAULT_MINUTES: u64 = 30;
/// Of the tests.
const SECONDS_OF_TESTS: u64 = 60;
const USAGE: &str = "usage: cargo xtask soak [--minutes N]";

/// Runs for so many minutes and writes the figures and the plot.
///
/// # Errors
/// Where a picture comes out otherwise than at first, memory grows, or pictures take longer and longer.
pub(crate) fn report(root: &Path, arguments: &[&str]) -> Result<()> {
    let minutes = match arguments {
        [] => DEFAULT_MINUTES,
        ["--minutes", number] => number.parse().context(USAGE)?,
        _ => bail!("{USAGE}"),
    };
    component::build(root, &GuestCompiler::find(root)?)?;
    soak(root, minutes * 60, &root.join(PAGE), &root.join(PLOT))
}

/// A minute of it as one step of the tests. `target/component` must be there.
///
/// # Errors
/// As [`report`].
pub(crate) fn check(root: &Path) -> Result<()> {
    let work = root.join(WORK);
    soak(
        root,
        SECONDS_OF_TESTS,
        &work.join("soak.md"),
        &work.join("soak.svg"),
    )
}

fn soak(root: &Path, seconds: u64, page: &Path, plot: &Path) -> Result<()> {
    let program = build(root)?;
    let work = root.join(WORK);
    fresh_folder(&work)?;
    let bombs = hostile::draw_quick(root, &work.join("bombs"))?;
    let wanted = work.join("wanted.tsv");
    fs::write(&wanted, list::gather(root, &bombs)?)?;
    step("what comes of each picture, one after the other");
    let answers = read(Command::new(&program).arg("expect").arg(&wanted))?;
    let chosen = list::choose(&answers, &list::ledger(root)?)?;
    let cases = work.join("cases.tsv");
    fs::write(&cases, chosen.text())?;

    let workers = thread::available_parallelism().map_or(1, usize::from);
    step(&format!(
        "{} pictures, again and again with {workers} workers, for {seconds} s",
        chosen.count()
    ));
    let file = work.join("samples.tsv");
    run(Command::new(&program)
        .arg("run")
        .arg(&cases)
        .args(["--seconds", &seconds.to_string()])
        .args(["--workers", &workers.to_string()])
        .arg("--samples")
        .arg(&file))?;
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let samples = Samples::read(&text)?;
    let figures = samples.figures(workers, &chosen);
    let text = format!(
        "# One process for a long time\n\n{figures}\n![Memory of the process over time](soak.svg)\n"
    );
    fs::write(page, text).with_context(|| page.display().to_string())?;
    fs::write(plot, plot::draw(&samples)).with_context(|| plot.display().to_string())?;
    println!("{figures}");
    samples.check()
}

/// The program that runs them.
fn build(root: &Path) -> Result<PathBuf> {
    step("building the program that soaks");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--package", "soak"])
        .args(["--target-dir", "target"]))?;
    Ok(root.join("target/debug/soak"))
}
