//! Which files of folders are inputs.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use recipe::KeyPattern;
use walkdir::DirEntry;

use super::left_out::Reason;
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

    /// What is to be done about what was found in a folder, as far as its name and its kind say.
    pub(crate) fn sort(&self, entry: &DirEntry) -> Sorted {
        if entry.file_name() == FOLDER {
            return Sorted::Ours;
        }
        if self.is_output(entry) {
            return Sorted::Output;
        }
        // What was named may be hidden.
        if !self.all && entry.depth() > 0 && entry.file_name().as_bytes().starts_with(b".") {
            return Sorted::LeftOut(Reason::Hidden);
        }
        let kind = match entry.path_is_symlink() && !entry.file_type().is_dir() {
            // Links to files are followed; those to folders may lead anywhere, and in circles.
            true => match fs::metadata(entry.path()) {
                Ok(to) if to.is_dir() => return Sorted::LeftOut(Reason::FolderLink),
                Ok(to) => to.file_type(),
                Err(_) => return Sorted::LeftOut(Reason::BrokenLink),
            },
            false => entry.file_type(),
        };
        match kind {
            kind if kind.is_dir() => Sorted::Folder,
            kind if kind.is_file() => Sorted::File,
            _ => Sorted::LeftOut(Reason::Special),
        }
    }

    fn is_output(&self, entry: &DirEntry) -> bool {
        let is_it = |output: &Path| {
            let path = entry.path().canonicalize();
            entry.file_type().is_dir() && path.is_ok_and(|path| path == output)
        };
        self.output.as_deref().is_some_and(is_it)
    }

    /// Whether a file is none although it was named.
    pub(crate) fn leaves_out(&self, path: &Path, results: &mut Results) -> bool {
        self.beside && results.has(path)
    }

    /// The input that a file of a folder is.
    ///
    /// # Errors
    /// Why it is none.
    pub(crate) fn judge(
        &self,
        folder: &Path,
        path: PathBuf,
        results: &mut Results,
    ) -> Result<Input, Reason> {
        if !(self.all || has_picture_extension(&path)) {
            let extension = path.extension().unwrap_or_default().to_string_lossy();
            let extension = format!(".{}", extension.to_lowercase());
            return Err(Reason::Extension(extension));
        }
        if !self.results && results.has(&path) {
            return Err(Reason::Output);
        }
        let input = Input::found(folder, path);
        let key = input.key();
        match self.exclude.iter().any(|pattern| pattern.matches(&key)) {
            true => Err(Reason::Excluded),
            false => Ok(input),
        }
    }
}

/// What was found in a folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sorted {
    /// A file, which may be an input.
    File,
    /// A folder to look into.
    Folder,
    /// The output folder.
    Output,
    /// The folder with receipts.
    Ours,
    LeftOut(Reason),
}
