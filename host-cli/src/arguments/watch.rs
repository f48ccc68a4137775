//! The options of `thumbox watch`.

use std::path::PathBuf;

use clap::Args;

use super::resize::MakingArguments;

pub(super) const EXAMPLES: &str = "\
Examples:
  thumbox watch photos -o small --size 800x               images of a folder, also later ones
  thumbox watch uploads -o 'thumbs/{dir}/{stem}-{width}.{ext}' --size 256x256 --json
  thumbox watch photos -o photos/small --recipe web

Resizes new and changed images as `resize` does. Removes the outputs of deleted or renamed
images, but only those that thumbox wrote and nobody changed. Waits until a file is completely
written. Ctrl-C finishes images in progress.

Ctrl-C and SIGTERM end it by the signal. Exit codes: 1 the folder is gone or cannot be watched,
2 nothing was done: wrong usage, or the output folder cannot be written.";

/// Of `-o`, which is shared with `thumbox resize`: there is no standard output here.
const OUTPUT: &str = "\
Output folder, which mirrors the folder that is watched; or a name with placeholders such as {dir}, {stem}, {name}, \
{width}, {height}, {actual-width}, {actual-height}, {format}, {ext}, {hash}";

#[derive(Args)]
#[command(mut_arg("output", |argument| argument.help(OUTPUT)))]
pub(crate) struct WatchArguments {
    /// Folder to watch, with its subfolders
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    // Last, because a heading holds for whatever comes after it.
    #[command(flatten)]
    pub(crate) making: MakingArguments,
}
