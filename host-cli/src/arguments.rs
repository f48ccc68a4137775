//! The command line.

mod cell_size;
mod contact_sheet;
mod examples;
pub(crate) mod foreign;
mod invoke;
mod manual;
mod recipe;
mod recipe_command;
mod replay;
mod resize;
mod size;
mod verify;
mod version;
mod watch;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, value_parser};

pub(crate) use self::cell_size::CellSize;
pub(crate) use self::contact_sheet::ContactSheetArguments;
pub(crate) use self::invoke::InvokeArguments;
pub(crate) use self::manual::{CompletionsArguments, ManArguments, Shell};
use self::recipe::RecipeArguments;
pub(crate) use self::recipe_command::{
    CheckArguments, InitArguments, RecipeCommand, ShowArguments,
};
pub(crate) use self::replay::ReplayArguments;
pub(crate) use self::resize::{MakingArguments, ResizeArguments};
pub(crate) use self::size::Size;
pub(crate) use self::verify::VerifyArguments;
pub(crate) use self::watch::WatchArguments;

/// Resize images inside a sandboxed WebAssembly component.
///
/// The same component runs on AWS Lambda and in the browser, and gives the same bytes there.
#[derive(Parser)]
#[command(name = "thumbox", version, long_version = version::long(), after_help = EXIT_CODES)]
#[command(disable_version_flag = true)]
pub(crate) struct Arguments {
    /// Print version
    // As clap has it, and with the letter of Node and npm.
    #[arg(short = 'V', short_alias = 'v', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 all fine, 1 some images failed (the others are done), 2 nothing was done: wrong
usage, or the output folder or manifest cannot be written.";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Resize images
    #[command(after_help = resize::EXAMPLES)]
    Resize(ResizeArguments),
    /// Resize the images in a folder, and keep the outputs up to date as the folder changes
    #[command(after_help = watch::EXAMPLES)]
    Watch(WatchArguments),
    /// Check outputs: make them again and compare the bytes
    #[command(after_help = verify::EXAMPLES)]
    Verify(VerifyArguments),
    /// Reproduce a thumbnail of the Lambda function from its receipt, and report what differs
    #[command(after_help = replay::EXAMPLES)]
    Replay(ReplayArguments),
    /// Print format, size and metadata of images, without decoding them
    #[command(after_help = examples::PROBE)]
    Probe(ProbeArguments),
    /// Write images and their outputs side by side into one PNG, to compare by eye
    #[command(after_help = contact_sheet::EXAMPLES)]
    ContactSheet(ContactSheetArguments),
    /// Measure the time per call in a warm process, on one thread
    #[command(after_help = BENCH_EXAMPLES)]
    Bench(BenchArguments),
    /// Run the Lambda handler on an event, with folders as buckets
    #[command(after_help = invoke::EXAMPLES)]
    Invoke(InvokeArguments),
    /// List the formats that can be read and written
    #[command(after_help = examples::FORMATS)]
    Formats(FormatsArguments),
    /// Write, check and convert recipes, which describe the thumbnails of an upload
    #[command(subcommand)]
    Recipe(RecipeCommand),
    /// Print a completion script for a shell
    #[command(after_help = manual::COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArguments),
    /// Print a manual page, or write the pages of all commands
    #[command(after_help = manual::MAN_EXAMPLES)]
    Man(ManArguments),
}

const BENCH_EXAMPLES: &str = "\
Examples:
  thumbox bench photo.jpg -W 256                          median of ten runs, after a warm-up
  thumbox bench photo.jpg --size 1600x1600 --size 256x256    one call that makes both
  thumbox bench photo.jpg --size 256x256 --on-request     one run per line of standard input

Exit codes: 0 all fine, 1 some images failed (the others are done), 2 wrong usage.";

#[derive(Args)]
pub(crate) struct ProbeArguments {
    /// Image files, folders, or - for standard input
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
    /// Measured runs of each input, after one warm-up run
    #[arg(long, value_name = "R", default_value_t = 10, value_parser = value_parser!(u32).range(1..=10_000))]
    pub(crate) repeat: u32,
    /// A box, as for resize, instead of --width and --height; repeat it for several outputs of one call
    #[arg(long = "size", value_name = "SIZE", conflicts_with_all = ["width", "height", "scale"])]
    pub(crate) sizes: Vec<Size>,
    /// Run once per line on standard input, and print each run as one JSON object; takes one input, which is read
    /// at the start
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
            Command::Resize(arguments) => arguments.making.json,
            Command::Watch(arguments) => arguments.making.json,
            Command::Verify(arguments) => arguments.json,
            Command::Replay(arguments) => arguments.json,
            Command::Probe(arguments) => arguments.json,
            Command::ContactSheet(arguments) => arguments.json,
            Command::Bench(arguments) => arguments.json || arguments.on_request,
            Command::Invoke(arguments) => arguments.json,
            Command::Formats(arguments) => arguments.json,
            Command::Recipe(command) => command.json(),
            Command::Completions(_) | Command::Man(_) => false,
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
}
