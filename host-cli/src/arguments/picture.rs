//! Options for what the picture looks like, and for what is said about it.

use clap::Args;
use recipe::{Animation, Color, Filter, Keep, Target};

#[derive(Args)]
#[command(next_help_heading = "Image")]
pub(super) struct PictureArguments {
    /// Background for contain and for transparent pixels: #rgb, #rrggbb, #rrggbbaa (quoted, for the shell), white, black
    /// or transparent [default: white; transparent for contain, if the format has alpha]
    #[arg(long, value_name = "COLOR")]
    background: Option<Color>,
    /// Resampling kernel: nearest, bilinear (linear), mitchell, catmull-rom (cubic) or lanczos3 [default: lanczos3]
    #[arg(long, visible_alias = "kernel", value_name = "FILTER")]
    filter: Option<Filter>,
    /// Resample in linear light (slower; keeps fine bright detail)
    #[arg(long)]
    linear: bool,
    /// Sharpen mildly
    #[arg(long)]
    sharpen: bool,
    /// Frames to keep: first-frame or all [default: all for GIF and WebP, first-frame for JPEG and PNG]
    #[arg(long, value_name = "FRAMES")]
    animation: Option<Animation>,
    /// Compute a ThumbHash; --json prints it in Base64
    #[arg(long)]
    thumbhash: bool,
}

impl PictureArguments {
    pub(super) fn write(&self, target: &mut Target) {
        target.background = self.background;
        target.filter = self.filter;
        target.linear = self.linear.then_some(true);
        target.sharpen = self.sharpen.then_some(true);
        target.animation = self.animation;
        target.thumbhash = self.thumbhash.then_some(true);
    }
}

#[derive(Args)]
#[command(next_help_heading = "Metadata")]
pub(super) struct MetadataArguments {
    /// Metadata to keep: copyright, icc or all, separated by commas; all includes GPS positions and names
    /// [default: none]
    #[arg(long, value_name = "KINDS")]
    keep: Option<Keep>,
}

impl MetadataArguments {
    pub(super) fn write(&self, target: &mut Target) {
        target.keep = self.keep;
    }
}
