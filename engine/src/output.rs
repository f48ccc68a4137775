//! What a call has made.

use recipe::{OutputFormat, QualityBy};

use crate::Codec;

/// The result of [`crate::Resizer::resize`].
#[derive(Debug, Clone, PartialEq)]
pub struct Resized {
    /// One output for each target, in the order of the targets.
    pub outputs: Vec<Output>,
    /// What is worth knowing about the source, at most 32.
    pub warnings: Vec<Warning>,
    /// The most memory that the component had, in bytes; where a codec decoded the image, that it or the codec had, with the
    /// raster between them.
    pub peak_memory: usize,
    /// The codec that decoded the image first, where one had to.
    pub codec: Option<Codec>,
}

/// One picture made.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The encoded file.
    pub data: Vec<u8>,
    /// Its format.
    pub format: OutputFormat,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Number of frames; 1 for a still picture.
    pub frames: u32,
    /// The quality that was used, for JPEG and lossy WebP.
    pub quality: Option<u8>,
    /// The SSIMULACRA2 of the file beside the picture it was made of, where the quality was to be found by it.
    pub score: Option<f64>,
    /// What decided that quality.
    pub quality_by: Option<QualityBy>,
    /// The most colours that an animation has, where `max-bytes` made them fewer than was asked.
    pub colors: Option<u16>,
    /// The effort, where `max-bytes` made it more than was asked.
    pub effort: Option<u8>,
    /// Where asked for.
    pub thumbhash: Option<Vec<u8>>,
    /// Whether it is made of a thumbnail that the file has, as the request allows.
    pub embedded_thumbnail: bool,
}

/// A problem that did not prevent the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Which kind it is.
    pub kind: WarningKind,
    /// A sentence for people. Its wording may change. Cut after 4096 bytes.
    pub message: String,
}

/// Kinds of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WarningKind {
    /// The file breaks the rules of its format, but the picture is complete.
    Damage,
    /// A part of the picture was lost.
    PictureLost,
    /// The colour profile could not be used.
    ColorProfile,
    /// Something that was to be kept could not be.
    Metadata,
    /// An output does not fill its box, because images are not enlarged.
    SmallerThanBox,
}

impl WarningKind {
    /// Its word in `wit/resize.wit`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Damage => "damage",
            Self::PictureLost => "picture-lost",
            Self::ColorProfile => "color-profile",
            Self::Metadata => "metadata",
            Self::SmallerThanBox => "smaller-than-box",
        }
    }
}
