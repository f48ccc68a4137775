//! A folder of photos, and what `thumbox resize` tells of it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{folder, lines, thumbox};

/// Adds `photos` with `a.jpg`, `summer/b.jpeg`, and what is no picture or hidden.
pub(crate) fn photos() -> tempfile::TempDir {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("photos/summer")).expect("a folder");
    for name in [
        "photos/a.jpg",
        "photos/summer/b.jpeg",
        "photos/.c.jpg",
        "photos/plain",
    ] {
        fs::copy(at("photo.jpg"), at(name)).expect("a copy");
    }
    fs::write(at("photos/notes.txt"), "no picture").expect("a file");
    folder
}

/// `input` and what became of it, line by line.
pub(crate) fn told(lines: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |line: &Value| {
        let state = match &line["error"]["kind"] {
            Value::Null => text(&line["state"]),
            kind => text(kind),
        };
        (text(&line["input"]), state)
    };
    lines.iter().map(of).collect()
}

pub(crate) fn resize(folder: &Path, words: &str) -> (Option<i32>, Vec<(String, String)>) {
    let words = ["resize", "--json"]
        .into_iter()
        .chain(words.split_whitespace());
    let output = thumbox(folder, words);
    (output.status.code(), told(&lines(&output)))
}

pub(crate) fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter()
        .map(|(input, state)| ((*input).to_owned(), (*state).to_owned()))
        .collect()
}
