//! Results, and what is noted about them.

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

/// Whether a file is known to be a result.
pub(crate) fn is_result(path: &Path) -> bool {
    match (look_up(path, false).noted, fs::metadata(path)) {
        (Ok(noted), Ok(file)) => noted.is_about(&file),
        _ => false,
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
    let has_parent = path
        .components()
        .any(|part| matches!(part, Component::ParentDir));
    let followed = match (has_parent, path.parent(), path.file_name()) {
        (true, Some(folder), Some(name)) => {
            folder.canonicalize().ok().map(|folder| folder.join(name))
        }
        (true, _, _) => path.canonicalize().ok(),
        (false, _, _) => None,
    };
    followed
        .or_else(|| std::path::absolute(path).ok())
        .unwrap_or_else(|| path.to_owned())
}
