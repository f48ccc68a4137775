//! What holds for a whole call of the component.

use crate::given::given;
use crate::record::record;
use crate::{Given, Kind};

/// The longest side of a result where [`Options::max_side`] says nothing.
pub const DEFAULT_MAX_SIDE: u32 = 16_384;

/// The largest file that is read, in bytes: 256 MiB. No camera writes a larger one in a format that is read, and the
/// component holds the file beside the picture.
pub const MAX_FILE_BYTES: u64 = 256 << 20;

/// Pixels that a side of a result can have, where [`Options::max_side`] allows it.
const LONGEST_SIDE: u64 = 65_535;
/// What a field of 32 bits can have.
const MOST: u64 = u32::MAX as u64;
/// What is more cannot be written in TOML.
const MOST_WORK: u64 = u64::MAX / 2;

record! {
    /// What holds for a whole call: limits, and what is done about damage. Absent fields take the component's defaults.
    #[derive(Copy, Eq)]
    pub struct Options {
        /// Maximum source pixels, summed over the frames that are made.
        max_pixels: u32 = "max-pixels", Kind::Whole(0, MOST);
        /// Maximum frames of an animation, where more than the first is made.
        max_frames: u32 = "max-frames", Kind::Whole(0, MOST);
        /// Maximum size of the file in bytes.
        max_file_bytes: u32 = "max-file-bytes", Kind::Bytes;
        /// Maximum width and height of a result.
        max_side: u32 = "max-side", Kind::Whole(1, LONGEST_SIDE);
        /// Maximum scans of a JPEG.
        max_scans: u32 = "max-scans", Kind::Whole(0, MOST);
        /// Maximum decoding work, in pixels times scans.
        max_work: u64 = "max-work", Kind::Whole(0, MOST_WORK);
        /// Whether to keep what can be decoded of a damaged image, and fill the rest.
        tolerant: bool = "tolerant", Kind::Switch;
    }
}

impl Options {
    /// The largest file that a host reads, in bytes.
    pub fn file_limit(&self) -> u64 {
        self.max_file_bytes.map_or(MAX_FILE_BYTES, u64::from)
    }

    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The fields that are given, as a command line spells them, by name.
    pub fn given(&self) -> Vec<Given> {
        given(self)
    }
}
