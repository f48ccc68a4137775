//! Copies files, and makes folders.

use std::path::Path;
use std::{fs, io};

use anyhow::{Context, Result};

/// Creates an empty folder, removing what was there.
///
/// # Errors
/// Where the file system refuses.
pub fn fresh_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).with_context(|| path.display().to_string());
        }
        _ => {}
    }
    fs::create_dir_all(path).with_context(|| path.display().to_string())
}

/// Copies the files of a folder that has no folders in it.
///
/// # Errors
/// Where the file system refuses.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Copies the files of a folder, and those of the folders in it.
///
/// # Errors
/// Where the file system refuses.
pub fn copy_folders(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true => copy_folders(&path, &copied)?,
            false => copy(&path, &copied)?,
        }
    }
    Ok(())
}

/// Copies one file. A copy that is there already is left alone: somebody may be reading it.
///
/// # Errors
/// Where the file system refuses.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if fs::read(to).is_ok_and(|copied| fs::read(from).is_ok_and(|original| copied == original)) {
        return Ok(());
    }
    fs::copy(from, to).with_context(|| format!("copying {}", from.display()))?;
    Ok(())
}
