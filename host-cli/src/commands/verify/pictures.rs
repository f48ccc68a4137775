//! Where the picture is that a result was made of.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use records::{Claim, Note};
use walkdir::WalkDir;

use crate::batch::note::FOLDER;
use crate::batch::noted::Found;
use crate::batch::path_text::to_path;
use crate::failure::Failure;
use crate::input::STANDARD;

/// The picture that is looked for.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Where it was, or the key of its thumbnail, which mostly is its own.
    path: PathBuf,
    /// Whether it may still be there.
    is_its_path: bool,
    sha256: String,
    /// How many bytes the digest is of.
    bytes: Option<u64>,
    /// Whether that is all of them.
    is_whole: bool,
}

impl Wanted {
    pub(super) fn of_note(note: &Note) -> Self {
        Self {
            path: to_path(&note.source.path),
            is_its_path: true,
            sha256: note.source.sha256.clone(),
            bytes: Some(note.source.bytes),
            is_whole: true,
        }
    }

    pub(super) fn of_object(key: &str, claim: &Claim) -> Self {
        Self {
            path: key.into(),
            is_its_path: false,
            sha256: claim.receipt.source.clone(),
            bytes: claim.source_bytes,
            is_whole: false,
        }
    }

    fn missing(&self, is_elsewhere: bool) -> Failure {
        let path = self.path.display();
        let message = match (is_elsewhere, self.is_its_path) {
            (true, _) => {
                format!("its source {path} is missing; --source has no file of that name or digest")
            }
            (false, true) if self.path.as_os_str() == STANDARD => {
                "its source came from standard input; name its file with --source".to_owned()
            }
            (false, true) => {
                format!("its source {path} is missing; give its location with --source")
            }
            (false, false) => {
                "its receipt does not say where the upload is; name its folder with --source"
                    .to_owned()
            }
        };
        Failure {
            kind: "no-source",
            message,
        }
    }
}

/// So many bytes of a file, or all.
type FirstBytes = (PathBuf, Option<u64>);

/// The places where pictures may be.
pub(super) struct Pictures {
    named: Vec<PathBuf>,
    /// There is one result only, so a file that was named must be its picture.
    only_one: bool,
    /// All files of these places, once it was necessary to look at them.
    files: OnceLock<Vec<PathBuf>>,
    digests: Mutex<BTreeMap<FirstBytes, Option<String>>>,
}

impl Pictures {
    pub(super) fn new(named: &[PathBuf], only_one: bool) -> Self {
        Self {
            named: named.to_vec(),
            only_one,
            files: OnceLock::new(),
            digests: Mutex::default(),
        }
    }

    /// The file that has the picture's digest, by its name or else by looking at all; or else one that has its name.
    /// The result `of` is none, whatever its name is.
    pub(super) fn find(&self, wanted: &Wanted, of: &Found) -> Result<PathBuf, Failure> {
        let mut candidates = self.candidates(wanted, &of.root);
        let itself = of.path.canonicalize().ok();
        candidates.retain(|path| path.canonicalize().ok() != itself);
        if let Some(path) = candidates.iter().find(|path| self.is_it(path, wanted)) {
            return Ok(path.clone());
        }
        let files = self.files.get_or_init(|| files(&self.named));
        let by_digest = files.iter().find(|path| self.is_it(path, wanted)).cloned();
        by_digest
            .or_else(|| candidates.into_iter().next())
            .ok_or_else(|| wanted.missing(!self.named.is_empty()))
    }

    /// Files with the right name.
    fn candidates(&self, wanted: &Wanted, root: &Path) -> Vec<PathBuf> {
        let mut candidates = Vec::new();
        if self.named.is_empty() && wanted.is_its_path && wanted.path.as_os_str() != STANDARD {
            candidates.push(wanted.path.clone());
            // The program was run elsewhere then, likely in a folder above its results.
            if wanted.path.is_relative() {
                candidates.extend(root.ancestors().map(|folder| folder.join(&wanted.path)));
            }
        }
        // Of a/b/c.jpg: that in the folder, or b/c.jpg, or c.jpg.
        let parts: Vec<Component<'_>> = wanted
            .path
            .components()
            .filter(|part| matches!(part, Component::Normal(_)))
            .collect();
        for named in &self.named {
            if !named.is_dir() {
                if self.only_one || named.file_name() == wanted.path.file_name() {
                    candidates.push(named.clone());
                }
                continue;
            }
            candidates.extend((0..parts.len()).map(|first| {
                let mirrored: PathBuf = parts.iter().skip(first).collect();
                named.join(mirrored)
            }));
        }
        candidates.retain(|path| path.is_file());
        candidates
    }

    fn is_it(&self, path: &Path, wanted: &Wanted) -> bool {
        let length = path.metadata().map_or(0, |metadata| metadata.len());
        let fits = match wanted.bytes {
            Some(bytes) if wanted.is_whole => bytes == length,
            Some(bytes) => bytes <= length,
            None => true,
        };
        fits && self.digest(path, wanted.bytes).as_ref() == Some(&wanted.sha256)
    }

    /// Others need not wait while a file is read: at worst two read the same.
    fn digest(&self, path: &Path, bytes: Option<u64>) -> Option<String> {
        let key = (path.to_owned(), bytes);
        let digests = || self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = digests().get(&key) {
            return known.clone();
        }
        let digest = digest(path, bytes);
        digests().insert(key, digest.clone());
        digest
    }
}

/// All files in these places, but no notes.
fn files(named: &[PathBuf]) -> Vec<PathBuf> {
    named
        .iter()
        .flat_map(|path| {
            WalkDir::new(path)
                .sort_by_file_name()
                .into_iter()
                .filter_entry(|entry| entry.file_name() != FOLDER)
        })
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// SHA-256 of the first bytes of a file, or of all. A file that cannot be read is no picture that is looked for.
fn digest(path: &Path, bytes: Option<u64>) -> Option<String> {
    let mut read = Vec::new();
    let file = File::open(path).ok()?;
    file.take(bytes.unwrap_or(1 << 32))
        .read_to_end(&mut read)
        .ok()?;
    Some(recipe::sha256(&read))
}
