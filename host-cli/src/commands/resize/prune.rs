//! `--prune`: results of images that are gone from the folders that were named.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::batch::note;
use crate::batch::path_text::to_path;
use crate::batch::removal;
use crate::report::Report;

/// Removes them, if they are as they were made, and says so. Returns how many.
///
/// An image is gone if its folder is there and it is not: a disk that is not mounted loses nothing.
pub(super) fn prune(
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
                    removal::tell(&source, &root.join(&place), report)?;
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
