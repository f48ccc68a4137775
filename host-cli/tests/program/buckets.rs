//! A folder with uploads, events about them, and what `thumbox invoke` does with these.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::SystemTime;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{folder, stderr, thumbox};

/// The folder of `folder()` with the photo under these keys in `images`.
pub(crate) fn uploads(keys: &[&str]) -> TempDir {
    let folder = folder();
    for key in keys {
        let path = folder.path().join("images").join(key);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folders of a key");
        fs::copy(folder.path().join("photo.jpg"), path).expect(key);
    }
    folder
}

/// The path of an event that the tests of the function have.
pub(crate) fn fixture(name: &str) -> String {
    let events = Path::new(env!("CARGO_MANIFEST_DIR")).join("../records/events");
    events.join(format!("{name}.json")).display().to_string()
}

/// What S3 sends; keys are as it encodes them.
pub(crate) fn notification(name: &str, keys: &[&str]) -> Value {
    let record = |key: &&str| {
        json!({
            "eventVersion": "2.6", "eventSource": "aws:s3", "eventName": name,
            "s3": {"bucket": {"name": "images"}, "object": {"key": key, "sequencer": "0A"}},
        })
    };
    json!({"Records": keys.iter().map(record).collect::<Vec<_>>()})
}

pub(crate) fn write_event(folder: &TempDir, event: &Value) {
    fs::write(folder.path().join("event.json"), event.to_string()).expect("the event");
}

/// Runs the handler on an event with `images` and `images-resized`, and these options.
pub(crate) fn invoke(folder: &TempDir, event: &str, options: &[&str]) -> Output {
    thumbox(folder.path(), invocation(event).iter().chain(options))
}

/// The arguments for that.
pub(crate) fn invocation(event: &str) -> [&str; 6] {
    [
        "invoke",
        event,
        "--source-dir",
        "images",
        "--dest-dir",
        "images-resized",
    ]
}

/// The answer on standard output.
pub(crate) fn answer(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(output)))
}

/// All files beneath a folder, links left out: when they were written, and what is in them.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let entry = entry.expect("an entry");
            let (path, kind) = (entry.path(), entry.file_type().expect("its kind"));
            if kind.is_dir() {
                folders.push(path);
                continue;
            }
            // A link leads to what is elsewhere, or round and round.
            if kind.is_symlink() {
                continue;
            }
            let time = path.metadata().and_then(|metadata| metadata.modified());
            let state = (time.expect("a time"), fs::read(&path).expect("a file"));
            let name = path.strip_prefix(folder).expect("beneath the folder");
            found.insert(name.to_owned(), state);
        }
    }
    found
}

/// The thumbnails among them: keys and bytes.
pub(crate) fn thumbnails(folder: &TempDir) -> BTreeMap<String, Vec<u8>> {
    files(&folder.path().join("images-resized"))
        .into_iter()
        .map(|(path, (_, bytes))| (path.display().to_string(), bytes))
        .filter(|(path, _)| !path.starts_with(".thumbox/"))
        .collect()
}

/// What `thumbox resize` makes of the photo.
pub(crate) fn resized(folder: &TempDir, options: &[&str]) -> Vec<u8> {
    let command = ["resize", "photo.jpg", "-o", "expected"];
    let output = thumbox(folder.path(), command.iter().chain(options));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    fs::read(folder.path().join("expected/photo.jpg")).expect("the thumbnail")
}
