//! The commands about recipes.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use recipe::{Notation, Preset};

#[derive(Subcommand)]
pub(crate) enum RecipeCommand {
    /// Check recipes, and report mistakes with line and column
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArguments),
    /// Write a commented recipe to start from; an existing file is kept
    #[command(after_help = init_help())]
    Init(InitArguments),
    /// Print a recipe in its canonical form; converts between JSON and TOML
    #[command(after_help = SHOW_EXAMPLES)]
    Show(ShowArguments),
}

impl RecipeCommand {
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Check(arguments) => arguments.json,
            Self::Init(_) | Self::Show(_) => false,
        }
    }
}

const CHECK_EXAMPLES: &str = "\
Examples:
  thumbox recipe check thumbs.toml                        outputs and names, or the mistakes
  thumbox recipe check recipes/*.json --json
  thumbox recipe check - < thumbs.toml

Exit codes: 0 all fine, 1 some recipe is wrong, 2 wrong usage.";

const INIT_EXAMPLES: &str = "\
Examples:
  thumbox recipe init                                     prints one that fits 128 x 128
  thumbox recipe init web -o thumbs.toml
  thumbox recipe init responsive -o thumbs.json           in JSON, without comments

Exit codes: 0 all fine, 1 the file could not be written, 2 wrong usage.";

const SHOW_EXAMPLES: &str = "\
Examples:
  thumbox recipe show thumbs.json                         in TOML
  thumbox recipe show thumbs.toml --format json
  thumbox recipe show avatar                              a preset; see recipe init --help

Exit codes: 0 all fine, 1 the recipe is wrong, 2 wrong usage.";

fn init_help() -> String {
    let mut help = "Presets:\n".to_owned();
    for preset in Preset::ALL {
        help += &format!("  {:<12}{}\n", preset.name(), preset.description());
    }
    help + "\n" + INIT_EXAMPLES
}

#[derive(Args)]
pub(crate) struct CheckArguments {
    /// Recipes in TOML or JSON, `-` for standard input; docs/recipes.md describes them
    #[arg(value_name = "FILE|PRESET", required = true)]
    pub(crate) recipes: Vec<PathBuf>,
    /// Print one JSON object per line instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct InitArguments {
    /// The recipe to write
    #[arg(default_value_t = Preset::Lab)]
    pub(crate) preset: Preset,
    /// File to write; without it, or with `-`, the recipe is printed
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// toml or json [default: the file's extension, else toml]
    #[arg(long)]
    pub(crate) format: Option<Notation>,
    /// Replace an existing file
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args)]
pub(crate) struct ShowArguments {
    /// A recipe in TOML or JSON, `-` for standard input, or the name of a preset
    #[arg(value_name = "FILE|PRESET")]
    pub(crate) recipe: PathBuf,
    /// toml or json
    #[arg(long, default_value_t = Notation::Toml)]
    pub(crate) format: Notation,
}
