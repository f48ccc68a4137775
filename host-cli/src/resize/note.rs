//! What is known of a result: its receipt, and all that a manifest says. It is `.thumbox/<SHA-256 of the name>.json` in the
//! folder that is written to, where `thumbox invoke` keeps its notes too.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use recipe::{Options, Output, Receipt};
use serde::{Deserialize, Serialize};

use super::path_text::to_text;
use crate::output_file;

/// Where notes are.
pub(crate) const FOLDER: &str = ".thumbox";

/// A result and what it was made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// The result's place in the folder. What is no Unicode is replaced.
    pub(crate) output: String,
    #[serde(flatten)]
    pub(crate) facts: Facts,
    pub(crate) source: Source,
    /// What the component had to say about the picture.
    pub(crate) warnings: Vec<Warned>,
    /// SHA-256 of the component.
    pub(crate) component: String,
    /// SHA-256 of the output and the options, as in receipts.
    pub(crate) recipe: String,
    /// What was made.
    pub(crate) made: Made,
}

/// What a result is: in notes, lines of `--json` and manifests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Facts {
    pub(crate) format: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) frames: u32,
    /// `None` for lossless formats.
    pub(crate) quality: Option<u8>,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    /// In Base64, where one was asked for.
    pub(crate) thumbhash: Option<String>,
}

/// A warning of the component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Warned {
    pub(crate) kind: String,
    pub(crate) message: String,
}

impl From<&engine::Warning> for Warned {
    fn from(warning: &engine::Warning) -> Self {
        Self {
            kind: warning.kind.name().to_owned(),
            message: warning.message.clone(),
        }
    }
}

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Source {
    /// As it was named or found.
    pub(crate) path: String,
    pub(crate) bytes: u64,
    /// Nanoseconds since 1970; with the number of bytes it tells whether the file is as it was.
    pub(crate) modified: i128,
    pub(crate) sha256: String,
}

/// An output of a recipe, with the recipe's options.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Made {
    pub(crate) output: Output,
    pub(crate) options: Options,
}

impl Note {
    /// The note about the result at this place. Where it cannot be read nothing is known.
    pub(crate) fn read(root: &Path, place: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(file(root, place)).ok()?).ok()
    }

    pub(crate) fn write(&self, root: &Path, place: &Path) -> io::Result<()> {
        let path = file(root, place);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        output_file::write(&path, &serde_json::to_vec(self)?)
    }

    pub(crate) fn remove(root: &Path, place: &Path) -> io::Result<()> {
        match fs::remove_file(file(root, place)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    pub(crate) fn receipt(&self) -> Receipt {
        Receipt {
            component: self.component.clone(),
            recipe: self.recipe.clone(),
            source: self.source.sha256.clone(),
        }
    }

    /// Whether the file is likely to be the one that this is about.
    pub(crate) fn is_about(&self, file: &fs::Metadata) -> bool {
        file.is_file() && file.len() == self.facts.bytes
    }
}

/// The time of the last change of contents, in nanoseconds since 1970.
pub(crate) fn modified(metadata: &fs::Metadata) -> i128 {
    i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec())
}

/// Where the note about the result at this place is.
pub(crate) fn file(root: &Path, place: &Path) -> PathBuf {
    let name = format!("{}.json", recipe::sha256(to_text(place).as_bytes()));
    root.join(FOLDER).join(name)
}
