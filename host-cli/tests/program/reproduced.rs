//! What `thumbox verify` and `thumbox replay` say, and what they read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use super::buckets::{answer, fixture, invoke, uploads};
use super::{lines, stderr};

/// The only line, which has to be about a result of this state, and which parts it says are others.
pub(crate) fn only(output: &Output, state: &str) -> (Value, Vec<String>) {
    let mut lines = lines(output);
    assert_eq!(lines.len(), 1, "{lines:?} {}", stderr(output));
    let line = lines.remove(0);
    assert_eq!(line["state"], state, "{line}");
    let code = if state == "identical" { 0 } else { 1 };
    assert_eq!(output.status.code(), Some(code), "{line}");
    let parts = line["differences"].as_array().unwrap().iter();
    let parts = parts.map(|difference| difference["part"].as_str().unwrap().to_owned());
    (line.clone(), parts.collect())
}

/// The note about a result.
pub(crate) fn note(root: &Path, place: &str) -> PathBuf {
    let name = format!("{}.json", recipe::sha256(place.as_bytes()));
    root.join(".thumbox").join(name)
}

/// Uploads, of which the handler has made thumbnails.
pub(crate) fn invoked(recipe: Option<&str>) -> TempDir {
    let folder = uploads(&["a.jpg"]);
    let mut options = Vec::new();
    if let Some(text) = recipe {
        fs::write(folder.path().join("recipe.json"), text).unwrap();
        options = vec!["--recipe", "recipe.json"];
    }
    let output = invoke(&folder, &fixture("batch-2.0"), &options);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(answer(&output)["results"][0]["resultCode"], "Succeeded");
    folder
}
