//! Which pictures there are: files, folders, patterns and lists become one list.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::ending::is_url;
use super::left_out::{LeftOut, Reason};
use super::note::FOLDER;
use super::noted::{AbsolutePaths, Results};
use super::path_text::to_text;
use super::picture_file::Input;
use super::scope::{Scope, Sorted};
use crate::failure::Failure;
use crate::input::STANDARD;

/// The largest list of inputs.
const LARGEST_LIST: u64 = 1 << 30;

/// The list, and what could not be followed.
#[derive(Debug, Default)]
pub(crate) struct InputList {
    pub(crate) inputs: Vec<Input>,
    pub(crate) failures: Vec<(PathBuf, Failure)>,
    pub(crate) left_out: LeftOut,
}

impl InputList {
    /// Follows what was named, in that order, and in folders in the order of names. Everything is listed once.
    pub(crate) fn gather(named: &[PathBuf], scope: &Scope) -> Self {
        let mut list = Self::default();
        let mut results = Results::default();
        for path in named {
            if path.is_dir() {
                list.walk(path, scope, &mut results);
            } else if is_url(path) {
                list.failures.push((path.clone(), Failure::url()));
            } else if path.as_os_str() != STANDARD
                && path.symlink_metadata().is_err()
                && is_pattern(path)
            {
                list.expand(path, scope, &mut results);
            } else {
                list.add_named(path, scope, &mut results);
            }
        }
        let mut paths = AbsolutePaths::default();
        let mut seen = HashSet::new();
        (list.inputs).retain(|input| seen.insert(identity(input, &mut paths)));
        list
    }

    /// How many were found, with what could not be followed.
    pub(crate) fn len(&self) -> usize {
        self.inputs.len() + self.failures.len()
    }

    fn walk(&mut self, folder: &Path, scope: &Scope, results: &mut Results) {
        let walk = WalkDir::new(folder).follow_links(scope.follow);
        let mut entries = walk.sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.add_unreadable(folder, error);
                    continue;
                }
            };
            // A folder that was named is looked into whatever it is: its results are known from their notes.
            if entry.depth() == 0 {
                continue;
            }
            let is_folder = entry.file_type().is_dir();
            match scope.sort(&entry) {
                Sorted::Folder => continue,
                Sorted::File => {
                    match scope.judge(folder, entry.into_path(), results) {
                        Ok(input) => self.inputs.push(input),
                        Err(reason) => self.left_out.add(reason),
                    }
                    continue;
                }
                Sorted::Ours => {}
                Sorted::Output => {
                    for _ in files_in(entry.path()) {
                        self.left_out.add(Reason::OutputFolder);
                    }
                }
                Sorted::LeftOut(reason) => self.left_out.add(reason),
            }
            if is_folder {
                entries.skip_current_dir();
            }
        }
    }

    /// Of links that are followed, those to nothing and in circles are no failures.
    fn add_unreadable(&mut self, folder: &Path, error: walkdir::Error) {
        let path = error.path().unwrap_or(folder).to_owned();
        if error.loop_ancestor().is_some() {
            return self.left_out.add(Reason::BrokenLink);
        }
        let error = error
            .into_io_error()
            .unwrap_or_else(|| std::io::ErrorKind::Other.into());
        let is_link = path
            .symlink_metadata()
            .is_ok_and(|found| found.is_symlink());
        match is_link && path.metadata().is_err() {
            true => self.left_out.add(Reason::BrokenLink),
            false => self.failures.push((path, Failure::reading(&error))),
        }
    }

    /// A pattern that no shell has expanded.
    fn expand(&mut self, pattern: &Path, scope: &Scope, results: &mut Results) {
        let patterns = pattern.to_str().and_then(recipe::expanded_braces);
        let paths: Vec<PathBuf> = (patterns.unwrap_or_default().iter())
            .flat_map(|pattern| glob::glob(pattern))
            .flatten()
            .flatten()
            .collect();
        if paths.is_empty() {
            self.failures
                .push((pattern.to_owned(), Failure::no_match()));
        }
        for path in paths {
            if path.is_dir() {
                self.walk(&path, scope, results);
            } else {
                self.add_named(&path, scope, results);
            }
        }
    }

    fn add_named(&mut self, path: &Path, scope: &Scope, results: &mut Results) {
        match scope.leaves_out(path, results) {
            true => self.left_out.add(Reason::Output),
            false => self.inputs.push(named_file(path)),
        }
    }
}

/// The files in the output folder, without receipts.
fn files_in(folder: &Path) -> impl Iterator<Item = DirEntry> {
    let entries = WalkDir::new(folder).into_iter();
    let entries = entries.filter_entry(|entry| entry.file_name() != FOLDER);
    entries
        .flatten()
        .filter(|entry| !entry.file_type().is_dir())
}

/// The same for all ways to write a path.
fn identity(input: &Input, paths: &mut AbsolutePaths) -> PathBuf {
    match input.is_standard_input() {
        true => input.path.clone(),
        false => paths.of(&input.path),
    }
}

fn named_file(path: &Path) -> Input {
    let dir: PathBuf = path
        .parent()
        .into_iter()
        .flat_map(Path::components)
        .filter(|component| matches!(component, Component::Normal(_)))
        .collect();
    let place = match path.as_os_str() == STANDARD {
        true => "stdin".into(),
        false => path.file_name().unwrap_or(path.as_os_str()).into(),
    };
    Input {
        dir: to_text(&dir),
        place,
        path: path.to_owned(),
        doubtful: false,
    }
}

fn is_pattern(path: &Path) -> bool {
    path.as_os_str()
        .as_bytes()
        .iter()
        .any(|byte| b"*?[{".contains(byte))
}

/// The inputs that a list names, one in each line, or after each NUL if there is any.
pub(crate) fn read_list(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let bytes = match path.as_os_str() == STANDARD {
        false => crate::input::read(path, LARGEST_LIST)?,
        true => crate::input::read_standard(LARGEST_LIST)?,
    };
    let path = |name: &[u8]| PathBuf::from(OsStr::from_bytes(name));
    if bytes.contains(&0) {
        let names = bytes.split(|byte| *byte == 0);
        return Ok(names.filter(|name| !name.is_empty()).map(path).collect());
    }
    // Editors of Windows end lines in two characters.
    let line = |line: &[u8]| match line.strip_suffix(b"\r") {
        Some(name) if !path(line).exists() => path(name),
        _ => path(line),
    };
    let lines = bytes.split(|byte| *byte == b'\n').map(line);
    Ok(lines.filter(|name| name.as_os_str() != "").collect())
}
