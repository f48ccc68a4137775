//! The options of `thumbox resize`.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, value_parser};
use recipe::KeyPattern;

use super::Size;
use super::recipe::{OPTIONS_OF_RECIPES, RecipeArguments};
use crate::input::STANDARD;

pub(super) const EXAMPLES: &str = "\
Examples:
  thumbox resize photo.jpg                                to 128 x 128, writes resized/photo.jpg
  thumbox resize photo.jpg -o small.webp --size 800x      one image, as WebP
  thumbox resize photos -o small --size 800x              all images of a folder and subfolders
  thumbox resize photo.jpg --size 1600x --size 800x --size 256x    three outputs, one decode
  thumbox resize photos -o 'thumbs/{dir}/{stem}-{width}.{ext}' --size 256x256
  thumbox resize photos --recipe responsive --manifest photos.json --html photos.html
  thumbox resize me.png -W 256 -H 256 --fit cover --format jpeg -q 85
  thumbox resize group.jpg --size 400x400 --fit cover --position attention
  thumbox resize logo.png -W 300 -H 200 --fit contain --background white --format png --palette
  thumbox resize scan.tiff -W 1200 --format webp --max-bytes 100kB --keep copyright,icc

Exit codes: 0 all fine, 1 some images failed or were left out (the others are done), 2 nothing
was done: wrong usage, or the output folder or manifest cannot be written.";

#[derive(Args)]
pub(crate) struct ResizeArguments {
    /// Image files, folders, patterns such as 'in/*.jpg', or - for standard input
    #[arg(value_name = "INPUT", required_unless_present = "files_from")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Read input paths from FILE, one per line or NUL-separated (find -print0, fd -0); - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
    /// Write each output beside its image, with SUFFIX behind the stem: --suffix -small makes cat-small.jpg of cat.jpg. It may
    /// have placeholders such as {width}
    #[arg(
        long,
        value_name = "SUFFIX",
        conflicts_with = "output",
        allow_hyphen_values = true
    )]
    pub(crate) suffix: Option<String>,
    /// Tell what would be made, and write nothing
    #[arg(long, conflicts_with_all = ["manifest", "html", "prune"])]
    pub(crate) dry_run: bool,
    /// Remove outputs whose images are gone from the folders INPUT, if nobody has changed them
    #[arg(long, conflicts_with = "no_receipts")]
    pub(crate) prune: bool,
    // Folders are read with those in them, and `cp` and `rsync` are not.
    #[arg(short, long, hide = true)]
    recursive: bool,
    /// In folders, follow links to folders
    #[arg(long)]
    pub(crate) follow: bool,
    /// Write a JSON manifest of the outputs: sizes, bytes, digests, ThumbHashes and receipts; - is standard output
    #[arg(long, value_name = "FILE", value_parser = destination())]
    pub(crate) manifest: Option<PathBuf>,
    // Not from a comment, where an element is one of HTML.
    #[arg(
        long,
        value_name = "FILE",
        value_parser = destination(),
        help = "Write an HTML file with one <picture> element per image; - is standard output"
    )]
    pub(crate) html: Option<PathBuf>,
    // Last, because a heading holds for whatever comes after it.
    #[command(flatten)]
    pub(crate) making: MakingArguments,
}

/// What is made, where, and how: the options that `thumbox watch` has too.
#[derive(Args)]
pub(crate) struct MakingArguments {
    /// Output folder, which mirrors the input folders; or a file, such as small.webp, for one image; or a name with
    /// placeholders such as {dir}, {stem}, {name}, {width}, {height}, {actual-width}, {actual-height}, {format}, {ext},
    /// {hash}; or - for standard output. An ending such as .webp is the format, unless a slash behind it makes it a folder.
    /// Links are followed; FIFOs and devices are written to
    #[arg(
        short,
        long,
        value_name = "DIR|FILE|TEMPLATE",
        default_value = "resized",
        value_parser = destination()
    )]
    pub(crate) output: PathBuf,
    /// A recipe in TOML or JSON, or the name of a preset, instead of options
    #[arg(long = "recipe", value_name = "FILE|PRESET", conflicts_with = OPTIONS_OF_RECIPES)]
    pub(crate) recipe_file: Option<PathBuf>,
    /// WxH, Wx, xH, N (NxN) or P%. Add ! to ignore the aspect ratio, ^ to fill the box and go beyond it, < to only enlarge,
    /// > to only shrink (the default). Repeat for several sizes
    #[arg(long = "size", short = 's', value_name = "SIZE", conflicts_with_all = ["width", "height", "scale", "recipe_file"])]
    pub(crate) sizes: Vec<Size>,
    /// In folders, read all files, also hidden ones; otherwise only files with an image extension
    #[arg(long)]
    pub(crate) all: bool,
    /// In folders, leave out files whose path from there on matches this pattern, such as '*.gif' or 'raw/**'; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<KeyPattern>,
    /// Redo everything, and overwrite files that thumbox did not make
    #[arg(short, long)]
    pub(crate) force: bool,
    /// Give outputs the modification time of their sources
    #[arg(short, long)]
    pub(crate) preserve_time: bool,
    /// Write no receipts to .thumbox/ in the output folder; without receipts every output is made again
    #[arg(long)]
    pub(crate) no_receipts: bool,
    /// Images processed at the same time [default: one per core]
    #[arg(short, long, visible_alias = "threads", value_name = "N", value_parser = value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// Memory budget of all jobs in MiB; large images wait for each other [default: half of the free memory]
    #[arg(long, value_name = "MIB", value_parser = value_parser!(u64).range(1..=1 << 30))]
    pub(crate) memory: Option<u64>,
    /// Maximum seconds per image, and for the other end of a pipe [default: 30, and any time for a pipe]
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,
    /// Print one JSON object per line instead of text
    #[arg(long)]
    pub(crate) json: bool,
    /// Print only failures, and that nothing was to be done
    #[arg(long, conflicts_with = "json")]
    pub(crate) quiet: bool,
    // Last, because a heading holds for whatever comes after it.
    #[command(flatten)]
    pub(crate) recipe: RecipeArguments,
}

/// A path to write to. What systems call standard output is `-`.
fn destination() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().map(|path| {
        let names = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
        match names.iter().any(|name| path.as_os_str() == *name) {
            true => STANDARD.into(),
            false => path,
        }
    })
}

fn seconds(text: &str) -> Result<Duration, String> {
    let expected = || "expected a number of seconds above 0, such as 5 or 0.5".to_owned();
    let seconds: f64 = text.parse().map_err(|_| expected())?;
    let time = Duration::try_from_secs_f64(seconds).map_err(|_| expected())?;
    if time.is_zero() {
        return Err(expected());
    }
    Ok(time)
}
