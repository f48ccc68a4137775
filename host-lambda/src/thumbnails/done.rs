//! What became of an upload.

use std::time::Duration;

use engine::Warning;
use recipe::{OutputFormat, QualityBy};

use crate::store::ObjectLocation;

/// Why an object with our metadata is ignored. Whoever copies a thumbnail to where uploads are does not want another of it.
pub(crate) const OWN: &str = "it was written by Thumbox";

/// What was done with an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Thumbnails were written.
    Created,
    /// Thumbnails were deleted.
    Removed,
    /// The thumbnails are those of this upload, or of a later one.
    Skipped,
    /// It is no upload that the recipe is for.
    Ignored,
}

impl Decision {
    /// The word for logs and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Removed => "removed",
            Self::Skipped => "skipped",
            Self::Ignored => "ignored",
        }
    }
}

/// What was done with an upload, and what came out.
#[derive(Debug)]
pub struct Done {
    /// What.
    pub decision: Decision,
    /// Why, where nothing was made.
    pub reason: Option<&'static str>,
    /// The thumbnails, those that were there already among them.
    pub outputs: Vec<Thumbnail>,
    /// What making them took; `None` where nothing was made.
    pub effort: Option<Effort>,
}

/// A thumbnail. Only its location is known where it was there already.
#[derive(Debug, Clone, Default)]
pub struct Thumbnail {
    /// Where it is.
    pub location: ObjectLocation,
    /// Its format.
    pub format: Option<OutputFormat>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// How many frames it has.
    pub frames: Option<u32>,
    /// The quality it was encoded with.
    pub quality: Option<u8>,
    /// Its SSIMULACRA2, where the quality was to be found by it.
    pub score: Option<f64>,
    /// What decided that quality.
    pub quality_by: Option<QualityBy>,
    /// The number of colours, where `max-bytes` made them fewer than was asked.
    pub colors: Option<u16>,
    /// The effort of its encoder, where `max-bytes` made it more than was asked.
    pub effort: Option<u8>,
    /// How many bytes it has.
    pub bytes: Option<u64>,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: Option<String>,
    /// The digest of its receipt.
    pub receipt: Option<String>,
    /// Its ThumbHash, where one was asked for.
    pub thumbhash: Option<Vec<u8>>,
    /// Whether it is made of a thumbnail that the upload has.
    pub embedded_thumbnail: Option<bool>,
    /// The upload, as `bucket/key`, whose thumbnail it has replaced, where that was another one.
    pub replaced_other: Option<String>,
}

impl Thumbnail {
    /// One that was there already, or was deleted.
    pub(crate) fn at(location: ObjectLocation) -> Self {
        Self {
            location,
            ..Self::default()
        }
    }
}

/// What thumbnails took to make.
#[derive(Debug)]
pub struct Effort {
    /// Bytes of the upload.
    pub source_bytes: u64,
    /// How many of them were read.
    pub read_bytes: u64,
    /// Time for reading.
    pub get: Duration,
    /// Time in the component.
    pub resize: Duration,
    /// Time for writing.
    pub put: Duration,
    /// Bytes of memory in the component.
    pub peak_memory: usize,
    /// What the component wants to be known.
    pub warnings: Vec<Warning>,
}

impl Done {
    /// This, and what was done by another recipe: a deletion counts, whichever it was.
    pub(crate) fn and(self, other: Self) -> Self {
        let (mut done, rest) = match other.decision == Decision::Removed {
            true => (other, self),
            false => (self, other),
        };
        done.outputs.extend(rest.outputs);
        done
    }

    /// Nothing was made, and that is fine.
    pub(crate) fn nothing(decision: Decision, reason: &'static str) -> Self {
        Self {
            decision,
            reason: Some(reason),
            outputs: Vec::new(),
            effort: None,
        }
    }
}
