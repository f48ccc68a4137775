//! Which results there are in what was named.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use crate::batch::note::{self, FOLDER};
use crate::batch::noted::{Found, Noted, absolute, look_up, unknown};
use crate::batch::picture_file::has_picture_extension;
use crate::failure::Failure;
use crate::input;

/// The results that were named, and those in the folders that were, each once.
pub(super) fn gather(named: &[PathBuf]) -> Vec<Found> {
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
            "there are no outputs in this folder".to_owned(),
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
        // One from elsewhere says nothing about this folder.
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
