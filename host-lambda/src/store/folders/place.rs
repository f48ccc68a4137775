//! Files beneath a bucket's folder: found, written and removed there and nowhere else, whatever links there are.

use std::fs::{self, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::refusal::{of_io, refused};
use crate::store::{StoreError, StoreErrorKind};

/// The file of a path beneath the folder, without links in it; `None` where there is no file.
pub(super) fn find(folder: &Path, path: &Path) -> Result<Option<PathBuf>, StoreError> {
    let path = folder.join(path);
    let found = match path.canonicalize() {
        Ok(found) => found,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(of_io(&error, &path)),
    };
    refuse_outside(folder, &path, &found)?;
    let kind = fs::metadata(&found).map_err(|error| of_io(&error, &found))?;
    if kind.is_dir() {
        return Ok(None);
    }
    // To open a pipe would wait for whoever writes to it.
    if !kind.is_file() {
        return Err(refused(
            StoreErrorKind::Key,
            &format!("{path:?} is a device or a pipe; expected a file"),
        ));
    }
    Ok(Some(found))
}

/// Makes the folders that a path needs, and says where the file goes.
pub(super) fn make_room(folder: &Path, path: &Path) -> Result<PathBuf, StoreError> {
    let mut parent = folder.to_owned();
    for name in path.parent().into_iter().flatten() {
        let next = parent.join(name);
        match fs::create_dir(&next) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(of_io(&error, &next));
            }
            _ => {}
        }
        parent = next.canonicalize().map_err(|error| of_io(&error, &next))?;
        refuse_outside(folder, &next, &parent)?;
        if !parent.is_dir() {
            return Err(refused(
                StoreErrorKind::Key,
                &format!("{next:?} is a file; a folder of this name is needed, or another key"),
            ));
        }
    }
    let path = parent.join(path.file_name().unwrap_or_default());
    if path.is_dir() {
        return Err(refused(
            StoreErrorKind::Key,
            &format!("{path:?} is a folder; a file of this name is needed, or another key"),
        ));
    }
    Ok(path)
}

fn refuse_outside(folder: &Path, path: &Path, found: &Path) -> Result<(), StoreError> {
    match found.starts_with(folder) {
        true => Ok(()),
        false => Err(refused(
            StoreErrorKind::Key,
            &format!(
                "{path:?} is reached by a link that leads out of {folder:?}; expected a file in it"
            ),
        )),
    }
}

/// Writes a file whole or not at all, over what is there.
pub(super) fn write(path: &Path, data: &[u8]) -> Result<(), StoreError> {
    let parent = path.parent().unwrap_or(path);
    let file = tempfile::Builder::new()
        .prefix(".thumbox-")
        // What any new file gets: the user's umask is applied to it.
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(parent);
    let mut file = file.map_err(|error| of_io(&error, parent))?;
    file.write_all(data).map_err(|error| of_io(&error, path))?;
    let persisted = file.persist(path);
    persisted.map_err(|error| of_io(&error.error, path))?;
    Ok(())
}

/// Removes the folders that a file has left empty: in S3 there are none without objects.
pub(super) fn remove_empty(folder: &Path, path: &Path) {
    let parents = path.ancestors().skip(1);
    for parent in parents.take_while(|parent| *parent != folder) {
        if fs::remove_dir(parent).is_err() {
            return;
        }
    }
}
