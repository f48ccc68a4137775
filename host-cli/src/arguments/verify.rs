//! The options of `thumbox verify`.

use std::path::PathBuf;

use clap::{Args, value_parser};

pub(super) const EXAMPLES: &str = "\
Examples:
  thumbox verify resized                                  all outputs in a folder
  thumbox verify resized/photo.jpg --source archive       the sources are elsewhere now
  thumbox verify thumbs --recipe thumbs.toml              whether this recipe makes just these
  thumbox verify images-resized --source images --recipe thumbs.toml   outputs of thumbox invoke

Exit codes: 0 all identical, 1 some differ or cannot be checked, 2 wrong usage.";

#[derive(Args)]
pub(crate) struct VerifyArguments {
    /// Outputs of thumbox resize or thumbox invoke, or folders of them
    #[arg(value_name = "OUT", required = true)]
    pub(crate) outputs: Vec<PathBuf>,
    /// Folders or files with the sources, instead of where the receipts say; a source is found by name, else by digest
    #[arg(long = "source", value_name = "IN", num_args = 1..)]
    pub(crate) sources: Vec<PathBuf>,
    /// The recipe that the outputs should follow: TOML, JSON, or the name of a preset
    #[arg(long, value_name = "FILE|PRESET")]
    pub(crate) recipe: Option<PathBuf>,
    /// Outputs checked at the same time [default: one per core]
    #[arg(short, long, visible_alias = "threads", value_name = "N", value_parser = value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// Print one JSON object per line instead of text
    #[arg(long)]
    pub(crate) json: bool,
}
