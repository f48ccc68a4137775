//! Which results there are, and what is noted about them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use records::{Note, ObjectNote};
use walkdir::WalkDir;

use crate::batch::input_list::has_picture_extension;
use crate::batch::note::{self, FOLDER};
use crate::batch::path_text::to_path;
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
    fn parse(text: &[u8]) -> Option<Self> {
        let note = Note::parse(text).map(|note| Self::Resize(Box::new(note)));
        note.or_else(|| ObjectNote::parse(text).map(Self::Invoke))
    }

    /// The result's place in the folder.
    fn place(&self) -> PathBuf {
        match self {
            Self::Resize(note) => note.output.as_str().into(),
            Self::Invoke(note) => to_path(&note.key),
        }
    }
}

/// The results that were named, and those in the folders that were, each once.
pub(crate) fn gather(named: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    for path in named {
        match path.is_dir() {
            true => found.extend(in_folder(path)),
            false => found.push(look_up(path, true)),
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|one| seen.insert(absolute(&one.path)));
    found
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
        (_, Some(file)) => format!("its note {} cannot be understood", file.display()),
        (false, None) => "there is no such file, and no note about it".to_owned(),
        (true, None) => {
            "there is no note about it in .thumbox/, in its folder or one above; thumbox resize leaves one, \
             unless it was told --no-receipts"
                .to_owned()
        }
    };
    Found {
        named,
        ..unknown(path, message)
    }
}

/// Of this nothing is known.
fn unknown(path: &Path, message: String) -> Found {
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

/// Files with a note, files that could be results, and notes about files that are gone.
fn in_folder(folder: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut gone = Vec::new();
    let is_ours = |name: &std::ffi::OsStr| name == FOLDER;
    let mut entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.push(unreadable(folder, error));
                continue;
            }
        };
        if entry.file_type().is_dir() && is_ours(entry.file_name()) {
            entries.skip_current_dir();
            gone.extend(gone_from(entry.path()));
        } else if !entry.file_type().is_dir() {
            let one = look_up(entry.path(), false);
            if one.noted.is_ok() || has_picture_extension(entry.path()) {
                seen.insert(absolute(entry.path()));
                found.push(one);
            }
        }
    }
    gone.retain(|one: &Found| !seen.contains(&absolute(&one.path)));
    found.extend(gone);
    // Whoever relies on the exit code must not take a wrong folder for one without differences.
    if found.is_empty() {
        found.push(unknown(
            folder,
            "there are no results in this folder".to_owned(),
        ));
    }
    found
}

/// The results of a folder's notes that are not there any more.
fn gone_from(notes: &Path) -> Vec<Found> {
    let Some(root) = notes.parent() else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = fs::read_dir(notes)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let gone = |file: &PathBuf| {
        let text = input::read(file, note::LARGEST).ok()?;
        let noted = Noted::parse(&text)?;
        let place = noted.place();
        let is_inside = place
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let path = root.join(&place);
        // A name that is no Unicode is not in the note as it is.
        let is_its_own = note::file(root, &place) == *file;
        (is_inside && is_its_own && path.symlink_metadata().is_err()).then(|| Found {
            path,
            root: root.to_owned(),
            noted: Ok(noted),
            named: false,
        })
    };
    files.iter().filter_map(gone).collect()
}

fn unreadable(folder: &Path, error: walkdir::Error) -> Found {
    let path = error.path().unwrap_or(folder).to_owned();
    let error = error
        .into_io_error()
        .unwrap_or_else(|| std::io::ErrorKind::Other.into());
    Found {
        path,
        root: PathBuf::new(),
        noted: Err(Failure::reading(&error)),
        named: true,
    }
}

/// The path from the root on. Links stay as they are, because places in notes have them; only what `..` stands behind is
/// followed.
fn absolute(path: &Path) -> PathBuf {
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
