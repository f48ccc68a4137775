//! One picture: finding what of its results is up to date, and making the others.

use std::path::PathBuf;
use std::time::Instant;

use recipe::Target;
use records::{Source, Warned};

use super::left_out::Reason;
use super::naming::Made;
use super::path_text::to_text;
use super::picture_file::Input;
use super::thumbnail::{State, Thumbnail};
use super::version::{self, Version};
use super::work::Work;
use super::{note, up_to_date, writing};
use crate::failure::Failure;

/// What became of a picture.
#[derive(Debug)]
pub(crate) struct PictureOutcome {
    pub(crate) input: Input,
    /// Of the file; 0 where it was not read.
    pub(crate) bytes: u64,
    pub(crate) warnings: Vec<Warned>,
    /// For each output that is for it, or one failure for all.
    pub(crate) results: Vec<Result<Thumbnail, Failure>>,
    /// Why nothing was made of it, where that is no failure.
    pub(crate) left_out: Option<Reason>,
    /// From the opening of the input to the closing of the last output.
    pub(crate) ms: f64,
}

/// The result of an output, which has this number in the recipe. `None` where it is not made yet.
struct OfOutput {
    index: usize,
    result: Option<Result<Thumbnail, Failure>>,
}

/// What is known of an output before it is made.
pub(crate) struct Foreseen {
    /// Its place in the folder; `None` where that depends on what is made.
    pub(crate) place: Option<PathBuf>,
    pub(crate) is_up_to_date: bool,
}

/// What [`make`] would make. Nothing is written.
pub(crate) fn foreseen(work: &Work<'_>, input: &Input) -> Result<Vec<Foreseen>, Failure> {
    let mut version = work.version(input)?;
    let outputs = work.recipe.outputs_for(&input.key()).into_iter();
    let found: Vec<_> = outputs
        .map(|index| {
            let version = version.as_ref();
            let found =
                version.and_then(|version| up_to_date::look(work, input, index, version, None));
            (index, found)
        })
        .collect();
    if let Some(version) = &mut version
        && found.iter().any(|(_, found)| found.is_none())
    {
        work.probe(input, version)?;
    }
    let foreseen = found.into_iter().map(|(index, found)| {
        let place = match work.format(index, version.as_ref()) {
            Some(format) => work.place(input, index, Made::of(format))?,
            None => None,
        };
        Ok(Foreseen {
            is_up_to_date: found.is_some(),
            place: found.map(|found| found.place).or(place),
        })
    });
    foreseen.collect()
}

/// Makes what is not up to date.
pub(crate) fn make(work: &Work<'_>, input: Input) -> PictureOutcome {
    let start = Instant::now();
    let mut outcome = PictureOutcome {
        input,
        bytes: 0,
        warnings: Vec::new(),
        results: Vec::new(),
        left_out: None,
        ms: 0.0,
    };
    match add_results(work, &mut outcome) {
        Ok(()) => {}
        Err(failure) if outcome.input.is_none(&failure) => {
            outcome.left_out = Some(Reason::NoImage);
        }
        Err(failure) => outcome.results = vec![Err(failure)],
    }
    outcome.ms = start.elapsed().as_secs_f64() * 1e3;
    outcome
}

fn add_results(work: &Work<'_>, outcome: &mut PictureOutcome) -> Result<(), Failure> {
    let outputs = work.recipe.outputs_for(&outcome.input.key());
    let mut results: Vec<OfOutput> = outputs
        .into_iter()
        .map(|index| OfOutput {
            index,
            result: None,
        })
        .collect();
    if results.is_empty() {
        outcome.left_out = Some(Reason::NoOutput);
        return Ok(());
    }
    let mut version = work.version(&outcome.input)?;
    if let Some(version) = &version {
        outcome.bytes = version.metadata.len();
        add_up_to_date(work, &outcome.input, version, None, &mut results);
    }
    if let Some(version) = &version
        && may_be_touched(work, &outcome.input, version, &results)
    {
        let _share = work.budget.take(version.need());
        let limit = work.recipe.limits.file_limit();
        let (image, version) =
            version::read(&outcome.input, Some(version.clone()), limit, work.wait)?;
        if let Some(version) = &version {
            let sha256 = recipe::sha256(&image);
            add_up_to_date(work, &outcome.input, version, Some(&sha256), &mut results);
        }
    }
    if results.iter().any(|of_output| of_output.result.is_none()) {
        if let Some(version) = &mut version {
            work.probe(&outcome.input, version)?;
        }
        let need = version.as_ref().map(Version::need);
        let _share = work.budget.take(need.unwrap_or_default());
        let limit = work.recipe.limits.file_limit();
        let (image, version) = version::read(&outcome.input, version, limit, work.wait)?;
        outcome.bytes = image.len() as u64;
        let sha256 = recipe::sha256(&image);
        if let Some(version) = &version {
            add_up_to_date(work, &outcome.input, version, Some(&sha256), &mut results);
        }
        add_missing(work, outcome, image, sha256, version.as_ref(), &mut results)?;
    }
    outcome.results = results
        .into_iter()
        .filter_map(|of_output| of_output.result)
        .collect();
    if let Some(Ok(known)) = outcome.results.first()
        && known.state == State::UpToDate
    {
        outcome.warnings = known.note.warnings.clone();
    }
    Ok(())
}

/// Whether the picture is likely to have another time and nothing else that is new. Then its digest says so, and nobody needs
/// to look into it.
fn may_be_touched(work: &Work<'_>, input: &Input, version: &Version, results: &[OfOutput]) -> bool {
    let mut missing = results
        .iter()
        .filter(|of_output| of_output.result.is_none());
    missing.any(|of_output| up_to_date::has_of_length(work, input, of_output.index, version))
}

/// Adds those that are there already, as far as that is known: with or without the picture's digest.
fn add_up_to_date(
    work: &Work<'_>,
    input: &Input,
    version: &Version,
    sha256: Option<&str>,
    results: &mut [OfOutput],
) {
    for OfOutput { index, result } in results {
        if result.is_none() {
            *result = up_to_date::find(work, input, *index, version, sha256).map(Ok);
        }
    }
}

/// Makes the others with one call of the component.
fn add_missing(
    work: &Work<'_>,
    outcome: &mut PictureOutcome,
    image: Vec<u8>,
    sha256: String,
    version: Option<&Version>,
    results: &mut [OfOutput],
) -> Result<(), Failure> {
    let missing: Vec<&mut OfOutput> = results
        .iter_mut()
        .filter(|of_output| of_output.result.is_none())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let target = |of_output: &&mut OfOutput| work.recipe.outputs[of_output.index].target.clone();
    let targets: Vec<Target> = missing.iter().map(target).collect();
    let limits = work.recipe.limits;
    let made = work
        .resizer
        .resize_within(work.timeout, &image, &targets, limits)?;
    outcome.warnings = made.warnings.iter().map(note::warned).collect();
    let source = Source {
        path: to_text(&outcome.input.path),
        bytes: image.len() as u64,
        modified: version.map_or(0, Version::modified),
        changed: version.map(Version::changed),
        sha256,
    };
    // Writing takes a while, and does not need it.
    drop(image);
    let picture = version.map(|version| &version.metadata);
    for (OfOutput { index, result }, output) in missing.into_iter().zip(made.outputs) {
        let codec = made.codec.as_ref();
        let note = writing::describe(work, *index, &output, &source, codec, &outcome.warnings);
        let written = writing::write(work, &outcome.input, *index, output, note, picture);
        *result = Some(written);
    }
    Ok(())
}
