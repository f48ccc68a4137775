//! What `thumbox resize` notes about a result: its receipt, and all that a manifest says.

use recipe::{Limits, Output, QualityBy, Receipt};
use serde::{Deserialize, Serialize};

/// A result and what it was made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The result's place in the folder. Bytes that are no Unicode are written as characters of private use.
    pub output: String,
    /// What the result is.
    #[serde(flatten)]
    pub facts: Facts,
    /// What it was made of.
    pub source: Source,
    /// What the component had to say about the picture.
    pub warnings: Vec<Warned>,
    /// [`Receipt::version`]
    #[serde(default = "first")]
    pub receipt_version: u32,
    /// SHA-256 of the component.
    pub component: String,
    /// SHA-256 of the codec that decoded the image first. Absent where none had to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codec: Option<String>,
    /// SHA-256 of the output and the limits, as in receipts.
    pub recipe: String,
    /// What was made.
    pub made: OutputRecipe,
}

/// What a result is: in notes, lines of `--json` and manifests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The format's name.
    pub format: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// 1 for what does not move.
    pub frames: u32,
    /// `None` for lossless formats.
    pub quality: Option<u8>,
    /// Its SSIMULACRA2, where the quality was to be found by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// What decided that quality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_by: Option<QualityBy>,
    /// The most colours of an animation, where `max-bytes` made them fewer than was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colors: Option<u16>,
    /// Where `max-bytes` made it more than was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<u8>,
    /// How many bytes the file has.
    pub bytes: u64,
    /// Of the file, in lower-case hexadecimal.
    pub sha256: String,
    /// In Base64, where one was asked for.
    pub thumbhash: Option<String>,
    /// Whether it is made of a thumbnail that the source has. Absent where it is not.
    #[serde(
        rename = "embedded-thumbnail",
        default,
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub embedded_thumbnail: bool,
}

/// A warning of the component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warned {
    /// What kind of warning it is.
    pub kind: String,
    /// A sentence for people.
    pub message: String,
}

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// As it was named or found.
    pub path: String,
    /// How many bytes the file has.
    pub bytes: u64,
    /// Nanoseconds since 1970; with the number of bytes it tells whether the file is as it was.
    pub modified: i128,
    /// When anything about the file has changed, in the same; it cannot be set back. Absent in older notes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<i128>,
    /// Of the file, in lower-case hexadecimal.
    pub sha256: String,
}

/// An output of a recipe, with the recipe's limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutputRecipe {
    /// The output.
    pub output: Output,
    /// The limits.
    #[serde(alias = "options")]
    pub limits: Limits,
}

/// Of notes that name no version.
fn first() -> u32 {
    1
}

impl Note {
    /// Of the text of a note; `None` where it is none.
    pub fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    /// What the result was made of, in digests.
    pub fn receipt(&self) -> Receipt {
        Receipt {
            component: self.component.clone(),
            recipe: self.recipe.clone(),
            source: self.source.sha256.clone(),
            codec: self.codec.clone(),
        }
    }
}
