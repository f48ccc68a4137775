//! The options of `thumbox contact-sheet`.

use std::path::PathBuf;

use clap::Args;

use super::cell_size::CellSize;
use super::recipe::{OPTIONS_OF_RECIPES, RecipeArguments};

pub(super) const EXAMPLES: &str = "\
Examples:
  thumbox contact-sheet *.jpg -o sheet.png -W 400 -q 60   what quality 60 does to your photos
  thumbox contact-sheet *.jpg -o sheet.png --recipe web   each output of a preset or recipe
  thumbox contact-sheet photos -o photos.png -W 200       all images of a folder
  thumbox contact-sheet *.jpg -o sheet.png --cell 600x400 -W 600 --format webp

Exit codes: 0 all fine, 1 some images failed (the others are done), 2 wrong usage.";

#[derive(Args)]
pub(crate) struct ContactSheetArguments {
    /// Files, folders and patterns: one row per image
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// The PNG to write; an existing file is replaced
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// A recipe instead of the options below: a file, - for standard input, or the name of a preset
    #[arg(long, value_name = "FILE|PRESET", conflicts_with = OPTIONS_OF_RECIPES)]
    pub(crate) recipe: Option<PathBuf>,
    /// The box of each image; smaller images keep their size, larger ones are scaled down to fit
    #[arg(long, value_name = "WxH", default_value = "400x400")]
    pub(crate) cell: CellSize,
    /// Print one JSON object per line instead of text
    #[arg(long)]
    pub(crate) json: bool,
    // Last, because a heading holds for whatever comes after it.
    #[command(flatten)]
    pub(crate) options: RecipeArguments,
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::ContactSheetArguments;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        arguments: ContactSheetArguments,
    }

    #[test]
    fn options_do_not_change_a_recipe() {
        let is_understood = |words: &str| {
            let words = ["program", "in.jpg", "-o", "sheet.png", "--recipe", "web"]
                .into_iter()
                .chain(words.split_whitespace());
            Program::try_parse_from(words).is_ok_and(|program| program.arguments.recipe.is_some())
        };
        assert!(is_understood(""));
        assert!(is_understood("--cell 500x500 --json"));
        for words in [
            "-W 300",
            "--sharpen",
            "--smartcrop attention",
            "-q 50",
            "--keep icc",
            "--tolerant",
        ] {
            assert!(!is_understood(words), "{words}");
        }
    }
}
