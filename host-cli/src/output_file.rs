//! Writing a file whole or not at all.

mod destination;
mod draft;
mod leftovers;
mod temporary;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use self::destination::Destination;
pub(crate) use self::draft::Draft;
pub(crate) use self::leftovers::remove_leftovers;
use self::temporary::{folder_of, temporary};
use crate::file_error::{self, Access};
use crate::report::printable;

/// Creates a folder and those above it, unless they exist.
///
/// # Errors
/// A sentence that names the folder, or what is in its way.
pub(crate) fn create_folder(path: &Path) -> Result<(), String> {
    // The system knows no folder `new/.` before `new` is there.
    let plain: PathBuf = path.components().collect();
    fs::create_dir_all(plain).map_err(|error| {
        let is_in_the_way = |above: &&Path| above.exists() && !above.is_dir();
        match path.ancestors().find(is_in_the_way) {
            Some(file) if file == path => format!("{} is a file; name a folder", printable(path)),
            Some(file) => format!(
                "the folder {} could not be created: {} is a file; name another folder",
                printable(path),
                printable(file)
            ),
            None => format!(
                "the folder {} could not be created: {}",
                printable(path),
                file_error::in_words(&error, Access::Write)
            ),
        }
    })
}

/// Writes `bytes` beside `path` under a temporary name and renames that, so that whoever looks sees the old file or
/// the new one. The temporary file is removed if anything fails. Links are followed. A FIFO or a device is written to.
///
/// # Errors
/// Those of the system; and where `path` is a folder, a block device or a socket.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match Destination::of(path)? {
        Destination::File(file) => replace(&file, bytes, None),
        Destination::Stream(stream) => stream.write(bytes.to_vec(), None),
    }
}

/// As [`write()`], for a file that nothing else is written with: also removes what runs that were ended have left beside it.
pub(crate) fn write_alone(path: &Path, bytes: &[u8]) -> io::Result<()> {
    remove_leftovers(folder_of(path));
    write(path, bytes)
}

/// As [`write()`], with a time of modification for a file, and no longer than `wait` for the reader of a FIFO.
pub(crate) fn write_output(
    path: &Path,
    bytes: Vec<u8>,
    modified: Option<SystemTime>,
    wait: Option<Duration>,
) -> io::Result<()> {
    match Destination::of(path)? {
        Destination::File(file) => replace(&file, &bytes, modified),
        Destination::Stream(stream) => stream.write(bytes, wait),
    }
}

/// Whether what is at `path` is written to and stays: a FIFO or a device.
pub(crate) fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

fn replace(path: &Path, bytes: &[u8], modified: Option<SystemTime>) -> io::Result<()> {
    let mut file = temporary(path)?;
    file.write_all(bytes)?;
    if let Some(modified) = modified {
        file.as_file().set_modified(modified)?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
