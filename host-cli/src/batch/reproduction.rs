//! Making a result once more, and comparing it with the one that is there: `thumbox verify` and `thumbox replay`.
//!
//! A result depends on three things, whose digests are its receipt: the component, the recipe and the picture. Where the
//! bytes are not the same, one of the three is another one, or somebody has changed the result. This says which.

mod asked;

use std::path::Path;

use engine::{COMPONENT_SHA256, Resizer};
use recipe::{MAX_TIME, Options};
use records::Claim;
use serde::Serialize;

pub(crate) use self::asked::{Asked, lambda_without_recipe};
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::input;
use crate::report::{Report, escape, printable};

/// Nobody has results as large as this.
pub(crate) const LARGEST_RESULT: u64 = 1 << 30;

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

/// What a result depends on, and itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    Component,
    Recipe,
    Input,
    Result,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Recipe => "recipe",
            Self::Input => "input",
            Self::Result => "result",
        }
    }
}

/// A part that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Difference {
    part: Part,
    message: String,
}

impl Difference {
    fn new(part: Part, message: String) -> Self {
        Self { part, message }
    }
}

/// A result and what was found out about it. This is also its line of `--json`.
#[derive(Debug, Serialize)]
pub(crate) struct Reproduction {
    output: String,
    pub(crate) state: State,
    /// The picture, where there is one.
    source: Option<String>,
    /// What is not as it was. Of an identical result these are remarks: they made no difference to its bytes.
    differences: Vec<Difference>,
    /// Why it could not be checked, or why nothing can be made of the picture now.
    error: Option<Failure>,
    /// SHA-256 of the result that is there.
    sha256: Option<String>,
    /// SHA-256 of what was made now.
    recomputed: Option<String>,
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
                false => reasons += &format!("; and nothing can be made of it now: {error}"),
            }
        }
        let output = printable(Path::new(&self.output));
        match self.state {
            State::Identical if reasons.is_empty() => format!("{output}: identical"),
            State::Identical => format!("{output}: identical, in spite of another {reasons}"),
            State::Differs => format!("{output}: differs: {reasons}"),
            State::Unchecked => format!("{output}: cannot be checked: {reasons}"),
        }
    }
}

/// How many results there were of each state.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    identical: usize,
    differ: usize,
    unchecked: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, state: State) {
        match state {
            State::Identical => self.identical += 1,
            State::Differs => self.differ += 1,
            State::Unchecked => self.unchecked += 1,
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match self.differ + self.unchecked {
            0 => Outcome::AllFine,
            _ => Outcome::SomeFailed,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} identical, {} ", self.identical, self.differ)?;
        f.write_str(if self.differ == 1 {
            "differs"
        } else {
            "differ"
        })?;
        match self.unchecked {
            0 => Ok(()),
            count => write!(f, ", {count} cannot be checked"),
        }
    }
}

/// A result and the picture that it is said to be made of.
pub(crate) struct Pair<'a> {
    pub(crate) output: &'a Path,
    pub(crate) result: &'a [u8],
    /// Where the picture was found.
    pub(crate) source: &'a Path,
    pub(crate) picture: &'a [u8],
}

/// The picture in a file.
pub(crate) fn read_picture(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    input::read(path, limit).map_err(|failure| Failure {
        message: format!("the picture {}: {}", path.display(), failure.message),
        ..failure
    })
}

/// Makes the result again and compares. Without a claim it can be said whether the bytes are the same, and not why not.
pub(crate) fn reproduce(
    resizer: &Resizer,
    asked: &Asked,
    claim: Option<&Claim>,
    pair: &Pair<'_>,
) -> Reproduction {
    let sha256 = recipe::sha256(pair.result);
    let picture = part_read(claim, pair.picture);
    let options = match picture.len() == pair.picture.len() {
        true => asked.options,
        // As the function does with the beginning of a file.
        false => Options {
            tolerant: Some(false),
            ..asked.options
        },
    };
    let mut differences = Vec::new();
    if let Some(claim) = claim {
        differences.extend(component_difference(claim));
        differences.extend(asked.difference.clone());
        differences.extend(input_difference(claim, pair.source, picture));
        differences.extend(result_difference(claim, &sha256));
    }
    let made = resizer.resize_within(MAX_TIME, picture, &asked.targets, options);
    let (state, bytes, error) = match made {
        Ok(made) => {
            let mut outputs: Vec<Vec<u8>> =
                made.outputs.into_iter().map(|made| made.data).collect();
            let same = outputs.iter().position(|bytes| bytes == pair.result);
            let state = if same.is_some() {
                State::Identical
            } else {
                State::Differs
            };
            let index = same.unwrap_or_default();
            let bytes = (index < outputs.len()).then(|| outputs.swap_remove(index));
            (state, bytes, None)
        }
        Err(error) if differences.is_empty() => (State::Unchecked, None, Some(error.into())),
        Err(error) => (State::Differs, None, Some(error.into())),
    };
    if state == State::Differs && differences.is_empty() {
        differences.push(unexplained(claim));
    }
    Reproduction {
        output: pair.output.to_string_lossy().into_owned(),
        state,
        source: Some(pair.source.to_string_lossy().into_owned()),
        differences,
        error,
        sha256: Some(sha256),
        recomputed: bytes.as_deref().map(recipe::sha256),
        bytes,
    }
}

/// The function reads no more of an upload than it needs: so many bytes, if they are those of the receipt.
fn part_read<'a>(claim: Option<&Claim>, picture: &'a [u8]) -> &'a [u8] {
    let part = || {
        let claim = claim?;
        let length = usize::try_from(claim.source_bytes?).ok()?;
        let part = picture.get(..length)?;
        (recipe::sha256(part) == claim.receipt.source).then_some(part)
    };
    part().unwrap_or(picture)
}

fn component_difference(claim: &Claim) -> Option<Difference> {
    let theirs = &claim.receipt.component;
    (theirs != COMPONENT_SHA256).then(|| {
        let message = format!(
            "it was made by the component {}, and this program has {}",
            short(theirs),
            short(COMPONENT_SHA256)
        );
        Difference::new(Part::Component, message)
    })
}

fn input_difference(claim: &Claim, path: &Path, picture: &[u8]) -> Option<Difference> {
    let digest = recipe::sha256(picture);
    (claim.receipt.source != digest).then(|| {
        let message = format!(
            "it was made of the picture {}, and {} is {}",
            short(&claim.receipt.source),
            path.display(),
            short(&digest)
        );
        Difference::new(Part::Input, message)
    })
}

fn result_difference(claim: &Claim, sha256: &str) -> Option<Difference> {
    let written = claim.result.as_deref()?;
    (written != sha256).then(|| {
        let message = format!(
            "it was changed after it was made: {} was written, and this is {}",
            short(written),
            short(sha256)
        );
        Difference::new(Part::Result, message)
    })
}

/// Everything is the same, and the bytes are not.
fn unexplained(claim: Option<&Claim>) -> Difference {
    let message = match claim {
        None => "other bytes come out; with a receipt it could be said why",
        Some(claim) if claim.result.is_none() => {
            "component, recipe and picture are those of the receipt, so it was changed after it was made"
        }
        // Nobody has seen this yet.
        Some(_) => {
            "component, recipe and picture are the same and nobody has changed it, and yet other bytes come out; \
             please report this"
        }
    };
    Difference::new(Part::Result, message.to_owned())
}

/// Enough of a digest to recognise it.
fn short(digest: &str) -> &str {
    digest
        .char_indices()
        .nth(12)
        .and_then(|(end, _)| digest.get(..end))
        .unwrap_or(digest)
}
