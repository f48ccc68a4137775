//! `thumbox completions`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory};
use clap_complete::Shell as Script;
use recipe::{Gravity, Kind, Metadata, Notation, Preset, Record, Target};

use crate::arguments::{Arguments, CompletionsArguments, Shell};
use crate::exit::Outcome;
use crate::standard_output;

/// How help calls what is a recipe's file or the name of a preset.
const FILE_OR_PRESET: &str = "FILE|PRESET";

pub(crate) fn run(arguments: &CompletionsArguments) -> anyhow::Result<Outcome> {
    let shell = match arguments.shell {
        Shell::Bash => Script::Bash,
        Shell::Zsh => Script::Zsh,
        Shell::Fish => Script::Fish,
        Shell::Powershell => Script::PowerShell,
    };
    let command = with_words(Arguments::command());
    standard_output::write(&script(shell, command))?;
    Ok(Outcome::AllFine)
}

/// In memory first: clap panics where it cannot write, and a pipe may be closed at any time.
fn script(shell: Script, mut command: Command) -> Vec<u8> {
    let mut script = Vec::new();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut script);
    with_files(shell, &String::from_utf8_lossy(&script)).into_bytes()
}

/// The script with files beside the presets for what takes both. clap knows words or files.
fn with_files(shell: Script, script: &str) -> String {
    let words = Preset::WORDS.join(" ");
    match shell {
        Script::Bash => script.replace(
            &format!("compgen -W \"{words}\""),
            &format!("compgen -f -W \"{words}\""),
        ),
        Script::Zsh => script.replace(
            &format!("{FILE_OR_PRESET}:({words})"),
            &format!(
                "{FILE_OR_PRESET}:{{_alternative \"presets\\:preset\\:({words})\" \"files\\:file\\:_files\"}}"
            ),
        ),
        Script::Fish => script.replace(
            &format!("-f -a \"{}\\t''", Preset::WORDS[0]),
            &format!("-F -a \"{}\\t''", Preset::WORDS[0]),
        ),
        _ => script.to_owned(),
    }
}

fn is_file_or_preset(argument: &Arg) -> bool {
    let names = argument.get_value_names().unwrap_or_default();
    names.iter().any(|name| name.as_str() == FILE_OR_PRESET)
}

/// The options parse their own words, so clap does not know these. Only scripts are told: the parsers know more than
/// words, such as a point for `--position`.
fn with_words(command: Command) -> Command {
    let is_of_recipes = ["check", "init", "show"].contains(&command.get_name());
    command
        .mut_args(|argument| match words(&argument, is_of_recipes) {
            Some(words) => argument.value_parser(PossibleValuesParser::new(words)),
            None => argument,
        })
        .mut_subcommands(with_words)
}

/// What may follow an option. Words with colons are left out, as shells give these a meaning.
fn words(argument: &Arg, is_of_recipes: bool) -> Option<Vec<&'static str>> {
    let name = argument.get_id().as_str();
    match name {
        "preset" => return Some(Preset::WORDS.to_vec()),
        _ if is_file_or_preset(argument) => return Some(Preset::WORDS.to_vec()),
        "format" if is_of_recipes => return Some(Notation::WORDS.to_vec()),
        _ => {}
    }
    let field = Target::field(name)?;
    let words = match field.kind {
        Kind::Word(words, _) => words.to_vec(),
        Kind::Position => Gravity::WORDS
            .iter()
            .copied()
            .chain(["attention"])
            .collect(),
        Kind::Keep => Metadata::WORDS.to_vec(),
        _ => return None,
    };
    let is_plain = words.iter().all(|word| !word.contains(':'));
    is_plain.then_some(words)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn every_word_that_is_offered_is_understood() {
        let mut count = 0;
        for argument in Arguments::command()
            .find_subcommand("resize")
            .expect("a command")
            .get_arguments()
        {
            for word in words(argument, false).into_iter().flatten() {
                let option = argument.get_long().expect("no positional one");
                let line = ["thumbox", "resize", "a.jpg", &format!("--{option}={word}")];
                assert!(Arguments::try_parse_from(line).is_ok(), "{line:?}");
                count += 1;
            }
        }
        assert!(count > 25, "{count}");
    }
}
