//! Why an input failed.

use std::io;
use std::path::Path;

use serde::Serialize;

use crate::file_error::{self, Access};

/// A stable tag for programs and a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    /// One of the engine's kinds (`malformed`, `deadline`, ...), or `not-found`, `is-directory`,
    /// `permission-denied`, `read`, `changed`, `too-large`, `write`, `exists`, `newer`, `name`, `recipe`,
    /// `stopped`, `watch`, `no-note`, `no-source`, `receipt`,
    /// `view` where a sheet cannot show what the component made.
    pub(crate) kind: &'static str,
    pub(crate) message: String,
}

impl Failure {
    /// An input could not be read.
    pub(crate) fn reading(error: &io::Error) -> Self {
        let words = file_error::in_words(error, Access::Read);
        let (kind, message) = match error.kind() {
            io::ErrorKind::NotFound => ("not-found", words),
            io::ErrorKind::PermissionDenied => ("permission-denied", words),
            io::ErrorKind::IsADirectory => return Self::is_directory(),
            _ => ("read", format!("the file could not be read: {words}")),
        };
        Self { kind, message }
    }

    pub(crate) fn is_directory() -> Self {
        Self {
            kind: "is-directory",
            message: "this is a folder; name the files in it".to_owned(),
        }
    }

    pub(crate) fn file_too_large(limit: u64) -> Self {
        Self {
            kind: "too-large",
            message: format!("the file has more than {limit} bytes, which is the limit"),
        }
    }

    /// A recipe is none, or cannot be carried out.
    pub(crate) fn recipe(message: String) -> Self {
        Self {
            kind: "recipe",
            message,
        }
    }

    /// A name that could be that of a preset, but is neither that nor a file's.
    pub(crate) fn no_file_or_preset() -> Self {
        let presets = recipe::Preset::WORDS.join(", ");
        Self {
            kind: "not-found",
            message: format!("there is no such file, and no such preset; presets are {presets}"),
        }
    }

    /// An output is there already, and nobody asked to replace it.
    pub(crate) fn exists() -> Self {
        Self {
            kind: "exists",
            message: "this file already exists; name another one, or replace it with --force"
                .to_owned(),
        }
    }

    /// A pattern that fits nothing.
    pub(crate) fn no_match() -> Self {
        Self {
            kind: "not-found",
            message: "there is no such file, and as a pattern it matches no file".to_owned(),
        }
    }

    /// An input on another computer.
    pub(crate) fn url() -> Self {
        Self {
            kind: "not-found",
            message: "this is a URL, and inputs are files; download it first, or pipe it: curl -s URL | thumbox resize - -o FILE"
                .to_owned(),
        }
    }

    /// An input that somebody else is writing.
    pub(crate) fn changed() -> Self {
        Self {
            kind: "changed",
            message: "the file was changed while it was read; run again when it is complete"
                .to_owned(),
        }
    }

    /// An output that seems to be worth more than what would replace it, and why.
    pub(crate) fn newer(path: &Path, source: &Path, reason: &str) -> Self {
        Self {
            kind: "newer",
            message: format!(
                "{} is newer than {}, and {reason}; if it may be replaced, such as an output of an earlier run, use --force",
                path.display(),
                source.display()
            ),
        }
    }

    /// An output without a usable name.
    pub(crate) fn name(message: String) -> Self {
        Self {
            kind: "name",
            message,
        }
    }

    /// As [`Failure::writing`], for a line that names the file itself.
    pub(crate) fn writing_it(error: &io::Error) -> Self {
        Self {
            kind: "write",
            message: format!(
                "could not be written: {}",
                file_error::in_words(error, Access::Write)
            ),
        }
    }

    /// An output could not be written.
    pub(crate) fn writing(path: &Path, error: &io::Error) -> Self {
        Self {
            kind: "write",
            message: format!(
                "{} could not be written: {}",
                path.display(),
                file_error::in_words(error, Access::Write)
            ),
        }
    }

    /// The folder of an output could not be created.
    pub(crate) fn folder(message: String) -> Self {
        Self {
            kind: "write",
            message,
        }
    }

    /// The same for the receipt of an output, in this folder.
    pub(crate) fn writing_receipt(folder: &Path, error: &io::Error) -> Self {
        let Self { kind, message } = Self::writing(folder, error);
        Self {
            kind,
            message: format!("{message}; --no-receipts writes no receipts"),
        }
    }

    /// An output could not be removed.
    pub(crate) fn removing(path: &Path, error: &io::Error) -> Self {
        Self {
            kind: "write",
            message: format!(
                "{} could not be removed: {}",
                path.display(),
                file_error::in_words(error, Access::Write)
            ),
        }
    }
}

impl From<records::ClaimError> for Failure {
    fn from(error: records::ClaimError) -> Self {
        Self {
            kind: "receipt",
            message: error.to_string(),
        }
    }
}

impl From<engine::Error> for Failure {
    fn from(error: engine::Error) -> Self {
        Self {
            kind: error.kind(),
            message: error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_file_from_being_read_is_told_apart() {
        for (error, kind, told) in [
            (io::ErrorKind::NotFound, "not-found", "no such file"),
            (
                io::ErrorKind::PermissionDenied,
                "permission-denied",
                "permission denied; check who may read",
            ),
            (io::ErrorKind::IsADirectory, "is-directory", "a folder"),
            (io::ErrorKind::TimedOut, "read", "could not be read"),
        ] {
            let failure = Failure::reading(&error.into());
            assert_eq!(failure.kind, kind);
            assert!(failure.message.contains(told), "{}", failure.message);
        }
    }
}
