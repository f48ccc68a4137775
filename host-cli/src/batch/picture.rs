//! One picture: what of its results is up to date, and making the others.

use std::fs::{self, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use engine::{COMPONENT_SHA256, Resizer};
use recipe::{Encoding, OutputFormat, Receipt, Recipe, Target};
use records::{Facts, Made, Note, Source, Warned};

use super::budget::{self, Budget};
use super::input_list::Input;
use super::naming::Naming;
use super::note::{self, modified};
use crate::failure::Failure;
use crate::{input, output_file};

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
}

/// What became of a picture.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) input: Input,
    /// Of the file; 0 where it was not read.
    pub(crate) bytes: u64,
    pub(crate) warnings: Vec<Warned>,
    /// For each output, or one failure for all.
    pub(crate) results: Vec<Result<Thumbnail, Failure>>,
    /// From the opening of the input to the closing of the last output.
    pub(crate) ms: f64,
}

/// A result.
#[derive(Debug)]
pub(crate) struct Thumbnail {
    /// Where it is, if it is in a file.
    pub(crate) path: PathBuf,
    pub(crate) note: Note,
    pub(crate) state: State,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum State {
    Made,
    UpToDate,
    /// For standard output.
    Bytes(Vec<u8>),
}

/// A file as it was at a time.
struct Version {
    metadata: Metadata,
    /// What its head says. `None` where that is not enough: what resizing makes of it, counts.
    info: Option<engine::ImageInfo>,
}

impl Version {
    /// The memory that making pictures of it is likely to take. Of a file whose head is broken hardly more is decoded.
    fn need(&self) -> u64 {
        let bytes = self.metadata.len();
        let need = self.info.as_ref().map(|info| budget::need(info, bytes));
        need.unwrap_or(2 * bytes)
    }
}

impl Work<'_> {
    pub(crate) fn picture(&self, input: Input) -> Outcome {
        let start = Instant::now();
        let mut outcome = Outcome {
            input,
            bytes: 0,
            warnings: Vec::new(),
            results: Vec::new(),
            ms: 0.0,
        };
        if let Err(failure) = self.results(&mut outcome) {
            // Found by looking into all files: most of them are none.
            if !(outcome.input.doubtful && failure.kind == "unsupported-format") {
                outcome.results = vec![Err(failure)];
            }
        }
        outcome.ms = start.elapsed().as_secs_f64() * 1e3;
        outcome
    }

    /// Where the results will be, as far as that is known before they are made.
    pub(crate) fn places(&self, input: &Input) -> Result<Vec<PathBuf>, Failure> {
        let version = self.version(input)?;
        let outputs = 0..self.recipe.outputs.len();
        let places = outputs.map(|index| match self.format(index, version.as_ref()) {
            Some(format) => self.place(input, index, format, None),
            None => Ok(None),
        });
        places.filter_map(Result::transpose).collect()
    }

    fn results(&self, outcome: &mut Outcome) -> Result<(), Failure> {
        let version = self.version(&outcome.input)?;
        let count = self.recipe.outputs.len();
        let mut results: Vec<Option<Result<Thumbnail, Failure>>> =
            (0..count).map(|_| None).collect();
        if let Some(version) = &version {
            outcome.bytes = version.metadata.len();
            for (index, result) in results.iter_mut().enumerate() {
                *result = self
                    .up_to_date(&outcome.input, index, version, None)
                    .map(Ok);
            }
        }
        if results.iter().any(Option::is_none) {
            let need = version.as_ref().map(Version::need);
            let _share = self.budget.take(need.unwrap_or_default());
            let (image, version) = self.read(&outcome.input, version)?;
            outcome.bytes = image.len() as u64;
            let sha256 = recipe::sha256(&image);
            if let Some(version) = &version {
                for (index, result) in results.iter_mut().enumerate() {
                    if result.is_none() {
                        let known = self.up_to_date(&outcome.input, index, version, Some(&sha256));
                        *result = known.map(Ok);
                    }
                }
            }
            let missing: Vec<usize> = (0..count)
                .filter(|index| results[*index].is_none())
                .collect();
            if !missing.is_empty() {
                let target = |index: &usize| self.recipe.outputs[*index].target.clone();
                let targets: Vec<Target> = missing.iter().map(target).collect();
                let options = self.recipe.options;
                let made = self
                    .resizer
                    .resize_within(self.timeout, &image, &targets, options)?;
                outcome.warnings = made.warnings.iter().map(note::warned).collect();
                let source = Source {
                    path: outcome.input.path.to_string_lossy().into_owned(),
                    bytes: image.len() as u64,
                    modified: version
                        .as_ref()
                        .map_or(0, |version| modified(&version.metadata)),
                    sha256,
                };
                drop(image);
                for (index, output) in missing.into_iter().zip(made.outputs) {
                    let time = version.as_ref().map(|version| &version.metadata);
                    results[index] = Some(self.put(outcome, index, output, &source, time));
                }
            }
        }
        outcome.results = results.into_iter().flatten().collect();
        if let Some(Ok(known)) = outcome.results.first()
            && known.state == State::UpToDate
        {
            outcome.warnings = known.note.warnings.clone();
        }
        Ok(())
    }

    /// The file as it is now. `None` for pipes and standard input, which can be read only once.
    fn version(&self, input: &Input) -> Result<Option<Version>, Failure> {
        if input.is_standard_input() {
            return Ok(None);
        }
        let metadata = fs::metadata(&input.path).map_err(|error| Failure::reading(&error))?;
        if metadata.is_dir() {
            return Err(Failure::is_directory());
        }
        if !metadata.is_file() {
            return Ok(None);
        }
        let limit = self.recipe.options.file_limit();
        if metadata.len() > limit {
            return Err(Failure::file_too_large(limit));
        }
        let info = match input::probe_head(self.resizer, &input.path, limit, self.timeout) {
            Ok(info) => Some(info),
            // The picture may be there although something is missing that belongs to what `probe` tells, such as a
            // colour profile. And the request may be wrong, which is looked at first.
            Err(failure) if matches!(failure.kind, "truncated" | "malformed") => None,
            Err(failure) => return Err(failure),
        };
        Ok(Some(Version { metadata, info }))
    }

    /// The whole file, and which version it is of.
    fn read(
        &self,
        input: &Input,
        version: Option<Version>,
    ) -> Result<(Vec<u8>, Option<Version>), Failure> {
        let limit = self.recipe.options.file_limit();
        if input.is_standard_input() {
            let mut bytes = Vec::new();
            let read = std::io::stdin()
                .lock()
                .take(limit.saturating_add(1))
                .read_to_end(&mut bytes);
            read.map_err(|error| Failure::reading(&error))?;
            return match bytes.len() as u64 > limit {
                true => Err(Failure::file_too_large(limit)),
                false => Ok((bytes, None)),
            };
        }
        let Some(mut version) = version else {
            return Ok((input::read(&input.path, limit)?, None));
        };
        // A file that is just being written is given a second chance.
        for _ in 0..2 {
            let image = input::read(&input.path, limit)?;
            let after = fs::metadata(&input.path).map_err(|error| Failure::reading(&error))?;
            let is_same = image.len() as u64 == after.len()
                && modified(&after) == modified(&version.metadata)
                && after.len() == version.metadata.len();
            if is_same {
                return Ok((image, Some(version)));
            }
            version.metadata = after;
        }
        Err(Failure::changed())
    }

    /// The result that is there already, if it is what would be made. Of a file that has another time, the digest decides.
    fn up_to_date(
        &self,
        input: &Input,
        index: usize,
        version: &Version,
        sha256: Option<&str>,
    ) -> Option<Thumbnail> {
        if self.force || !self.receipts {
            return None;
        }
        let root = self.naming.root()?;
        let receipt = sha256.map(|sha256| self.receipt(index, sha256));
        let format = self.format(index, Some(version))?;
        let place = self.place(input, index, format, receipt.as_ref()).ok()??;
        let mut note = note::read(root, &place)?;
        let path = root.join(&place);
        let is_there = fs::metadata(&path).is_ok_and(|file| note::is_about(&note, &file));
        let is_same = note.component == COMPONENT_SHA256 && note.recipe == self.digests[index];
        if !(is_there && is_same) {
            return None;
        }
        let (bytes, time) = (version.metadata.len(), modified(&version.metadata));
        match sha256 {
            None if (note.source.bytes, note.source.modified) != (bytes, time) => return None,
            Some(sha256) if note.source.sha256 != sha256 => return None,
            Some(_) => {
                // Next time the time will tell. If this cannot be written, the digest will.
                note.source.modified = time;
                let _ = note::write(&note, root, &place);
            }
            None => {}
        }
        Some(Thumbnail {
            path,
            note,
            state: State::UpToDate,
        })
    }

    /// Writes a result.
    fn put(
        &self,
        outcome: &Outcome,
        index: usize,
        output: engine::Output,
        source: &Source,
        times: Option<&Metadata>,
    ) -> Result<Thumbnail, Failure> {
        let mut note = Note {
            output: String::new(),
            facts: Facts {
                format: output.format.name().to_owned(),
                width: output.width,
                height: output.height,
                frames: output.frames,
                quality: output.quality,
                bytes: output.data.len() as u64,
                sha256: recipe::sha256(&output.data),
                thumbhash: output
                    .thumbhash
                    .as_ref()
                    .map(|hash| BASE64_STANDARD.encode(hash)),
            },
            source: source.clone(),
            warnings: outcome.warnings.clone(),
            component: COMPONENT_SHA256.to_owned(),
            recipe: self.digests[index].clone(),
            made: Made {
                output: self.recipe.outputs[index].clone(),
                options: self.recipe.options,
            },
        };
        let Some(root) = self.naming.root() else {
            return Ok(Thumbnail {
                path: PathBuf::new(),
                note,
                state: State::Bytes(output.data),
            });
        };
        let receipt = note.receipt();
        let place = self.place(&outcome.input, index, output.format, Some(&receipt))?;
        let place = place.ok_or_else(|| Failure::name("its result has no name".to_owned()))?;
        note.output = place.to_string_lossy().into_owned();
        let path = root.join(&place);
        self.check_replaceable(root, &place, times)?;
        let failed = |error: &std::io::Error| Failure::writing(&path, error);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        }
        let time = times
            .filter(|_| self.preserve_time)
            .and_then(|times| times.modified().ok());
        output_file::write_with_time(&path, &output.data, time).map_err(|error| failed(&error))?;
        // A note about what was here before must not stay.
        let noted = match self.receipts {
            true => note::write(&note, root, &place),
            false => note::remove(root, &place),
        };
        noted.map_err(|error| Failure::writing(&root.join(note::FOLDER), &error))?;
        Ok(Thumbnail {
            path,
            note,
            state: State::Made,
        })
    }

    /// A file that is newer than the picture may be somebody's work, unless it is known to be a result.
    fn check_replaceable(
        &self,
        root: &Path,
        place: &Path,
        picture: Option<&Metadata>,
    ) -> Result<(), Failure> {
        let path = root.join(place);
        let (Some(picture), Ok(file)) = (picture, fs::metadata(&path)) else {
            return Ok(());
        };
        let is_ours = || note::read(root, place).is_some_and(|note| note::is_about(&note, &file));
        match !self.force && file.is_file() && modified(&file) > modified(picture) && !is_ours() {
            true => Err(Failure::newer(&path)),
            false => Ok(()),
        }
    }

    fn receipt(&self, index: usize, source: &str) -> Receipt {
        Receipt {
            component: COMPONENT_SHA256.to_owned(),
            recipe: self.digests[index].clone(),
            source: source.to_owned(),
        }
    }

    fn format(&self, index: usize, version: Option<&Version>) -> Option<OutputFormat> {
        let format = self.recipe.outputs[index].target.format;
        format
            .and_then(Encoding::fixed)
            .or_else(|| Some(version?.info.as_ref()?.auto_format))
    }

    fn place(
        &self,
        input: &Input,
        index: usize,
        format: OutputFormat,
        receipt: Option<&Receipt>,
    ) -> Result<Option<PathBuf>, Failure> {
        let hash = receipt.map(Receipt::digest);
        let output = &self.recipe.outputs[index];
        self.naming
            .place(input, index, output, Some(format), hash.as_deref())
            .map_err(Failure::name)
    }
}
