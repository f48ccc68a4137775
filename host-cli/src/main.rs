//! `thumbox`: resize and inspect images on this computer.
//!
//! This program reads and writes files; everything about pictures is the component's.

#![forbid(unsafe_code)]

mod arguments;
mod bench;
mod completions;
mod contact_sheet;
mod exit;
mod failure;
mod formats;
mod input;
mod invoke;
mod man;
mod output_file;
mod probe;
mod recipe_command;
mod replay;
mod report;
mod reproduction;
mod resize;
mod verify;
mod watch;

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use engine::{Limits, Resizer};

use crate::arguments::{Arguments, Command};
use crate::exit::Outcome;
use crate::report::Report;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(outcome) => outcome.into(),
        // Whoever reads our output has seen enough.
        Err(error) if exit::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("thumbox: {error:#}");
            Outcome::SomeFailed.into()
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let component =
        || Resizer::embedded(Limits::default()).context("the resize component could not be loaded");
    let mut report = Report::new(arguments.json());
    match &arguments.command {
        Command::Resize(arguments) => resize::run(&component()?, arguments, &mut report),
        Command::Verify(arguments) => verify::run(&component()?, arguments, &mut report),
        Command::Replay(arguments) => replay::run(&component()?, arguments, &mut report),
        Command::Watch(arguments) => watch::run(&component()?, arguments, &mut report),
        Command::Probe(arguments) => probe::run(&component()?, arguments, &mut report),
        Command::ContactSheet(arguments) => {
            contact_sheet::run(&component()?, arguments, &mut report)
        }
        Command::Bench(arguments) => bench::run(&component()?, arguments, &mut report),
        Command::Invoke(arguments) => invoke::run(component, arguments, &mut report),
        Command::Formats(_) => formats::run(&component()?, &mut report),
        Command::Recipe(command) => recipe_command::run(command, &mut report),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }
}
