//! `thumbox recipe`.

mod check;
mod init;
mod show;

use crate::arguments::RecipeCommand;
use crate::exit::Outcome;
use crate::report::Report;

pub(crate) fn run(command: &RecipeCommand, report: &mut Report) -> anyhow::Result<Outcome> {
    match command {
        RecipeCommand::Check(arguments) => check::run(arguments, report),
        RecipeCommand::Init(arguments) => init::run(arguments, report),
        RecipeCommand::Show(arguments) => show::run(arguments, report),
    }
}
