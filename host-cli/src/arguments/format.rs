//! Options for the file that is written.

use clap::Args;
use recipe::{ChromaSubsampling, Encoding, Target, parse_byte_count};

#[derive(Args)]
#[command(next_help_heading = "Format")]
pub(super) struct FormatArguments {
    /// Output format: auto, jpeg, png, webp or gif; auto: the source's format, or PNG or JPEG if thumbox cannot write it
    /// [default: auto]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Encoding>,
    /// Quality of JPEG and lossy WebP, 1 to 100 [default: 80]
    #[arg(short, long, value_name = "N")]
    quality: Option<u8>,
    /// JPEG: progressive
    #[arg(long)]
    progressive: bool,
    /// JPEG: chroma subsampling, auto, 4:4:4 or 4:2:0 [default: auto, which is 4:2:0 below quality 90]
    #[arg(long, value_name = "KIND")]
    chroma_subsampling: Option<ChromaSubsampling>,
    /// WebP: lossless
    #[arg(long)]
    lossless: bool,
    /// CPU effort for a smaller file: PNG 1 to 10 [default: 5], lossy WebP 0 to 6 [default: 2]
    #[arg(long, value_name = "N")]
    effort: Option<u8>,
    /// PNG: quantise to a palette
    #[arg(long)]
    palette: bool,
    /// GIF, and PNG with a palette: maximum number of palette entries, 2 to 256 [default: 256]
    #[arg(long, visible_alias = "colours", value_name = "N")]
    colors: Option<u16>,
    /// GIF, and PNG with a palette: level of error-diffusion dithering, 0 to 1 [default: 1]
    #[arg(long, value_name = "X")]
    dither: Option<f32>,
    /// PNG: bit depth, 8 or 16 [default: 8]
    #[arg(long, value_name = "8|16")]
    depth: Option<u8>,
    /// Maximum size of an output, such as 50000, 20kB or 100KiB; JPEG and lossy WebP get the highest quality that
    /// fits
    #[arg(long, value_name = "BYTES", value_parser = parse_byte_count)]
    max_bytes: Option<u32>,
}

impl FormatArguments {
    pub(super) fn write(&self, target: &mut Target) {
        target.format = self.format;
        target.quality = self.quality;
        target.progressive = self.progressive.then_some(true);
        target.chroma_subsampling = self.chroma_subsampling;
        target.lossless = self.lossless.then_some(true);
        target.effort = self.effort;
        target.palette = self.palette.then_some(true);
        target.colors = self.colors;
        target.dither = self.dither;
        target.depth = self.depth;
        target.max_bytes = self.max_bytes;
    }
}
