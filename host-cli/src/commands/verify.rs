//! `thumbox verify`: makes results again, and says whether the same bytes come out.

mod pictures;
mod results;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use engine::Resizer;
use recipe::Recipe;
use records::Claim;

use self::pictures::{Pictures, Wanted};
use crate::arguments::VerifyArguments;
use crate::batch::noted::{Found, Noted};
use crate::batch::reproduction::{
    Asked, LARGEST_RESULT, Pair, Reproduction, Tally, read_picture, reproduce,
};
use crate::batch::work::jobs;
use crate::batch::workers;
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::input;
use crate::recipe_source;
use crate::report::{Report, escape, say, wrong_usage};

pub(crate) fn run(
    resizer: &Resizer,
    arguments: &VerifyArguments,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let recipe = match arguments
        .recipe
        .as_deref()
        .map(recipe_source::named)
        .transpose()
    {
        Ok(recipe) => recipe,
        // It quotes what is in the file.
        Err(problem) => return Ok(wrong_usage(&escape(&problem))),
    };
    if let Some(missing) = arguments.sources.iter().find(|path| !path.exists()) {
        let problem = format!("--source: there is no {}", missing.display());
        return Ok(wrong_usage(&escape(&problem)));
    }
    let found = results::gather(&arguments.outputs);
    let only_one = found.len() == 1;
    let verifier = Verifier {
        resizer,
        recipe: recipe.as_ref(),
        pictures: Pictures::new(&arguments.sources, only_one),
        read: Mutex::default(),
    };
    let mut tally = Tally::default();
    let (known, mut unknown): (Vec<&Found>, Vec<&Found>) =
        found.iter().partition(|found| found.noted.is_ok());
    let verify = |found: &&Found| {
        verifier
            .verify(found)
            .unwrap_or_else(|failure| Reproduction::unchecked(&found.path, failure))
    };
    let mut tell = |reproduction: Reproduction| {
        tally.add(reproduction.state);
        reproduction.tell(report).context("cannot print")
    };
    let (jobs, stop) = (jobs(arguments.jobs), AtomicBool::new(false));
    workers::run(&known, jobs, &stop, verify, &mut tell)?;
    // In a folder that has pictures and results, the pictures are none of the results.
    unknown.retain(|found| found.named || !verifier.has_read(&found.path));
    workers::run(&unknown, jobs, &stop, verify, &mut tell)?;
    if !arguments.json {
        say(&format!("thumbox: {tally}"));
    }
    Ok(tally.outcome())
}

struct Verifier<'a> {
    resizer: &'a Resizer,
    recipe: Option<&'a Recipe>,
    pictures: Pictures,
    /// Pictures that results were made of.
    read: Mutex<BTreeSet<PathBuf>>,
}

impl Verifier<'_> {
    fn verify(&self, found: &Found) -> Result<Reproduction, Failure> {
        let noted = found.noted.as_ref().map_err(Clone::clone)?;
        let (claim, wanted) = match noted {
            Noted::Resize(note) => (Claim::from(&**note), Wanted::of_note(note)),
            Noted::Invoke(note) => {
                let claim = Claim::of_object(note)?;
                let wanted = Wanted::of_object(&note.key, &claim);
                (claim, wanted)
            }
        };
        let result = input::read(&found.path, LARGEST_RESULT)?;
        let source = self.pictures.find(&wanted, found)?;
        if let Ok(path) = source.canonicalize() {
            self.read().insert(path);
        }
        let asked = Asked::new(self.recipe, Some(&claim))?;
        let picture = read_picture(&source, asked.limits.file_limit())?;
        let pair = Pair {
            output: &found.path,
            result: &result,
            source: &source,
            picture: &picture,
        };
        Ok(reproduce(self.resizer, &asked, Some(&claim), &pair))
    }

    fn read(&self) -> MutexGuard<'_, BTreeSet<PathBuf>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_read(&self, path: &Path) -> bool {
        path.canonicalize()
            .is_ok_and(|path| self.read().contains(&path))
    }
}
