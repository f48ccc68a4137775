//! Which pictures there are: files, folders, patterns and lists become one list.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::ending::is_url;
use super::noted::{AbsolutePaths, Results};
use super::path_text::to_text;
use super::picture_file::Input;
use super::scope::{Judged, Scope, is_file};
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

/// How many files of folders are no inputs.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    /// Results that are noted.
    pub(crate) results: usize,
    /// Those that the user has excluded.
    pub(crate) excluded: usize,
    /// Those that are not called as pictures are, by their extension in lower case, with its dot.
    pub(crate) others: BTreeMap<String, usize>,
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
        // A folder that was named is looked into whatever it is: its results are known from their notes.
        let wanted = |entry: &DirEntry| entry.depth() == 0 || scope.is_wanted(entry);
        let walk = WalkDir::new(folder).follow_links(scope.follow);
        let entries = walk.sort_by_file_name().into_iter();
        for entry in entries.filter_entry(wanted) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    let error = error
                        .into_io_error()
                        .unwrap_or_else(|| std::io::ErrorKind::Other.into());
                    self.failures.push((path, Failure::reading(&error)));
                    continue;
                }
            };
            if !is_file(&entry) {
                continue;
            }
            match scope.judge(folder, entry.into_path(), results) {
                Judged::Input(input) => self.inputs.push(input),
                Judged::Result => self.left_out.results += 1,
                Judged::Excluded => self.left_out.excluded += 1,
                Judged::Other(extension) => {
                    *self.left_out.others.entry(extension).or_default() += 1
                }
            }
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
            true => self.left_out.results += 1,
            false => self.inputs.push(named_file(path)),
        }
    }
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
