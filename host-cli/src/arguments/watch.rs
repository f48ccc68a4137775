//! The options of `thumbox watch`.

use std::path::PathBuf;

use clap::Args;

use super::resize::MakingArguments;

pub(super) const EXAMPLES: &str = "\
Examples:
  thumbox watch photos -o small --size 800x               all pictures of a folder, and whatever comes into it
  thumbox watch uploads -o 'thumbs/{dir}/{stem}-{width}.{ext}' --size 256x256 --json
  thumbox watch photos -o photos/small --recipe web

What resize would make is made, and kept so: pictures that are new or changed are made again. Results of pictures that
are deleted or renamed are removed, but only if .thumbox/ in the folder that is written to says that they were made by
thumbox, and they are as they were then. A file that is being written is awaited. Ctrl-C finishes the pictures in hand.

Exit codes: 0 ended by Ctrl-C, 1 the folder is gone or cannot be watched, 2 wrong usage.";

#[derive(Args)]
pub(crate) struct WatchArguments {
    /// Folder to watch, with its subfolders
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    // Last, because a heading holds for whatever comes after it.
    #[command(flatten)]
    pub(crate) making: MakingArguments,
}
