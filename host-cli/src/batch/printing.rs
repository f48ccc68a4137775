//! What is printed about a picture, when all of its results are there.

use std::fmt;
use std::path::Path;

use records::{Facts, Warned};
use serde::Serialize;

use super::left_out::Reason;
use super::picture::PictureOutcome;
use super::thumbnail::{State, Thumbnail};
use crate::report::{Report, printable};
use crate::{standard_output, waiting};

/// One line of `--json`. `codec` is the SHA-256 of the codec that decoded the input, where one had to. `ms` is the time from
/// the opening of the input to the closing of its last output.
#[derive(Serialize)]
struct Line<'a> {
    input: &'a str,
    output: &'a str,
    state: &'static str,
    #[serde(flatten)]
    facts: &'a Facts,
    #[serde(skip_serializing_if = "Option::is_none")]
    codec: Option<&'a str>,
    warnings: &'a [Warned],
    ms: f64,
}

/// That of a picture that no output is for.
#[derive(Serialize)]
struct LeftOut<'a> {
    input: &'a str,
    state: &'static str,
}

/// Prints what became of a picture.
pub(crate) fn tell(
    picture: &PictureOutcome,
    quiet: bool,
    report: &mut Report,
) -> anyhow::Result<()> {
    let path = &picture.input.path;
    if !quiet {
        let messages = picture
            .warnings
            .iter()
            .map(|warning| warning.message.as_str());
        report.warnings(path, messages);
        if picture.left_out == Some(Reason::NoOutput) {
            tell_left_out(path, report)?;
        }
    }
    for result in &picture.results {
        match result {
            Ok(Thumbnail {
                state: State::Bytes(bytes),
                ..
            }) => {
                let bytes = bytes.clone();
                waiting::within(None, move || Ok(standard_output::write(&bytes)))??;
            }
            Ok(_) if quiet => {}
            Ok(thumbnail) => tell_thumbnail(picture, thumbnail, report)?,
            Err(failure) => report.failure("input", path, failure)?,
        }
    }
    Ok(())
}

/// Says that no output is for a picture.
pub(crate) fn tell_left_out(path: &Path, report: &mut Report) -> anyhow::Result<()> {
    let line = LeftOut {
        input: &path.to_string_lossy(),
        state: "left-out",
    };
    let path = printable(path);
    report.success(
        &line,
        &format!("{path} is left out: the include and exclude of the recipe's outputs say so"),
    )
}

fn tell_thumbnail(
    picture: &PictureOutcome,
    thumbnail: &Thumbnail,
    report: &mut Report,
) -> anyhow::Result<()> {
    let facts = &thumbnail.note.facts;
    let up_to_date = thumbnail.state == State::UpToDate;
    let line = Line {
        input: &picture.input.path.to_string_lossy(),
        output: &thumbnail.path.to_string_lossy(),
        state: if up_to_date { "up-to-date" } else { "made" },
        facts,
        codec: thumbnail.note.codec.as_deref(),
        warnings: &picture.warnings,
        ms: picture.ms,
    };
    let after = match up_to_date {
        true => "up to date".to_owned(),
        false => format!("{}, {:.1} ms", Bytes(facts.bytes), picture.ms),
    };
    let text = format!(
        "{} -> {}  {} x {} {}, {after}",
        printable(&picture.input.path),
        printable(&thumbnail.path),
        facts.width,
        facts.height,
        facts.format,
    );
    report.success(&line, &text)
}

/// A number of bytes for people.
pub(crate) struct Bytes(pub(crate) u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes @ 0..1000 => write!(f, "{bytes} bytes"),
            bytes @ 1000..1_000_000 => write!(f, "{:.1} kB", bytes as f64 / 1e3),
            bytes @ 1_000_000..1_000_000_000 => write!(f, "{:.1} MB", bytes as f64 / 1e6),
            bytes => write!(f, "{:.2} GB", bytes as f64 / 1e9),
        }
    }
}
