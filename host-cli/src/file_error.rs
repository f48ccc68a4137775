//! I/O errors in words for people: why, and what to do. Whoever tells them says which file is meant.

use std::io::{Error, ErrorKind};

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// Why it failed, as the end of a sentence. Temporary names, which mean nothing to the user, are left out, and so are
/// the system's numbers.
pub(crate) fn in_words(error: &Error, access: Access) -> String {
    let words = match (error.kind(), access) {
        (ErrorKind::NotFound, Access::Read) => "there is no such file",
        (ErrorKind::NotFound, Access::Write) => {
            "its folder is missing; create it, or name another one"
        }
        (ErrorKind::PermissionDenied, Access::Read) => {
            "permission denied; check who may read this file"
        }
        (ErrorKind::PermissionDenied, Access::Write) => {
            "permission denied; check who may write to it and to its folder, or name another folder"
        }
        (ErrorKind::StorageFull, _) => "no space is left; free some, or write elsewhere",
        (ErrorKind::QuotaExceeded, _) => {
            "the disk quota is used up; free some space, or write elsewhere"
        }
        (ErrorKind::ReadOnlyFilesystem, _) => "its file system is read-only; write elsewhere",
        (ErrorKind::NotADirectory, _) => {
            "a part of its path is a file and no folder; name another path"
        }
        (ErrorKind::IsADirectory, _) => "this is a folder; name a file",
        (ErrorKind::InvalidFilename, _) => {
            "the name is too long for its file system; choose a shorter one"
        }
        (ErrorKind::AlreadyExists, _) => "something else has this name",
        (ErrorKind::FileTooLarge, _) => {
            "the file would be larger than the file system or a limit of the shell (ulimit -f) allows"
        }
        (ErrorKind::BrokenPipe, _) => "nobody reads it any more",
        _ => return cleaned(&error.to_string()),
    };
    words.to_owned()
}

/// A text of the system, without its number, and without the path that a library has added.
fn cleaned(text: &str) -> String {
    let text = text.split(" (os error ").next().unwrap_or(text);
    let text = text.split(" at path \"").next().unwrap_or(text);
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_numbers_nor_temporary_names_are_told() {
        let told = |kind: ErrorKind| in_words(&kind.into(), Access::Write);
        assert!(told(ErrorKind::StorageFull).starts_with("no space is left; "));
        assert!(told(ErrorKind::PermissionDenied).starts_with("permission denied; "));
        assert!(told(ErrorKind::NotADirectory).contains("is a file and no folder"));
        let missing = tempfile::NamedTempFile::new_in("/nowhere").unwrap_err();
        assert!(missing.to_string().contains("at path"));
        let told = in_words(&missing, Access::Write);
        assert!(told.starts_with("its folder is missing"), "{told}");
        let too_many = Error::from_raw_os_error(rustix::io::Errno::MFILE.raw_os_error());
        assert_eq!(in_words(&too_many, Access::Read), "Too many open files");
        let wrapped = Error::other("Too many open files (os error 24) at path \"/x/.thumbox-a\"");
        assert_eq!(in_words(&wrapped, Access::Write), "Too many open files");
    }
}
