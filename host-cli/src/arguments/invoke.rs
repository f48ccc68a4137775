//! The options of `thumbox invoke`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
Examples:
  thumbox invoke event.json --source-dir images --dest-dir images-resized
  thumbox invoke event.json --source-dir images --dest-dir small --recipe thumbs.json
  thumbox invoke event.json --bucket images=in --bucket images-resized=out --json
  thumbox invoke - --source-dir images --dest-dir images-resized < event.json

Exit codes: 0 all fine, 1 the handler or some record failed (the others are done), 2 nothing
was done: wrong usage, or the folder for thumbnails cannot be created.";

#[derive(Args)]
pub(crate) struct InvokeArguments {
    /// A JSON event as Lambda receives it, from S3, EventBridge, SNS, SQS, S3 Batch Operations, or for one object; - reads
    /// standard input
    #[arg(value_name = "EVENT")]
    pub(crate) event: PathBuf,
    /// Folder of the first bucket that the event names
    #[arg(long, value_name = "DIR")]
    pub(crate) source_dir: Option<PathBuf>,
    /// Folder of the first bucket for thumbnails, created if missing
    #[arg(long, value_name = "DIR")]
    pub(crate) dest_dir: Option<PathBuf>,
    /// Folder of another bucket; repeatable
    #[arg(long = "bucket", value_name = "NAME=DIR")]
    pub(crate) buckets: Vec<NamedFolder>,
    /// A recipe; without it the thumbnail fits 128 x 128, as on Lambda
    #[arg(long, value_name = "FILE|PRESET")]
    pub(crate) recipe: Option<PathBuf>,
    /// Print the answer as one line, and log lines and metrics as Lambda writes them
    #[arg(long)]
    pub(crate) json: bool,
}

/// A bucket's name and its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedFolder {
    pub(crate) bucket: String,
    pub(crate) folder: PathBuf,
}

impl FromStr for NamedFolder {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((bucket, folder)) if !bucket.is_empty() && !folder.is_empty() => Ok(Self {
                bucket: bucket.to_owned(),
                folder: folder.into(),
            }),
            _ => Err("expected a bucket's name and its folder, such as images=photos/2026"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_a_name_and_a_folder() {
        let named = NamedFolder {
            bucket: "images".to_owned(),
            folder: "a=b".into(),
        };
        assert_eq!("images=a=b".parse(), Ok(named));
        for text in ["", "images", "images=", "=folder"] {
            assert!(text.parse::<NamedFolder>().is_err(), "{text}");
        }
    }
}
