//! The options of `thumbox replay`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
Examples:
  thumbox replay thumbnail.jpg --source photo.jpg --recipe thumbs.toml --receipt head.json
  thumbox replay thumbnail.jpg --source photo.jpg --recipe thumbs.toml --receipt head.json -o a.jpg

head.json is what `aws s3api head-object --bucket images-resized --key photo.jpg` prints.

Built with the feature s3: thumbox replay s3://images-resized/photo.jpg reads from S3 itself.

Exit codes: 0 identical, 1 it differs or cannot be checked, 2 wrong usage.";

#[derive(Args)]
pub(crate) struct ReplayArguments {
    /// A downloaded thumbnail of the Lambda function, or s3://BUCKET/KEY, whose metadata is then the receipt; region and
    /// credentials come from AWS_REGION, AWS_PROFILE and so on
    #[arg(value_name = "THUMBNAIL")]
    pub(crate) thumbnail: PathBuf,
    /// The upload, a file or s3://BUCKET/KEY [default: the same key in the bucket without -resized]
    #[arg(long, value_name = "SOURCE")]
    pub(crate) source: Option<PathBuf>,
    /// The function's recipe, or the name of a preset; without it the thumbnail fits 128 x 128, as on Lambda
    #[arg(long, value_name = "FILE|PRESET")]
    pub(crate) recipe: Option<PathBuf>,
    /// The output of the recipe, counted from 1 [default: the one in the receipt]
    #[arg(long, value_name = "N")]
    pub(crate) output_number: Option<NonZeroUsize>,
    /// The object's metadata as JSON or in a JSON file: what aws s3api head-object prints, or only
    /// thumbox-component, thumbox-recipe, thumbox-source-sha256 and thumbox-source-bytes [default: what is in .thumbox/]
    #[arg(long, value_name = "FILE|JSON")]
    pub(crate) receipt: Option<String>,
    /// Write the reproduced thumbnail to this file
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Print one JSON object instead of text
    #[arg(long)]
    pub(crate) json: bool,
}
