//! What holds for a whole call of the component.

use crate::given::given;
use crate::record::record;
use crate::{Given, Group, Kind};

/// The longest side of a result where [`Limits::max_side`] says nothing.
pub const DEFAULT_MAX_SIDE: u32 = 16_384;

/// The largest file that is read, in bytes: 256 MiB. No camera writes a larger one in a format that is read, and the
/// component holds the file beside the picture.
pub const MAX_FILE_BYTES: u64 = 256 << 20;

/// Pixels that a side of a result can have, where [`Limits::max_side`] allows it.
pub const LONGEST_SIDE: u32 = 65_535;
/// What a field of 32 bits can have.
const MOST: i64 = u32::MAX as i64;
/// What is more cannot be written in JavaScript.
const MOST_WORK: i64 = 1 << 53;

record! {
    /// What holds for a whole call: limits, and what is done about damage. Absent fields take the component's defaults.
    #[derive(Copy, Eq)]
    pub struct Limits {
        /// Maximum pixels of a source, summed over the frames that are decoded
        max_pixels: u32 = "max-pixels" { group: Group::Limits, kind: Kind::Whole(0, MOST), default: "100000000" };
        /// Maximum frames of an animation, if more than the first is decoded
        max_frames: u32 = "max-frames" { group: Group::Limits, kind: Kind::Whole(0, MOST), default: "2000" };
        /// Maximum size of a source file, such as 20MB
        max_file_bytes: u32 = "max-file-bytes" { group: Group::Limits, kind: Kind::Bytes, default: "256MiB" };
        /// Maximum width and height of an output, up to 65535
        max_side: u32 = "max-side" { group: Group::Limits, kind: Kind::Whole(1, LONGEST_SIDE as i64), default: "16384" };
        /// Maximum scans of a JPEG
        max_scans: u32 = "max-scans" { group: Group::Limits, kind: Kind::Whole(0, MOST), default: "100" };
        /// Maximum decoding work, in pixels x scans
        max_work: u64 = "max-work" { group: Group::Limits, kind: Kind::Whole(0, MOST_WORK), default: "2000000000" };
        /// Decode what is left of a damaged image, and fill the rest
        tolerant: bool = "tolerant" { group: Group::Limits, kind: Kind::Switch, default: "false" };
    }
}

impl Limits {
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
