//! `--prune`: results of images that are gone from the folders that were named.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::batch::naming::{Naming, joined};
use crate::batch::note::{self, FOLDER};
use crate::batch::path_text::to_path;
use crate::batch::removal;
use crate::report::Report;

/// Removes them, if they are as they were made, and says so. Returns how many.
///
/// An image is gone if its folder is there and it is not: a disk that is not mounted loses nothing.
pub(super) fn prune(
    folders: &[PathBuf],
    naming: &Naming,
    quiet: bool,
    report: &mut Report,
) -> anyhow::Result<usize> {
    match naming.folder() {
        Some(root) => prune_folder(folders, root, quiet, report),
        None => {
            let mut removed = 0;
            for root in noted_folders(folders) {
                removed += prune_folder(folders, &root, quiet, report)?;
            }
            Ok(removed)
        }
    }
}

/// The folders among and below these that have notes.
fn noted_folders(folders: &[PathBuf]) -> Vec<PathBuf> {
    let walks = folders
        .iter()
        .map(|folder| WalkDir::new(folder).into_iter());
    let entries = walks.flatten().flatten();
    let noted = entries.filter(|entry| entry.file_type().is_dir() && entry.file_name() == FOLDER);
    let mut roots: Vec<PathBuf> = noted
        .filter_map(|entry| entry.path().parent().map(Path::to_owned))
        .collect();
    roots.sort();
    roots.dedup();
    roots
}

/// The same for the results of one folder.
fn prune_folder(
    folders: &[PathBuf],
    root: &Path,
    quiet: bool,
    report: &mut Report,
) -> anyhow::Result<usize> {
    let mut removed = 0;
    for note in note::all(root) {
        let source = to_path(&note.source.path);
        let is_within = |folder: &PathBuf| folder.is_dir() && source.starts_with(folder);
        if !(folders.iter().any(is_within) && is_gone(&source)) {
            continue;
        }
        let place = to_path(&note.output);
        match removal::remove(root, &place) {
            Err(failure) => report.failure("input", &source, &failure)?,
            Ok(false) => {}
            Ok(true) => {
                removed += 1;
                removal::remove_empty_folders(root, &place);
                if !quiet {
                    removal::tell(&source, &joined(root, &place), report)?;
                }
            }
        }
    }
    Ok(removed)
}

fn is_gone(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Err(error) => matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        ),
        Ok(_) => false,
    }
}
