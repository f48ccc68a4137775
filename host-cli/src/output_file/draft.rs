//! A file that is written little by little, and appears when it is finished.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::destination::{Destination, Stream};
use super::leftovers::remove_leftovers;
use super::temporary::{folder_of, temporary};
use crate::input::STANDARD;

/// What is not finished yet.
pub(crate) struct Draft {
    file: BufWriter<File>,
    end: End,
}

/// What happens to the draft when it is finished.
enum End {
    /// It takes the place of this file.
    Replace(TempPath, PathBuf),
    /// It is copied there.
    Stream(Stream),
    Standard,
}

impl Draft {
    /// A draft for a file, a FIFO or a device, or for `-`, which is standard output. Removes what runs that were ended have
    /// left beside the file.
    ///
    /// # Errors
    /// Where the path leads to what cannot be written, or the draft has no place.
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        // It has no name, so nothing is left of it.
        let nameless = || tempfile::tempfile();
        let (file, end) = if path.as_os_str() == STANDARD {
            (nameless()?, End::Standard)
        } else {
            match Destination::of(path)? {
                Destination::Stream(stream) => (nameless()?, End::Stream(stream)),
                Destination::File(path) => {
                    remove_leftovers(folder_of(&path));
                    let (file, temporary) = temporary(&path)?.into_parts();
                    (file, End::Replace(temporary, path))
                }
            }
        };
        Ok(Self {
            file: BufWriter::new(file),
            end,
        })
    }

    /// Returns the number of bytes.
    pub(crate) fn finish(self) -> io::Result<u64> {
        let mut file = self.file.into_inner().map_err(|error| error.into_error())?;
        let bytes = file.metadata()?.len();
        file.rewind()?;
        let copied = match self.end {
            End::Replace(temporary, path) => {
                return match temporary.persist(path) {
                    Ok(()) => Ok(bytes),
                    Err(error) => Err(error.error),
                };
            }
            End::Stream(stream) => stream.copy(file, None),
            End::Standard => {
                let mut output = io::stdout().lock();
                io::copy(&mut file, &mut output).and_then(|_| output.flush())
            }
        };
        // Whoever reads it may stop.
        match copied {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
            _ => Ok(bytes),
        }
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
