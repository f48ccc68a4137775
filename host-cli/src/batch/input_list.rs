//! Which pictures there are: files, folders, patterns and lists become one list.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::noted::is_result;
use super::path_text::to_text;
use crate::failure::Failure;
use crate::input::STANDARD;

/// Extensions of the formats that are read.
const EXTENSIONS: [&str; 21] = [
    "jpg", "jpeg", "jpe", "jfif", "png", "apng", "gif", "webp", "tif", "tiff", "bmp", "dib", "ico",
    "pbm", "pgm", "ppm", "pam", "pnm", "qoi", "tga", "icb",
];

/// The largest list of inputs.
const LARGEST_LIST: u64 = 1 << 30;

/// A picture to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    /// Where in the folder that is written to its result belongs, were it to keep its name.
    pub(crate) place: PathBuf,
    /// Its folder as placeholders of names have it: of a file that was named, as it was written.
    pub(crate) dir: String,
    /// It was found in a folder and is not called as pictures are: it may turn out to be none.
    pub(crate) doubtful: bool,
}

impl Input {
    /// A file of a folder.
    pub(crate) fn found(folder: &Path, path: PathBuf) -> Self {
        let place = path.strip_prefix(folder).unwrap_or(&path);
        Self {
            dir: place.parent().map(to_text).unwrap_or_default(),
            place: place.to_owned(),
            doubtful: !has_picture_extension(&path),
            path,
        }
    }

    /// What would be its key on S3: its folder, as placeholders have it, and its name.
    pub(crate) fn key(&self) -> String {
        let name = to_text(self.place.file_name().unwrap_or_default().as_ref());
        match self.dir.is_empty() {
            true => name,
            false => format!("{}/{name}", self.dir),
        }
    }

    pub(crate) fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == STANDARD
    }
}

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
    /// Those that are not called as pictures are, by their extension in lower case, with its dot.
    pub(crate) others: BTreeMap<String, usize>,
}

impl InputList {
    /// Follows what was named, in that order, and in folders in the order of names. What is below `output` is left out:
    /// results are no inputs. Everything is listed once.
    pub(crate) fn gather(named: &[PathBuf], output: &Path, all: bool) -> Self {
        let mut list = Self::default();
        let mut seen = BTreeSet::new();
        let output = output.canonicalize().ok();
        for path in named {
            if path.is_dir() {
                list.walk(path, output.as_deref(), all);
            } else if path.as_os_str() != STANDARD
                && path.symlink_metadata().is_err()
                && is_pattern(path)
            {
                list.expand(path, output.as_deref(), all);
            } else {
                list.inputs.push(named_file(path));
            }
        }
        list.inputs.retain(|input| seen.insert(input.path.clone()));
        list
    }

    /// How many were found, with what could not be followed.
    pub(crate) fn len(&self) -> usize {
        self.inputs.len() + self.failures.len()
    }

    fn walk(&mut self, folder: &Path, output: Option<&Path>, all: bool) {
        // A folder that was named is looked into whatever it is: its results are known from their notes.
        let wanted = |entry: &DirEntry| entry.depth() == 0 || is_wanted(entry, output, all);
        let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
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
            let path = entry.into_path();
            if !(all || has_picture_extension(&path)) {
                let extension = path.extension().unwrap_or_default();
                let extension = format!(".{}", extension.to_string_lossy().to_lowercase());
                *self.left_out.others.entry(extension).or_default() += 1;
            } else if is_result(&path) {
                self.left_out.results += 1;
            } else {
                self.inputs.push(Input::found(folder, path));
            }
        }
    }

    /// A pattern that no shell has expanded.
    fn expand(&mut self, pattern: &Path, output: Option<&Path>, all: bool) {
        let paths: Vec<PathBuf> = match pattern.to_str().map(glob::glob) {
            Some(Ok(paths)) => paths.flatten().collect(),
            _ => Vec::new(),
        };
        if paths.is_empty() {
            self.failures
                .push((pattern.to_owned(), Failure::no_match()));
        }
        for path in paths {
            if path.is_dir() {
                self.walk(&path, output, all);
            } else {
                self.inputs.push(named_file(&path));
            }
        }
    }
}

/// Whether what is in a folder may be a picture, or have some in it: `output` has results, and those are no inputs.
pub(crate) fn is_wanted(entry: &DirEntry, output: Option<&Path>, all: bool) -> bool {
    // The folder that was named may be hidden.
    let hidden = entry.depth() > 0 && entry.file_name().as_bytes().starts_with(b".");
    let is_output = entry.file_type().is_dir()
        && output
            .is_some_and(|output| entry.path().canonicalize().is_ok_and(|path| path == output));
    let is_ours = entry.file_name() == super::note::FOLDER;
    (all || !hidden) && !is_output && !is_ours
}

/// Whether this is a file that is read.
pub(crate) fn is_picture(entry: &DirEntry, all: bool) -> bool {
    let path = entry.path();
    is_file(entry) && (all || has_picture_extension(path)) && !is_result(path)
}

/// Links to files are followed; those to folders may lead anywhere, and in circles.
fn is_file(entry: &DirEntry) -> bool {
    let leads_to_file = || fs::metadata(entry.path()).is_ok_and(|to| to.is_file());
    entry.file_type().is_file() || entry.path_is_symlink() && leads_to_file()
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
        .any(|byte| b"*?[".contains(byte))
}

pub(crate) fn has_picture_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    extension.is_some_and(|extension| {
        EXTENSIONS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// The inputs that a list names, one in each line, or after each NUL if there is any.
pub(crate) fn read_list(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let bytes = match path.as_os_str() == STANDARD {
        false => crate::input::read(path, LARGEST_LIST)?,
        true => {
            let mut bytes = Vec::new();
            let read = std::io::stdin()
                .lock()
                .take(LARGEST_LIST)
                .read_to_end(&mut bytes);
            read.map_err(|error| Failure::reading(&error))?;
            bytes
        }
    };
    let end = if bytes.contains(&0) { 0 } else { b'\n' };
    let names = bytes
        .split(|byte| *byte == end)
        .filter(|name| !name.is_empty());
    Ok(names
        .map(|name| PathBuf::from(OsStr::from_bytes(name)))
        .collect())
}
