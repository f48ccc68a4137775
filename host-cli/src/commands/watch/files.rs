//! What is in the folder that is watched.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime};

use walkdir::{DirEntry, WalkDir};

use crate::arguments::MakingArguments;
use crate::batch::naming::Naming;
use crate::batch::noted::Results;
use crate::batch::scope::{Scope, Sorted};

/// Clocks of file systems tick every 10 ms at worst: a file that changed just now may change once more without anybody
/// being able to tell.
const TICK: Duration = Duration::from_millis(100);

/// The folder, and what of it counts.
pub(super) struct Tree {
    folder: PathBuf,
    /// As it was at the start: there may be another one in its place later.
    identity: (u64, u64),
    scope: Scope,
}

/// What is at a place.
#[derive(Debug)]
pub(super) enum Found {
    Folder,
    /// A file that may be a picture, as it is now, if that can be told; and how long ago it changed.
    Picture(Option<Fingerprint>, Duration),
    /// Nothing, or nothing that counts.
    Nothing,
}

/// What differs between two versions of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint {
    identity: (u64, u64),
    bytes: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Tree {
    pub(super) fn new(
        folder: &Path,
        naming: &Naming,
        making: &MakingArguments,
    ) -> io::Result<Self> {
        Ok(Self {
            folder: folder.to_owned(),
            identity: identity(&fs::metadata(folder)?),
            scope: Scope::of(making, naming),
        })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn is_there(&self) -> bool {
        fs::metadata(&self.folder).is_ok_and(|now| identity(&now) == self.identity)
    }

    pub(super) fn is_inside(&self, other: &Path) -> bool {
        match (self.folder.canonicalize(), other.canonicalize()) {
            (Ok(folder), Ok(other)) => folder.starts_with(other),
            _ => false,
        }
    }

    /// Whether there is surely no file at this place any more. Where a folder cannot be read, or a disk fails, nobody knows.
    pub(super) fn is_gone(&self, place: &Path) -> bool {
        let is_gone = match fs::metadata(self.folder.join(place)) {
            Ok(metadata) => !metadata.is_file(),
            Err(error) => matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ),
        };
        is_gone && self.is_there()
    }

    pub(super) fn look_at(&self, place: &Path) -> Found {
        if place == Path::new("") {
            return Found::Folder;
        }
        let is_hidden = |part: Component| part.as_os_str().as_bytes().starts_with(b".");
        if !self.scope.all && place.components().any(is_hidden) {
            return Found::Nothing;
        }
        let entry = WalkDir::new(self.folder.join(place))
            .max_depth(0)
            .follow_root_links(false);
        match entry.into_iter().next() {
            Some(Ok(entry)) => self.what(&entry),
            _ => Found::Nothing,
        }
    }

    /// What is in the folder at this place, but not in those in it, in the order of names.
    pub(super) fn list(&self, place: &Path) -> Vec<(PathBuf, Found)> {
        let entries = WalkDir::new(self.folder.join(place))
            .min_depth(1)
            .max_depth(1)
            .sort_by_file_name();
        let entries = entries.into_iter().flatten();
        entries
            .map(|entry| (place.join(entry.file_name()), self.what(&entry)))
            .collect()
    }

    fn what(&self, entry: &DirEntry) -> Found {
        match self.scope.sort(entry) {
            Sorted::File => {}
            Sorted::Folder => return Found::Folder,
            Sorted::Output | Sorted::Ours | Sorted::LeftOut(_) => return Found::Nothing,
        }
        match fs::metadata(entry.path()) {
            Ok(metadata) if self.is_picture(entry) => {
                let age = metadata.modified().ok();
                let age = age.and_then(|modified| SystemTime::now().duration_since(modified).ok());
                Found::Picture(fingerprint(&metadata), age.unwrap_or_default())
            }
            _ => Found::Nothing,
        }
    }

    fn is_picture(&self, entry: &DirEntry) -> bool {
        // Results are written all the time, so nothing is kept of what is known about them.
        let mut results = Results::default();
        let judged = (self.scope).judge(&self.folder, entry.path().to_owned(), &mut results);
        judged.is_ok()
    }
}

fn identity(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

/// `None` where the file changed so lately that its next version may have the same.
fn fingerprint(metadata: &Metadata) -> Option<Fingerprint> {
    let changed = (metadata.ctime(), metadata.ctime_nsec());
    let since_1970 = Duration::new(changed.0.try_into().ok()?, changed.1.try_into().ok()?);
    let age = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH + since_1970)
        .ok()?;
    (age > TICK).then_some(Fingerprint {
        identity: identity(metadata),
        bytes: metadata.len(),
        modified: (metadata.mtime(), metadata.mtime_nsec()),
        changed,
    })
}
