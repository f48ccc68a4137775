//! Notes about results: each is `.thumbox/<SHA-256 of the name>.json` in the folder that is written to, where `thumbox invoke`
//! keeps its notes too.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use records::{Note, Warned};

use super::path_text::{to_path, to_text};
use crate::{input, output_file};

/// Where notes are.
pub(crate) const FOLDER: &str = ".thumbox";

/// The extension of a note about what is about to be written.
const ANNOUNCED: &str = "announced";

/// In bytes. A note has some kilobytes.
pub(crate) const LARGEST: u64 = 16 << 20;

/// The note about the result at this place. Where it cannot be read nothing is known.
pub(crate) fn read(root: &Path, place: &Path) -> Option<Note> {
    Note::parse(&input::read(&file(root, place), LARGEST).ok()?)
}

/// The notes about all results in the folder.
pub(crate) fn all(root: &Path) -> Vec<Note> {
    let files = fs::read_dir(root.join(FOLDER))
        .into_iter()
        .flatten()
        .flatten();
    let note = |entry: fs::DirEntry| {
        let note = Note::parse(&input::read(&entry.path(), LARGEST).ok()?)?;
        (file(root, &to_path(&note.output)) == entry.path()).then_some(note)
    };
    files.filter_map(note).collect()
}

pub(crate) fn write(note: &Note, root: &Path, place: &Path) -> io::Result<()> {
    write_to(&file(root, place), note, root)
}

/// Notes what is about to be written. Where the program is ended between the result and its note, the result is known by
/// this.
pub(super) fn announce(note: &Note, root: &Path, place: &Path) -> io::Result<()> {
    write_to(&file(root, place).with_extension(ANNOUNCED), note, root)
}

fn write_to(path: &Path, note: &Note, root: &Path) -> io::Result<()> {
    fs::create_dir_all(root.join(FOLDER))?;
    output_file::write(path, &serde_json::to_vec(note)?)
}

/// What was announced is there.
pub(super) fn confirm(note: &Note, root: &Path, place: &Path) -> io::Result<()> {
    let path = file(root, place);
    match fs::rename(path.with_extension(ANNOUNCED), path) {
        // Another run has announced the same, and confirmed it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => write(note, root, place),
        renamed => renamed,
    }
}

/// The note about a result that was announced and not confirmed, if the result is there.
pub(super) fn announced(root: &Path, place: &Path) -> Option<Note> {
    let text = input::read(&file(root, place).with_extension(ANNOUNCED), LARGEST).ok()?;
    let note = Note::parse(&text)?;
    let bytes = input::read(&root.join(place), note.facts.bytes).ok()?;
    (recipe::sha256(&bytes) == note.facts.sha256).then_some(note)
}

pub(crate) fn remove(root: &Path, place: &Path) -> io::Result<()> {
    match fs::remove_file(file(root, place)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether the file is likely to be the one that the note is about.
pub(crate) fn is_about(note: &Note, file: &fs::Metadata) -> bool {
    file.is_file() && file.len() == note.facts.bytes
}

/// A warning of the component, for a note.
pub(crate) fn warned(warning: &engine::Warning) -> Warned {
    Warned {
        kind: warning.kind.name().to_owned(),
        message: warning.message.clone(),
    }
}

/// The time of the last change of contents, in nanoseconds since 1970.
pub(crate) fn modified(metadata: &fs::Metadata) -> i128 {
    i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec())
}

/// The time of the last change of anything about the file, in the same.
pub(crate) fn changed(metadata: &fs::Metadata) -> i128 {
    i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec())
}

/// Where the note about the result at this place is.
pub(crate) fn file(root: &Path, place: &Path) -> PathBuf {
    let name = format!("{}.json", recipe::sha256(to_text(place).as_bytes()));
    root.join(FOLDER).join(name)
}
