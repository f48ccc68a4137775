//! `thumbox`: resize and inspect images on this computer.
//!
//! This program reads and writes files; everything about pictures is the component's.

#![forbid(unsafe_code)]

mod arguments;
mod batch;
mod commands;
mod exit;
mod failure;
mod file_error;
mod input;
mod interrupt;
mod output_file;
mod recipe_source;
mod report;
mod standard_output;
mod waiting;

use std::process::ExitCode;

use anyhow::Context;
use clap::{CommandFactory, Parser};
use engine::{CallLimits, Resizer};

use crate::arguments::{Arguments, Command, foreign};
use crate::exit::Outcome;
use crate::report::{Report, say};

fn main() -> ExitCode {
    let command = Arguments::command();
    let words = std::env::args_os().skip(1);
    if let Err(problem) = foreign::check_dashes(&command, words) {
        return report::wrong_usage(&problem).code();
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => match foreign::unknown(&command, &error) {
            Some(problem) => return report::wrong_usage(&problem).code(),
            None => error.exit(),
        },
    };
    match run(&arguments) {
        Ok(outcome) => outcome.code(),
        // Whoever reads our output has seen enough.
        Err(error) if exit::is_broken_pipe(&error) => exit::unheard(),
        Err(error) => {
            say(&format!("thumbox: {error:#}"));
            interrupt::outcome(Outcome::SomeFailed).code()
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let component = || {
        Resizer::embedded(CallLimits::default()).context("the resize component could not be loaded")
    };
    let mut report = Report::new(arguments.json());
    match &arguments.command {
        Command::Resize(arguments) => commands::resize::run(&component()?, arguments, &mut report),
        Command::Verify(arguments) => commands::verify::run(&component()?, arguments, &mut report),
        Command::Replay(arguments) => commands::replay::run(&component()?, arguments, &mut report),
        Command::Watch(arguments) => commands::watch::run(&component()?, arguments, &mut report),
        Command::Probe(arguments) => commands::probe::run(&component()?, arguments, &mut report),
        Command::ContactSheet(arguments) => {
            commands::contact_sheet::run(&component()?, arguments, &mut report)
        }
        Command::Bench(arguments) => commands::bench::run(&component()?, arguments, &mut report),
        Command::Invoke(arguments) => commands::invoke::run(component, arguments, &mut report),
        Command::Formats(_) => commands::formats::run(&component()?, &mut report),
        Command::Recipe(command) => commands::recipe::run(command, &mut report),
        Command::Completions(arguments) => commands::completions::run(arguments),
        Command::Man(arguments) => commands::man::run(arguments),
    }
}
