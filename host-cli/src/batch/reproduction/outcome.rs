//! What came of making a result again, and its line.

use std::path::Path;

use serde::Serialize;

use super::difference::Difference;
use crate::failure::Failure;
use crate::report::{Report, escape, printable};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// The same bytes come out.
    Identical,
    /// Other bytes come out, or the picture is now one of which nothing can be made.
    Differs,
    /// Something is missing that is needed to tell.
    Unchecked,
}

/// A result and what was found out about it. This is also its line of `--json`.
#[derive(Debug, Serialize)]
pub(crate) struct Reproduction {
    pub(super) output: String,
    pub(crate) state: State,
    /// The picture, where there is one.
    pub(super) source: Option<String>,
    /// What is not as it was. Of an identical result these are remarks: they made no difference to its bytes.
    pub(super) differences: Vec<Difference>,
    /// Why it could not be checked, or why nothing can be made of the picture now.
    pub(super) error: Option<Failure>,
    /// SHA-256 of the result that is there.
    pub(super) sha256: Option<String>,
    /// SHA-256 of what was made now.
    pub(super) recomputed: Option<String>,
    /// What was made now.
    #[serde(skip)]
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Reproduction {
    /// Of a result that could not be checked.
    pub(crate) fn unchecked(output: &Path, failure: Failure) -> Self {
        Self {
            output: output.to_string_lossy().into_owned(),
            state: State::Unchecked,
            source: None,
            differences: Vec::new(),
            error: Some(failure),
            sha256: None,
            recomputed: None,
            bytes: None,
        }
    }

    /// Prints its line.
    pub(crate) fn tell(&self, report: &mut Report) -> anyhow::Result<()> {
        report.success(self, &self.text())
    }

    fn text(&self) -> String {
        let told = |difference: &Difference| {
            format!(
                "{}: {}",
                difference.part.name(),
                escape(&difference.message)
            )
        };
        let differences: Vec<String> = self.differences.iter().map(told).collect();
        let mut reasons = differences.join("; ");
        if let Some(error) = &self.error {
            let error = escape(&error.message);
            match reasons.is_empty() {
                true => reasons = error,
                false => reasons += &format!("; and the output cannot be made again: {error}"),
            }
        }
        let output = printable(Path::new(&self.output));
        match self.state {
            State::Identical if reasons.is_empty() => format!("{output}: identical"),
            State::Identical => {
                format!("{output}: identical, but not all is as in its receipt: {reasons}")
            }
            State::Differs => format!("{output}: differs: {reasons}"),
            State::Unchecked => format!("{output}: cannot be checked: {reasons}"),
        }
    }
}
