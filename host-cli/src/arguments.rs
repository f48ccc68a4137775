//! The command line.

mod format;
mod geometry;
mod limits;
mod picture;
mod recipe;
mod size;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, value_parser};

use self::recipe::RecipeArguments;
pub(crate) use self::size::Size;

/// Resize images inside a sandboxed WebAssembly component.
///
/// The same component runs on AWS Lambda and in the browser, and gives the same bytes there.
#[derive(Parser)]
#[command(name = "thumbox", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 all fine, 1 some input failed (the others are done), 2 wrong usage.";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make a smaller picture of each input
    #[command(after_help = RESIZE_EXAMPLES)]
    Resize(ResizeArguments),
    /// Say what the inputs are, without decoding them
    #[command(after_help = EXIT_CODES)]
    Probe(ProbeArguments),
    /// Time the component on each input: in-process, warm, on one thread
    #[command(after_help = BENCH_EXAMPLES)]
    Bench(BenchArguments),
    /// Print a table of the formats that are read and written
    #[command(after_help = EXIT_CODES)]
    Formats(FormatsArguments),
    /// Work with recipes, which say what to make of uploads
    #[command(subcommand)]
    Recipe(RecipeCommand),
}

#[derive(Subcommand)]
pub(crate) enum RecipeCommand {
    /// Say whether recipes can be carried out, and where a mistake is
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArguments),
}

const CHECK_EXAMPLES: &str = "\
Examples:
  thumbox recipe check thumbs.json                        each output with its names, or line and column of a mistake
  thumbox recipe check recipes/*.json --json

Exit codes: 0 all fine, 1 some recipe is wrong, 2 wrong usage.";

#[derive(Args)]
pub(crate) struct CheckArguments {
    /// Recipes in JSON; docs/recipes.md describes them
    #[arg(value_name = "FILE", required = true)]
    pub(crate) recipes: Vec<PathBuf>,
    /// Print one JSON object per line instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

const RESIZE_EXAMPLES: &str = "\
Examples:
  thumbox resize photo.jpg                                fits 128 x 128, writes resized/photo.jpg
  thumbox resize *.jpg -W 800 -o small                    800 pixels wide, as high as it comes out
  thumbox resize me.png -W 256 -H 256 --fit cover --format jpeg -q 85
  thumbox resize group.jpg -W 400 -H 400 --fit cover --position attention
  thumbox resize logo.png -W 300 -H 200 --fit contain --background white --format png --palette
  thumbox resize scan.tiff -W 1200 --format webp --max-bytes 100kB --keep copyright,icc

Exit codes: 0 all fine, 1 some input failed (the others are done), 2 wrong usage.";

const BENCH_EXAMPLES: &str = "\
Examples:
  thumbox bench photo.jpg -W 256                          ten runs and one before them; the median counts
  thumbox bench photo.jpg --size 1600x1600 --size 256x256    one call that makes both
  thumbox bench photo.jpg --size 256x256 --on-request     for a driver that alternates it with other programs

Exit codes: 0 all fine, 1 some input failed (the others are done), 2 wrong usage.";

#[derive(Args)]
pub(crate) struct ResizeArguments {
    /// Files to read, recognised by content; `thumbox formats` lists the formats
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder to write to, made if need be: photo.jpeg becomes DIR/photo.jpg
    #[arg(short, long, value_name = "DIR", default_value = "resized")]
    pub(crate) output: PathBuf,
    /// Print one JSON object per line instead of text
    #[arg(long)]
    pub(crate) json: bool,
    // Last, because a heading holds for whatever comes after it.
    #[command(flatten)]
    pub(crate) recipe: RecipeArguments,
}

#[derive(Args)]
pub(crate) struct ProbeArguments {
    /// Files to read
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// Print one JSON object per line instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct BenchArguments {
    /// Files to read
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// Counted runs of each input; one more comes before them and is not counted
    #[arg(long, value_name = "R", default_value_t = 10, value_parser = value_parser!(u32).range(1..=10_000))]
    pub(crate) repeat: u32,
    /// A box in pixels in place of --width and --height; more of them are more results of one call
    #[arg(long = "size", value_name = "WxH", conflicts_with_all = ["width", "height"])]
    pub(crate) sizes: Vec<Size>,
    /// Run once for each line that comes on standard input, and print the run as one JSON object; takes one input,
    /// which is read at the start
    #[arg(long, conflicts_with = "repeat")]
    pub(crate) on_request: bool,
    /// Print one JSON object per line instead of text
    #[arg(long)]
    pub(crate) json: bool,
    // Last, because a heading holds for whatever comes after it.
    #[command(flatten)]
    pub(crate) recipe: RecipeArguments,
}

#[derive(Args)]
pub(crate) struct FormatsArguments {
    /// Print one JSON object per line instead of a table
    #[arg(long)]
    pub(crate) json: bool,
}

impl Arguments {
    pub(crate) fn json(&self) -> bool {
        match &self.command {
            Command::Resize(arguments) => arguments.json,
            Command::Probe(arguments) => arguments.json,
            Command::Bench(arguments) => arguments.json || arguments.on_request,
            Command::Formats(arguments) => arguments.json,
            Command::Recipe(RecipeCommand::Check(arguments)) => arguments.json,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    /// The command lines of a help text, each without what is said about it.
    fn examples(help: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
        help.lines()
            .filter_map(|line| line.strip_prefix("  "))
            .filter_map(|line| line.split("   ").next())
            .map(|command| command.split_whitespace().collect())
    }

    #[test]
    fn every_example_of_the_help_can_be_carried_out() {
        let help = [(RESIZE_EXAMPLES, 6), (BENCH_EXAMPLES, 3)];
        for (examples, count) in help.map(|(help, count)| (examples(help), count)) {
            let examples: Vec<_> = examples.collect();
            assert_eq!(examples.len(), count);
            for words in examples {
                let recipe = match Arguments::try_parse_from(&words).map(|parsed| parsed.command) {
                    Ok(Command::Resize(arguments)) => arguments.recipe.recipe(),
                    Ok(Command::Bench(arguments)) => arguments.recipe.recipe(),
                    _ => panic!("{words:?}"),
                };
                assert!(recipe.is_ok(), "{words:?}");
            }
        }
    }
}
