//! Options with one dash in place of two, as ImageMagick has them. clap takes them for options of one letter: `-format webp`
//! for `--force --output rmat` and an input `webp`.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::Command;

/// # Errors
/// For the first word that is a long option with one dash.
pub(crate) fn check(
    command: &Command,
    words: impl IntoIterator<Item = OsString>,
) -> Result<(), String> {
    let options: BTreeSet<&str> = command
        .get_subcommands()
        .flat_map(Command::get_arguments)
        .filter_map(|argument| argument.get_long())
        .collect();
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
        check(&Arguments::command(), words)
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
