//! Writing a file whole or not at all.

use std::fs::{self, DirEntry, Metadata, Permissions};
use std::io::{self, BufWriter, Seek, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::NamedTempFile;

use crate::input::STANDARD;
use crate::report::printable;

/// Creates a folder and those above it, unless they exist.
///
/// # Errors
/// A sentence that names the folder.
pub(crate) fn create_folder(path: &Path) -> Result<(), String> {
    fs::create_dir_all(path).map_err(|error| match path.is_file() {
        true => format!("{} is a file; name a folder", printable(path)),
        false => format!(
            "the folder {} could not be created: {error}",
            printable(path)
        ),
    })
}

/// Writes `bytes` beside `path` under a temporary name and renames that, so that whoever looks sees the old file or
/// the new one. The temporary file is removed if anything fails.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with_time(path, bytes, None)
}

/// The same with a time of modification.
pub(crate) fn write_with_time(
    path: &Path,
    bytes: &[u8],
    modified: Option<SystemTime>,
) -> io::Result<()> {
    let mut file = temporary(path)?;
    file.write_all(bytes)?;
    if let Some(modified) = modified {
        file.as_file().set_modified(modified)?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A file that is written little by little, and appears when it is finished; or goes to standard output then.
pub(crate) struct Draft {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl Draft {
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        let file = match path.as_os_str() == STANDARD {
            true => NamedTempFile::new()?,
            false => temporary(path)?,
        };
        Ok(Self {
            file: BufWriter::new(file),
            path: path.to_owned(),
        })
    }

    /// Returns the number of bytes.
    pub(crate) fn finish(self) -> io::Result<u64> {
        let mut file = self.file.into_inner().map_err(|error| error.into_error())?;
        let bytes = file.as_file().metadata()?.len();
        if self.path.as_os_str() == STANDARD {
            file.rewind()?;
            let written = io::copy(&mut file, &mut io::stdout());
            // Whoever reads it may stop.
            return match written {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
                _ => Ok(bytes),
            };
        }
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(bytes)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What temporary files are called before what makes them different.
const PREFIX: &str = ".thumbox-";

/// After this time, nobody is writing a file any more.
const LEFT_AFTER: Duration = Duration::from_secs(60 * 60);

/// Removes temporary files that nobody is writing any more: of programs that were killed. What cannot be removed stays.
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
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_left(&entry) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A file beside `path`, which has what any new file has: the user's umask is applied to it.
fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    tempfile::Builder::new()
        .prefix(PREFIX)
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)
}
