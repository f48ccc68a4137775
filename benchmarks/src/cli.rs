//! `cargo xtask bench --cli`: the command line on a folder of photographs beside other command lines.
//!
//! Each program makes thumbnails of all of them, as a whole process or as two of them, and they take turns.

mod folder;
mod page;
mod programs;
mod report;
mod results;
mod scope;
mod table;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tools::process::step;

use self::folder::Folder;
use self::programs::Programs;
use self::report::{Measured, Report};
use self::scope::WORKERS;
use super::machine::Machine;
use super::only_rounds;
use super::rounds;

/// Each is minutes long: a folder for each program.
const DEFAULT_ROUNDS: usize = 5;
const USAGE: &str = "usage: cargo xtask bench --cli [--rounds N]";

/// Measures all programs, prints the table and writes the page. `build_thumbox` builds `thumbox`, optimised, and returns its
/// path.
///
/// # Errors
/// Where something cannot be built or installed, a program fails, or they do not make thumbnails of one size.
pub fn run(
    root: &Path,
    arguments: &[&str],
    build_thumbox: impl FnOnce() -> Result<PathBuf>,
) -> Result<()> {
    let rounds = only_rounds(arguments, DEFAULT_ROUNDS, USAGE)?;
    let programs = Programs::prepare(root, build_thumbox)?;
    let folder = Folder::prepare(root, programs.script("folder.py"))?;
    let versions = programs.versions()?;
    let machine = Machine::pin(WORKERS)?;

    let peers = Programs::peers();
    let mut commands = Vec::new();
    for peer in &peers {
        commands.push((peer.name, programs.command(peer, &folder)?));
    }
    step(&format!(
        "{} programs, {} photographs each, {rounds} rounds and two before them",
        peers.len(),
        folder.count()
    ));
    let series = rounds::alternate(commands, rounds)?;

    step("comparing what they made");
    let ours = results::read(&programs, peers.first().context("no program")?, &folder)?;
    let mut measured = Vec::new();
    for (peer, series) in peers.into_iter().zip(series) {
        let made = results::read(&programs, &peer, &folder)?;
        results::check(&ours, &made).context(peer.name)?;
        measured.push(Measured {
            bytes: made.bytes,
            peer,
            series,
        });
    }
    let report = Report {
        measured,
        folder,
        machine,
        versions,
        rounds,
    };
    println!("{}", table::text(&report.measured, report.folder.count()));
    println!("{}", page::conditions(&report));
    page::write(root, &report)
}
