//! Temporary files of programs that were killed.

use std::fs::{self, DirEntry, Metadata};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use super::temporary::PREFIX;

/// After this time, nobody is writing a file any more.
const LEFT_AFTER: Duration = Duration::from_secs(60 * 60);

/// Removes temporary files that nobody is writing any more. What cannot be removed stays.
pub(crate) fn remove_leftovers(folder: &Path) {
    let is_left = |entry: &DirEntry| {
        let age = |file: Metadata| file.modified().ok()?.elapsed().ok();
        let name = entry.file_name();
        name.as_bytes().starts_with(PREFIX.as_bytes())
            && (entry.metadata().ok())
                .filter(Metadata::is_file)
                .and_then(age)
                .is_some_and(|age| age > LEFT_AFTER)
    };
    let folder = match folder == Path::new("") {
        true => Path::new("."),
        false => folder,
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_left(&entry) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
