//! Image formats: how they are spelled, and what a file of that format is called.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A format that Thumbox reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImageFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
}

/// A format that Thumbox writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutputFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// Lossless WebP.
    Webp,
}

/// The format that is asked for. The default, `auto`, keeps the source's format where it can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// The source's format; for a GIF, PNG or JPEG.
    #[default]
    Auto,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// Lossless WebP.
    Webp,
}

/// A word that is not one of the allowed ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} is \"{found}\"; expected one of {allowed}")]
pub struct UnknownWord {
    /// What the word should have named.
    pub what: &'static str,
    /// The word.
    pub found: String,
    /// The allowed words, separated by commas.
    pub allowed: &'static str,
}

impl ImageFormat {
    /// The lower-case name: `jpeg`, `png`, `webp` or `gif`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }
}

impl OutputFormat {
    /// The lower-case name: `jpeg`, `png` or `webp`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }

    /// The file name extension, without a dot. `jpg` for JPEG, as cameras and most tools write it.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }

    /// The media type for a Content-Type header.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }
}

impl fmt::Display for ImageFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
        })
    }
}

impl FromStr for Encoding {
    type Err = UnknownWord;

    /// Reads `auto`, `jpeg`, `png` or `webp`; `jpg` is taken for `jpeg`.
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "auto" => Ok(Self::Auto),
            "jpeg" | "jpg" => Ok(Self::Jpeg),
            "png" => Ok(Self::Png),
            "webp" => Ok(Self::Webp),
            _ => Err(UnknownWord {
                what: "the format",
                found: word.to_owned(),
                allowed: "auto, jpeg, png, webp",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_reads_back_what_it_prints() {
        for encoding in [
            Encoding::Auto,
            Encoding::Jpeg,
            Encoding::Png,
            Encoding::Webp,
        ] {
            assert_eq!(encoding.to_string().parse(), Ok(encoding));
        }
    }

    #[test]
    fn an_unknown_format_is_named_together_with_the_known_ones() {
        let error = "avif".parse::<Encoding>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the format is \"avif\"; expected one of auto, jpeg, png, webp"
        );
    }
}
