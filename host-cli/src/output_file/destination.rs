//! What a path leads to, for who writes there.

use std::fs::{self, FileType, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::temporary::folder_of;
use crate::waiting;

/// As many links as Linux follows.
const MOST_LINKS: usize = 40;

/// Where bytes go.
#[derive(Debug)]
pub(super) enum Destination {
    /// A file, there or not, which is replaced as a whole. It is no link: where the path is one, this is what it leads to.
    File(PathBuf),
    Stream(Stream),
}

/// What is written to and stays: a FIFO, a terminal or another character device, or an open file such as `/dev/fd/3`.
#[derive(Debug)]
pub(super) struct Stream(PathBuf);

impl Destination {
    /// # Errors
    /// Where the path leads to a folder, a block device or a socket, or where its links go in a circle.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let end = match end_of_links(path)? {
            End::Path(end) => end,
            End::OpenFile => return Ok(Self::Stream(Stream(path.to_owned()))),
        };
        let kind = match fs::symlink_metadata(&end) {
            Ok(found) => found.file_type(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::File(end)),
            Err(error) => return Err(error),
        };
        match refusal(kind) {
            Some(error) => Err(error),
            None if kind.is_file() => Ok(Self::File(end)),
            None => Ok(Self::Stream(Stream(end))),
        }
    }
}

/// Where links lead.
enum End {
    Path(PathBuf),
    /// To a file that this process has open, whatever its name is: the path of the link is the way to it.
    OpenFile,
}

fn end_of_links(path: &Path) -> io::Result<End> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(to) = fs::read_link(&path) else {
            return Ok(End::Path(path));
        };
        let folder = folder_of(&path);
        let is_of_open_files =
            |folder: PathBuf| folder.starts_with("/proc") && folder.ends_with("fd");
        if folder.canonicalize().is_ok_and(is_of_open_files) {
            return Ok(End::OpenFile);
        }
        path = match path.parent() {
            Some(folder) => folder.join(to),
            None => to,
        };
    }
    Err(io::Error::other(
        "its links lead in a circle; name the file itself",
    ))
}

/// Why nothing can be written to what is there.
fn refusal(kind: FileType) -> Option<io::Error> {
    let message = match kind {
        _ if kind.is_dir() => return Some(ErrorKind::IsADirectory.into()),
        _ if kind.is_block_device() => {
            "this is a block device, whose contents would be lost; name a file"
        }
        _ if kind.is_socket() => "this is a socket; name a file",
        _ => return None,
    };
    Some(io::Error::other(message))
}

impl Stream {
    /// Waits for the reader of a FIFO, for so long at most.
    pub(super) fn write(self, bytes: Vec<u8>, wait: Option<Duration>) -> io::Result<()> {
        self.copy(io::Cursor::new(bytes), wait)
    }

    /// The same for what is in a file.
    pub(super) fn copy(
        self,
        mut from: impl Read + Send + 'static,
        wait: Option<Duration>,
    ) -> io::Result<()> {
        let copy = move || {
            // Not at the beginning of a file that is open.
            let mut file = OpenOptions::new().append(true).open(&self.0)?;
            io::copy(&mut from, &mut file)?;
            file.flush()
        };
        Ok(waiting::within(wait, copy)?)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_lead_to_the_file_that_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("sub")).unwrap();
        fs::write(at("file"), "").unwrap();
        symlink("../file", at("sub/link")).unwrap();
        symlink("sub/link", at("second")).unwrap();
        symlink("missing", at("dangling")).unwrap();
        symlink("circle", at("circle")).unwrap();
        let file = |name: &str| match Destination::of(&at(name)) {
            Ok(Destination::File(path)) => path,
            other => panic!("{name}: {other:?}"),
        };
        for name in ["file", "sub/link", "second"] {
            assert_eq!(file(name).canonicalize().unwrap(), at("file"));
        }
        assert_eq!(file("dangling"), at("missing"));
        assert_eq!(file("new"), at("new"));
        let told = |name: &str| Destination::of(&at(name)).unwrap_err();
        assert_eq!(told("sub").kind(), ErrorKind::IsADirectory);
        assert!(told("circle").to_string().contains("in a circle"));
    }

    #[test]
    fn an_open_file_is_written_to_and_not_replaced() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let number = std::os::fd::AsRawFd::as_raw_fd(file.as_file());
        let path = format!("/proc/self/fd/{number}");
        let Ok(Destination::Stream(stream)) = Destination::of(path.as_ref()) else {
            panic!("{path} is no file of its own");
        };
        fs::write(file.path(), "before, ").unwrap();
        stream.write(b"behind".to_vec(), None).unwrap();
        assert_eq!(fs::read_to_string(file.path()).unwrap(), "before, behind");
    }
}
