//! Keys as paths. S3 has keys that no folder can have, and a key comes from whoever uploads: none leads anywhere else.

use std::path::PathBuf;

use super::notes;
use super::refusal::refused;
use crate::store::{StoreError, StoreErrorKind};

/// S3 has no longer keys.
const LONGEST_KEY: usize = 1024;
/// Nearly all file systems have no longer names.
const LONGEST_NAME: usize = 255;

/// Why a key cannot be a file beneath a folder.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum KeyError {
    #[error("it is empty")]
    Empty,
    #[error("it has {bytes} bytes, and keys have at most {LONGEST_KEY}")]
    Long { bytes: usize },
    #[error("it has a zero byte in it")]
    Zero,
    #[error("a part between slashes is empty")]
    EmptyPart,
    #[error("\"{part}\" would lead to another folder")]
    Dots { part: String },
    #[error("a part between slashes has {bytes} bytes, and file names have at most {LONGEST_NAME}")]
    LongPart { bytes: usize },
    #[error("\"{}\" is where the store keeps its own files", notes::FOLDER)]
    Reserved,
}

/// The path of a key, beneath the bucket's folder: names only.
pub(super) fn path(key: &str) -> Result<PathBuf, StoreError> {
    match check(key) {
        Ok(()) => Ok(PathBuf::from(key)),
        Err(error) => Err(refused(
            StoreErrorKind::Key,
            &format!(
                "the key {key:?} cannot be a file in a folder: {error}; expected names with a slash between them"
            ),
        )),
    }
}

fn check(key: &str) -> Result<(), KeyError> {
    if key.is_empty() {
        return Err(KeyError::Empty);
    }
    if key.len() > LONGEST_KEY {
        return Err(KeyError::Long { bytes: key.len() });
    }
    if key.contains('\0') {
        return Err(KeyError::Zero);
    }
    for part in key.split('/') {
        match part {
            "" => return Err(KeyError::EmptyPart),
            "." | ".." => {
                return Err(KeyError::Dots {
                    part: part.to_owned(),
                });
            }
            _ if part.len() > LONGEST_NAME => return Err(KeyError::LongPart { bytes: part.len() }),
            _ => {}
        }
    }
    // Some file systems do not tell capitals.
    let first = key.split('/').next().unwrap_or_default();
    match first.eq_ignore_ascii_case(notes::FOLDER) {
        true => Err(KeyError::Reserved),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_names_are_paths() {
        for key in [
            "a.jpg",
            "summer 1+1/Zoë %.png",
            "a/b/c",
            "...",
            "a..b/.c",
            "C:\\a",
            "日本/\u{1b}[31m",
            ".thumbox-1",
            "a/.thumbox",
        ] {
            assert_eq!(path(key).unwrap(), PathBuf::from(key));
        }
    }

    #[test]
    fn no_key_leads_out_of_the_folder_or_into_the_notes() {
        let long = |bytes: usize| "x".repeat(bytes);
        let dots = |part: &str| KeyError::Dots {
            part: part.to_owned(),
        };
        let rows = [
            (String::new(), KeyError::Empty),
            ("/etc/passwd".to_owned(), KeyError::EmptyPart),
            ("a//b".to_owned(), KeyError::EmptyPart),
            ("a/".to_owned(), KeyError::EmptyPart),
            ("..".to_owned(), dots("..")),
            ("../a".to_owned(), dots("..")),
            ("a/../../b".to_owned(), dots("..")),
            ("a/./b".to_owned(), dots(".")),
            ("a\0b".to_owned(), KeyError::Zero),
            (long(256), KeyError::LongPart { bytes: 256 }),
            (long(1025), KeyError::Long { bytes: 1025 }),
            (".thumbox/lock".to_owned(), KeyError::Reserved),
            (".Thumbox".to_owned(), KeyError::Reserved),
        ];
        for (key, expected) in rows {
            assert_eq!(check(&key), Err(expected), "{key:?}");
            assert_eq!(path(&key).unwrap_err().kind, StoreErrorKind::Key);
        }
    }
}
