//! `thumbox man`.

mod page;

use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};

use crate::arguments::{Arguments, ManArguments};
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::output_file::create_folder;
use crate::report::{escape, printable, wrong_usage};
use crate::standard_output;

pub(crate) fn run(arguments: &ManArguments) -> anyhow::Result<Outcome> {
    let program = page::prepared(Arguments::command());
    if let Some(folder) = &arguments.output_dir {
        create_folder(folder).map_err(anyhow::Error::msg)?;
        write_all(&program, folder)?;
        return Ok(Outcome::AllFine);
    }
    let mut command = &program;
    for name in &arguments.command {
        let Some(found) = command.find_subcommand(name) else {
            return Ok(wrong_usage(&unknown(command, name)));
        };
        command = found;
    }
    standard_output::write(page::render(command)?.as_bytes())?;
    Ok(Outcome::AllFine)
}

/// Writes the page of a command and those of the commands below it, and prints their paths.
fn write_all(command: &Command, folder: &Path) -> anyhow::Result<()> {
    let path = folder.join(page::file_name(command));
    let page = page::render(command)?;
    fs::write(&path, page)
        .map_err(|error| anyhow::Error::msg(escape(&Failure::writing(&path, &error).message)))?;
    standard_output::write_line(&printable(&path))?;
    command
        .get_subcommands()
        .try_for_each(|command| write_all(command, folder))
}

fn unknown(command: &Command, name: &str) -> String {
    let whole = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    if known.is_empty() {
        return format!("{whole} has no commands of its own; leave {name:?} out");
    }
    format!(
        "{whole} has no command {name:?}; it has {}",
        known.join(", ")
    )
}
