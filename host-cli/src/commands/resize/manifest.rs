//! The manifest: what was made, for programs. It is written while pictures are made, and appears when all are done.

use std::io::{self, Write};
use std::path::Path;

use engine::COMPONENT_SHA256;
use records::Facts;
use serde::Serialize;

use crate::batch::picture::PictureOutcome;
use crate::output_file::Draft;

pub(super) struct Manifest {
    draft: Draft,
    pictures: usize,
}

/// A picture of the manifest.
#[derive(Serialize)]
struct ManifestPicture<'a> {
    input: &'a str,
    bytes: u64,
    sha256: &'a str,
    outputs: Vec<ManifestOutput<'a>>,
}

/// A result. With the component, the picture's digest, and the codec's where one had to decode the picture, `recipe` is its
/// receipt, and `receipt` the receipt's digest.
#[derive(Serialize)]
struct ManifestOutput<'a> {
    output: &'a str,
    #[serde(flatten)]
    facts: &'a Facts,
    #[serde(skip_serializing_if = "Option::is_none")]
    codec: Option<&'a str>,
    recipe: &'a str,
    receipt: String,
}

impl Manifest {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut draft = Draft::new(path)?;
        write!(draft, "{{\"component\":\"{COMPONENT_SHA256}\",\"images\":[")?;
        Ok(Self { draft, pictures: 0 })
    }

    /// Adds a picture, if something was made of it.
    pub(super) fn add(&mut self, outcome: &PictureOutcome) -> io::Result<()> {
        let outputs: Vec<_> = outcome.results.iter().flatten().collect();
        let Some(first) = outputs.first() else {
            return Ok(());
        };
        let paths: Vec<_> = outputs
            .iter()
            .map(|output| output.path.to_string_lossy())
            .collect();
        let results = outputs.iter().zip(&paths).map(|(output, path)| {
            let note = &output.note;
            ManifestOutput {
                output: path,
                facts: &note.facts,
                codec: note.codec.as_deref(),
                recipe: &note.recipe,
                receipt: note.receipt().digest(),
            }
        });
        let picture = ManifestPicture {
            input: &outcome.input.path.to_string_lossy(),
            bytes: outcome.bytes,
            sha256: &first.note.source.sha256,
            outputs: results.collect(),
        };
        let comma = if self.pictures == 0 { "" } else { "," };
        self.pictures += 1;
        write!(self.draft, "{comma}\n{}", serde_json::to_string(&picture)?)
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.draft.write_all(b"\n]}\n")?;
        self.draft.finish().map(drop)
    }
}
