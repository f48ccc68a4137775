//! What the component knows without decoding: about a file, and about formats.

use std::fmt;

use recipe::{ImageFormat, OutputFormat};

/// What the head of a file says about its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageInfo {
    /// The format, recognised by content.
    pub format: ImageFormat,
    /// Width in pixels after orientation is applied.
    pub width: u32,
    /// Height in pixels after orientation is applied.
    pub height: u32,
    /// EXIF orientation, 1 to 8.
    pub orientation: u8,
    /// How many frames there are.
    pub frames: FrameCount,
    /// Whether the picture can have transparent pixels.
    pub alpha: bool,
    /// Bits per sample; of a palette, per index.
    pub depth: u8,
    /// How colours are stored.
    pub color_model: ColorModel,
    /// What the ICC profile calls itself, which may be nothing and is cut after 4096 bytes; absent where there is no profile.
    pub icc_profile: Option<String>,
    /// Code points of the colours (cICP, ITU-T H.273): primaries, transfer characteristics, matrix, full range; absent where the
    /// file names none.
    pub cicp: Option<[u8; 4]>,
    /// Whether the file is progressive or interlaced.
    pub progressive: bool,
    /// Whether there is a C2PA manifest (Content Credentials). Nothing is verified.
    pub c2pa: bool,
    /// About how many bytes of memory the component needs to make a small thumbnail of it, without the file.
    pub working_memory: u64,
    /// The format that `auto` writes for this picture.
    pub auto_format: OutputFormat,
    /// The codec that has to decode it first; absent where the component itself does.
    pub codec: Option<String>,
}

/// Number of frames of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameCount {
    /// All were counted; 1 for a still picture.
    Exactly(u32),
    /// The bytes given end before the last one.
    AtLeast(u32),
}

/// How colours are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorModel {
    /// Gray.
    Gray,
    /// Red, green and blue.
    Rgb,
    /// A palette.
    Indexed,
    /// Brightness and two differences of colour.
    Ycbcr,
    /// Four inks.
    Cmyk,
    /// Four inks, three of them as YCbCr.
    Ycck,
}

impl ColorModel {
    /// Its word in `wit/resize.wit`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gray => "gray",
            Self::Rgb => "rgb",
            Self::Indexed => "indexed",
            Self::Ycbcr => "ycbcr",
            Self::Cmyk => "cmyk",
            Self::Ycck => "ycck",
        }
    }
}

impl fmt::Display for ColorModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format and what is supported of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FormatSupport {
    /// What people call it: `JPEG`.
    pub name: String,
    /// `image/jpeg`
    pub media_type: String,
    /// Usual extensions of file names, without dots; the first is the one to write.
    pub extensions: Vec<String>,
    /// What is read of it, in words.
    pub reads: String,
    /// What is written of it, in words. Absent where it is not written.
    pub writes: Option<String>,
    /// The codec that reads it; absent where the component itself does.
    pub codec: Option<String>,
}
