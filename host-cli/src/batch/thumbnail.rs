//! One result of a picture.

use std::path::PathBuf;

use records::Note;

/// A result.
#[derive(Debug)]
pub(crate) struct Thumbnail {
    /// Where it is, if it is in a file.
    pub(crate) path: PathBuf,
    pub(crate) note: Note,
    pub(crate) state: State,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum State {
    Made,
    UpToDate,
    /// For standard output.
    Bytes(Vec<u8>),
}
