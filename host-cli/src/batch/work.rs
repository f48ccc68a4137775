//! What is the same for every picture of a batch.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use engine::{COMPONENT_SHA256, Resizer};
use recipe::{Encoding, MAX_TIME, OutputFormat, Receipt, Recipe, recipe_digest};

use super::budget::Budget;
use super::naming::{Made, Naming};
use super::note;
use super::picture_file::Input;
use super::version::Version;
use crate::arguments::MakingArguments;
use crate::failure::Failure;
use crate::output_file;
use crate::report::printable;

/// All that is the same for every picture.
pub(crate) struct Work<'a> {
    pub(crate) resizer: &'a Resizer,
    pub(crate) recipe: &'a Recipe,
    /// For each output its digest, as in receipts.
    pub(crate) digests: Vec<String>,
    pub(crate) naming: &'a Naming,
    pub(crate) budget: Budget,
    pub(crate) force: bool,
    pub(crate) preserve_time: bool,
    pub(crate) receipts: bool,
    pub(crate) timeout: Duration,
    /// How long the other end of a pipe is waited for. Without `--timeout` that is for whoever is there.
    pub(crate) wait: Option<Duration>,
    /// The folders that have no leftovers.
    tidy: Mutex<HashSet<PathBuf>>,
    /// The results so far, and whose they are; only where names are not known before.
    written: Option<Mutex<HashMap<PathBuf, (PathBuf, usize)>>>,
}

impl<'a> Work<'a> {
    pub(crate) fn new(
        resizer: &'a Resizer,
        recipe: &'a Recipe,
        naming: &'a Naming,
        arguments: &MakingArguments,
    ) -> Self {
        let limits = &recipe.limits;
        let digest = |output| recipe_digest(output, limits);
        Self {
            resizer,
            recipe,
            digests: recipe.outputs.iter().map(digest).collect(),
            naming,
            budget: match arguments.memory {
                Some(mib) => Budget::new(mib.saturating_mul(1 << 20)),
                None => Budget::of_this_computer(),
            },
            // Whoever names a file means that one, as with `cp`.
            force: arguments.force || naming.is_file(),
            preserve_time: arguments.preserve_time,
            receipts: !(arguments.no_receipts || naming.is_file()),
            timeout: arguments.timeout.unwrap_or(MAX_TIME),
            wait: arguments.timeout,
            tidy: Mutex::default(),
            written: naming.has_actual_size().then(Mutex::default),
        }
    }

    /// The file as it is now, without a look into it. `None` for pipes and standard input, which can be read only once.
    pub(super) fn version(&self, input: &Input) -> Result<Option<Version>, Failure> {
        Version::of(input, self.recipe.limits.file_limit())
    }

    /// Looks at the file's head.
    pub(super) fn probe(&self, input: &Input, version: &mut Version) -> Result<(), Failure> {
        let limit = self.recipe.limits.file_limit();
        version.probe(self.resizer, input, limit, self.timeout)
    }

    /// Where the results will be, as far as that is known before they are made.
    pub(crate) fn places(&self, input: &Input) -> Result<Vec<PathBuf>, Failure> {
        let mut version = self.version(input)?;
        if let Some(version) = &mut version {
            self.probe(input, version)?;
        }
        let outputs = self.recipe.outputs_for(&input.key()).into_iter();
        let places = outputs.map(|index| match self.format(index, version.as_ref()) {
            Some(format) => self.place(input, index, Made::of(format)),
            None => Ok(None),
        });
        places.filter_map(Result::transpose).collect()
    }

    /// Takes the path for the result of an output.
    ///
    /// # Errors
    /// Where another result has it: neither must replace the other.
    pub(super) fn claim(&self, path: &Path, input: &Input, index: usize) -> Result<(), Failure> {
        let Some(written) = &self.written else {
            return Ok(());
        };
        let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
        let own = (input.path.clone(), index);
        match written.get(path) {
            // What is gone since, in a folder that is watched, has no result any more.
            Some(other) if *other != own && (other.0 == own.0 || other.0.exists()) => {
                Err(Failure::name(format!(
                    "its output would be named {}, and so is output {} of {}; give them other names, such as with {{width}}",
                    printable(path),
                    other.1 + 1,
                    printable(&other.0)
                )))
            }
            _ => {
                written.insert(path.to_owned(), own);
                Ok(())
            }
        }
    }

    /// Removes what runs that were ended have left beside a result and among the receipts of its folder.
    pub(super) fn tidy(&self, root: &Path, result: &Path) {
        let Some(folder) = result.parent() else {
            return;
        };
        let mut tidy = self.tidy.lock().unwrap_or_else(PoisonError::into_inner);
        if tidy.contains(folder) {
            return;
        }
        let receipts = root.join(note::FOLDER);
        for folder in [folder, &receipts] {
            if tidy.insert(folder.to_owned()) {
                output_file::remove_leftovers(folder);
            }
        }
    }

    /// `codec` is the digest of the one that decodes the picture, where one has to.
    pub(super) fn receipt(&self, index: usize, source: &str, codec: Option<String>) -> Receipt {
        Receipt {
            component: COMPONENT_SHA256.to_owned(),
            recipe: self.digests[index].clone(),
            source: source.to_owned(),
            codec,
        }
    }

    pub(super) fn format(&self, index: usize, version: Option<&Version>) -> Option<OutputFormat> {
        let format = self.recipe.outputs[index].target.format;
        format
            .and_then(Encoding::fixed)
            .or_else(|| Some(version?.info.as_ref()?.auto_format))
    }

    pub(super) fn place(
        &self,
        input: &Input,
        index: usize,
        made: Made<'_>,
    ) -> Result<Option<PathBuf>, Failure> {
        let output = &self.recipe.outputs[index];
        self.naming
            .place(input, index, output, made)
            .map_err(Failure::name)
    }
}

/// How many pictures are worked on at the same time.
pub(crate) fn jobs(asked: Option<u16>) -> usize {
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    asked.map_or_else(processors, usize::from)
}
