//! What is not as it was: the component, the recipe, the picture, or the result.

use std::path::Path;

use engine::COMPONENT_SHA256;
use records::Claim;
use serde::Serialize;

/// What a result depends on, and itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    Component,
    Codec,
    Recipe,
    Source,
    Output,
}

impl Part {
    /// As JSON has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Codec => "codec",
            Self::Recipe => "recipe",
            Self::Source => "source",
            Self::Output => "output",
        }
    }
}

/// A part that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Difference {
    pub(super) part: Part,
    pub(super) message: String,
}

impl Difference {
    pub(super) fn new(part: Part, message: String) -> Self {
        Self { part, message }
    }
}

pub(super) fn component_difference(claim: &Claim) -> Option<Difference> {
    let theirs = &claim.receipt.component;
    (theirs != COMPONENT_SHA256).then(|| {
        let message = format!(
            "this program has the component {}…; the receipt has {}…",
            short(COMPONENT_SHA256),
            short(theirs)
        );
        Difference::new(Part::Component, message)
    })
}

/// Of a picture that a codec decoded first.
pub(super) fn codec_difference(claim: &Claim) -> Option<Difference> {
    let theirs = claim.receipt.codec.as_deref()?;
    (!engine::has_codec(theirs)).then(|| {
        let ours: Vec<String> = engine::codecs()
            .map(|codec| format!("{} {}…", codec.name, short(&codec.sha256)))
            .collect();
        let ours = match ours.is_empty() {
            true => "no codecs".to_owned(),
            false => format!("the codecs {}", ours.join(", ")),
        };
        let message = format!(
            "this program has {ours}; the receipt has {}…",
            short(theirs)
        );
        Difference::new(Part::Codec, message)
    })
}

pub(super) fn input_difference(claim: &Claim, path: &Path, picture: &[u8]) -> Option<Difference> {
    let digest = recipe::sha256(picture);
    (claim.receipt.source != digest).then(|| {
        let message = format!(
            "{} has changed (SHA-256 {}…; the receipt has {}…)",
            path.display(),
            short(&digest),
            short(&claim.receipt.source)
        );
        Difference::new(Part::Source, message)
    })
}

pub(super) fn result_difference(claim: &Claim, sha256: &str) -> Option<Difference> {
    let written = claim.result.as_deref()?;
    (written != sha256).then(|| {
        let message = format!(
            "the file was modified after it was written (SHA-256 {}…; the receipt has {}…)",
            short(sha256),
            short(written)
        );
        Difference::new(Part::Output, message)
    })
}

/// Everything is the same, and the bytes are not.
pub(super) fn unexplained(claim: Option<&Claim>) -> Difference {
    let message = match claim {
        None => "the bytes differ; a receipt would say why",
        Some(claim) if claim.result.is_none() => {
            "component, recipe and source are those of the receipt, so the file was modified after it was written"
        }
        // Nobody has seen this yet.
        Some(_) => {
            "component, recipe and source are the same and the file was not modified, but the bytes differ; \
             please report this"
        }
    };
    Difference::new(Part::Output, message.to_owned())
}

/// Enough of a digest to recognise it.
pub(super) fn short(digest: &str) -> &str {
    digest
        .char_indices()
        .nth(12)
        .and_then(|(end, _)| digest.get(..end))
        .unwrap_or(digest)
}
