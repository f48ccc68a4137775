//! The options of `thumbox completions` and `thumbox man`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  thumbox completions bash > thumbox.bash                 for ~/.bashrc: source thumbox.bash
  thumbox completions zsh > _thumbox                      into a folder of $fpath
  thumbox completions fish > thumbox.fish                 into ~/.config/fish/completions
  thumbox completions powershell > thumbox.ps1            for the file that $PROFILE names

Exit codes: 0 all fine, 1 the script could not be written, 2 wrong usage.";

pub(super) const MAN_EXAMPLES: &str = "\
Examples:
  thumbox man > thumbox.1                                 to read it: man ./thumbox.1
  thumbox man resize > thumbox-resize.1
  thumbox man recipe check > thumbox-recipe-check.1
  thumbox man --output-dir man1                           a file for each command

Exit codes: 0 all fine, 1 a page could not be written, 2 wrong usage.";

#[derive(Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    pub(crate) shell: Shell,
}

/// The shells that scripts are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

#[derive(Args)]
pub(crate) struct ManArguments {
    /// The command, such as resize or recipe check [default: thumbox itself]
    #[arg(value_name = "COMMAND", conflicts_with = "output_dir")]
    pub(crate) command: Vec<String>,
    /// Folder for the pages of all commands, created if missing
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Option<PathBuf>,
}
