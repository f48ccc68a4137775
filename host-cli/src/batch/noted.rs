//! Results, and what is noted about them.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::path::{Component, Path, PathBuf};

use records::{Note, ObjectNote};

use super::note;
use super::path_text::to_path;
use crate::failure::Failure;
use crate::input;

/// A result.
#[derive(Debug)]
pub(crate) struct Found {
    /// As it was named, or found in the folder that was.
    pub(crate) path: PathBuf,
    /// The folder that was written to.
    pub(crate) root: PathBuf,
    /// Or why nothing is known of it.
    pub(crate) noted: Result<Noted, Failure>,
    /// It was named, and not found in a folder.
    pub(crate) named: bool,
}

/// What is known of a result.
#[derive(Debug)]
pub(crate) enum Noted {
    /// By `thumbox resize`.
    Resize(Box<Note>),
    /// By `thumbox invoke`.
    Invoke(ObjectNote),
}

impl Noted {
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let note = Note::parse(text).map(|note| Self::Resize(Box::new(note)));
        note.or_else(|| ObjectNote::parse(text).map(Self::Invoke))
    }

    /// Whether the file is likely to be the one that is noted.
    fn is_about(&self, file: &Metadata) -> bool {
        match self {
            Self::Resize(note) => note::is_about(note, file),
            Self::Invoke(_) => true,
        }
    }

    /// The result's place in the folder.
    pub(crate) fn place(&self) -> PathBuf {
        match self {
            Self::Resize(note) => to_path(&note.output),
            Self::Invoke(note) => to_path(&note.key),
        }
    }
}

/// Which files are known to be results. A folder that has no notes is asked about once for all files below it, so it is
/// for a time in which no results are written.
#[derive(Debug, Default)]
pub(crate) struct Results {
    /// For each folder, whether it or one above has notes.
    noted: HashMap<PathBuf, bool>,
}

impl Results {
    /// Whether this file is one.
    pub(crate) fn has(&mut self, path: &Path) -> bool {
        let folder = path.parent().unwrap_or(Path::new(""));
        let is_noted = match self.noted.get(folder) {
            Some(noted) => *noted,
            None => {
                let whole = absolute(path);
                let mut above = whole.ancestors().skip(1);
                let noted = above.any(|root| root.join(note::FOLDER).is_dir());
                self.noted.insert(folder.to_owned(), noted);
                noted
            }
        };
        is_noted
            && match (look_up(path, false).noted, fs::metadata(path)) {
                (Ok(noted), Ok(file)) => noted.is_about(&file),
                _ => false,
            }
    }
}

/// What is noted about a file: in `.thumbox/` of its folder, or of one above.
pub(crate) fn look_up(path: &Path, named: bool) -> Found {
    let whole = absolute(path);
    let mut unreadable = None;
    for root in whole.ancestors().skip(1) {
        let Ok(place) = whole.strip_prefix(root) else {
            continue;
        };
        let file = note::file(root, place);
        if !file.is_file() {
            continue;
        }
        let text = input::read(&file, note::LARGEST).ok();
        match text.and_then(|text| Noted::parse(&text)) {
            Some(noted) => {
                return Found {
                    path: path.to_owned(),
                    root: root.to_owned(),
                    noted: Ok(noted),
                    named,
                };
            }
            None => unreadable = Some(file),
        }
    }
    let message = match (path.exists(), unreadable) {
        (_, Some(file)) => format!("its receipt {} is not valid", file.display()),
        (false, None) => "there is no such file, and no receipt of it".to_owned(),
        (true, None) => {
            "it has no receipt in .thumbox/, in its folder or one above; thumbox resize writes one, \
             unless --no-receipts is given"
                .to_owned()
        }
    };
    Found {
        named,
        ..unknown(path, message)
    }
}

/// Of this nothing is known.
pub(crate) fn unknown(path: &Path, message: String) -> Found {
    Found {
        path: path.to_owned(),
        root: PathBuf::new(),
        noted: Err(Failure {
            kind: "no-note",
            message,
        }),
        named: true,
    }
}

/// The path from the root on. Links stay as they are, because places in notes have them; only what `..` stands behind is
/// followed.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    AbsolutePaths::default().of(path)
}

/// Paths from the root on, for a time in which no folder is moved: each folder is asked about once.
#[derive(Debug, Default)]
pub(crate) struct AbsolutePaths {
    folders: HashMap<PathBuf, PathBuf>,
}

impl AbsolutePaths {
    /// As [`absolute`].
    pub(crate) fn of(&mut self, path: &Path) -> PathBuf {
        match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) => match self.folders.get(folder) {
                Some(whole) => whole.join(name),
                None => {
                    let whole = from_root(folder);
                    let path = whole.join(name);
                    self.folders.insert(folder.to_owned(), whole);
                    path
                }
            },
            _ => from_root(path),
        }
    }
}

fn from_root(folder: &Path) -> PathBuf {
    let folder = match folder == Path::new("") {
        true => Path::new("."),
        false => folder,
    };
    let mut parts = folder.components();
    let followed = match parts.any(|part| matches!(part, Component::ParentDir)) {
        true => folder.canonicalize().ok(),
        false => None,
    };
    followed
        .or_else(|| std::path::absolute(folder).ok())
        .unwrap_or_else(|| folder.to_owned())
}
