//! Paths as text and back. Paths need not be Unicode, but templates for names work on text.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// Bytes that are no UTF-8 become characters from here on, which nobody else uses: they are at the end of the last plane
/// for private use.
const FIRST: u32 = 0x10_FF00;

pub(crate) fn to_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            if u32::from(character) < FIRST {
                text.push(character);
            } else {
                let mut bytes = [0; 4];
                text.extend(character.encode_utf8(&mut bytes).bytes().map(stand_in));
            }
        }
        text.extend(chunk.invalid().iter().copied().map(stand_in));
    }
    text
}

pub(crate) fn to_path(text: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match u32::from(character).checked_sub(FIRST) {
            Some(byte) => bytes.push(byte as u8),
            None => bytes.extend(character.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    OsString::from_vec(bytes).into()
}

fn stand_in(byte: u8) -> char {
    char::from_u32(FIRST + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn every_path_comes_back() {
        let last = "\u{10FF00}\u{10FFFF}".as_bytes();
        for bytes in [
            &b"a/b c.jpg"[..],
            "日本é\n".as_bytes(),
            b"\xff\xc3/\xe6\x97x",
            last,
        ] {
            let path = Path::new(OsStr::from_bytes(bytes));
            assert_eq!(to_path(&to_text(path)), path, "{bytes:?}");
        }
        assert_eq!(to_text(Path::new("Zoë/a.jpg")), "Zoë/a.jpg");
    }
}
