//! The command line.

use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::{Args, Parser, Subcommand, value_parser};
use recipe::{Encoding, Fit, QUALITY, SIDE, Target};

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
    #[command(after_help = EXIT_CODES)]
    Bench(BenchArguments),
}

const RESIZE_EXAMPLES: &str = "\
Examples:
  thumbox resize photo.jpg                                fits 128 x 128, writes resized/photo.jpg
  thumbox resize *.jpg -W 800 -o small                    800 pixels wide, as high as it comes out
  thumbox resize me.png -W 256 -H 256 --fit cover --format jpeg -q 85

Exit codes: 0 all fine, 1 some input failed (the others are done), 2 wrong usage.";

#[derive(Args)]
pub(crate) struct ResizeArguments {
    /// Files to read: JPEG, PNG, WebP or GIF, recognised by content
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    /// Folder to write to, made if need be: photo.jpeg becomes DIR/photo.jpg
    #[arg(short, long, value_name = "DIR", default_value = "resized")]
    pub(crate) output: PathBuf,
    /// Print one JSON object per line instead of text
    #[arg(long)]
    pub(crate) json: bool,
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
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    /// Counted runs of each input; one more comes before them and is not counted
    #[arg(long, value_name = "R", default_value_t = 10, value_parser = value_parser!(u32).range(1..=10_000))]
    pub(crate) repeat: u32,
    /// Print one JSON object per line instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// One picture to make.
#[derive(Args)]
pub(crate) struct TargetArguments {
    /// Width of the box in pixels [default: 128 where no height is given either]
    #[arg(short = 'W', long, value_name = "N", value_parser = side())]
    width: Option<u32>,
    /// Height of the box in pixels [default: 128 where no width is given either]
    #[arg(short = 'H', long, value_name = "N", value_parser = side())]
    height: Option<u32>,
    /// How the picture meets the box: inside, or cover (cuts off what overhangs)
    #[arg(long, value_name = "inside|cover", default_value_t = Fit::Inside)]
    fit: Fit,
    /// Scale small pictures up to the box; they stay as they are otherwise
    #[arg(long)]
    enlarge: bool,
    /// Format to write; auto keeps the source's, and makes PNG or JPEG of a GIF
    #[arg(long, value_name = "auto|jpeg|png|webp", default_value_t = Encoding::Auto)]
    format: Encoding,
    /// JPEG quality, 1 to 100 [default: 80]
    #[arg(short, long, value_name = "N", value_parser = quality())]
    quality: Option<u8>,
}

impl Arguments {
    pub(crate) fn json(&self) -> bool {
        match &self.command {
            Command::Resize(arguments) => arguments.json,
            Command::Probe(arguments) => arguments.json,
            Command::Bench(arguments) => arguments.json,
        }
    }
}

impl TargetArguments {
    /// # Errors
    /// Where a quality is given for a format that has none.
    pub(crate) fn target(&self) -> Result<Target, String> {
        if self.quality.is_some() && matches!(self.format, Encoding::Png | Encoding::Webp) {
            return Err(format!(
                "--quality is for JPEG, and --format {} is lossless; leave one of them out",
                self.format
            ));
        }
        Ok(Target {
            fit: self.fit,
            enlarge: self.enlarge,
            format: self.format,
            quality: self.quality,
            ..Target::boxed(self.width, self.height)
        })
    }
}

fn side() -> impl TypedValueParser<Value = u32> {
    value_parser!(u32).range(i64::from(*SIDE.start())..=i64::from(*SIDE.end()))
}

fn quality() -> impl TypedValueParser<Value = u8> {
    value_parser!(u8).range(i64::from(*QUALITY.start())..=i64::from(*QUALITY.end()))
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
