//! What holds for a whole call of the component.

use serde::{Deserialize, Serialize};

use crate::fields::FromFields;
use crate::given::given;
use crate::{Given, MAX_FILE_BYTES, byte_count};

/// The longest side of a result where [`Options::max_side`] says nothing (`wit/resize.wit`, record `options`).
pub const DEFAULT_MAX_SIDE: u32 = 16_384;

/// What holds for a whole call: the record `options` of `wit/resize.wit`. Absent fields take the component's defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Options {
    /// Source pixels, summed over the frames that are made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_pixels: Option<u32>,
    /// Frames of an animation, where more than the first is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_frames: Option<u32>,
    /// Bytes of the file. As text also `"300MiB"`.
    #[serde(
        skip_serializing_if = "Option::is_none",
        deserialize_with = "byte_count::optional"
    )]
    pub max_file_bytes: Option<u32>,
    /// Pixels of a side of a result, [`crate::SIDE`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_side: Option<u32>,
    /// Scans of a JPEG.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_scans: Option<u32>,
    /// Decoding work in pixels times scans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_work: Option<u64>,
    /// Whether what could be decoded of a damaged picture is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerant: Option<bool>,
}

impl FromFields for Options {
    const EXPECTED: &str = "options, which are fields such as max-pixels";
}

impl Options {
    /// The largest file that a host reads, in bytes.
    pub fn file_limit(&self) -> u64 {
        self.max_file_bytes.map_or(MAX_FILE_BYTES, u64::from)
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The fields that are given, as a command line spells them, by name.
    pub fn given(&self) -> Vec<Given> {
        given(self)
    }
}
