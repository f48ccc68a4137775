//! Making a result once more, and comparing it with the one that is there: `thumbox verify` and `thumbox replay`.
//!
//! A result depends on three things, whose digests are its receipt: the component, the recipe and the picture. Where the
//! bytes are not the same, one of the three is another one, or somebody has changed the result. This says which.

mod asked;
mod difference;
mod outcome;
mod tally;

use std::path::Path;

use engine::{Output, Resizer};
use recipe::{Limits, MAX_TIME};
use records::Claim;

pub(crate) use self::asked::{Asked, lambda_without_recipe};
use self::difference::{
    codec_difference, component_difference, input_difference, result_difference, unexplained,
};
pub(crate) use self::outcome::Reproduction;
use self::outcome::State;
pub(crate) use self::tally::Tally;
use crate::failure::Failure;
use crate::input;

/// Nobody has results as large as this.
pub(crate) const LARGEST_RESULT: u64 = 1 << 30;

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
        message: format!("the source {}: {}", path.display(), failure.message),
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
    let limits = match picture.len() == pair.picture.len() {
        true => asked.limits,
        // As the function does with the beginning of a file.
        false => Limits {
            tolerant: Some(false),
            ..asked.limits
        },
    };
    let mut differences = Vec::new();
    if let Some(claim) = claim {
        differences.extend(component_difference(claim));
        differences.extend(codec_difference(claim));
        differences.extend(asked.difference.clone());
        differences.extend(input_difference(claim, pair.source, picture));
        differences.extend(result_difference(claim, &sha256));
    }
    let made = resizer.resize_within(MAX_TIME, picture, &asked.targets, limits);
    let (state, bytes, error) = match made {
        Ok(made) => {
            let (state, bytes) = compare(made.outputs, pair.result);
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

/// Whether one of the outputs is the result: that one, or else the first.
fn compare(outputs: Vec<Output>, result: &[u8]) -> (State, Option<Vec<u8>>) {
    let mut outputs: Vec<Vec<u8>> = outputs.into_iter().map(|output| output.data).collect();
    let same = outputs.iter().position(|bytes| bytes == result);
    let state = match same {
        Some(_) => State::Identical,
        None => State::Differs,
    };
    let index = same.unwrap_or_default();
    let bytes = (index < outputs.len()).then(|| outputs.swap_remove(index));
    (state, bytes)
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
