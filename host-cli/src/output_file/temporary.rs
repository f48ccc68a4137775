//! Files that are written beside those whose place they take.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::NamedTempFile;

/// What temporary files are called before what makes them different.
pub(super) const PREFIX: &str = ".thumbox-";

/// A file beside `path`, which has what any new file has: the user's umask is applied to it.
pub(super) fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(PREFIX)
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder_of(path))
}

/// The folder that a file is in, or will be.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}
