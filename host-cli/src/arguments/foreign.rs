//! Options as other programs have them, and what to write here instead.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// What is said of an option that other programs have, in the words that recipes have for fields. Of slips, clap tells what
/// is meant.
pub(crate) fn unknown(command: &Command, error: &Error) -> Option<String> {
    let found = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(found)) if error.kind() == ErrorKind::UnknownArgument => found,
        _ => return None,
    };
    if ["-v", "-V", "--version", "--verbose"].contains(&found.as_str()) {
        return Some(format!(
            "there is no option {found} here: `thumbox -v` prints the version; what is done is told line by line unless \
             --quiet is given"
        ));
    }
    let name = found.strip_prefix("--")?;
    let names: Vec<&str> = long_options(command).into_iter().collect();
    let advice = recipe::advice(name, &names);
    if advice.starts_with("did you mean") {
        return None;
    }
    Some(format!("there is no option {found}: {advice}"))
}

fn long_options(command: &Command) -> BTreeSet<&str> {
    let arguments = command.get_subcommands().flat_map(Command::get_arguments);
    arguments
        .filter_map(|argument| argument.get_long())
        .collect()
}

/// Looks for options with one dash in place of two, as ImageMagick has them. clap takes them for options of one letter:
/// `-format webp` for `--force --output rmat` and an input `webp`.
///
/// # Errors
/// For the first word that is one.
pub(crate) fn check_dashes(
    command: &Command,
    words: impl IntoIterator<Item = OsString>,
) -> Result<(), String> {
    let options = long_options(command);
    for word in words {
        let word = word.to_string_lossy();
        if word == "--" {
            break;
        }
        let name = word.strip_prefix('-').unwrap_or_default();
        let name = name.split('=').next().unwrap_or_default();
        // A letter has one dash.
        if name.len() > 1 && options.contains(name) {
            return Err(format!("-{name}: write --{name}, with two dashes"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::arguments::Arguments;

    fn told(line: &str) -> Result<(), String> {
        let words = line.split_whitespace().map(OsString::from);
        check_dashes(&Arguments::command(), words)
    }

    #[test]
    fn options_of_other_programs_are_told_by_meaning() {
        let told = |line: &str| {
            let command = Arguments::command();
            let error = command
                .clone()
                .try_get_matches_from(line.split_whitespace());
            unknown(&command, &error.expect_err(line)).unwrap_or_default()
        };
        for (line, expected) in [
            (
                "thumbox resize a.jpg --strip",
                "there is no option --strip: metadata is left out unless",
            ),
            (
                "thumbox resize a.jpg --blur 3",
                "there is no option --blur: blurring is not offered",
            ),
            (
                "thumbox resize a.jpg -v",
                "there is no option -v here: `thumbox -v` prints the version",
            ),
            (
                "thumbox verify a --version",
                "there is no option --version here",
            ),
        ] {
            assert!(told(line).starts_with(expected), "{}", told(line));
        }
        assert_eq!(told("thumbox resize a.jpg --widht 3"), "");
    }

    #[test]
    fn long_options_have_two_dashes() {
        let expected = Err("-format: write --format, with two dashes".to_owned());
        assert_eq!(told("resize a.jpg -format webp"), expected);
        assert_eq!(told("resize a.jpg -format=webp"), expected);
        for right in [
            "resize a.jpg -fo x",
            "resize -W9 a.jpg",
            "resize -- -format",
            "probe -",
        ] {
            assert_eq!(told(right), Ok(()), "{right}");
        }
    }
}
