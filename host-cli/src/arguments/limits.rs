//! Options for limits, and for what is done about damage.

use clap::Args;
use recipe::{Options, parse_byte_count};

#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub(super) struct LimitArguments {
    /// Maximum pixels of a source, summed over the frames that are decoded [default: 100000000]
    #[arg(long, value_name = "N")]
    max_pixels: Option<u32>,
    /// Maximum frames of an animation, if more than the first is decoded [default: 2000]
    #[arg(long, value_name = "N")]
    max_frames: Option<u32>,
    /// Maximum size of a source file, such as 20MB [default: 256MiB]
    #[arg(long, value_name = "BYTES", value_parser = parse_byte_count)]
    max_file_bytes: Option<u32>,
    /// Maximum width and height of an output, up to 65535 [default: 16384]
    #[arg(long, value_name = "N")]
    max_side: Option<u32>,
    /// Maximum scans of a JPEG [default: 100]
    #[arg(long, value_name = "N")]
    max_scans: Option<u32>,
    /// Maximum decoding work, in pixels x scans [default: 2000000000]
    #[arg(long, value_name = "N")]
    max_work: Option<u64>,
    /// Decode what is left of a damaged image, and fill the rest
    #[arg(long)]
    tolerant: bool,
}

impl LimitArguments {
    pub(super) fn options(&self) -> Options {
        Options {
            max_pixels: self.max_pixels,
            max_frames: self.max_frames,
            max_file_bytes: self.max_file_bytes,
            max_side: self.max_side,
            max_scans: self.max_scans,
            max_work: self.max_work,
            tolerant: self.tolerant.then_some(true),
        }
    }
}
