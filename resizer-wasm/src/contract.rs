//! What a call gives back. What it is asked for is the crate `request`.

use serde::Serialize;

pub(crate) use request::{
    Animation, ChromaSubsampling, Color, Encoding, ExifOrientation, ExtendWith, Filter, Fit,
    GifOptions, ImageFormat, JpegOptions, Keep, OutputFormat, PngOptions, Quality, QualityBy,
    RasterOptions, Request, Tables, Target, WebpOptions,
};

/// Kinds of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WarningKind {
    /// The file breaks the rules of its format, but the image is complete.
    Damage,
    /// A part of the image was lost. Only where the request is tolerant.
    PictureLost,
    /// The colour profile could not be used, so the colours may be off.
    ColorProfile,
    /// Metadata that was to be kept could not be.
    Metadata,
    /// An output does not fill its box, because images are not enlarged.
    SmallerThanBox,
}

/// A problem that did not prevent the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// A sentence for people.
    pub message: String,
}

/// One image made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The encoded file.
    pub data: Vec<u8>,
    /// The format that `data` is in.
    pub format: OutputFormat,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Number of frames; 1 for a still image.
    pub frames: u32,
    /// The quality that was used, for JPEG and lossy WebP.
    pub quality: Option<u8>,
    /// The SSIMULACRA2 of the output beside the picture it was made of, in hundredths, where the quality was to be found by it.
    pub score: Option<i32>,
    /// What ended the search for that quality.
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

/// What a call has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resized {
    /// One for each target, in the order of the targets.
    pub outputs: Vec<Output>,
    /// What is worth knowing about the source, at most 32.
    pub warnings: Vec<Warning>,
}

/// Number of frames of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameCount {
    /// All were counted; 1 for a still image.
    Exactly(u32),
    /// The bytes given end before the last one.
    AtLeast(u32),
}

/// How colours are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorModel {
    /// One channel.
    Gray,
    /// Red, green and blue.
    Rgb,
    /// A palette.
    Indexed,
    /// Luma and two of chroma.
    Ycbcr,
    /// Four inks.
    Cmyk,
    /// Four inks, three of them as luma and chroma.
    Ycck,
}

/// What the header of a file says about the image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageInfo {
    /// The format, recognised by content.
    pub format: ImageFormat,
    /// Width in pixels after the orientation is applied.
    pub width: u32,
    /// Height in pixels after the orientation is applied.
    pub height: u32,
    /// EXIF orientation, 1 to 8. 1 where the file names none.
    pub orientation: u8,
    /// How many frames there are.
    pub frames: FrameCount,
    /// Whether the image can have transparent pixels.
    pub alpha: bool,
    /// Bits per sample; of a palette, per index.
    pub depth: u8,
    /// How colours are stored.
    pub color_model: ColorModel,
    /// The description in the ICC profile; empty where it has none. Absent where there is no profile.
    pub icc_profile: Option<String>,
    /// Code points of the colours (cICP, ITU-T H.273): primaries, transfer characteristics, matrix, full range. Absent where the
    /// file names none.
    pub cicp: Option<[u8; 4]>,
    /// Whether there is a C2PA manifest (Content Credentials). It is not verified.
    pub c2pa: bool,
    /// Whether the file is progressive (JPEG) or interlaced (PNG, GIF).
    pub progressive: bool,
    /// About how many bytes of memory a small thumbnail of it needs, without the file.
    pub working_memory: u64,
    /// The format that `auto` writes for this image.
    pub auto_format: OutputFormat,
    /// The codec that has to decode it first. Absent where none has to.
    pub codec: Option<&'static str>,
}

/// A format and what is supported of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FormatSupport {
    /// What people call it: `JPEG`.
    pub name: &'static str,
    /// `image/jpeg`
    pub media_type: &'static str,
    /// Usual extensions of file names, without dots; the first is the one to write.
    pub extensions: &'static [&'static str],
    /// What is read of it, in words.
    pub reads: &'static str,
    /// What is written of it, in words. Absent where it is not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writes: Option<&'static str>,
    /// The codec that reads it. Absent where none has to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codec: Option<&'static str>,
}

/// Where a file ended too early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truncation {
    /// A sentence for people.
    pub message: String,
    /// For `probe`: the length of the header, counted from the file's start, with which to ask again. Absent where it is not
    /// known.
    pub needed: Option<u64>,
}

/// Why there is no result. The texts are sentences for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The bytes are not an image, or are one in a format or with a feature that is not read.
    UnsupportedFormat(String),
    /// The image breaks the rules of its format.
    Malformed(String),
    /// The file ends before the image does.
    Truncated(Truncation),
    /// The image has more pixels, frames, bytes, scans or work than a limit allows, or the result cannot be made as small as
    /// `max-bytes`.
    TooLarge(String),
    /// The target does not suit the image.
    InvalidOptions(String),
    /// The memory that this image needs could not be allocated.
    LimitExceeded(String),
    /// A codec has to decode the image first.
    NeedsCodec {
        /// A sentence for people.
        message: String,
        /// Its name.
        codec: &'static str,
    },
}
