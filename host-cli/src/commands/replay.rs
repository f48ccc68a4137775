//! `thumbox replay`: makes a thumbnail of production again, from its receipt, and says what has changed if it is not the
//! same.

#[cfg_attr(not(feature = "s3"), path = "replay/no_bucket.rs")]
mod bucket;
mod object;
mod receipt;

use std::path::Path;

use engine::Resizer;
use host_lambda::provenance::SOURCE_VERSION;
use host_lambda::store::Pin;
use recipe::Recipe;
use records::Claim;

use self::bucket::Buckets;
use self::object::{Location, Locations};
use crate::arguments::ReplayArguments;
use crate::batch::noted::{Noted, look_up};
use crate::batch::reproduction::{
    Asked, LARGEST_RESULT, Pair, Reproduction, Tally, lambda_without_recipe, read_picture,
    reproduce,
};
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::recipe_source;
use crate::report::{Report, escape, printable, say, wrong_usage};
use crate::{input, output_file};

/// A thumbnail and all that it takes to make it again.
struct Case {
    result: Vec<u8>,
    claim: Option<Claim>,
    picture: Vec<u8>,
}

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &ReplayArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let prepared = recipe(arguments).and_then(|recipe| {
        let receipt = arguments.receipt.as_deref().map(receipt::read).transpose();
        let claim = receipt.map_err(|failure| format!("--receipt: {}", failure.message))?;
        Ok((recipe, claim, Locations::of(arguments)?))
    });
    let (recipe, claim, locations) = match prepared {
        Ok(prepared) => prepared,
        // It quotes what is in files.
        Err(problem) => return Ok(wrong_usage(&escape(&problem))),
    };
    let reproduction = replay(resizer, &locations, &recipe, claim)
        .unwrap_or_else(|failure| Reproduction::unchecked(&arguments.thumbnail, failure));
    reproduction.tell(report)?;
    let mut tally = Tally::default();
    tally.add(reproduction.state);
    if let (Some(path), Some(bytes)) = (&arguments.output, &reproduction.bytes) {
        if let Err(error) = output_file::write_alone(path, bytes) {
            let message = Failure::writing(path, &error).message;
            say(&format!("thumbox: {}", escape(&message)));
            return Ok(Outcome::SomeFailed);
        }
        if !arguments.json {
            let path = printable(path);
            say(&format!("thumbox: what was made now is in {path}"));
        }
    }
    Ok(tally.outcome())
}

/// The recipe, with the output that was chosen alone.
fn recipe(arguments: &ReplayArguments) -> Result<Recipe, String> {
    let mut recipe = match &arguments.recipe {
        Some(path) => recipe_source::named(path)?,
        None => lambda_without_recipe().map_err(|failure| failure.message)?,
    };
    let Some(number) = arguments.output_number.map(usize::from) else {
        return Ok(recipe);
    };
    let count = recipe.outputs.len();
    match recipe.outputs.get(number - 1).cloned() {
        Some(output) => {
            recipe.outputs = vec![output];
            Ok(recipe)
        }
        None => Err(format!(
            "--output-number {number}: expected an output of the recipe, from 1 to {count}"
        )),
    }
}

fn replay(
    resizer: &Resizer,
    locations: &Locations,
    recipe: &Recipe,
    claim: Option<Claim>,
) -> Result<Reproduction, Failure> {
    let case = Case::read(locations, claim, recipe.limits.file_limit())?;
    let asked = Asked::new(Some(recipe), case.claim.as_ref())?;
    let pair = Pair {
        output: &locations.thumbnail.path(),
        result: &case.result,
        source: &locations.source.path(),
        picture: &case.picture,
    };
    Ok(reproduce(resizer, &asked, case.claim.as_ref(), &pair))
}

impl Case {
    /// `claim` is what was said on the command line; `limit` is how large an upload may be.
    fn read(locations: &Locations, claim: Option<Claim>, limit: u64) -> Result<Self, Failure> {
        let mut pin = Pin::default();
        let (result, found) = match &locations.thumbnail {
            Location::File(path) => (input::read(path, LARGEST_RESULT)?, noted(path)),
            Location::Object(place) => {
                let (head, bytes) = Buckets::new()?.read(place, &pin, LARGEST_RESULT)?;
                pin.version = head.metadata.get(SOURCE_VERSION).cloned();
                (
                    bytes,
                    Claim::of_metadata(&head.metadata)
                        .map(Some)
                        .map_err(Failure::from),
                )
            }
        };
        let claim = match claim {
            Some(claim) => Some(claim),
            None => found?,
        };
        let picture = match &locations.source {
            Location::File(path) => read_picture(path, limit)?,
            Location::Object(place) => Buckets::new()?.read(place, &pin, limit)?.1,
        };
        Ok(Self {
            result,
            claim,
            picture,
        })
    }
}

/// The receipt of a thumbnail of `thumbox invoke`, or of `thumbox resize`; none is no failure.
fn noted(thumbnail: &Path) -> Result<Option<Claim>, Failure> {
    match look_up(thumbnail, true).noted {
        Ok(Noted::Resize(note)) => Ok(Some(Claim::from(&*note))),
        Ok(Noted::Invoke(note)) => Ok(Some(Claim::of_object(&note)?)),
        Err(_) => Ok(None),
    }
}
