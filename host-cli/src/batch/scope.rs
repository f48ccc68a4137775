//! Which files of folders are inputs.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use recipe::KeyPattern;
use walkdir::DirEntry;

use super::naming::Naming;
use super::note::FOLDER;
use super::noted::Results;
use super::picture_file::{Input, has_picture_extension};
use crate::arguments::MakingArguments;

/// What in folders is an input.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// The folder that is written to, if there is one: what is below it is none.
    output: Option<PathBuf>,
    /// Files that are not called as pictures are, and hidden ones, are inputs too.
    pub(crate) all: bool,
    /// Results are inputs too.
    results: bool,
    /// Results are no inputs where they are named either: a shell names them too for `*.jpg`.
    beside: bool,
    /// Folders that links lead to are looked into.
    pub(super) follow: bool,
    /// Files whose names from the folder on match one of these are none.
    exclude: Vec<KeyPattern>,
}

impl Scope {
    /// Of pictures whose results are named so.
    pub(crate) fn of(making: &MakingArguments, naming: &Naming) -> Self {
        Self {
            output: (naming.folder()).and_then(|folder| folder.canonicalize().ok()),
            all: making.all,
            results: false,
            beside: matches!(naming, Naming::Beside(_)),
            follow: false,
            exclude: making.exclude.clone(),
        }
    }

    /// The same with the folders that links lead to.
    pub(crate) fn following(self, follow: bool) -> Self {
        Self { follow, ..self }
    }

    /// All pictures.
    pub(crate) fn pictures() -> Self {
        Self {
            results: true,
            ..Self::default()
        }
    }

    /// Whether what is in a folder may be a picture, or have some in it.
    pub(crate) fn is_wanted(&self, entry: &DirEntry) -> bool {
        // The folder that was named may be hidden.
        let hidden = entry.depth() > 0 && entry.file_name().as_bytes().starts_with(b".");
        let is_output = |output: &Path| {
            let path = entry.path().canonicalize();
            entry.file_type().is_dir() && path.is_ok_and(|path| path == output)
        };
        let is_output = self.output.as_deref().is_some_and(is_output);
        let is_ours = entry.file_name() == FOLDER;
        (self.all || !hidden) && !is_output && !is_ours
    }

    /// Whether a file is none although it was named.
    pub(crate) fn leaves_out(&self, path: &Path, results: &mut Results) -> bool {
        self.beside && results.has(path)
    }

    /// What a file of a folder is.
    pub(crate) fn judge(&self, folder: &Path, path: PathBuf, results: &mut Results) -> Judged {
        if !(self.all || has_picture_extension(&path)) {
            let extension = path.extension().unwrap_or_default().to_string_lossy();
            return Judged::Other(format!(".{}", extension.to_lowercase()));
        }
        if !self.results && results.has(&path) {
            return Judged::Result;
        }
        let input = Input::found(folder, path);
        let key = input.key();
        match self.exclude.iter().any(|pattern| pattern.matches(&key)) {
            true => Judged::Excluded,
            false => Judged::Input(input),
        }
    }
}

/// What a file of a folder is.
pub(crate) enum Judged {
    Input(Input),
    /// It is noted as one.
    Result,
    /// The user has excluded it.
    Excluded,
    /// It is not called as pictures are: its extension in lower case, with a dot.
    Other(String),
}

/// Links to files are followed; those to folders may lead anywhere, and in circles.
pub(crate) fn is_file(entry: &DirEntry) -> bool {
    let leads_to_file = || fs::metadata(entry.path()).is_ok_and(|to| to.is_file());
    entry.file_type().is_file() || entry.path_is_symlink() && leads_to_file()
}
